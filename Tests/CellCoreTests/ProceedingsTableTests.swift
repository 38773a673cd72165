import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Every type: accepted where it is allowed, refused by each rule that can refuse it")
struct ProceedingsTableTests {
  /// As the fixture's, with a participant that holds no role, and one that is an associate.
  static let roster: Roster = {
    var roster = Fixture.roster
    roster.participants.append(Participant(code: "POL", name: "Poland", side: .coalition, memberships: ["european"]))
    roster.nodes.append(Fixture.node("POL.CELL-1"))
    roster.participants.append(Participant(code: "EU", name: "European Union", side: .associate))
    roster.nodes.append(Fixture.node("EU.CELL-1"))
    return roster
  }()

  private let unknown: MessageID = "019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17"

  /// Says the same with one thing changed, and then as it should be: so nothing else is what refuses it.
  @Test("by role, precedence, label, authority, binding and reference", arguments: Example.all, ShippedCharter.allCases)
  func refused(_ example: Example, _ text: ShippedCharter) throws {
    let play = Play(text, roster: Self.roster)
    let rule = try #require(play.charter.types.first { $0.type == example.type })
    example.scene(play)
    let head = play.head
    for (name, from, code, pointer, change) in variations(of: example, rule) {
      let outcome = example.say(play, from: from, change: change)
      #expect(outcome.code == code && outcome.pointer == pointer, "\(name): \(outcome)")
      #expect(outcome.detail?.isEmpty == false, "\(name): a refusal says why")
    }
    #expect(play.head == head, "nothing of what was refused is on the record")
    #expect(example.say(play).isAccepted)
  }

  typealias Variation = (
    name: String, from: NodeName?, code: Int, pointer: String, change: (inout Header) -> Void
  )

  private func variations(of example: Example, _ rule: TypeRule) -> [Variation] {
    var list: [Variation] = []
    func refuses(
      _ name: String, _ code: ErrorCode, _ pointer: String, from: NodeName? = nil,
      _ change: @escaping (inout Header) -> Void = { _ in }
    ) { list.append((name, from, Int(code.number), pointer, change)) }

    if let other = example.notBy { refuses("role", .typeNotPermitted, "/header/type", from: other) }
    for precedence in Precedence.allCases
    where precedence < rule.precedence.least || precedence > rule.precedence.greatest {
      refuses("\(precedence)", .precedenceNotPermitted, "/header/precedence") { $0.precedence = precedence }
    }
    refuses("classification", .classificationExceeded, "/header/label/classification") {
      $0.label.classification = "RESTRICTED"
    }
    refuses("label", .addresseeNotReleasable, "/header/action/0") {
      $0.action = ["CELL"]
      $0.label.releasableTo = ["FRA"]
    }
    if rule.publishers.contains(where: { ["all", "coalition", "european", "@force-command"].contains("\($0)") }) {
      refuses("release", .notReleasable, "/header/label/releasableTo/0", from: "FRA.MNF-1") {
        $0.label.releasableTo = [.all]
      }
    }
    if !rule.recipients.contains(.all) {
      refuses("recipient", .recipientNotPermitted, "/header/info/0") { $0.info = ["UKR"] }
    }
    if rule.authority { refuses("authority", .authorityRequired, "/header/authority") { $0.authority = nil } }
    if rule.binding {
      refuses("binding", .expiryNotAllowed, "/header/expiresAt") { $0.expiresAt = $0.sentAt.adding(seconds: 60) }
    }
    guard rule.kind == .act else { return list }
    refuses("reply", .unknownReference, "/header/inReplyTo") { $0.inReplyTo = unknown }
    refuses("references", .unknownReference, "/header/references/0") { $0.references = [unknown] }
    if rule.type.system != "verification" {
      refuses("case", .unknownCase, "/header/case") { $0.caseNumber = "V-2026-9999" }
    }
    return list
  }

  // MARK: phases

