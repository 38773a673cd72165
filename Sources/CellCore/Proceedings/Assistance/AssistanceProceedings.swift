import CellSchema

/// Assistance: requirement → pledge → delivery → confirmation, in every phase. Amounts are exact, by currency and by
/// thing. A delivery or confirmation that does not add up is accepted as a fact, and noted as a discrepancy.
struct AssistanceProceedings: Proceeding {
  struct Delivered {
    var entry: Entry
    var body: AssistanceDelivery
    var confirmation: Said<DeliveryConfirmation>?
  }

  private(set) var requirements = Ledger<Said<AssistanceRequirement>>()
  private(set) var pledges = Roll<Said<AssistancePledge>>()
  private var delivered = Roll<Said<AssistanceDelivery>>()
  private var confirmations = Ledger<Said<DeliveryConfirmation>>()
  private var pledgesUnder = RowPostings<PledgeReference>()
  /// By pledge, the sum of what was delivered on it.
  private var deliveredOnPledge = GrowingTable<MessageID, Holding>()
  private var deliveriesOnPledge = RowPostings<MessageID>()
  private var confirmationsOfDelivery = RowPostings<MessageID>()

  mutating func make(_ change: Change, _ act: AssistanceAct, of entry: Entry) {
    switch act {
    case .requirement(let body): requirements.make(change, (entry, body), at: entry.sequence)
    case .pledge(let body):
      pledges.make(change, (entry, body), of: entry)
      pledgesUnder.make(change, entry.sequence, under: PledgeReference(donor: body.donor, ref: body.ref))
    case .delivery(let body):
      delivered.make(change, (entry, body), of: entry)
      if let pledge = body.pledge {
        deliveriesOnPledge.make(change, entry.sequence, under: pledge)
        deliveredOnPledge[pledge, default: Holding()].make(change, Holding(body.amount, body.items))
      }
    case .confirmation(let body):
      confirmations.make(change, (entry, body), at: entry.sequence)
      confirmationsOfDelivery.make(change, entry.sequence, under: body.delivery)
    }
  }

  var deliveries: [Delivered] { delivered.map(standing) }

  func deliveries(of pledge: MessageID) -> [Delivered] {
    deliveriesOnPledge[pledge].compactMap { delivered[$0] }.map(standing)
  }

  /// The last confirmation counts, also one that was said before the delivery and corrected to name it.
  private func standing(_ delivery: Said<AssistanceDelivery>) -> Delivered {
    let confirmation = confirmationsOfDelivery[delivery.entry.id].last.flatMap { confirmations[$0] }
    return Delivered(entry: delivery.entry, body: delivery.body, confirmation: confirmation)
  }

  func check(
    _ act: AssistanceAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .pledge(let body): try check(body, entry, hearing)
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
    let first = pledgesUnder[PledgeReference(donor: body.donor, ref: body.ref)].first
    if let known = first.flatMap({ pledges[$0] }) {
      throw Refusal(
        .alreadySaid, at: "/body/ref", "\(body.donor) pledged under \(body.ref) in #\(known.entry.sequence)")
    }
  }

  // MARK: contradictions

  func contradiction(
    of act: AssistanceAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .delivery(let body): contradiction(body, entry, hearing)
    case .confirmation(let body): contradiction(body)
    case .requirement, .pledge: nil
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
    var delivered = deliveredOnPledge[id] ?? Holding()
    delivered.make(.apply, Holding(body.amount, body.items))
    let pledged = Holding(pledge.body.amount, pledge.body.items)
    let excess = delivered.beyond(pledged, said: "pledged", "delivered")
    guard !excess.isEmpty else { return nil }
    let others = deliveriesOnPledge[id].prefix(Limits.contradicted).compactMap { self.delivered[$0]?.entry.id }
    return Contradiction(with: [id] + others, explanation: excess.joined(separator: " "))
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

/// A donor's own reference for a pledge.
private struct PledgeReference: Hashable {
  let donor: ParticipantCode
  let ref: Line
}
