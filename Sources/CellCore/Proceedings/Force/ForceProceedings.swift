import CellSchema

/// The multinational force: its constitution (once, by those who may lead it), contributions with their caveats,
/// activities (at Ukraine's request where the charter says so), regeneration and support.
struct ForceProceedings: Proceeding {
  struct Contribution {
    var entry: Entry
    var body: ForceContribution
    var readiness: Said<ForceReadiness>?
  }

  private(set) var constitution: Said<ForceConstitution>?
  private(set) var contributions: [Contribution] = []
  private var contributionPlaces: [ContributionKey: Int] = [:]
  private var placesOfUnit: [Line: [Int]] = [:]
  private(set) var activities: [Said<ForceActivity>] = []
  private(set) var regeneration: [Said<ForceRegeneration>] = []
  private(set) var support: [Said<ForceSupport>] = []
  private(set) var requests: [Said<ForceRequest>] = []
  private(set) var incidents: [Entry] = []
  /// Requests that an activity answers.
  private(set) var answered: Set<MessageID> = []

  mutating func apply(_ act: ForceAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .constitution(let body): if constitution == nil { constitution = (entry, body) }
    case .contribution(let body):
      // A participant's new statement on the same unit and domain replaces the earlier one.
      let key = ContributionKey(participant: entry.participant, domain: body.domain, unit: body.unit)
      if let known = contributionPlaces[key] {
        contributions[known].entry = entry
        contributions[known].body = body
      } else {
        contributionPlaces[key] = contributions.count
        if let unit = body.unit { placesOfUnit[unit, default: []].append(contributions.count) }
        contributions.append(Contribution(entry: entry, body: body))
      }
    case .readiness(let body):
      for index in placesOfUnit[body.unit] ?? [] {
        if let known = contributions[index].readiness, known.body.asOf > body.asOf { continue }
        contributions[index].readiness = (entry, body)
      }
    case .activity(let body):
      activities.append((entry, body))
      if let request = entry.inReplyTo { answered.insert(request) }
    case .regeneration(let body): regeneration.append((entry, body))
    case .support(let body): support.append((entry, body))
    case .request(let body): requests.append((entry, body))
    case .incident: incidents.append(entry)
    }
  }

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
      guard placesOfUnit[body.unit] == nil else { return nil }
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
