import CellSchema

extension AssistanceProceedings {
  /// A pledge as its revisions leave it.
  struct Pledged {
    var entry: Entry
    /// With the amounts and the period of the last revision.
    var body: AssistancePledge
    var revisions: Int
    /// The pledge that stands in its place.
    var replacedBy: Entry?
    /// The pledge itself, and those in whose place it stands: what was delivered on any of them counts on it.
    var lineage: [MessageID]
  }

  /// All pledges, the replaced ones among them.
  var pledged: [Pledged] { pledges.map(pledged) }

  func pledged(_ pledge: Said<AssistancePledge>) -> Pledged {
    let rows = revisionsOfPledge[pledge.entry.id]
    let revisions = rows.compactMap { self.revisions[$0]?.body }
    var body = pledge.body
    if let last = revisions.last { (body.amount, body.items) = (last.amount, last.items) }
    if let period = revisions.last(where: { $0.period != nil })?.period { body.period = period }
    return Pledged(
      entry: pledge.entry, body: body, revisions: revisions.count,
      replacedBy: replacement(of: pledge.entry)?.entry, lineage: lineage(of: pledge))
  }

  /// What a pledge is of by its last revision.
  func holding(of pledge: Said<AssistancePledge>) -> Holding {
    guard let last = revisionsOfPledge[pledge.entry.id].last.flatMap({ revisions[$0]?.body }) else {
      return Holding(pledge.body.amount, pledge.body.items)
    }
    return Holding(last.amount, last.items)
  }

  /// The pledge that stands in the place of another. It is later on the record, so that no chain of them is a circle.
  func replacement(of pledge: Entry) -> Said<AssistancePledge>? {
    replacements[pledge.id].last.flatMap { $0 > pledge.sequence ? pledges[$0] : nil }
  }

  /// The pledge in whose stead nothing stands: the pledge itself, or the last one that replaces it.
  func current(_ pledge: Said<AssistancePledge>) -> Said<AssistancePledge> {
    var current = pledge
    while let next = replacement(of: current.entry) { current = next }
    return current
  }

  /// The pledge itself, and those in whose place it stands: ``Limits/replacements`` of them at most.
  func lineage(of pledge: Said<AssistancePledge>) -> [MessageID] {
    var lineage = [pledge.entry.id]
    var last = pledge
    while let id = last.body.replaces, let replaced = pledges[id],
      replacement(of: replaced.entry)?.entry.id == last.entry.id
    {
      lineage.append(id)
      last = replaced
    }
    return lineage
  }

  /// What an enabler said of a pledge last.
  func enablement(of pledge: MessageID, by participant: ParticipantIndex) -> AssistanceEnablement.Decision? {
    let last = enablementsOfPledge[pledge].reversed().lazy.compactMap { enablements[$0] }
      .first { $0.entry.participant == participant }
    return last.map { $0.body.decision ?? .confirmed }
  }

  /// What each enabler said of a pledge last.
  func enablements(of pledge: MessageID) -> [ParticipantIndex: AssistanceEnablement.Decision] {
    enablementsOfPledge[pledge].reduce(into: [:]) { said, row in
      guard let (entry, body) = enablements[row] else { return }
      said[entry.participant] = body.decision ?? .confirmed
    }
  }

  /// The sum of what was delivered on pledges.
  func sum(deliveredOn pledges: [MessageID]) -> Holding {
    pledges.reduce(into: Holding()) { sum, id in
      if let delivered = deliveredOnPledge[id] { sum.make(.apply, delivered) }
    }
  }
}
