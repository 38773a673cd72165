import CellCore
import CellDemo
import CellSchema
import Testing

/// The demo's judgement of itself: a run without a fault passes, and each fault fails the promise that it breaks.
@Suite struct ReckoningTests {
  /// A run in which everything is as it should be, to be spoilt by a test before it is judged.
  private struct Run: Sendable {
    let expected: ExpectedReaders
    let nodes: [NodeName]
    let expectedStanding: ExpectedStanding
    var standing: Reckoning.Standing
    var outcomes: [(step: Step, outcome: Reckoning.Outcome)] = []
    var received: [NodeName: [Reckoning.Delivery]] = [:]
    var traces: [MessageID: Reckoning.Trace] = [:]

    init() throws {
      let cell = try DemoCell(.draft)
      expected = ExpectedReaders(roster: cell.roster, charter: cell.charter)
      nodes = cell.roster.nodes.map(\.name)
      let scenario = ScenarioTests.scenario(.draft)
      expectedStanding = scenario.expectedStanding
      standing = try DemoBus(cell).standing(after: scenario)
      // The first rows are the cell's own.
      var sequence: UInt64 = 3
      for step in scenario.steps {
        switch step.expect {
        case .refused(let code, let place): outcomes.append((step, .refused(code, at: place)))
        case .accepted:
          outcomes.append((step, .accepted(sequence: sequence)))
          let readers = expected.readers(of: step)
          for reader in readers {
            received[reader, default: []].append(
              .init(sequence: sequence, id: step.id, precedence: step.precedence, isIntact: true))
          }
          traces[step.id] = .init(sequence: sequence, readers: readers, delivered: readers)
          sequence += 1
        }
      }
    }

    var reckoning: Reckoning {
      var reckoning = Reckoning(expected: expected, standing: expectedStanding, nodes: nodes)
      for (step, outcome) in outcomes { reckoning.enter(step, outcome) }
      for (node, deliveries) in received { reckoning.enter(deliveries, of: node) }
      for (id, trace) in traces { reckoning.enter(trace, of: id) }
      reckoning.enter(standing)
      return reckoning
    }

    /// The promises that were broken, by their places in the list.
    var broken: [Int] { reckoning.checks.enumerated().filter { !$0.element.isKept }.map(\.offset) }

    func place(of name: String) throws -> Int { try #require(outcomes.firstIndex { $0.step.name == name }) }
  }

  /// Made once: the cell's files and the scenario take longer than a judgement.
  private static let clean = Result { try Run() }

  private static let (fates, streams, contents, order, bytes, traces, standing) = (0, 1, 2, 3, 4, 5, 6)

