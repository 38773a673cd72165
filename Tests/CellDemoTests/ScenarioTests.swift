import CellCore
import CellDemo
import CellSchema
import Testing

/// The demo's scenario against the real charters, the real checker and the broker's judge.
@Suite struct ScenarioTests {
  static let now: Timestamp = "2026-04-01T06:00:00Z"

  static func scenario(_ text: Scenario.DeclarationText) -> Scenario {
    var generator = Countdown(state: 20_260_302)
    return Scenario(text: text, at: now, using: &generator)
  }

  /// Every message is accepted, or refused with exactly the code and the place that the scenario gives; and where the
  /// cell stands at the end is what the scenario leads to.
  @Test(arguments: Scenario.DeclarationText.allCases)
  func everyMessageMeetsItsFate(text: Scenario.DeclarationText) throws {
    let cell = try DemoCell(text)
    let bus = try DemoBus(cell)
    let scenario = Self.scenario(text)
    var reckoning = Reckoning(
      expected: ExpectedReaders(roster: cell.roster, charter: cell.charter), standing: scenario.expectedStanding,
      nodes: [])
    var serials: [NodeName: Int] = [:]
    for step in scenario.steps {
      bus.settle(before: step)
      let serial = (serials[step.sender] ?? 0) + 1
      if step.expect == .accepted { serials[step.sender] = serial }
      let stamp = Step.Stamp(
        cell: "paris", serial: Serial(node: step.sender, number: serial, year: 26)!, sentAt: bus.time)
      let result = bus.publish(step.document(stamp), step.precedence, from: step.sender)
      switch result {
      case .success(let sequence):
        #expect(step.expect == .accepted, "\(step.name)")
        reckoning.enter(step, .accepted(sequence: sequence))
      case .failure(let refusal):
        #expect(step.expect == .refused(refusal.code, at: refusal.pointer), "\(step.name): \(refusal)")
        reckoning.enter(step, .refused(refusal.code, at: refusal.pointer))
      }
    }
    reckoning.enter(Reckoning.Standing(situation: bus.situation(of: "FRA.CELL-1"), sayings: bus.sayings))
    #expect(reckoning.checks.last?.breaches == [])
  }

  /// Who must receive what is worked out twice, by the demo from the files and by the broker from its masks.
  @Test(arguments: Scenario.DeclarationText.allCases)
  func theDemosReadersAreTheBrokers(text: Scenario.DeclarationText) throws {
    var cell = try DemoCell(text)
    let expected = ExpectedReaders(roster: cell.roster, charter: cell.charter)
    var deliveries = 0
    for (index, step) in Self.scenario(text).steps.enumerated() where step.expect == .accepted {
      guard let judged = try? cell.decide(step, serial: index + 1, at: Self.now) else { continue }
      let readers = expected.readers(of: step)
      #expect(readers == cell.readers(of: judged), "\(step.name)")
      #expect(!readers.isEmpty, "\(step.name)")
      deliveries += readers.count
    }
    #expect(deliveries > 5_000)
  }

  @Test func everyRuleThatAPublisherCanMeetRefusesSomething() {
    let notMet: Set<ErrorCode> = [
      // No type is nested that deep: a document is refused before, at the first bracket that its type does not have.
      .tooDeep,
      // The charter accepts each version that the catalogue has: none is left over.
      .versionNotAccepted,
      // Nobody has roots in the demo's roster, and so nobody signs.
      .signatureRequired, .malformedSignatures, .unknownSigner, .wrongSigner, .certificateNotInForce, .badSignature,
      // It takes more exercises than one.
      .tooManyWorlds,
      // The demo's one exercise is open.
      .exerciseClosed,
      // It takes 256 proposals.
      .tooManyDecisions,
      // The charter accepts an office that is not registered, until it is confirmed.
      .powersNotRegistered,
      // It takes more than a thousand pairs of report and guarantee.
      .tooManyPairs,
      // A development cell's rules are its operator's files, and nobody is held in it.
      .notFounded, .staleBase, .badChange, .rootsRequired,
    ]
    let met = Set(
      Self.scenario(.draft).steps.compactMap { step -> ErrorCode? in
        guard case .refused(let code, _) = step.expect else { return nil }
        return code
      })
    let ofPublishers = ErrorCode.all.filter { (2_000..<4_000).contains($0.number) && !notMet.contains($0) }
    for code in ofPublishers { #expect(met.contains(code), "\(code)") }
  }

  @Test func everyTypeThatAParticipantMaySayIsSaid() {
    let accepted = Self.scenario(.draft).steps.filter { $0.expect == .accepted }
    let said = Set(accepted.map(\.type) + accepted.compactMap(\.proposes))
    // What changes a founded cell's rules is not said in a development cell.
    let ofRules: Set<MessageType> = [
      RosterChange.messageType, CharterChange.messageType, KeyChange.messageType, HoldConfirmation.messageType,
    ]
    let all = Catalogue.entries.map(\.type).filter { $0.system != "system" && $0 != "ceasefire.termination" }
      .filter { !ofRules.contains($0) }
    #expect(all.filter { !said.contains($0) } == [])
  }

  @Test func everythingIsOfTheExerciseAndEveryRefusalSaysWhatIsWrong() throws {
    let scenario = Self.scenario(.draft)
    #expect(Set(scenario.steps.map(\.name)).count == scenario.steps.count)
    for step in scenario.steps {
      if step.expect != .accepted { #expect(step.fault != nil, "\(step.name)") }
      let stamp = Step.Stamp(cell: "paris", serial: .first(of: step.sender, at: Self.now), sentAt: Self.now)
      guard step.expect == .accepted else { continue }
      let header = try DocumentDecoder.header(of: step.document(stamp))
      #expect(header.nature == .exercise && header.exerciseName == Scenario.exerciseName, "\(step.name)")
    }
  }

  @Test func aScenarioIsTheSameFromTheSameSeedAndAnotherFromAnother() {
    func identifiers(_ seed: UInt64) -> [MessageID] {
      var generator = Countdown(state: seed)
      return Scenario(at: Self.now, using: &generator).steps.map(\.id)
    }
    #expect(identifiers(7) == identifiers(7))
    #expect(Set(identifiers(7)).isDisjoint(with: identifiers(8)))
  }

  @Test func eachOfThe36SpeaksAndTheNodesBesideThem() {
    let senders = Self.scenario(.draft).senders
    #expect(senders.filter { $0.description.hasSuffix(".CELL-1") }.count == 36)
    #expect(senders.isSuperset(of: ["CELL.OPS-1", "CELL.PRESS-1", "FRA.MNF-1", "UKR.GS-1"]))
  }
}

struct Countdown: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &-= 1
    return state &* 0x9E37_79B9_7F4A_7C15
  }
}
