import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

extension StateCase {
  private static let energy = CeasefireScope(kind: .domain, domains: [.energy])
  private static let area = CeasefireScope(kind: .area, areas: ["Zolote"])

  /// One step in a phase that does not allow it.
  private static func step<Body: Payload>(
    in phase: CeasefirePhase, allows: String, _ body: @escaping @Sendable (Play) -> Body
  ) -> StateCase {
    StateCase(
      "while it is \(phase.rawValue)", .stateNotPermitted, "/body/scope",
      says: ["the ceasefire ceasefire-2026, general, is \(phase.rawValue); \(allows)"], from: "UKR.CELL-1",
      after: { play in
        // Where one authority alone has stated it, nothing is agreed yet.
        if phase == .preparation {
          play.must(play.say(play.agreement(), from: "USA.CELL-1", as: "agreement"))
        } else {
          play.bring(to: phase)
        }
      }, body)
  }

  private static let agreed = "allowed: ceasefire.entry-into-force, ceasefire.termination"
  private static let inForce = "allowed: ceasefire.suspension, ceasefire.termination"
  private static let suspended = "allowed: ceasefire.resumption, ceasefire.termination"
  private static let preparation = "allowed: ceasefire.agreement"
  private static let terminated = "nothing more is allowed"

  /// The charter's `ceasefire` section lists fewer authorities than may say it.
  private static func byNoAuthority<Body: Payload>(
    after scene: @escaping @Sendable (Play) -> Void = { _ in }, _ body: @escaping @Sendable (Play) -> Body
  ) -> StateCase {
    StateCase(
      "by no authority of the charter's ceasefire section", .notEntitled, "/header/from",
      says: ["UKR is not an authority"], from: "UKR.CELL-1", charter: { $0.ceasefire.authorities = ["USA"] },
      after: scene, body)
  }

  /// Of no agreement, of what is no agreement, and of a scope that the agreement does not cover.
  private static func references<Body: Payload>(
    _ body: @escaping @Sendable (Play, MessageID, CeasefireScope) -> Body
  ) -> [StateCase] {
    [
      StateCase(
        "of no agreement", .unknownReference, "/body/agreement", says: [notThere], from: "UKR.CELL-1",
        after: { $0.ceasefireInForce() }, { body($0, unknown, .general) }),
      StateCase(
        "of what is no agreement", .unknownReference, "/body/agreement",
        says: ["is of type declaration.draft, not ceasefire.agreement"], from: "UKR.CELL-1",
        after: { $0.agreeOnText() }, { body($0, $0.id("text"), .general) }),
      StateCase(
        "of a wider scope", .stateNotPermitted, "/body/scope",
        says: ["the agreement is for energy, which does not cover general"], from: "UKR.CELL-1",
        after: { $0.ceasefireInForce(energy) }, { body($0, $0.id("agreement"), .general) }),
      StateCase(
        "of another area", .stateNotPermitted, "/body/scope", says: ["which does not cover Zolote"],
        from: "UKR.CELL-1", after: { $0.ceasefireInForce(CeasefireScope(kind: .area, areas: ["Kherson"])) },
        { body($0, $0.id("agreement"), area) }),
    ]
  }

  static let ceasefire: [StateCase] =
    [
      byNoAuthority { $0.agreement() },
      StateCase(
        "once it is agreed", .stateNotPermitted, "/body/instrument",
        says: ["the ceasefire ceasefire-2026 is agreed; \(agreed)"], from: "UKR.CELL-1",
        after: { $0.ceasefireAgreed() }, { $0.agreement() }),
      StateCase(
        "for another scope than another authority's", .stateNotPermitted, "/body/scope",
        says: ["is stated already, in #2, for another scope"], from: "UKR.CELL-1",
        after: { $0.must($0.say($0.agreement(), from: "USA.CELL-1", as: "agreement")) }, { $0.agreement(energy) }),

      byNoAuthority(after: { $0.must($0.say($0.agreement(), from: "USA.CELL-1", as: "agreement")) }, { $0.entry() }),
      step(in: .preparation, allows: preparation) { $0.entry() },
      step(in: .inForce, allows: inForce) { $0.entry() },
      step(in: .suspended, allows: suspended) { $0.entry() },
      step(in: .terminated, allows: terminated) { $0.entry() },

      byNoAuthority(
        after: { $0.must($0.say($0.agreement(), from: "USA.CELL-1", as: "agreement")) },
        {
          $0.suspension()
        }),
      step(in: .preparation, allows: preparation) { $0.suspension() },
      step(in: .agreed, allows: agreed) { $0.suspension() },
      step(in: .suspended, allows: suspended) { $0.suspension() },
      step(in: .terminated, allows: terminated) { $0.suspension() },

      byNoAuthority(
        after: { $0.must($0.say($0.agreement(), from: "USA.CELL-1", as: "agreement")) },
        {
          $0.resumption()
        }),
      step(in: .preparation, allows: preparation) { $0.resumption() },
      step(in: .agreed, allows: agreed) { $0.resumption() },
      step(in: .inForce, allows: inForce) { $0.resumption() },
      step(in: .terminated, allows: terminated) { $0.resumption() },

      byNoAuthority(
        after: { $0.must($0.say($0.agreement(), from: "USA.CELL-1", as: "agreement")) },
        {
          $0.termination()
        }),
      step(in: .preparation, allows: preparation) { $0.termination() },
      step(in: .terminated, allows: terminated) { $0.termination() },

      StateCase(
        "of a part that ended with the whole", .stateNotPermitted, "/body/scope",
        says: ["the ceasefire ceasefire-2026, energy, is terminated; nothing more is allowed"], from: "UKR.CELL-1",
        after: { play in
          play.ceasefireInForce()
          play.bothState(play.suspension(energy))
          play.bothState(play.termination())
        }, { $0.resumption(energy) }),
      StateCase(
        "of a part that was not suspended", .stateNotPermitted, "/body/scope",
        says: ["the ceasefire ceasefire-2026, Zolote, is in-force; \(inForce)"], from: "UKR.CELL-1",
        after: { play in
          play.ceasefireInForce()
          play.bothState(play.suspension(energy))
        }, { $0.resumption(area) }),
    ]
    + references { EntryIntoForce(agreement: $1, scope: $2, effectiveAt: $0.now, basis: .joint) }
    + references { CeasefireSuspension(agreement: $1, scope: $2, effectiveAt: $0.now, statedBy: "UKR") }
    + references { CeasefireResumption(agreement: $1, scope: $2, effectiveAt: $0.now, statedBy: "UKR") }
    + references { CeasefireTermination(agreement: $1, scope: $2, effectiveAt: $0.now, statedBy: "UKR") }
}
