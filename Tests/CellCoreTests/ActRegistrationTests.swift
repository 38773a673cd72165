import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite struct ActRegistrationTests {
  @Test func `every type of the catalogue moves where things stand or is named among those that move nothing`() {
    #expect(ActReader.misplacedTypes.isEmpty)
  }

  @Test func `every type that moves something shows in the situation or is named here`() {
    let hidden = Catalogue.indices.filter { ActReader.partsShown(of: $0)?.isEmpty == true }
    #expect(
      hidden.map { $0.type } == [
        "cell.absence", "cell.release-request", "cell.release-decision", "verification.daily-report",
        "system.acknowledgement-overdue", "system.reply-overdue", "system.watch-not-taken", "system.released",
      ])
  }

  @Test(arguments: Example.all) func `what an act is said to show in changes with it`(_ example: Example) throws {
    let type = try #require(Catalogue.indices.first { $0.type == example.type })
    guard let parts = ActReader.partsShown(of: type), !parts.isEmpty else { return }
    let play = Play()
    example.scene(play)
    // A day later as well: what is due shows once it is late.
    let moments = [0, 86_400].map { play.bus.now.wall + .milliseconds($0 * 1_000) }
    func situations() -> [Situation] {
      moments.map { play.bus.archive.situation(SituationQuestion(), in: play.world, by: "CELL.OPS-1", now: $0) }
    }
    let before = situations()
    #expect(example.say(play).isAccepted)
    let changed = parts.filter { part in
      zip(before, situations()).contains { $0[keyPath: part] as? AnyHashable != $1[keyPath: part] as? AnyHashable }
    }
    #expect(!changed.isEmpty, "none of \(parts) has changed")
  }

  @Test func `a type that moves nothing shows nowhere`() {
    #expect(ActReader.partsShown(of: Catalogue.index(of: LiaisonNote.self)) == nil)
    #expect(ActReader.partsShown(of: Catalogue.index(of: Tasking.self)) == [\.cases, \.attention])
  }

  @Test func `every part of the situation is one that some act shows in, or is of the answer itself`() {
    let situation = Situation(
      cell: "paris", nature: .operation, charter: "paris-2026-draft", asOf: "2026-03-10T12:01:00.000Z",
      throughSequence: 1, isPartial: false, omitted: 0, phase: .preparation, incidentsWithoutCase: 0,
      force: ForceStanding(incidents: 0), assistance: AssistanceStanding(), sinceHandover: SinceHandover())
    let ofTheAnswer: Set = [
      "cell", "nature", "exerciseName", "charter", "asOf", "throughSequence", "isPartial", "omissions", "counts",
      "silentNodes",
    ]
    // A wrapped property, a number, has an underscore before its name and none in its path.
    let parts = Set(Mirror(reflecting: situation).children.compactMap(\.label).filter { !$0.hasPrefix("_") })
    let shown = Set(Catalogue.indices.flatMap { ActReader.partsShown(of: $0) ?? [] }.map { "\($0)" })
    #expect(parts.isSuperset(of: ofTheAnswer))
    #expect(parts.subtracting(ofTheAnswer).filter { !shown.contains("\\Situation.\($0)") } == [])
  }

  @Test func `a history draws from every type that a participant may say`() {
    // How a proposal fares is a matter of the time and the roster beside the record: `DecisionTests`, `SilenceTests`.
    let said = Catalogue.entries.map(\.type).filter { $0.system != "system" && $0.system != "decision" }
      .filter { !Fixture.typesOfRules.contains($0) }
    #expect(Set(said.map(\.description)).subtracting(HistoryType.allCases.map(\.rawValue)) == [])
    #expect(
      HistoryType.allCases.allSatisfy { MessageType($0.rawValue).map { !Catalogue.versions(of: $0).isEmpty } ?? false })
  }
}
