import CellSchema

/// The rules for a release: the originator's side alone grants it, of this one message, and to nobody to whom the
/// originator itself could not have released it.
struct ReleaseRules {
  let recorder: Recorder

  private var rulebook: Rulebook { recorder.rulebook }
  private var index: MessageIndex { recorder.state.index }

  /// Judges what is said on a release beyond what the proceedings say.
  func check(_ matter: RecordRules.Matter) throws(Refusal) {
    guard rulebook.procedures.carriesReleases, matter.links.amends?.kind.takesBack != true else { return }
    if case .cell(.releaseRequest(let body)) = matter.prepared.act { try checkNames(body.to) }
    if case .cell(.releaseDecision(let body)) = matter.prepared.act { try check(body, matter) }
  }

  private func checkNames(_ names: NonEmpty<Releasable>) throws(Refusal) {
    for (place, name) in names.enumerated() where rulebook.releasable(name) == nil {
      throw Refusal(.unknownAddressee, at: "/body/to/\(place)", "the roster has no participant or group \(name)")
    }
  }

  // MARK: decisions

  private func check(_ body: ReleaseDecision, _ matter: RecordRules.Matter) throws(Refusal) {
    guard let request = recorder.state.releases.request(body.request) else {
      throw Refusal(.stateNotPermitted, at: "/body/request", "the request was taken back")
    }
    guard let message = recorder.sequence(of: request.message) else {
      throw Refusal(
        .unknownReference, at: "/body/request", "\(request.message) has no row of its own that could be released")
    }
    let found = index.messageClass(message)
    guard found.entry?.isOfBus != true else {
      throw Refusal(.notEntitled, at: "/body/request", "what the bus says itself is released by nobody")
    }
    guard rulebook.decides(matter.found.node, onReleaseOf: found.node) else {
      throw Refusal(
        .notEntitled, at: "/body/request",
        "\(recorder.names.name(found.node)) said #\(message), and \(recorder.names.name(matter.found.node)) does not"
          + " decide on its release (\(rulebook.citation(matter.kind?.line)))")
    }
    guard body.decision == .granted else { return }
    try checkReach(body, request, found, matter)
    try checkLength(of: message, request.message, matter)
  }

  /// To each that is named: within the originator's own release rule, and to be read by one of its nodes at least.
  private func checkReach(
    _ body: ReleaseDecision, _ request: Releases.Request, _ found: MessageClass, _ matter: RecordRules.Matter
  ) throws(Refusal) {
    guard let names = body.to else {
      return try checkReach(request.to, "whom the request names", at: "/body/request", found, matter)
    }
    try checkNames(names)
    for (place, name) in names.enumerated() {
      try checkReach(
        rulebook.participants(named: [name]), "\"\(name)\"", at: "/body/to/\(place)", found, matter)
    }
  }

  private func checkReach(
    _ participants: ParticipantSet, _ words: String, at pointer: String, _ found: MessageClass,
    _ matter: RecordRules.Matter
  ) throws(Refusal) {
    let originator = rulebook.listed(found.node) ?? rulebook.listed(matter.found.node)
    guard participants.isSubset(of: originator?.release ?? ParticipantSet()) else {
      throw Refusal(
        .notReleasable, at: pointer,
        "\(words): outside what \(recorder.names.name(found.node)) may release to"
          + " (\(rulebook.citation(originator?.releaseLine)))")
    }
    guard !rulebook.releasable(found, to: participants).isEmpty else {
      throw Refusal(
        .addresseeNotReleasable, at: pointer, "\(words): no node there is cleared for it and may receive its type")
    }
  }

  private func checkLength(of message: SequenceNumber, _ id: MessageID, _ matter: RecordRules.Matter) throws(Refusal) {
    let corrections = matter.docket.amendments(of: id).map(\.sequence)
    guard let long = ([message] + corrections).first(where: recorder.state.releases.isTooLong) else { return }
    throw Refusal(
      .documentTooLarge, at: "/body/request",
      "#\(long) has more than the \(Base64Text.capacity) bytes that the bus can carry to others")
  }

  // MARK: corrections

  /// A correction reaches those to whom the message is released: by itself, or carried by the bus.
  func checkCorrection(_ matter: RecordRules.Matter, of original: SequenceNumber) throws(Refusal) {
    let followers = recorder.state.releases.followers(of: original)
    guard !followers.isEmpty else { return }
    let had = rulebook.releasable(index.messageClass(original), to: followers)
    let missed = had.filter { !rulebook.mayKnow(matter.found, $0) }
    guard missed.allSatisfy({ rulebook.isAllowed(matter.found, to: $0) }) else {
      throw Refusal(
        .amendmentIncomplete, at: "/header/label/classification",
        "the original is released to a node that may not have this")
    }
    if !missed.isEmpty, matter.prepared.isTooLongToCarry {
      throw Refusal(
        .documentTooLarge, at: "/header/amends/id",
        "the original is released, and this has more than the \(Base64Text.capacity) bytes that the bus can carry to"
          + " whom it is released")
    }
  }
}
