import CellSchema

/// Assistance: requirement → pledge → delivery → confirmation, in every phase. Amounts are exact, by currency and by
/// thing. A delivery or confirmation that does not add up is accepted as a fact, and noted as a discrepancy.
struct AssistanceProceedings: Proceeding {
  struct Delivered {
    var entry: Entry
    var body: AssistanceDelivery
    var confirmation: Said<DeliveryConfirmation>?
  }

  private(set) var requirements: [Said<AssistanceRequirement>] = []
  private(set) var pledges: [Said<AssistancePledge>] = []
  private(set) var deliveries: [Delivered] = []
  private var pledgePlaces: [MessageID: Int] = [:]
  /// By a donor's own reference, the first pledge under it.
  private var pledgesUnder: [PledgeReference: Int] = [:]
  private var deliveryPlaces: [MessageID: Int] = [:]
  private var deliveriesOfPledge: [MessageID: [Int]] = [:]
  /// By delivery: confirmations that precede it in the history. A corrected confirmation keeps its place and may name a
  /// later delivery.
  private var early: [MessageID: Said<DeliveryConfirmation>] = [:]

  mutating func apply(_ act: AssistanceAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .requirement(let body): requirements.append((entry, body))
    case .pledge(let body):
      pledgePlaces[entry.id] = pledges.count
      let reference = PledgeReference(donor: body.donor, ref: body.ref)
      if pledgesUnder[reference] == nil { pledgesUnder[reference] = pledges.count }
      pledges.append((entry, body))
    case .delivery(let body):
      deliveryPlaces[entry.id] = deliveries.count
      if let pledge = body.pledge { deliveriesOfPledge[pledge, default: []].append(deliveries.count) }
      deliveries.append(Delivered(entry: entry, body: body, confirmation: early[entry.id]))
    case .confirmation(let body):
      guard let place = deliveryPlaces[body.delivery] else {
        early[body.delivery] = (entry, body)
        return
      }
      deliveries[place].confirmation = (entry, body)
    }
  }

  func deliveries(of pledge: MessageID) -> [Delivered] {
    deliveriesOfPledge[pledge, default: []].map { deliveries[$0] }
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
    if let place = pledgesUnder[PledgeReference(donor: body.donor, ref: body.ref)] {
      let known = pledges[place]
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
    guard let place = pledgePlaces[id] else {
      return Contradiction(with: [], explanation: "It delivers on a pledge that is not on the record.")
    }
    let pledge = pledges[place]
    if pledge.entry.participant != entry.participant {
      return Contradiction(
        with: [id],
        explanation: "\(hearing.code(entry.participant)) delivers on a pledge of \(pledge.body.donor).")
    }
    var delivered = Holding(body.amount, body.items)
    for earlier in deliveries(of: id) { delivered.add(Holding(earlier.body.amount, earlier.body.items)) }
    let pledged = Holding(pledge.body.amount, pledge.body.items)
    let excess = delivered.beyond(pledged, said: "pledged", "delivered")
    let others = deliveries(of: id).map(\.entry.id)
    return excess.isEmpty ? nil : Contradiction(with: [id] + others, explanation: excess.joined(separator: " "))
  }

  private func contradiction(_ body: DeliveryConfirmation) -> Contradiction? {
    guard let place = deliveryPlaces[body.delivery] else {
      return Contradiction(with: [], explanation: "It confirms a delivery that is not on the record.")
    }
    let delivery = deliveries[place]
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
