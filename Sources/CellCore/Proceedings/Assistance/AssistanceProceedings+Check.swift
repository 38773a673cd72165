import CellSchema

extension AssistanceProceedings {
  func check(
    _ act: AssistanceAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .pledge(let body): try check(body, entry, hearing)
    case .revision(let body): try check(body, entry, hearing)
    case .enablement(let body): try check(body, entry, hearing)
    case .requirement, .delivery, .confirmation: break
    }
  }

  private func check(_ body: AssistancePledge, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard body.donor == hearing.code(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/body/donor", "\(hearing.code(entry.participant)) does not pledge for \(body.donor)")
    }
    if let requirement = body.requirement {
      try hearing.require(requirement, AssistanceRequirement.self, at: "/body/requirement")
    }
    if let replaced = body.replaces {
      let pledge = try standing(replaced, at: "/body/replaces", of: entry, hearing)
      // What is delivered is summed over all of them, each time.
      guard lineage(of: pledge).count <= Limits.replacements else {
        throw .notNow(
          "the pledge of #\(pledge.entry.sequence)", is: "the last of \(Limits.replacements) that replaced another",
          allows: AssistanceRevision.self, at: "/body/replaces")
      }
    }
    // A pledge in the place of another one may keep its reference.
    let known = pledgesUnder[PledgeReference(donor: body.donor, ref: body.ref)].compactMap { pledges[$0] }
      .first { $0.entry.id != body.replaces && replacement(of: $0.entry) == nil }
    if let known {
      throw Refusal(
        .alreadySaid, at: "/body/ref", "\(body.donor) pledged under \(body.ref) in #\(known.entry.sequence)")
    }
  }

  private func check(_ body: AssistanceRevision, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let pledge = try standing(body.pledge, at: "/body/pledge", of: entry, hearing)
    guard body.reason == nil else { return }
    let lowered = holding(of: pledge)
      .beyond(Holding(body.amount, body.items), said: "pledged from now on", "before")
    guard lowered.isEmpty else {
      throw Refusal(
        .missingField, at: "/body/reason", "\(lowered.joined(separator: " ")) Whoever lowers a pledge says why.")
    }
  }

  private func check(_ body: AssistanceEnablement, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let pledge = try standing(body.pledge, at: "/body/pledge", of: nil, hearing)
    let code = hearing.code(entry.participant)
    guard pledge.body.enabledBy?.contains(code) == true else {
      throw Refusal(
        .notEntitled, at: "/body/pledge",
        "the pledge of #\(pledge.entry.sequence) does not name \(code) as enabling it")
    }
    let decision = body.decision ?? .confirmed
    guard enablement(of: body.pledge, by: entry.participant) != decision else {
      throw Refusal(
        .alreadySaid, at: "/body/pledge",
        "\(code) said of the pledge of #\(pledge.entry.sequence) already: \(decision.rawValue)")
    }
  }

  /// A pledge that stands: neither taken back nor replaced.
  ///
  /// - Parameter entry: an act that its donor alone may say; nil where anybody's pledge will do.
  private func standing(
    _ id: MessageID, at pointer: String, of entry: Entry?, _ hearing: Hearing
  ) throws(Refusal) -> Said<AssistancePledge> {
    let known = try hearing.require(id, AssistancePledge.self, at: pointer)
    if let entry, known.participant != entry.participant {
      throw Refusal(
        .notEntitled, at: pointer,
        "#\(known.sequence) is a pledge of \(hearing.code(known.participant)), who alone"
          + " revises or replaces it")
    }
    guard let pledge = pledges[id] else {
      throw .notNow("the pledge of #\(known.sequence)", is: "taken back", allows: AssistancePledge.self, at: pointer)
    }
    if let replacement = replacement(of: pledge.entry) {
      throw .notNow(
        "the pledge of #\(known.sequence)", is: "replaced by #\(replacement.entry.sequence)",
        allows: ["what names #\(current(replacement).entry.sequence)"], at: pointer)
    }
    return pledge
  }

  // MARK: contradictions

  func contradiction(
    of act: AssistanceAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .delivery(let body): contradiction(body, entry, hearing)
    case .confirmation(let body): contradiction(body)
    // What was delivered is not undone by a lower pledge: both stand, and the difference is noted.
    case .revision(let body):
      excess(after: body.pledge, over: Holding(body.amount, body.items))
    case .pledge(let body):
      body.replaces.flatMap { excess(after: $0, over: Holding(body.amount, body.items)) }
    case .requirement, .enablement: nil
    }
  }

  private func contradiction(_ body: AssistanceDelivery, _ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    guard let id = body.pledge else { return nil }
    guard let pledge = pledges[id] else {
      return Contradiction(with: [], explanation: "It delivers on a pledge that is not on the record.")
    }
    if pledge.entry.participant != entry.participant {
      return Contradiction(
        with: [id],
        explanation: "\(hearing.code(entry.participant)) delivers on a pledge of \(pledge.body.donor).")
    }
    let current = current(pledge)
    return excess(
      on: lineage(of: current), of: Holding(body.amount, body.items), over: holding(of: current),
      with: [current.entry.id])
  }

  /// A contradiction where more is delivered already than a new word on a pledge leaves of it.
  private func excess(after id: MessageID, over left: Holding) -> Contradiction? {
    pledges[id].flatMap { excess(on: lineage(of: $0), of: Holding(), over: left, with: [id]) }
  }

  /// A contradiction where more is delivered than pledged.
  ///
  /// - Parameters:
  ///   - lineage: the pledge, and those in whose place it stands.
  ///   - added: what is delivered now.
  ///   - pledged: what the pledge is of.
  ///   - pledge: the message that says so.
  private func excess(
    on lineage: [MessageID], of added: Holding, over pledged: Holding, with pledge: [MessageID]
  ) -> Contradiction? {
    var sum = sum(deliveredOn: lineage)
    sum.make(.apply, added)
    let excess = sum.beyond(pledged, said: "pledged", "delivered")
    guard !excess.isEmpty else { return nil }
    let deliveries = lineage.flatMap { deliveriesOnPledge[$0].prefix(Limits.contradicted) }.sorted()
    let others = deliveries.prefix(Limits.contradicted).compactMap { delivered[$0]?.entry.id }
    return Contradiction(with: pledge + others, explanation: excess.joined(separator: " "))
  }

  private func contradiction(_ body: DeliveryConfirmation) -> Contradiction? {
    guard let delivery = delivered[body.delivery].map(standing) else {
      return Contradiction(with: [], explanation: "It confirms a delivery that is not on the record.")
    }
    if let earlier = delivery.confirmation {
      return Contradiction(
        with: [delivery.entry.id, earlier.entry.id], explanation: "The delivery is confirmed a second time.")
    }
    let received = Holding(body.received.amount, body.received.items)
    let difference = received.differences(from: Holding(delivery.body.amount, delivery.body.items))
    return difference.isEmpty
      ? nil : Contradiction(with: [delivery.entry.id], explanation: difference.joined(separator: " "))
  }
}
