import CellCore
import CellDemo
import CellSchema
import Testing

/// What may be under way at the same time, and what must wait.
@Suite struct WaveTests {
  private let chapters = ScenarioTests.scenario(.draft).chapters

  @Test func wavesAreTheChapterInItsOrder() {
    for chapter in chapters {
      #expect(chapter.waves.flatMap { $0.map(\.name) } == chapter.steps.map(\.name), "\(chapter.title)")
      #expect(chapter.waves.allSatisfy { !$0.isEmpty }, "\(chapter.title)")
    }
  }

  @Test func aWaveIsOfOneTypeAndNamesNothingOfItself() throws {
    for wave in chapters.flatMap(\.waves) {
      #expect(Set(wave.map(\.type)).count == 1)
      let identifiers = Set(wave.map(\.id))
      for step in wave where step.expect == .accepted {
        let stamp = Step.Stamp(cell: "paris", serial: .first(of: step.sender, at: .now), sentAt: .now)
        let header = try DocumentDecoder.header(of: step.document(stamp))
        let named = (header.references?.elements ?? []) + [header.inReplyTo, header.amends?.id].compactMap(\.self)
        #expect(identifiers.isDisjoint(with: named), "\(step.name)")
      }
    }
  }

  /// The observations are independent of each other: they are pipelined together.
  @Test func theObservationsAreOneWave() throws {
    let monitoring = try #require(chapters.first { $0.title == "Monitoring" })
    #expect(monitoring.waves.count == 1)
    #expect(monitoring.steps.count == 97)
  }

  @Test(arguments: Scenario.DeclarationText.allCases)
  func everyNodeGetsTheLastWordOfEachLane(text: Scenario.DeclarationText) throws {
    var cell = try DemoCell(text)
    var generator = Countdown(state: 1)
    let lanes = ScenarioTests.scenario(text).lanes
    #expect(lanes == [.deferred, .routine, .priority, .immediate, .flash])
    let last = Scenario.endOfExercise(in: lanes, at: ScenarioTests.now, using: &generator)
    #expect(last.steps.map(\.precedence) == lanes)
    for (index, step) in last.steps.enumerated() {
      let judged = try cell.decide(step, serial: index + 1, at: ScenarioTests.now)
      #expect(cell.readers(of: judged) == Set(cell.roster.nodes.map(\.name)), "\(step.name)")
    }
  }
}
