import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// For one type: a state in which it may be said, who says it there and what, and who may not.
struct Example: Sendable, CustomTestStringConvertible {
  var type: MessageType
  var from: NodeName
  /// A node that may not say it; nil where everybody may.
  var notBy: NodeName?
  /// The phases in which alone it may be said; nil: every phase.
  var phases: Set<CeasefirePhase>?
  /// The name of what it replies to.
  var inReplyTo: String?
  var scene: @Sendable (Play) -> Void
  var body: @Sendable (Play) -> any Payload

  init<Body: Payload>(
    from: NodeName, notBy: NodeName?, phases: Set<CeasefirePhase>? = nil, inReplyTo: String? = nil,
    after scene: @escaping @Sendable (Play) -> Void = { _ in }, _ body: @escaping @Sendable (Play) -> Body
  ) {
    type = Body.messageType
    self.from = from
    self.notBy = notBy
    self.phases = phases
    self.inReplyTo = inReplyTo
    self.scene = scene
    self.body = body
  }

  var testDescription: String { "\(type)" }

  @discardableResult
  func say(_ play: Play, from node: NodeName? = nil, change: (inout Header) -> Void = { _ in }) -> Play.Outcome {
    play.say(body(play), from: node ?? from, inReplyTo: inReplyTo.map { play.id($0) }, change: change)
  }

  /// From the first entry into force on.
  static let afterEntry: Set<CeasefirePhase> = [.inForce, .suspended, .terminated]

  static let all: [Example] =
    cell + declaration + guarantee + ceasefire + verification + caseCourse + force + support + assistance + decision

  static func of(_ type: MessageType) -> Example { all.first { $0.type == type }! }

  static let cell: [Example] = [
    Example(from: "FRA.CELL-1", notBy: "EU.CELL-1") { _ in LiaisonNote.example },
    Example(from: "UKR.GS-1", notBy: "EU.CELL-1") { _ in SituationReport.example },
    Example(from: "USA.CELL-1", notBy: "EU.CELL-1") { play in
      RequestForInformation(question: "Which units are ready?", replyBy: play.time(minutes: 60))
    },
    Example(
      from: "FRA.CELL-1", notBy: nil, inReplyTo: "question",
      after: { play in
        play.must(
          play.say(
            RequestForInformation(question: "Which units are ready?", replyBy: play.time(minutes: 60)),
            from: "USA.CELL-1", as: "question"))
      }, { _ in InformationAnswer.example }),
    Example(
      from: "FRA.CELL-1", notBy: nil,
      after: { $0.must($0.say(LiaisonNote.example, from: "USA.CELL-1", precedence: .flash, as: "note")) },
      { Acknowledgement(of: $0.id("note"), by: "Duty officer") }),
    Example(from: "CELL.OPS-1", notBy: "FRA.CELL-1") { _ in LogEntry.example },
    Example(from: "CELL.OPS-1", notBy: "UKR.CELL-1") { $0.handover() },
    Example(
      from: "CELL.OPS-1", notBy: "UKR.CELL-1", after: { $0.handOver(to: "vacant") },
      { WatchAssumption(reason: "The second watch has not come.", handover: $0.id("handover")) }),
    Example(from: "USA.CELL-1", notBy: "UKR.GS-1") { _ in RoleAbsence.example },
    Example(
      from: "FRA.CELL-1", notBy: "EU.CELL-1",
      after: { $0.must($0.say(LiaisonNote.example, from: "UKR.CELL-1", as: "note")) },
      { ReleaseRequest(message: $0.id("note"), to: ["USA"]) }),
    Example(
      from: "UKR.CELL-1", notBy: "POL.CELL-1",
      after: { play in
        play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", as: "note"))
        play.must(play.say(ReleaseRequest(message: play.id("note"), to: ["USA"]), from: "FRA.CELL-1", as: "ask"))
      }, { ReleaseDecision(request: $0.id("ask"), decision: .granted) }),
    Example(from: "CELL.OPS-1", notBy: "FRA.CELL-1") { _ in Minimize.example },
  ]

  static let declaration: [Example] = [
    Example(from: "FRA.CELL-1", notBy: "FRA.MNF-1") { $0.draft() },
    Example(from: "USA.CELL-1", notBy: "FRA.MNF-1", after: { $0.agreeOnText() }, { $0.amendment() }),
    Example(from: "USA.CELL-1", notBy: "FRA.MNF-1", after: { $0.agreeOnText() }, { $0.corrigendum() }),
    Example(from: "FRA.CELL-1", notBy: "CELL.OPS-1", after: { $0.agreeOnText() }, { $0.signature() }),
    Example(
      from: "FRA.CELL-1", notBy: "CELL.OPS-1",
      after: { play in
        play.agreeOnText()
        play.sign("FRA")
      }, { $0.ratification() }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.GS-1", after: { $0.signedWithoutPowers() },
      { DeclarationConfirmation(of: $0.id("signature-FRA"), office: Play.stranger) }),
  ]

  static let guarantee: [Example] = [
    Example(from: "FRA.CELL-1", notBy: "UKR.CELL-1", after: { $0.agreeOnText() }, { $0.commitment() }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1",
      after: { play in
        play.agreeOnText()
        play.commit("FRA", terms: .open)
      }, { GuaranteeCompletion(commitment: $0.id("commitment-FRA"), terms: .final) }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1",
      after: { play in
        play.agreeOnText()
        play.commit("FRA")
      }, { GuaranteeWithdrawal(commitment: $0.id("commitment-FRA"), effectiveAt: $0.time(minutes: 60)) }),
  ]

