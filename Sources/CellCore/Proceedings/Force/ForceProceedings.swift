import CellSchema

/// The multinational force: its constitution (once, by those who may lead it), contributions with their caveats,
/// activities (at Ukraine's request where the charter says so), regeneration and support.
struct ForceProceedings: Proceeding {
  struct Contribution {
    var entry: Entry
    var body: ForceContribution
    var readiness: Said<ForceReadiness>?
  }

  private var constitutions = Ledger<Said<ForceConstitution>>()
  private var contributed = Ledger<Said<ForceContribution>>()
  private var statements = RowPostings<ContributionKey>()
  private var statementsOfUnit = RowPostings<Line>()
  private var reports = Ledger<Said<ForceReadiness>>()
  private var reportsOfUnit = Postings<Line, ReadinessOrder>()
  private(set) var activities = Ledger<Said<ForceActivity>>()
  private(set) var regeneration = Ledger<Said<ForceRegeneration>>()
  private(set) var support = Ledger<Said<ForceSupport>>()
  private(set) var requests = Ledger<Said<ForceRequest>>()
  private(set) var incidents = Ledger<Entry>()
  private var activitiesOnRequest = RowPostings<MessageID>()

  mutating func make(_ change: Change, _ act: ForceAct, of entry: Entry) {
    switch act {
    case .constitution(let body): constitutions.make(change, (entry, body), at: entry.sequence)
    case .contribution(let body): make(change, body, entry)
    case .readiness(let body):
      reports.make(change, (entry, body), at: entry.sequence)
      reportsOfUnit.make(change, ReadinessOrder(asOf: body.asOf, sequence: entry.sequence), under: body.unit)
    case .activity(let body):
      activities.make(change, (entry, body), at: entry.sequence)
      if let request = entry.inReplyTo { activitiesOnRequest.make(change, entry.sequence, under: request) }
    case .regeneration(let body): regeneration.make(change, (entry, body), at: entry.sequence)
    case .support(let body): support.make(change, (entry, body), at: entry.sequence)
    case .request(let body): requests.make(change, (entry, body), at: entry.sequence)
    case .incident: incidents.make(change, entry, at: entry.sequence)
    }
  }

  private mutating func make(_ change: Change, _ body: ForceContribution, _ entry: Entry) {
    contributed.make(change, (entry, body), at: entry.sequence)
    let key = ContributionKey(participant: entry.participant, domain: body.domain, unit: body.unit)
    statements.make(change, entry.sequence, under: key)
    if let unit = body.unit { statementsOfUnit.make(change, entry.sequence, under: unit) }
  }

  var constitution: Said<ForceConstitution>? { constitutions.first }

  /// Contributions in the order in which they were stated first. A participant's new statement on the same unit and
  /// domain replaces the earlier one.
  var contributions: [Contribution] {
    statements.keys.compactMap { key in statements[key].first.map { (key, $0) } }.sorted { $0.1 < $1.1 }
      .compactMap { key, first in
        statements[key].last.flatMap { contributed[$0] }.map { entry, body in
          Contribution(entry: entry, body: body, readiness: key.unit.flatMap { readiness(of: $0, after: first) })
        }
      }
  }

  /// The newest report on a unit, of those that came after the unit was first contributed.
  private func readiness(of unit: Line, after first: SequenceNumber) -> Said<ForceReadiness>? {
    reportsOfUnit[unit].last { $0.sequence > first }.flatMap { reports[$0.sequence] }
  }

  /// Whether an activity answers a request.
  func isAnswered(_ request: MessageID) -> Bool { activitiesOnRequest.contains(request) }

  func check(
    _ act: ForceAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .constitution(let body):
      if let known = constitution {
        throw Refusal(
          .alreadySaid, at: "/body/name", "the force is constituted, in #\(known.entry.sequence), as \(known.body.name)"
        )
      }
      try checkLead(body, entry, hearing)
    case .activity(let body):
      try requireForce()
      if hearing.procedures.onRequest.contains(body.kind) {
        guard let request = entry.inReplyTo else {
          throw Refusal(
            .stateNotPermitted, at: "/header/inReplyTo",
            "\(body.kind.rawValue) is at Ukraine's request: it replies to a \(ForceRequest.messageType)")
        }
        try hearing.require(request, ForceRequest.self, at: "/header/inReplyTo")
      }
    case .regeneration, .support: try requireForce()
    case .contribution, .readiness, .request, .incident: break
    }
  }

  private func checkLead(_ body: ForceConstitution, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    for (position, code) in body.lead.enumerated() {
      guard let participant = hearing.names.participant(code), hearing.procedures.leads.contains(participant)
      else {
        throw Refusal(
          .notEntitled, at: "/body/lead/\(position)", "\(code) is not among those who may lead the force")
      }
    }
    guard body.lead.contains(hearing.code(entry.participant)) else {
      throw Refusal(.notEntitled, at: "/body/lead", "the force is constituted by one of those who lead it")
    }
  }

  private func requireForce() throws(Refusal) {
    guard constitution != nil else {
      throw .notNow("the force", is: "not constituted", allows: ForceConstitution.self, at: "/header/type")
    }
  }

  func contradiction(
    of act: ForceAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .readiness(let body):
      guard !statementsOfUnit.contains(body.unit) else { return nil }
      return Contradiction(with: [], explanation: "Readiness is reported of \(body.unit), which nobody contributes.")
    case .incident(let body):
      guard constitution == nil else { return nil }
      return Contradiction(
        with: [], explanation: "\(body.unit) reports as part of a force that is not constituted.")
    case .constitution, .contribution, .activity, .regeneration, .support, .request: return nil
    }
  }
}

/// What makes two statements speak of one contribution.
private struct ContributionKey: Hashable {
  let participant: ParticipantIndex
  let domain: ForceContribution.Domain
  let unit: Line?
}

/// Of reports on one unit, the one as of a later time counts, and of one time the one that was said later.
private struct ReadinessOrder: Comparable {
  let asOf: Timestamp
  let sequence: SequenceNumber

  static func < (left: Self, right: Self) -> Bool {
    (left.asOf, left.sequence) < (right.asOf, right.sequence)
  }
}