  @Test("by phase: in every phase that the charter does not list, and no other", arguments: ShippedCharter.allCases)
  func phases(_ text: ShippedCharter) {
    for phase in CeasefirePhase.allCases {
      let play = Play(text)
      play.bring(to: phase)
      for example in Example.all where example.type.system != "ceasefire" {
        let outcome = play.sayExample(of: example.type, from: example.from)
        if example.phases?.contains(phase) == false {
          #expect(outcome.code == 3201 && outcome.pointer == "/header/type", "\(example.type) in \(phase): \(outcome)")
          #expect(outcome.detail?.contains("the phase is \(phase.rawValue)") == true)
          for allowed in example.phases! { #expect(outcome.detail?.contains(allowed.rawValue) == true) }
        } else {
          #expect(outcome.code != 3201, "\(example.type) in \(phase): \(outcome)")
        }
      }
      #expect(play.situation().phase == phase)
    }
  }

  @Test("is accepted in every phase that allows it", arguments: Example.all.filter { $0.type.system != "ceasefire" })
  func acceptedInPhase(_ example: Example) {
    for phase in CeasefirePhase.allCases where example.phases?.contains(phase) ?? true {
      let play = Play()
      example.scene(play)
      // What rests on entry into force has no earlier phase to be said in.
      guard play.situation().phase == .preparation || Example.afterEntry.contains(phase) else { continue }
      play.bring(to: phase)
      let outcome = example.say(play)
      #expect(outcome.isAccepted, "in \(phase): \(outcome)")
    }
  }

  // MARK: the two texts

  @Test("what the final text takes from the United States is refused it there, and accepted under the draft")
  func unitedStates() {
    for type in [
      "declaration.signature", "declaration.ratification", "guarantee.commitment", "force.contribution",
    ] as [MessageType] {
      for text in ShippedCharter.allCases {
        let play = Play(text)
        play.agreeOnText()
        if type == "declaration.ratification", text == .draft { play.sign("USA") }
        let outcome = Example.of(type).say(play, from: "USA.CELL-1")
        #expect(outcome.code == (text == .draft ? nil : 3101), "\(type) under \(text): \(outcome)")
      }
    }
  }

  // MARK: nothing is left out

  @Test("the table has every type that a participant may say, once") func everyType() {
    let types = Catalogue.entries.map(\.type).filter { $0.system != "system" && !Fixture.typesOfRules.contains($0) }
    #expect(Example.all.map(\.type).sorted() == types.sorted())
  }

  @Test("the table has every rule of the charter", arguments: ShippedCharter.allCases) func everyRule(
    _ text: ShippedCharter
  ) throws {
    for rule in Fixture.charters[text]!.types
    where rule.type.system != "system" && !Fixture.typesOfRules.contains(rule.type) {
      let example = try #require(Example.all.first { $0.type == rule.type }, "\(rule.type) has no example")
      #expect((example.notBy == nil) == rule.publishers.contains(.all), "\(rule.type): who may not say it")
      #expect(example.phases == rule.phases.map { Set($0) }, "\(rule.type): its phases")
      #expect(rule.kind == .act || rule.phases == nil, "\(rule.type): a fact has no phases")
      let precedences = Precedence.allCases.filter { $0 < rule.precedence.least || $0 > rule.precedence.greatest }
      #expect(!precedences.isEmpty, "\(rule.type): nobody may use override")
    }
    let authority = Fixture.charters[text]!.types.filter(\.authority).map { "\($0.type)" }
    #expect(
      Set(authority) == [
        "declaration.signature", "declaration.ratification", "declaration.confirmation", "guarantee.commitment",
        "guarantee.completion", "guarantee.withdrawal", "ceasefire.agreement", "ceasefire.entry-into-force",
        "ceasefire.suspension", "ceasefire.resumption", "ceasefire.termination", "verification.attribution",
        "verification.remedy", "force.constitution", "force.change", "force.contribution", "support.invocation",
        "support.response",
      ])
  }

  @Test(
    "what the bus alone says is nobody else's",
    arguments: Catalogue.entries.filter { $0.system == "system" }.map(\.type))
  func ofBus(_ type: MessageType) {
    let play = Play()
    for node in Fixture.nodes {
      let outcome = play.sayExample(of: type, from: node)
      #expect(outcome.code == 3117 && outcome.pointer == "/header/type", "\(node): \(outcome)")
    }
  }
}