  static let ceasefire: [Example] = [
    Example(from: "UKR.CELL-1", notBy: "FRA.CELL-1") { $0.agreement() },
    Example(from: "UKR.CELL-1", notBy: "FRA.CELL-1", after: { $0.ceasefireAgreed() }, { $0.entry() }),
    Example(from: "USA.CELL-1", notBy: "FRA.CELL-1", after: { $0.ceasefireInForce() }, { $0.suspension() }),
    Example(
      from: "UKR.CELL-1", notBy: "CELL.OPS-1",
      after: { play in
        play.ceasefireInForce()
        play.bothState(play.suspension())
      }, { $0.resumption() }),
    Example(from: "USA.CELL-1", notBy: "DEU.CELL-1", after: { $0.ceasefireInForce() }, { $0.termination() }),
  ]

  static let verification: [Example] = [
    Example(from: "FRA.CELL-1", notBy: "FRA.MNF-1") { _ in IncidentReport.example },
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.reportIncident()
      }, { $0.verificationCase() }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.openCase()
      }, { $0.tasking() }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1",
      after: { play in
        play.ceasefireInForce()
        play.openCase()
        play.task()
      }, { $0.access() }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.openCase()
        play.task()
      }, { $0.finding() }),
    Example(
      from: "FRA.CELL-1", notBy: "USA.CELL-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.caseFound()
      }, { $0.attribution() }),
    Example(
      from: "FRA.CELL-1", notBy: "USA.CELL-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.caseFound()
        play.attribute()
      }, { $0.remedy() }),
    Example(
      from: "UKR.CELL-1", notBy: "FRA.MNF-1", phases: afterEntry,
      after: { play in
        play.ceasefireInForce()
        play.caseFound()
      }, { $0.dispute() }),
    Example(from: "USA.CELL-1", notBy: "FRA.CELL-1") { _ in DailyReport.example },
  ]

  static let force: [Example] = [
    Example(
      from: "FRA.CELL-1", notBy: "CAN.CELL-1", phases: [.inForce], after: { $0.ceasefireInForce() },
      { $0.constitution() }),
    Example(from: "FRA.CELL-1", notBy: "CAN.CELL-1", after: { $0.forceConstituted() }, { $0.change(.end) }),
    Example(from: "FRA.CELL-1", notBy: "UKR.CELL-1") { $0.contribution() },
    Example(
      from: "FRA.MNF-1", notBy: "FRA.CELL-1", after: { $0.must($0.say($0.contribution(), from: "FRA.CELL-1")) },
      { ForceReadiness(unit: "Logistics company", level: .full, asOf: $0.now) }),
    Example(
      from: "FRA.MNF-1", notBy: "FRA.CELL-1", phases: afterEntry, after: { $0.forceConstituted() },
      { $0.activity(.training) }),
    Example(
      from: "FRA.MNF-1", notBy: "FRA.CELL-1", after: { $0.forceConstituted() }, { _ in ForceRegeneration.example }),
    Example(from: "USA.CELL-1", notBy: "UKR.CELL-1", after: { $0.forceConstituted() }, { _ in ForceSupport.example }),
    Example(
      from: "FRA.MNF-1", notBy: "FRA.CELL-1", after: { $0.forceConstituted() }, { _ in ForceIncidentReport.example }),
    Example(from: "UKR.CELL-1", notBy: "FRA.CELL-1") { ForceRequest(what: "Air reassurance.", by: $0.now) },
  ]

  static let support: [Example] = [
    Example(from: "UKR.GS-1", notBy: "CELL.OPS-1") { $0.attackReport() },
    Example(
      from: "UKR.CELL-1", notBy: "USA.CELL-1", phases: afterEntry, after: { $0.attackUnderGuarantee() },
      { $0.invocation(of: ["commitment-FRA"]) }),
    Example(
      from: "CELL.OPS-1", notBy: "FRA.MNF-1", phases: afterEntry, after: { $0.invoked() },
      { Consultation(invocation: $0.id("invocation"), at: $0.now, level: .ministers) }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1", phases: afterEntry, after: { $0.invoked() },
      { $0.response(.committed) }),
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1", phases: afterEntry,
      after: { play in
        play.invoked()
        play.respond("FRA", .committed)
      }, { $0.measure(.announced) }),
  ]

  static let assistance: [Example] = [
    Example(from: "UKR.CELL-1", notBy: "FRA.CELL-1") { $0.requirement() },
    Example(from: "FRA.CELL-1", notBy: "UKR.CELL-1") { $0.pledge() },
    Example(
      from: "FRA.CELL-1", notBy: "UKR.CELL-1", after: { $0.delivered() },
      { AssistanceRevision(pledge: $0.id("pledge"), items: Play.goods(60)) }),
    Example(
      from: "USA.CELL-1", notBy: "UKR.CELL-1", after: { $0.pledged(enabledBy: ["USA"]) },
      { AssistanceEnablement(pledge: $0.id("pledge")) }),
    Example(from: "FRA.CELL-1", notBy: "UKR.CELL-1", after: { $0.pledged() }, { $0.delivery(on: $0.id("pledge")) }),
    Example(from: "UKR.CELL-1", notBy: "FRA.CELL-1", after: { $0.delivered() }, { $0.confirmation() }),
  ]
}
