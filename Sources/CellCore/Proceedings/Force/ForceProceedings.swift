import CellSchema

/// The multinational force: its constitution by those who may lead it, its changes and its end, contributions with their
/// caveats, activities (at Ukraine's request where the charter says so), regeneration and support.
struct ForceProceedings: Proceeding {
  struct Contribution {
    var entry: Entry
    var body: ForceContribution
    var readiness: Said<ForceReadiness>?
  }

  private var constitutions = Ledger<Said<ForceConstitution>>()
  private var changes = Ledger<Said<ForceChange>>()
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
    case .change(let body): changes.make(change, (entry, body), at: entry.sequence)
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

  /// The force that was constituted last, which may have ended.
  var force: Force? {
    constitutions.last.map { constitution in
      Force(
        constitution: constitution,
        changes: changes.filter { entry, body in
          body.constitution == constitution.entry.id && entry.sequence > constitution.entry.sequence
        })
    }
  }

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
    case .constitution(let body): try check(body, entry, hearing)
    case .change(let body): try check(body, entry, hearing)
    case .activity(let body):
      try requireForce(hearing)
      if hearing.procedures.onRequest.contains(body.kind) {
        guard let request = entry.inReplyTo else {
          throw Refusal(
            .stateNotPermitted, at: "/header/inReplyTo",
            "\(body.kind.rawValue) is at Ukraine's request: it replies to a \(ForceRequest.messageType)")
        }
        try hearing.require(request, ForceRequest.self, at: "/header/inReplyTo")
      }
    case .regeneration, .support: try requireForce(hearing)
    case .contribution, .readiness, .request, .incident: break
    }
  }

  private func check(_ body: ForceConstitution, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    if let known = force, known.stands(at: hearing.now) {
      let row = known.constitution.entry.sequence
      throw Refusal(
        .alreadySaid, at: "/body/name",
        "the force is constituted, in #\(row), as \(known.constitution.body.name); allowed: \(ForceChange.messageType)")
    }
    try check(lead: body.lead, hearing)
    guard body.lead.contains(hearing.code(entry.participant)) else {
      throw Refusal(.notEntitled, at: "/body/lead", "the force is constituted by one of those who lead it")
    }
  }

  private func check(_ body: ForceChange, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try hearing.require(body.constitution, ForceConstitution.self, at: "/body/constitution")
    let force = try requireForce(hearing)
    guard force.constitution.entry.id == body.constitution else {
      throw .notNow(
        "the force of \(body.constitution)", is: "ended", allows: ForceConstitution.self, at: "/body/constitution")
    }
    guard force.changes.count < Limits.forceChanges || body.what == .end else {
      throw Refusal(
        .stateNotPermitted, at: "/body/what", "the force was changed \(Limits.forceChanges) times; allowed: its end")
    }
    let lead = force.lead(at: hearing.now)
    guard lead.contains(hearing.code(entry.participant)) else {
      throw Refusal(.notEntitled, at: "/header/from", "the force is changed by one of those who lead it")
    }
    if let next = body.lead {
      try check(lead: next, hearing)
      try checkNew(Set(next.elements) != Set(lead), at: "/body/lead")
    }
    if let next = body.headquarters {
      try checkNew(next != force.headquarters(at: hearing.now), at: "/body/headquarters")
    }
    if let next = body.mandate { try checkNew(next != force.mandate(at: hearing.now), at: "/body/mandate") }
    if body.what == .end, let end = force.end {
      throw Refusal(.alreadySaid, at: "/body/what", "the force ends at \(Timestamp(end)), by what is said already")
    }
  }

  private func checkNew(_ isNew: Bool, at pointer: String) throws(Refusal) {
    if !isNew { throw Refusal(.alreadySaid, at: pointer, "it is so already") }
  }

  private func check(lead: NonEmpty<ParticipantCode>, _ hearing: Hearing) throws(Refusal) {
    for (position, code) in lead.enumerated() {
      guard let participant = hearing.names.participant(code), hearing.procedures.leads.contains(participant)
      else {
        throw Refusal(
          .notEntitled, at: "/body/lead/\(position)", "\(code) is not among those who may lead the force")
      }
      if lead.elements.prefix(position).contains(code) {
        throw Refusal(.alreadySaid, at: "/body/lead/\(position)", "\(code) is named before")
      }
    }
  }

  @discardableResult
  private func requireForce(_ hearing: Hearing) throws(Refusal) -> Force {
    if let force, force.stands(at: hearing.now) { return force }
    throw .notNow(
      "the force", is: force == nil ? "not constituted" : "ended", allows: ForceConstitution.self, at: "/header/type")
  }

  func contradiction(
    of act: ForceAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .readiness(let body):
      guard !statementsOfUnit.contains(body.unit) else { return nil }
      return Contradiction(with: [], explanation: "Readiness is reported of \(body.unit), which nobody contributes.")
    case .incident(let body):
      if let force, force.stands(at: hearing.now) { return nil }
      return Contradiction(
        with: force.map { [$0.constitution.entry.id] } ?? [],
        explanation: "\(body.unit) reports as part of a force that is \(force == nil ? "not constituted" : "ended").")
    case .constitution, .change, .contribution, .activity, .regeneration, .support, .request: return nil
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
