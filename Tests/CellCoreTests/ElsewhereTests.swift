import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What is urgent and open in other worlds")
struct ElsewhereTests {
  private let play = Play()
  private static let other = World(nature: .exercise, exercise: "PARIS-2027")

  private func elsewhere(_ node: NodeName, than world: World = Play.exercise) -> ElsewhereAnswer {
    let station = play.bus.connect(node).hello()
    play.bus.settle()
    station.forgetInbox()
    station.send(Query(query: 7, situation: .elsewhere(than: world.nature, world.exercise)))
    play.bus.settle()
    let answers = station.answers
    #expect(answers.count == 1 && answers.first?.query == 7 && answers.first?.situation == nil)
    return answers.first?.elsewhere ?? ElsewhereAnswer(worlds: [], omitted: 99)
  }

  private func note(
    _ precedence: Precedence, to node: NodeName = "FRA.CELL-1", in world: World = .operation,
    releasableTo: NonEmpty<Releasable>? = nil
  ) -> Play.Outcome {
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1", to: [.node(node)], precedence: precedence, world: world,
        releasableTo: releasableTo))
  }

  @Test("a flash of the operation shows in an exercise until it is acknowledged, and what is slower does not")
  func untilAcknowledged() throws {
    _ = note(.priority)
    #expect(elsewhere("FRA.CELL-1").worlds.isEmpty)
    let immediate = note(.immediate)
    let flash = note(.flash)
    let world = try #require(elsewhere("FRA.CELL-1").worlds.first)
    #expect(world.nature == .operation && world.exerciseName == nil && world.flash == 1 && world.immediate == 1)
    #expect(
      world.matters.map { "\($0.sequence) \($0.type) \($0.from) \($0.precedence.rawValue)" } == [
        "\(flash.sequence) cell.liaison-note UKR.CELL-1 flash",
        "\(immediate.sequence) cell.liaison-note UKR.CELL-1 immediate",
      ])
    #expect(elsewhere("FRA.CELL-1", than: .operation).worlds.isEmpty, "the world itself is not elsewhere")
    #expect(elsewhere("USA.CELL-1").worlds.isEmpty, "what another owes, and is not late with, is that other's")
    play.must(play.say(Acknowledgement(of: flash.id, by: "Duty officer"), from: "FRA.CELL-1"))
    #expect(elsewhere("FRA.CELL-1").worlds.map(\.flash) == [0])
    play.must(play.say(Acknowledgement(of: immediate.id, by: "Duty officer"), from: "FRA.CELL-1"))
    #expect(elsewhere("FRA.CELL-1").worlds.isEmpty)
  }

  @Test("an attack without an invocation is open for whoever may read it, each message counted once")
  func attack() {
    play.reportAttack()
    for node in ["FRA.CELL-1", "USA.CELL-1"] as [NodeName] {
      let world = elsewhere(node).worlds.first
      #expect(
        world.map { $0.flash.value + $0.immediate.value } == 1 && world?.matters.map(\.id) == [play.id("attack")],
        "\(node)")
    }
  }

  @Test("an attack that is acknowledged, or one's own, stands last, and is known until something of it waits")
  func known() {
    play.reportAttack()
    let attack = play.id("attack")
    #expect(elsewhere("UKR.CELL-1").worlds.first?.matters.map(\.known) == [true], "Ukraine reported it")
    play.must(play.say(Acknowledgement(of: attack, by: "Duty officer"), from: "FRA.CELL-1"))
    let note = note(.immediate)
    let world = elsewhere("FRA.CELL-1").worlds.first
    #expect(world?.matters.map(\.id) == [note.id, attack] && world?.matters.map(\.known) == [nil, true])
    #expect((world?.knownFlash?.value ?? 0) + (world?.knownImmediate?.value ?? 0) == 1)
    #expect(elsewhere("USA.CELL-1").worlds.first?.matters.map(\.known) == [nil], "the United States have not")
  }

  @Test("nothing shows that the node may not read") func secrecy() {
    _ = note(.flash, releasableTo: ["FRA"])
    play.pass(minutes: 60)
    #expect(elsewhere("FRA.CELL-1").worlds.map(\.flash) == [1])
    #expect(elsewhere("DEU.CELL-1").worlds.isEmpty)
  }

  @Test("the operation stands first, then the exercise with the most flash") func order() {
    _ = note(.flash, in: Self.other)
    _ = note(.flash, in: Self.other)
    _ = note(.flash, in: Play.exercise)
    _ = note(.immediate)
    let drill = World(nature: .drill, exercise: "D")
    #expect(
      elsewhere("FRA.CELL-1", than: drill).worlds.map { "\($0.nature.rawValue) \($0.flash)" } == [
        "operation 0", "exercise 2", "exercise 1",
      ])
    #expect(
      elsewhere("FRA.CELL-1", than: .operation).worlds.map(\.exerciseName) == ["PARIS-2027", Play.exercise.exercise])
  }

  @Test("an answer names so many messages of a world, and counts all") func limit() {
    for _ in 0..<Limits.mattersElsewhere + 2 { _ = note(.immediate) }
    let world = elsewhere("FRA.CELL-1").worlds.first
    #expect(world?.immediate == WireNumber(Limits.mattersElsewhere + 2))
    #expect(world?.matters.count == Limits.mattersElsewhere)
  }
}
