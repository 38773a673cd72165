import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

extension StateCase {
  private static let noCase = "there is no case V-2026-0009, or it is not yours to read"

  /// A case in one of its states.
  enum CaseState: String, CaseIterable, Sendable {
    case opened, tasked, assessed, found, closed, attributed, remedied, disputed, suspended

    func play(_ play: Play) {
      play.ceasefireInForce()
      play.openCase()
      if self == .opened { return }
      play.task()
      switch self {
      case .opened, .tasked: break
      case .assessed: play.find(isFinal: false)
      case .found: play.find()
      case .closed: play.find(outcome: .notAViolation)
      case .attributed:
        play.find()
        play.attribute()
      case .remedied:
        play.find()
        play.attribute()
        play.must(play.say(play.remedy(), from: "DEU.CELL-1"))
      case .disputed:
        play.find(isFinal: false)
        play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
      case .suspended: play.suspendCase()
      }
    }
  }

  private static func step<Body: Payload>(
    in state: CaseState, allows: String, from: NodeName, _ body: @escaping @Sendable (Play) -> Body
  ) -> StateCase {
    StateCase(
      "while the case is \(state)", .stateNotPermitted, "/body/case",
      says: ["the case V-2026-0001 is \(state); \(allows)"], from: from, after: { state.play($0) }, body)
  }

  private static let interim = "verification.finding (not final)"
  private static let final = "verification.finding (final), verification.finding (final, not a violation)"
  private static let goesOn = "verification.joining, verification.suspension, verification.closing"
  private static let ends = "verification.dispute, verification.joining, verification.closing, verification.reopening"
  private static let opened = "allowed: verification.tasking, \(interim), \(final), \(goesOn)"
  private static let tasked = opened
  private static let assessed =
    "allowed: verification.tasking, \(interim), \(final), verification.dispute, \(goesOn)"
  private static let found =
    "allowed: verification.attribution (adopted), verification.attribution (not adopted), \(ends)"
  private static let closed = "allowed: verification.dispute, verification.reopening"
  private static let attributed = "allowed: verification.remedy, \(ends)"
  private static let remedied = "allowed: verification.remedy, verification.compliance-assessment, \(ends)"

