import CellSchema
import CellWire

extension SituationView {
  /// Where assistance stands: every figure is of the pledges, and of what came of them, that the question asks for.
  func assistance(_ question: SituationQuestion) -> AssistanceStanding {
    let extract = AssistanceExtract(proceedings.assistance, by: question.participant, names)
    let totals = AssistanceTotals(extract)
    let whole = question.onlyOpen ? covered(proceedings.assistance) : []
    let pledges = extract.pledges.map(standing)
    return AssistanceStanding(
      money: totals.money, goods: totals.goods,
      requirements: extract.requirements.filter { !whole.contains($0.entry.id) }.map { extract.standing($0) }
        .sorted { ($0.priority.urgency, $0.sequence) < ($1.priority.urgency, $1.sequence) },
      pledges: PledgeStanding.State.allCases.flatMap { state in pledges.filter { $0.state == state } })
  }

  /// The requirements that are covered, whoever pledged.
  private func covered(_ assistance: AssistanceProceedings) -> Set<MessageID> {
    let extract = AssistanceExtract(assistance, by: nil, names)
    return Set(extract.requirements.lazy.map { extract.standing($0) }.filter(\.isCovered).map(\.id))
  }

  private func standing(_ pledge: AssistanceProceedings.Pledged) -> PledgeStanding {
    let (entry, body) = (pledge.entry, pledge.body)
    // What was delivered on a replaced pledge counts where another one stands in its place.
    let deliveries = pledge.replacedBy == nil ? proceedings.assistance.deliveries(on: pledge.lineage) : []
    let enablers = body.enabledBy?.elements ?? []
    let said = Dictionary(
      uniqueKeysWithValues: proceedings.assistance.enablements(of: entry.id).map { (code($0.key), $0.value) })
    return PledgeStanding(
      id: entry.id, sequence: RecordSequence(entry.sequence), donor: body.donor, ref: body.ref, kind: body.kind,
      enabledBy: enablers, unconfirmed: enablers.filter { said[$0] == nil },
      declined: enablers.filter { said[$0] == .declined }, amount: body.amount, items: body.items?.elements ?? [],
      requirement: body.requirement.flatMap { isHidden($0) ? nil : $0 }, replacedBy: pledge.replacedBy?.id,
      revisions: pledge.revisions,
      state: pledge.replacedBy == nil ? state(of: body, deliveries) : .replaced, deliveries: deliveries.count)
  }

  private func state(
    of body: AssistancePledge, _ deliveries: [AssistanceProceedings.Delivered]
  ) -> PledgeStanding.State {
    if deliveries.isEmpty { return .pledged }
    var (delivered, confirmed) = (Holding(), Holding())
    for delivery in deliveries {
      delivered.make(.apply, Holding(delivery.body.amount, delivery.body.items))
      if let received = delivery.confirmation?.body.received {
        confirmed.make(.apply, Holding(received.amount, received.items))
      }
    }
    // Where both goods and their worth are pledged, the goods count.
    let pledged = Holding(body.items == nil ? body.amount : nil, body.items)
    if pledged.exceeds(delivered) { return .partlyDelivered }
    return pledged.exceeds(confirmed) ? .delivered : .confirmed
  }
}

/// The requirements, pledges and deliveries that a question asks for: all, or those that have to do with a participant.
struct AssistanceExtract {
  let requirements: [Said<AssistanceRequirement>]
  let pledges: [AssistanceProceedings.Pledged]
  let deliveries: [AssistanceProceedings.Delivered]
  /// The pledges that answer a requirement, and what was delivered on them.
  private let answers: [MessageID: [AssistanceProceedings.Pledged]]
  private let deliveriesOfPledge: [MessageID: [AssistanceProceedings.Delivered]]

  init(_ assistance: AssistanceProceedings, by code: ParticipantCode?, _ names: Names) {
    guard let code else {
      (requirements, pledges) = (Array(assistance.requirements), assistance.pledged)
      deliveries = assistance.deliveries
      answers = Self.answers(pledges)
      deliveriesOfPledge = Self.byPledge(deliveries)
      return
    }
    func isOwn(_ entry: Entry) -> Bool { names.code(entry.participant) == code }
    let pledges = assistance.pledged.filter { pledge in
      pledge.body.donor == code || pledge.body.enabledBy?.contains(code) == true
    }
    let ids = Set(pledges.map(\.entry.id))
    let answers = Self.answers(pledges)
    self.pledges = pledges
    self.answers = answers
    requirements = assistance.requirements.filter { isOwn($0.entry) || answers[$0.entry.id] != nil }
    deliveries = assistance.deliveries.filter { delivery in
      delivery.body.pledge.map(ids.contains) ?? isOwn(delivery.entry)
    }
    deliveriesOfPledge = Self.byPledge(deliveries)
  }

  private static func answers(
    _ pledges: [AssistanceProceedings.Pledged]
  ) -> [MessageID: [AssistanceProceedings.Pledged]] {
    pledges.reduce(into: [:]) { answers, pledge in
      guard pledge.replacedBy == nil, let requirement = pledge.body.requirement else { return }
      answers[requirement, default: []].append(pledge)
    }
  }

  private static func byPledge(
    _ deliveries: [AssistanceProceedings.Delivered]
  ) -> [MessageID: [AssistanceProceedings.Delivered]] {
    deliveries.reduce(into: [:]) { found, delivery in
      if let pledge = delivery.body.pledge { found[pledge, default: []].append(delivery) }
    }
  }

  /// Where a requirement stands; of what was pledged and delivered, the same thing in the same unit counts.
  func standing(_ requirement: Said<AssistanceRequirement>) -> RequirementStanding {
    let (entry, body) = requirement
    func quantity(_ items: NonEmpty<Goods>?) -> Int {
      (items?.elements ?? []).lazy.filter { $0.unit == body.unit && $0.nomenclature == body.item }
        .reduce(0) { $0 + $1.quantity.value }
    }
    let answers = answers[entry.id] ?? []
    return RequirementStanding(
      id: entry.id, sequence: RecordSequence(entry.sequence), item: body.item, quantity: body.quantity,
      unit: body.unit, priority: body.priority, neededBy: body.neededBy,
      pledged: answers.reduce(0) { $0 + quantity($1.body.items) },
      delivered: answers.reduce(0) { sum, pledge in
        sum + pledge.lineage.flatMap { deliveriesOfPledge[$0] ?? [] }.reduce(0) { $0 + quantity($1.body.items) }
      })
  }
}
