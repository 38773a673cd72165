import CellCommand
import CellConfig
import CellCore
import CellDemo
import CellJournal
import CellNode
import CellReplay
import CellSchema
import CellWire
import Foundation

/// Plays an attack and its answer on a clock that this program moves: the rules of `cellbusd` in this process, the record
/// in memory. The daemon has no clock but its machine's, and nothing here gives it one.
struct ClockDemo {
  let text: Scenario.DeclarationText
  /// How many hours after the attack it ends.
  let hours: Int
  let isJSON: Bool
  let ink: Ink

  /// Reads all of it, and is the view that is shown.
  private static let onlooker: NodeName = "FRA.CELL-1"
  private static let world = World(nature: .exercise, exercise: Scenario.exerciseName)

  /// - Returns: whether everything met the fate that the course gives it, and every stage was said.
  func run() throws -> Bool {
    var generator = SystemRandomNumberGenerator()
    let course = ClockCourse(text: text, using: &generator)
    var play = ClockPlay(try rehearsal())
    try introduce()
    for step in course.before.flatMap(\.steps) { _ = play.say(step) }
    // Two seconds later, so that terms that were completed count for the attack.
    _ = play.pass(to: play.moment + .milliseconds(2_000))
    let began = play.moment
    var heard = 0
    for hour in 0...hours {
      try show(play.pass(to: began + .minutes(Int64(hour) * 60)), at: hour, &heard)
      for chapter in course.hours.filter({ $0.hours == hour }).map(\.chapter) {
        if !isJSON { try Terminal.print(ink("T+\(hour)H  \(chapter.title)", .bold)) }
        for step in chapter.steps { try show(play.say(step), at: hour, &heard) }
        if hour == 0 { try showClock(play) }
      }
      // A stage is passed once its moment is over.
      let before = heard
      try show(play.pass(to: began + .minutes(Int64(hour) * 60) + .milliseconds(1_000)), at: hour, &heard)
      if heard > before { try showClock(play) }
    }
    let clock = situation(play)?.clocks.first
    let isTold = clock.map { $0.stages.count(where: \.isPassed) == heard } ?? false
    try conclude(play, clock, isTold: isTold)
    return isTold && play.surprises.isEmpty
  }

  /// The rules are those of a cell that `cellbus init` writes; its files are read and go.
  private func rehearsal() throws -> Rehearsal {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-clock-\(UUID().uuidString)")
      .path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let cell = try DemoCell.create(at: directory, text: text)
    return try Rehearsal(
      RuleFiles(cell.set), cell: DemoCell.name, at: Timestamp.now.moment, logKey: cell.set.logKey.publicKey,
      client: "cellbus demo")
  }

  private func situation(_ play: ClockPlay) -> Situation? {
    play.situation(SituationQuestion(system: .clock), in: Self.world, for: Self.onlooker)
  }

  // MARK: what is shown

  private func introduce() throws {
    guard !isJSON else { return }
    try Terminal.print(ink("EXERCISE EXERCISE EXERCISE", .magenta) + "  \(Scenario.exerciseName)")
    try Terminal.print(
      "The clock of an answer from T to T+\(hours)H, charter \(text.charter). Played in this process on a virtual clock:"
    )
    try Terminal.print(
      "the broker's own rules, the record in memory; no cellbusd runs, nothing is on a network or a disk.")
    try Terminal.print("Stages are the cell's own: EXPECTED, and not owed. What else the bus says is left out.")
    try Terminal.print("")
  }

  private func show(_ outcomes: [Rehearsal.Outcome], at hour: Int, _ heard: inout Int) throws {
    for outcome in outcomes {
      switch outcome {
      case .refused(let refusal): try Terminal.print(isJSON ? Complaint(refusal).json : ink("\(refusal)", .red))
      case .accepted(let row): try show(row, at: hour)
      case .said(let row):
        let message = try RawMessage(document: Array(row.envelope.document))
        // What else the bus says, such as that nobody acknowledged, is not what this is about.
        guard message.isOf(ClockStage.self) else { continue }
        heard += 1
        try show(row, at: hour)
      }
    }
  }