  static let verification: [StateCase] = [
    StateCase(
      "a number that is taken", .alreadySaid, "/body/id", says: ["the case V-2026-0001 was opened in #11"],
      from: "USA.CELL-1",
      after: { play in
        CaseState.opened.play(play)
        play.reportIncident(as: "other")
      }, { $0.verificationCase(of: $0.id("other")) }),
    StateCase(
      "on no incident", .unknownReference, "/body/incidents/1", says: [notThere], from: "USA.CELL-1",
      after: { play in
        play.ceasefireInForce()
        play.reportIncident()
      }, { $0.verificationCase(of: $0.id("incident"), unknown) }),
    StateCase(
      "on what is no incident", .unknownReference, "/body/incidents/0",
      says: ["is of type ceasefire.agreement, not verification.incident-report or force.incident-report"],
      from: "USA.CELL-1", after: { $0.ceasefireInForce() }, { $0.verificationCase(of: $0.id("agreement")) }),
    StateCase(
      "on an incident that is in another", .alreadySaid, "/body/incidents/0",
      says: ["the incident is in the case V-2026-0001"], from: "USA.CELL-1", after: { CaseState.opened.play($0) },
      { $0.verificationCase("V-2026-0002") }),

    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "USA.CELL-1", after: { $0.ceasefireInForce() },
      { $0.tasking("V-2026-0009") }),
    step(in: .found, allows: found, from: "USA.CELL-1") { $0.tasking() },
    step(in: .closed, allows: closed, from: "USA.CELL-1") { $0.tasking() },
    step(in: .attributed, allows: attributed, from: "USA.CELL-1") { $0.tasking() },
    step(in: .remedied, allows: remedied, from: "USA.CELL-1") { $0.tasking() },

    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "USA.CELL-1", after: { $0.ceasefireInForce() },
      { $0.finding("V-2026-0009") }),
    step(in: .found, allows: found, from: "USA.CELL-1") { $0.finding() },
    step(in: .found, allows: found, from: "USA.CELL-1") { $0.finding(isFinal: false) },
    step(in: .closed, allows: closed, from: "USA.CELL-1") { $0.finding() },
    step(in: .attributed, allows: attributed, from: "USA.CELL-1") { $0.finding() },
    step(in: .remedied, allows: remedied, from: "USA.CELL-1") { $0.finding() },

    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "FRA.CELL-1", after: { $0.ceasefireInForce() },
      { $0.attribution("V-2026-0009", on: unknown) }),
    step(in: .opened, allows: opened, from: "FRA.CELL-1") { $0.attribution(on: unknown) },
    step(in: .tasked, allows: tasked, from: "FRA.CELL-1") { $0.attribution(on: unknown) },
    step(in: .assessed, allows: assessed, from: "FRA.CELL-1") { $0.attribution() },
    step(in: .closed, allows: closed, from: "FRA.CELL-1") { $0.attribution() },
    step(in: .attributed, allows: attributed, from: "FRA.CELL-1") { $0.attribution() },
    step(in: .attributed, allows: attributed, from: "DEU.CELL-1") { $0.attribution(decision: .notAdopted) },
    step(in: .remedied, allows: remedied, from: "FRA.CELL-1") { $0.attribution() },
    StateCase(
      "on another finding than the final one", .stateNotPermitted, "/body/finding",
      says: ["the final finding of V-2026-0001 is"], from: "FRA.CELL-1",
      after: { play in
        CaseState.assessed.play(play)
        play.must(play.say(play.finding(), from: "USA.CELL-1", as: "final"))
      }, { $0.attribution() }),
    StateCase(
      "before a final finding, while the case is disputed", .stateNotPermitted, "/body/finding",
      says: ["the final finding of V-2026-0001 is still to come"], from: "FRA.CELL-1",
      after: { CaseState.disputed.play($0) }, { $0.attribution() }),

    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "FRA.CELL-1", after: { $0.ceasefireInForce() },
      { $0.remedy("V-2026-0009") }),
    step(in: .opened, allows: opened, from: "FRA.CELL-1") { $0.remedy() },
    step(in: .tasked, allows: tasked, from: "FRA.CELL-1") { $0.remedy() },
    step(in: .assessed, allows: assessed, from: "FRA.CELL-1") { $0.remedy() },
    step(in: .found, allows: found, from: "FRA.CELL-1") { $0.remedy() },
    step(in: .closed, allows: closed, from: "FRA.CELL-1") { $0.remedy() },
    StateCase(
      "where nobody is held responsible", .stateNotPermitted, "/body/case",
      says: ["the case V-2026-0001 is attributed, with nobody held responsible; allowed: verification.dispute"],
      from: "FRA.CELL-1",
      after: { play in
        CaseState.found.play(play)
        play.attribute(isDetermined: false)
      }, { $0.remedy() }),
    StateCase(
      "where the attribution was not adopted", .stateNotPermitted, "/body/case", says: ["is found"],
      from: "FRA.CELL-1",
      after: { play in
        CaseState.found.play(play)
        play.attribute(decision: .notAdopted)
      }, { $0.remedy() }),
    StateCase(
      "while the case is disputed before anybody is held responsible", .stateNotPermitted, "/body/case",
      says: ["is disputed, with nobody held responsible"], from: "FRA.CELL-1", after: { CaseState.disputed.play($0) },
      { $0.remedy() }),

    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "UKR.CELL-1", after: { $0.ceasefireInForce() },
      { $0.dispute("V-2026-0009", of: unknown) }),
    step(in: .opened, allows: opened, from: "UKR.CELL-1") { $0.dispute(of: unknown) },
    step(in: .tasked, allows: tasked, from: "DEU.CELL-1") { $0.dispute(of: unknown) },
    // Ukraine does not receive a tasking: what it is told follows from what it may read.
    StateCase(
      "while the case is tasked, which it may not know", .stateNotPermitted, "/body/case",
      says: ["the case V-2026-0001 is opened; \(opened)"], from: "UKR.CELL-1", after: { CaseState.tasked.play($0) },
      { $0.dispute(of: unknown) }),
    StateCase(
      "of what is nothing of the case", .unknownReference, "/body/of",
      says: ["it is no finding, attribution, remedy or closing of V-2026-0001"], from: "UKR.CELL-1",
      after: { CaseState.found.play($0) }, { $0.dispute(of: $0.id("tasking")) }),
  ]
}
