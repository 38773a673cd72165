import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Worlds are apart, and the force does not verify")
struct ProceedingsWorldTests {
  // MARK: the force

  @Test(
    "a node of the force that tries every type of verification is refused every time",
    arguments: ShippedCharter.allCases, Play.worlds)
  func force(_ text: ShippedCharter, _ world: World) {
    for phase in CeasefirePhase.allCases {
      let play = Play(text)
      play.world = world
      play.bring(to: phase)
      for example in Example.verification {
        for precedence in Precedence.allCases {
          let outcome = play.sayExample(of: example.type, from: "FRA.MNF-1") { $0.precedence = precedence }
          #expect(outcome.code == 3101 && outcome.pointer == "/header/type", "\(example.type): \(outcome)")
        }
      }
      #expect(play.say(ForceIncidentReport.example, from: "FRA.MNF-1").isAccepted, "it says when it is under fire")
      #expect(play.say(play.attackReport(on: .force), from: "FRA.MNF-1").isAccepted)
    }
  }

  @Test("also where the next step is due and its own country may take it", arguments: Example.verification)
  func forceInPlace(_ example: Example) {
    let play = Play()
    example.scene(play)
    #expect(example.say(play, from: "FRA.MNF-1").code == 3101)
    #expect(example.say(play).isAccepted)
  }

  // MARK: an exercise beside an operation

  /// An operation in mid-course: something open in every system.
  private static func operation(_ play: Play) {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU", to: .force, requiresRatification: true)
    play.ceasefireAgreed()
    play.bothState(play.entry(at: play.time(minutes: 10_000)))
    play.reportIncident()
    play.must(play.say(play.contribution(), from: "DEU.CELL-1"))
    play.requestForce()
    play.reportAttack()
    play.must(play.say(play.requirement(), from: "UKR.CELL-1"))
    play.pledged()
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(41)), from: "FRA.CELL-1"))
    play.must(play.say(play.handover(), from: "CELL.OPS-1"))
    play.must(
      play.say(
        RequestForInformation(question: "Which units are ready?", replyBy: play.now), from: "USA.CELL-1",
        to: ["FRA"]))
  }

  /// A whole course, from the text to the end of the ceasefire.
  private static func exercise(_ play: Play) {
    play.invoked()
    play.commit("CAN")
    play.must(play.say(play.contribution(), from: "FRA.CELL-1"))
    play.constituteForce()
    play.must(play.say(ForceReadiness(unit: "Logistics company", level: .full, asOf: play.now), from: "FRA.MNF-1"))
    play.requestForce()
    play.must(play.say(play.activity(.reassuranceAir), from: "FRA.MNF-1", inReplyTo: play.id("request")))
    play.reportAttack(on: .force)
    play.caseFound()
    play.attribute()
    play.must(play.say(play.remedy(), from: "DEU.CELL-1"))
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    play.respond("FRA", .committed)
    play.must(play.say(play.measure(.completed), from: "FRA.CELL-1"))
    play.delivered()
    play.must(play.say(play.confirmation(items: Play.goods(15)), from: "UKR.CELL-1"))
    play.must(play.say(play.handover(), from: "CELL.OPS-1"))
    play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", precedence: .flash, as: "flash"))
    play.bothState(play.termination())
  }

  private static let systems: [SituationSystem?] = [nil] + SituationSystem.allCases.map { $0 }

  /// Every answer of an operation, as bytes: each system, each reader.
  private func answers(_ play: Play, at sequence: UInt64? = nil) -> [String: [UInt8]] {
    var answers: [String: [UInt8]] = [:]
    for node in Fixture.nodes {
      for system in Self.systems {
        var situation = play.situation(
          node, SituationQuestion(system: system, moment: sequence.map { .sequence($0) }), world: .operation)
        // An answer for now says how far the record has come, in whichever world.
        if sequence == nil { situation.throughSequence = 0 }
        answers["\(node) \(system?.rawValue ?? "overview")"] =
          ControlCodec.encode(QueryAnswer(query: 0, situation: situation))
      }
    }
    return answers
  }

  @Test(
    "a whole exercise leaves the answers of the operation beside it unchanged to the byte",
    arguments: [World(nature: .exercise, exercise: "PARIS-2026"), World(nature: .drill, exercise: "D"), .project])
  func unchanged(_ world: World) {
    let play = Play()
    Self.operation(play)
    let head = play.head
    let (now, then) = (answers(play), answers(play, at: head))

    play.world = world
    Self.exercise(play)
    #expect(play.head > head + 40)
    #expect(answers(play) == now, "no time has passed")
    #expect(answers(play, at: head) == then)
    for row in play.bus.journal.rows.dropFirst(Int(head)) {
      let header = try? DocumentDecoder.header(of: Array(row.envelope.document))
      #expect(header?.nature == world.nature && header?.exerciseName == world.exercise)
    }

    // Nor do its deadlines, or a restart.
    play.pass(minutes: 300)
    let late = play.rows(of: AcknowledgementOverdue.self).filter { $0.header.nature == world.nature }
    #expect(!late.isEmpty)
    #expect(answers(play, at: head) == then)
    play.restart()
    #expect(answers(play, at: head) == then)
    #expect(play.rows(of: GuaranteeActivated.self).allSatisfy { $0.header.nature == world.nature })
    #expect(play.rows(of: GuaranteeActivated.self).count == 2)
  }

  @Test("two exercises are two worlds, and the operation does not move an exercise") func exercises() {
    let play = Play()
    play.world = Play.exercise
    Self.operation(play)
    let before = play.situation()
    play.world = World(nature: .exercise, exercise: "PARIS-2027")
    Self.exercise(play)
    play.world = .operation
    play.invoked()
    play.world = Play.exercise
    var after = play.situation()
    after.throughSequence = before.throughSequence
    #expect(after == before)
  }

  @Test("what was said in one world cannot be referred to in another", arguments: Example.all) func references(
    _ example: Example
  ) {
    let play = Play()
    example.scene(play)
    let body = example.body(play)
    // The same act with the operation's identifiers: whatever it names is not there.
    let outcome = play.say(
      body, from: example.from, world: Play.exercise, inReplyTo: example.inReplyTo.map { play.id($0) })
    let isFact = play.charter.types.first { $0.type == example.type }!.kind == .fact
    // These name nothing, or what a new world lets them say.
    let alone: Set<MessageType> = [
      "cell.minimize", "cell.absence", "declaration.draft", "ceasefire.agreement", "force.contribution",
      "force.request",
      "assistance.requirement", "assistance.pledge",
    ]
    #expect(outcome.isAccepted == (isFact || alone.contains(example.type)), "\(outcome)")
  }
}
