import CellSchema

/// The multinational force: constituted once, in force, by a European lead; what is contributed and with which caveats;
/// what it does, at Ukraine's request where the charter says so; what is done for it.
struct ForceProceedings {
  struct Contribution {
    var entry: Entry
    var body: ForceContribution
    var readiness: (entry: Entry, body: ForceReadiness)?
  }

  private(set) var constitution: (entry: Entry, body: ForceConstitution)?
  private(set) var contributions: [Contribution] = []
  private(set) var activities: [(entry: Entry, body: ForceActivity)] = []
  private(set) var regeneration: [(entry: Entry, body: ForceRegeneration)] = []
  private(set) var support: [(entry: Entry, body: ForceSupport)] = []
  private(set) var requests: [(entry: Entry, body: ForceRequest)] = []
  private(set) var incidents: [Entry] = []
  /// Requests that an activity answers.
  private(set) var answered: Set<MessageID> = []

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .constitution(let body): if constitution == nil { constitution = (entry, body) }
    case .contribution(let body):
      // What a participant says anew of the same unit takes the place of what it said.
      let known = contributions.firstIndex {
        $0.entry.participant == entry.participant && $0.body.domain == body.domain && $0.body.unit == body.unit
      }
      if let known {
        contributions[known].entry = entry
        contributions[known].body = body
      } else {
        contributions.append(Contribution(entry: entry, body: body))
      }
    case .readiness(let body):
      for index in contributions.indices where contributions[index].body.unit == body.unit {
        if let known = contributions[index].readiness, known.body.asOf > body.asOf { continue }
        contributions[index].readiness = (entry, body)
      }
    case .activity(let body):
      activities.append((entry, body))
      if let request = entry.inReplyTo { answered.insert(request) }
    case .regeneration(let body): regeneration.append((entry, body))
    case .forceSupport(let body): support.append((entry, body))
    case .request(let body): requests.append((entry, body))
    case .forceIncident: incidents.append(entry)
    default: break
    }
  }

  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    switch entry.act {
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
            "\(body.kind.rawValue) is at Ukraine's request: it replies to a force.request")
        }
        try hearing.require(request, "force.request", at: "/header/inReplyTo")
      }
    case .regeneration, .forceSupport: try requireForce()
    default: break
    }
  }

  private func checkLead(_ body: ForceConstitution, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    for (position, code) in body.lead.enumerated() {
      guard let participant = hearing.names.participant("\(code)"), hearing.procedures.leads.contains(participant)
      else {
        throw Refusal(
          .notEntitled, at: "/body/lead/\(position)", "\(code) is not among those who may lead the force")
      }
    }
    guard body.lead.contains(where: { "\($0)" == hearing.code(entry.participant) }) else {
      throw Refusal(.notEntitled, at: "/body/lead", "the force is constituted by one of those who lead it")
    }
  }

  private func requireForce() throws(Refusal) {
    guard constitution != nil else {
      throw .notNow("the force", is: "not constituted", allows: ["force.constitution"], at: "/header/type")
    }
  }

  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    switch entry.act {
    case .readiness(let body):
      guard !contributions.contains(where: { $0.body.unit == body.unit }) else { return nil }
      return Contradiction(with: [], explanation: "Readiness is reported of \(body.unit), which nobody contributes.")
    case .forceIncident(let body):
      guard constitution == nil else { return nil }
      return Contradiction(
        with: [], explanation: "\(body.unit) reports as part of a force that is not constituted.")
    default: return nil
    }
  }
}