  @Test func aRunWithoutAFaultKeepsEveryPromise() throws {
    let reckoning = try Self.clean.get().reckoning
    #expect(reckoning.checks.count == 7)
    for check in reckoning.checks { #expect(check.breaches == [], "\(check.promise)") }
    for (code, count) in reckoning.deliveries { #expect(count.expected == count.received, "\(code)") }
    #expect(reckoning.deliveries.count == 37)
    let refused = reckoning.refusals.values.reduce(0, +)
    #expect(refused + reckoning.acceptedCount == ScenarioTests.scenario(.draft).steps.count)
  }

  @Test func aRefusalByAnotherRuleIsFound() throws {
    var run = try Self.clean.get()
    run.outcomes[try run.place(of: "form-null")].outcome = .refused(.unknownValue, at: "/body/subject")
    #expect(run.broken == [Self.fates])
  }

  @Test func aRefusalAtAnotherPlaceIsFound() throws {
    var run = try Self.clean.get()
    run.outcomes[try run.place(of: "form-null")].outcome = .refused(.wrongType, at: "/body/text")
    #expect(run.broken == [Self.fates])
    #expect(
      run.reckoning.checks[Self.fates].breaches == [
        "form-null: refused \(ErrorCode.wrongType) /body/text, not refused \(ErrorCode.wrongType) /body/subject"
      ])
  }

  @Test func aMessageThatIsNotDeliveredIsFound() throws {
    var run = try Self.clean.get()
    let last = run.received["NZL.CELL-1"]?.popLast()
    let lost = try #require(last)
    #expect(run.broken == [Self.contents])
    let name = try #require(run.outcomes.first { $0.step.id == lost.id }).step.name
    #expect(run.reckoning.checks[Self.contents].breaches == ["NZL.CELL-1 did not receive \(name)"])
  }

  @Test func aMessageThatIsDeliveredTwiceIsFound() throws {
    var run = try Self.clean.get()
    let again = try #require(run.received["NZL.CELL-1"]?.last)
    run.received["NZL.CELL-1"]?.append(again)
    #expect(run.broken == [Self.contents])
  }

  /// The press is not cleared for what the others read.
  @Test func aMessageThatIsNotForItsReaderIsFound() throws {
    var run = try Self.clean.get()
    let foreign = try #require(run.received["FRA.CELL-1"]?.first)
    run.received["CELL.PRESS-1", default: []].append(foreign)
    #expect(run.broken == [Self.contents])
  }

  @Test func twoMessagesOfALaneInTheWrongOrderAreFound() throws {
    var run = try Self.clean.get()
    let lane = try #require(run.received["FRA.CELL-1"]).indices
      .filter { run.received["FRA.CELL-1"]?[$0].precedence == .routine }
    run.received["FRA.CELL-1"]?.swapAt(lane[0], lane[1])
    #expect(run.broken == [Self.order])
  }

  /// Flash may come before routine that was accepted earlier.
  @Test func twoMessagesOfTwoLanesMayOvertakeEachOther() throws {
    var run = try Self.clean.get()
    run.received["FRA.CELL-1"]?.sort { $0.precedence > $1.precedence }
    #expect(run.broken == [])
  }

  @Test func otherBytesAreFound() throws {
    var run = try Self.clean.get()
    run.received["FRA.CELL-1"]?[5].isIntact = false
    #expect(run.broken == [Self.bytes])
  }

  @Test func aReceiptWithoutARecordIsFound() throws {
    var run = try Self.clean.get()
    run.traces[run.outcomes[try run.place(of: "opening")].step.id] = nil
    #expect(run.broken == [Self.traces])
  }

  @Test func aRecordWithAnotherNumberOrOtherReadersIsFound() throws {
    var run = try Self.clean.get()
    let id = run.outcomes[try run.place(of: "opening")].step.id
    run.traces[id]?.sequence += 1
    #expect(run.broken == [Self.traces])
    run.traces[id]?.sequence -= 1
    run.traces[id]?.readers.remove("FRA.CELL-1")
    #expect(run.broken == [Self.traces])
  }

  @Test func anotherStandingIsFound() throws {
    var run = try Self.clean.get()
    run.standing.situation.phase = .suspended
    #expect(run.broken == [Self.standing])
    run.standing.situation.phase = .inForce
    run.standing.situation.guarantees.removeLast()
    run.standing.situation.guarantees.removeAll { $0.by == "FRA" }
    #expect(run.broken == [Self.standing])
  }

  @Test func aSayingOfTheBusTooMuchOrTooLittleIsFound() throws {
    var run = try Self.clean.get()
    run.standing.sayings.append("system.guarantee-activated")
    #expect(run.broken == [Self.standing])
    run.standing.sayings.removeAll { $0 == "system.guarantee-activated" }
    #expect(run.broken == [Self.standing])
  }

  @Test func aNumberGivenTwiceOrOutOfASendersOrderIsFound() throws {
    var run = try Self.clean.get()
    let sent = run.outcomes.indices.filter {
      run.outcomes[$0].step.sender == "USA.CELL-1" && run.outcomes[$0].step.precedence == .priority
        && run.outcomes[$0].step.expect == .accepted
    }
    let (first, second) = (run.outcomes[sent[0]].outcome, run.outcomes[sent[1]].outcome)
    run.outcomes[sent[1]].outcome = first
    #expect(run.broken.contains(Self.streams))
    run.outcomes[sent[0]].outcome = second
    #expect(run.broken.contains(Self.streams))
  }
}
