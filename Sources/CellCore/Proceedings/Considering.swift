import CellSchema

/// A message that was judged by itself, and looked at in the light of the record.
struct Considered {
  var judged: Judged
  /// Its sequence number is filled in when it is accepted.
  var entry: Entry?
  var acknowledged: MessageID?
  var contradiction: Contradiction?
}

// What the record says of a message: decided on committed and pending state, never changed here.
extension Core {
  /// - Throws: an act that the phase, the state of its matter or what it refers to does not allow. A fact is never
  ///   refused for that; how it contradicts what stands is noted.
  func consider(_ judged: Judged, _ envelope: Envelope, at now: Instant) throws(Refusal) -> Considered {
    let links = judged.links
    if index.world(links.world) == nil, index.worlds.count >= Limits.worlds {
      throw Refusal(
        .tooManyWorlds, at: "/header/exerciseName",
        "the record has \(Limits.worlds) worlds, which is all it may have")
    }
    var considered = try read(judged, envelope, sequence: lastSequence + 1, acceptedAt: moment(now))
    let kind = judge.rulebook.kinds[judged.facts.type]
    let docket = docket(of: links.world)
    let hearing = hearing(links.world, node: judged.facts.node, at: considered.entry?.acceptedAt ?? moment(now))
    if let amends = links.amends { try check(amends, judged, considered.entry, docket, hearing) }
    if kind?.isFact == true {
      considered.contradiction =
        strayReference(links, judged, docket, hearing) ?? strayAcknowledgement(considered, judged, hearing)
        ?? considered.entry.flatMap { links.amends == nil ? docket.proceedings.contradiction($0, hearing) : nil }
    } else {
      try checkReferences(links, judged, hearing)
      try checkState(considered.entry, judged, kind, docket, hearing)
    }
    return considered
  }

  /// What of a message matters to the record's state.
  func read(
    _ judged: Judged, _ envelope: Envelope, sequence: UInt64, acceptedAt: Int64
  ) throws(Refusal) -> Considered {
    var considered = Considered(judged: judged)
    let facts = judged.facts
    if facts.type == kinds.acknowledgement {
      let body = try DocumentDecoder.body(Acknowledgement.self, of: Array(envelope.document))
      considered.acknowledged = body.of
    }
    let act = try acts.read(facts.type, amends: judged.links.amends != nil, envelope.document)
    guard let act, let id = MessageID(bits: facts.id) else { return considered }
    considered.entry = Entry(
      sequence: sequence, id: id, acceptedAt: acceptedAt, node: facts.node, participant: facts.participant,
      inReplyTo: judged.links.inReplyTo, amends: judged.links.amends, act: act)
    return considered
  }

  func docket(of world: World) -> Docket {
    index.world(world).map { dockets[$0] } ?? Docket()
  }

  /// What rules may ask.
  ///
  /// - Parameter node: whose message is looked at; nil where the bus itself looks.
  func hearing(_ world: World, node: Int?, at moment: Int64) -> Hearing {
    let place = index.world(world)
    return Hearing(now: moment, procedures: judge.rulebook.procedures, names: names) { [self] id in
      guard let sequence = identifiers.sequence(of: id.bits), sequence <= lastSequence else { return nil }
      let found = index.messageClass(sequence)
      guard found.world == place, node.map({ judge.rulebook.mayKnow(found, node: $0) }) ?? true else { return nil }
      return Hearing.Known(
        sequence: sequence, type: catalogue.indices.contains(found.type) ? catalogue[found.type].type : "unknown",
        participant: found.participant, node: found.node)
    }
  }

  // MARK: acts

  private func checkReferences(_ links: Links, _ judged: Judged, _ hearing: Hearing) throws(Refusal) {
    if let id = links.inReplyTo { try hearing.require(id, at: "/header/inReplyTo") }
    for (position, id) in links.references.enumerated() {
      try hearing.require(id, at: "/header/references/\(position)")
    }
    if let number = links.caseNumber, isStray(number, judged, links.world, hearing) {
      throw Refusal(.unknownCase, at: "/header/case", "there is no case \(number), or it is not yours to read")
    }
  }