  private func show(_ row: RecordRow, at hour: Int) throws {
    let document = Array(row.envelope.document)
    let (sequence, acceptedAt) = (row.sequence.value, Timestamp(row.acceptedAt))
    if isJSON {
      return try Terminal.print(MessageJSON.line(sequence: sequence, acceptedAt: acceptedAt, document: document[...]))
    }
    let header = try DocumentDecoder.header(of: document)
    let body = (try? JSONMembers(of: document[...]))?["body"] ?? 0..<0
    let start = [
      DisplayText.column("T+\(hour)H", 6), acceptedAt.dtg, ink.letter(header.precedence),
      DisplayText.column("\(header.from)", 11), DisplayText.column("\(header.type)", 22),
    ].joined(separator: " ")
    let room = Terminal.columns.map { max(24, $0 - 56) }
    let gist = DisplayText.line(Gist.of(header.type, body: document[body]))
    try Terminal.print(start + " " + (room.map { DisplayText.cut(gist, to: $0) } ?? gist))
  }

  private func showClock(_ play: ClockPlay) throws {
    guard let situation = situation(play) else { return }
    let asked = SituationAsked(SituationQuery(.clock), by: Self.onlooker)
    if isJSON {
      for line in SituationJSON.lines(situation, asked) { try Terminal.print(line) }
    } else {
      try Terminal.print("")
      try Terminal.print(
        SituationText(situation, asked, width: Terminal.columns ?? 120).text(of: .clock, ink))
      try Terminal.print("")
    }
  }

  private func conclude(_ play: ClockPlay, _ clock: ClockStanding?, isTold: Bool) throws {
    let passed = clock?.stages.count(where: \.isPassed) ?? 0
    let hasPassed = isTold && play.surprises.isEmpty
    if isJSON {
      var summary = JSONObject()
      summary.add("passed", hasPassed)
      summary.add("hours", hours)
      summary.add("stagesPassed", passed)
      summary.add("virtualClock", true)
      summary.add("surprises", play.surprises)
      return try Terminal.print(summary.text)
    }
    for surprise in play.surprises { try Terminal.print(ink("NOT as foreseen: \(surprise)", .alarm)) }
    try Terminal.print(
      (hasPassed ? ink("PASS", .green) : ink("FAIL", .alarm))
        + "  T+\(hours)H on a virtual clock: \(passed) of \(clock?.stages.count ?? 0) stages have passed, each said once"
    )
  }
}

/// The course as it is played: who has counted how far, and what was not as foreseen.
private struct ClockPlay {
  private var rehearsal: Rehearsal
  private var serials: [NodeName: Serial] = [:]
  private(set) var surprises: [String] = []

  init(_ rehearsal: Rehearsal) {
    self.rehearsal = rehearsal
    rehearsal.assumeDelivered { _, _ in true }
  }

  var moment: Microseconds { rehearsal.moment }

  mutating func pass(to moment: Microseconds) -> [Rehearsal.Outcome] { rehearsal.pass(to: moment) }

  /// Says a message, and waits for what follows from it.
  mutating func say(_ step: Step) -> [Rehearsal.Outcome] {
    // Those who were asked have spoken by then, and everybody had the proposal.
    var earlier: [Rehearsal.Outcome] = []
    if !step.awaits.isEmpty { earlier = pass(to: moment + .milliseconds(Step.Stamp.leastPatience + 1)) }
    let now = Timestamp(moment)
    let serial = serials[step.sender]?.next(at: now) ?? .first(of: step.sender, at: now)
    if step.expect == .accepted { serials[step.sender] = serial }
    let document = step.document(Step.Stamp(cell: DemoCell.name, serial: serial, sentAt: now))
    let outcomes = earlier + rehearsal.publish(Envelope(document: document), in: step.precedence, from: step.sender)
    let fate = outcomes.lazy.compactMap(\.fate).first
    if fate != step.expect { surprises.append("\(step.name)\(fate.map { ": \($0)" } ?? "")") }
    return outcomes
  }

  func situation(_ question: SituationQuestion, in world: World, for node: NodeName) -> Situation? {
    rehearsal.situation(question, in: world, for: node)
  }
}

extension Rehearsal.Outcome {
  /// As a scenario foresees it; nil of what the bus says.
  fileprivate var fate: Expectation? {
    switch self {
    case .accepted: .accepted
    case .refused(let refusal): .refused(refusal.code, at: refusal.pointer)
    case .said: nil
    }
  }
}
