import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// A fact that contradicts what stands on the record, or itself.
struct FactCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var type: MessageType
  var from: NodeName
  /// What the discrepancy says, in part.
  var says: String
  /// The names of what it concerns beside the fact.
  var with: [String]
  var change: @Sendable (Play, inout Header) -> Void
  var scene: @Sendable (Play) -> Void
  var body: @Sendable (Play) -> any Payload

  init<Body: Payload>(
    _ name: String, from: NodeName, says: String, with: [String] = [],
    change: @escaping @Sendable (Play, inout Header) -> Void = { _, _ in },
    after scene: @escaping @Sendable (Play) -> Void = { _ in }, _ body: @escaping @Sendable (Play) -> Body
  ) {
    type = Body.messageType
    testDescription = "\(type): \(name)"
    self.from = from
    self.says = says
    self.with = with
    self.change = change
    self.scene = scene
    self.body = body
  }

  private static let unknown = StateCase.unknown
  private static let notRead = "a message that its sender cannot have read here."

  /// By what its header refers to.
  private static let byReference: [FactCase] = [
    FactCase(
      "a reply to nothing", from: "FRA.CELL-1", says: "It refers to \(notRead)",
      change: { $1.inReplyTo = unknown }, { _ in LiaisonNote.example }),
    FactCase(
      "a reply to what it may not read", from: "FRA.CELL-1", says: notRead,
      change: { $1.inReplyTo = $0.id("secret") },
      after: { $0.must($0.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], as: "secret")) },
      { _ in LiaisonNote.example }),
    FactCase(
      "a reply to what was said in another world", from: "FRA.CELL-1", says: notRead,
      change: { $1.inReplyTo = $0.id("elsewhere", in: .project) },
      after: { $0.must($0.say(LiaisonNote.example, from: "UKR.CELL-1", world: .project, as: "elsewhere")) },
      { _ in LiaisonNote.example }),
    FactCase(
      "a reference to nothing", from: "UKR.CELL-1", says: notRead, change: { $1.references = [unknown] },
      { _ in SituationReport.example }),
    FactCase(
      "about no case", from: "USA.CELL-1", says: "It refers to the case V-2026-0009, which its sender does not know.",
      change: { $1.caseNumber = "V-2026-0009" },
      { RequestForInformation(question: "Which units are ready?", replyBy: $0.now) }),
    FactCase(
      "an answer to nothing", from: "FRA.CELL-1", says: notRead, change: { $1.inReplyTo = unknown },
      { _ in InformationAnswer.example }),
    FactCase(
      "about no case", from: "CELL.OPS-1", says: "the case V-2026-0009", change: { $1.caseNumber = "V-2026-0009" },
      { _ in LogEntry.example }),
    FactCase(
      "a reference to nothing", from: "FRA.CELL-1", says: notRead, change: { $1.references = [unknown] },
      { _ in IncidentReport.example }),
    FactCase("of nothing", from: "FRA.CELL-1", says: "It acknowledges \(notRead)") { _ in
      Acknowledgement(of: unknown, by: "Duty officer")
    },
    FactCase(
      "of what it may not read", from: "FRA.CELL-1", says: notRead,
      after: { $0.must($0.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], as: "secret")) },
      { Acknowledgement(of: $0.id("secret"), by: "Duty officer") }),
  ]

  private static let byState: [FactCase] = [
    FactCase(
      "names a case as open that nobody opened", from: "CELL.OPS-1",
      says: "The handover names as open: V-2026-0009; no such case is open."
    ) { $0.handover(openCases: ["V-2026-0009"]) },
    FactCase(
      "names a case as open that is closed", from: "CELL.OPS-1", says: "The handover names as open: V-2026-0001;",
      after: { play in
        play.ceasefireInForce()
        play.caseFound(outcome: .notAViolation)
      }, { $0.handover(openCases: ["V-2026-0001"]) }),
    FactCase(
      "for no case", from: "FRA.CELL-1", says: "Access is reported for V-2026-0001, which nobody opened."
    ) { $0.access() },
    FactCase(
      "before a team was tasked", from: "FRA.CELL-1", says: "for which no team was tasked", with: ["case"],
      after: { play in
        play.ceasefireInForce()
        play.openCase()
      }, { $0.access() }),
    FactCase(
      "of the same number", from: "USA.CELL-1", says: "The daily report 114/2021 is given twice.", with: ["report"],
      after: { $0.must($0.say(DailyReport.example, from: "USA.CELL-1", as: "report")) }, { _ in DailyReport.example }),
    FactCase(
      "nil, with violations", from: "USA.CELL-1", says: "The daily report 115/2021 is nil and counts 233 violations."
    ) { _ in
      var report = DailyReport.example
      report.number = "115/2021"
      report.isNil = true
      return report
    },
    FactCase(
      "of a unit that nobody contributes", from: "FRA.MNF-1",
      says: "Readiness is reported of Engineer company, which nobody contributes.",
      after: { $0.must($0.say($0.contribution(), from: "FRA.CELL-1")) },
      { ForceReadiness(unit: "Engineer company", level: .full, asOf: $0.now) }),
    FactCase(
      "of a force that is not constituted", from: "FRA.MNF-1",
      says: "Logistics company reports as part of a force that is not constituted.", after: { $0.ceasefireInForce() },
      { _ in ForceIncidentReport.example }),
    FactCase(
      "on a force that is not constituted", from: "FRA.MNF-1",
      says: "An attack is reported on a force that is not constituted.", after: { $0.ceasefireInForce() },
      { $0.attackReport(on: .force) }),
  ]

  private static let byAmount: [FactCase] = [
    FactCase(
      "on no pledge", from: "FRA.CELL-1", says: "It delivers on a pledge that is not on the record."
    ) { $0.delivery(on: unknown) },
    FactCase(
      "on another's pledge", from: "DEU.CELL-1", says: "DEU delivers on a pledge of FRA.", with: ["pledge"],
      after: { $0.pledged() }, { $0.delivery(on: $0.id("pledge")) }),
    FactCase(
      "on another's pledge, which it may not read", from: "DEU.CELL-1", says: "DEU delivers on a pledge of FRA.",
      with: ["pledge"], after: { $0.must($0.say($0.pledge(), from: "FRA.CELL-1", to: ["UKR"], as: "pledge")) },
      { $0.delivery(on: $0.id("pledge")) }),
    FactCase(
      "more than was pledged", from: "FRA.CELL-1", says: "Interceptor: 40 missiles pledged, 41 delivered.",
      with: ["pledge"], after: { $0.pledged() }, { $0.delivery(on: $0.id("pledge"), items: Play.goods(41)) }),
    FactCase(
      "more than was pledged, together with what came before", from: "FRA.CELL-1",
      says: "Interceptor: 40 missiles pledged, 41 delivered.", with: ["pledge", "delivery"],
      after: { $0.delivered() }, { $0.delivery(on: $0.id("pledge"), items: Play.goods(25)) }),
    FactCase(
      "what was not pledged", from: "FRA.CELL-1", says: "Round: 0 rounds pledged, 1 delivered.", with: ["pledge"],
      after: { $0.pledged() },
      { $0.delivery(on: $0.id("pledge"), items: [Goods(nomenclature: "Round", quantity: 1, unit: "rounds")]) }),
    FactCase(
      "a cent more than was pledged", from: "FRA.CELL-1", says: "1250000.50 EUR pledged, 1250000.51 delivered.",
      with: ["pledge"],
      after: { $0.must($0.say($0.pledge(amount: Money("1250000.50", "EUR")), from: "FRA.CELL-1", as: "pledge")) },
      { $0.delivery(on: $0.id("pledge"), amount: Money("1250000.51", "EUR")) }),
    FactCase(
      "in another currency", from: "FRA.CELL-1", says: "0 USD pledged, 1 delivered.", with: ["pledge"],
      after: { $0.must($0.say($0.pledge(amount: Money("100", "EUR")), from: "FRA.CELL-1", as: "pledge")) },
      { $0.delivery(on: $0.id("pledge"), amount: Money("1", "USD")) }),
    FactCase(
      "of no delivery", from: "UKR.CELL-1", says: "It confirms a delivery that is not on the record."
    ) { $0.confirmation(of: unknown) },
    FactCase(
      "a second time", from: "UKR.GS-1", says: "The delivery is confirmed a second time.",
      with: ["delivery", "confirmation"],
      after: { play in
        play.delivered()
        play.must(play.say(play.confirmation(), from: "UKR.CELL-1", as: "confirmation"))
      }, { $0.confirmation() }),
    FactCase(
      "less than was delivered", from: "UKR.CELL-1", says: "Interceptor: 16 missiles delivered, 15 confirmed.",
      with: ["delivery"], after: { $0.delivered() }, { $0.confirmation(items: Play.goods(15)) }),
    FactCase(
      "nothing of what was delivered", from: "UKR.CELL-1", says: "Interceptor: 16 missiles delivered, 0 confirmed.",
      with: ["delivery"], after: { $0.delivered() }, { $0.confirmation(items: Play.goods(0)) }),
    FactCase(
      "money where goods were delivered", from: "UKR.CELL-1", says: "0 EUR delivered, 5 confirmed.",
      with: ["delivery"], after: { $0.delivered() }, { $0.confirmation(amount: Money("5", "EUR")) }),
  ]

  static let all = byReference + byState + byCase + byAmount
}