  /// Whether a header names a case that its sender does not know. What opens a case names it before it is there, and
  /// the other acts of verification are judged by the case in their body.
  private func isStray(_ number: String, _ judged: Judged, _ world: World, _ hearing: Hearing) -> Bool {
    if catalogue[judged.facts.type].type.hasPrefix("verification.") { return false }
    let cases = docket(of: world).proceedings.verification.cases
    guard let number = CaseNumber(number), let found = cases[number] else { return true }
    return hearing.message(found.entry.id) == nil
  }

  private func checkState(
    _ entry: Entry?, _ judged: Judged, _ kind: Rulebook.Kind?, _ docket: Docket, _ hearing: Hearing
  ) throws(Refusal) {
    // An amendment of an act is judged as if the amended had never been said.
    let proceedings = entry?.amends.map { docket.without($0.id) } ?? docket.proceedings
    do throws(Refusal) {
      try check(entry, judged, kind, proceedings, hearing)
    } catch {
      throw explain(error, entry, judged, kind, docket, hearing)
    }
  }

  private func check(
    _ entry: Entry?, _ judged: Judged, _ kind: Rulebook.Kind?, _ proceedings: Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    if let phases = kind?.phases {
      let phase = proceedings.ceasefire.phase(hearing.procedures)
      if !phases.contains(phase) {
        let allowed = CeasefirePhase.allCases.filter(phases.contains).map(\.rawValue).joined(separator: ", ")
        throw Refusal(
          .phaseNotPermitted, at: "/header/type",
          "\(catalogue[judged.facts.type].type) may be said in: \(allowed); the phase is \(phase.rawValue)"
            + " (\(judge.rulebook.citation(kind?.line)))")
      }
    }
    guard let entry, isToBeChecked(entry) else { return }
    try proceedings.check(entry, hearing)
  }

  /// What takes something back says nothing anew.
  private func isToBeChecked(_ entry: Entry) -> Bool {
    switch entry.amends?.kind {
    case .cancel, .retract: false
    case .correct, .supersede, nil: true
    }
  }

  /// The refusal in no more detail than the sender may read: as it follows from what the sender may read; where it does
  /// not follow from that, without a reason.
  private func explain(
    _ refusal: Refusal, _ entry: Entry?, _ judged: Judged, _ kind: Rulebook.Kind?, _ docket: Docket,
    _ hearing: Hearing
  ) -> Refusal {
    let node = judged.facts.node
    let visible = docket.entries.filter { entry in
      entry.amends?.id != nil && entry.amends?.id == judged.links.amends?.id
        ? false : judge.rulebook.mayKnow(index.messageClass(entry.sequence), node: node)
    }
    if visible.count == docket.entries.count { return refusal }
    do throws(Refusal) {
      try check(entry, judged, kind, Proceedings(visible), hearing)
    } catch {
      return error
    }
    return Refusal(
      refusal.code, at: refusal.pointer, "what you may read of the record does not show why; ask the coordination cell")
  }

  // MARK: facts

  /// A fact that refers to what is not there, as far as its sender may know.
  private func strayReference(
    _ links: Links, _ judged: Judged, _ docket: Docket, _ hearing: Hearing
  ) -> Contradiction? {
    let strays = (links.inReplyTo.map { [$0] } ?? []) + links.references
    if let stray = strays.first(where: { hearing.message($0) == nil }) {
      return Contradiction(with: [], explanation: "It refers to \(stray), which its sender cannot have read here.")
    }
    if let number = links.caseNumber, isStray(number, judged, links.world, hearing) {
      return Contradiction(with: [], explanation: "It refers to the case \(number), which its sender does not know.")
    }
    return nil
  }

  private func strayAcknowledgement(
    _ considered: Considered, _ judged: Judged, _ hearing: Hearing
  ) -> Contradiction? {
    guard let id = considered.acknowledged, hearing.message(id) == nil else { return nil }
    return Contradiction(with: [], explanation: "It acknowledges \(id), which its sender cannot have read here.")
  }
}
