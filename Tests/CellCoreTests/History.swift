import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// One history of a cell from a seed: participants say what may come next and what may not, in two or three worlds and
/// under labels of every kind; time passes, brokers die, rosters and charters change. What the bus makes of it is held
/// to the rules row by row, and at the end its answers to what they may rest on.
final class History {
  enum Event {
    case publish(HistoryDraft)
    /// Milliseconds, with a tick at their end.
    case pass(Int64)
    case restart
    case change(HistoryCast.Choice)
  }

  /// What happened, and which rows it put on the record.
  struct Happened {
    var event: Event
    /// Milliseconds that passed before.
    var delay: Int64
    var rows: Range<Int>
    var refusal: Refusal?
  }

  /// What went wrong, in words.
  final class Problems {
    fileprivate(set) var all: [String] = []
  }

  let seed: UInt64
  private var random: SplitMix
  /// What is looked at, and not what happens, follows from this.
  var checks: SplitMix
  let choices: [HistoryCast.Choice]
  let stage: HistoryStage
  let model: HistoryModel
  private let writer: HistoryWriter
  private(set) var happened: [Happened] = []
  /// How many of the choices were in force so far, less one.
  private(set) var changes = 0
  private var answered: [Answered] = []
  /// One that was taken on the way.
  private(set) var snapshot: (head: UInt64, bytes: [UInt8])?
  private let problems: Problems
  /// By message: what the bus has said of its expiry, nil for nothing.
  private(set) var expired: [MessageID: DeliveryExpired] = [:]
  private var watched: Set<UInt64> = []

  /// An answer as it was given, to be compared with what is said of that moment later.
  private struct Answered {
    var world: World
    var node: Int
    var head: UInt64
    var time: Timestamp
    var changes: Int
    var releases: Int
    var situation: Situation
  }

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix(seed)
    checks = SplitMix(~seed)
    let problems = Problems()
    self.problems = problems
    var choice = HistoryCast.Choice(
      roster: random.once(in: 2) ? 0 : random.below(HistoryCast.rosters),
      charter: random.once(in: 2) ? 0 : random.below(HistoryCast.charters))
    var choices = [choice]
    if random.once(in: 3) {
      for _ in 0..<HistoryCast.changes {
        let roster = random.below(HistoryCast.rosters)
        let charter = random.below(HistoryCast.charters)
        if roster != choice.roster { choice.rosterRevision += 1 }
        if charter != choice.charter { choice.charterRevision += 1 }
        (choice.roster, choice.charter) = (roster, charter)
        choices.append(choice)
      }
    }
    self.choices = choices
    stage = HistoryStage(
      choices, listeners: NodeMask(1 << random.below(8) | 1 << random.below(8) | 1 << random.below(8)),
      report: { problems.all.append($0) })
    model = HistoryModel(HistoryCast.shared.rules(choices[0]), report: { problems.all.append($0) })
    writer = HistoryWriter(SplitMix(random.next()), model)
    self.random = random
  }

  func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { problems.all.append(problem()) }
  }

  /// Runs the history, or its first steps, and returns what was wrong, empty for nothing.
  func run(steps: Int) -> [String] {
    noteDeliveries()
    takeRows(nil)
    checkDeliveries()
    for _ in 0..<steps {
      step()
      if !problems.all.isEmpty { return problems.all }
    }
    happen(.pass(1_000))
    if problems.all.isEmpty { checkMoments() }
    if problems.all.isEmpty { checkAnswers() }
    if problems.all.isEmpty { checkReplayInPart() }
    if problems.all.isEmpty { checkSnapshot() }
    if problems.all.isEmpty { checkWorldAlone() }
    return problems.all
  }

  /// The types that are on the record, and the results of proposals.
  var reached: Set<String> {
    let worlds = model.worlds.values
    return Set(worlds.flatMap { $0.rows.map { "\($0.type)" } + $0.decisions.compactMap { $0.result?.rawValue } })
  }

  /// A line a row, for whoever looks for what went wrong.
  var record: String {
    let rows = (1...UInt64(max(1, model.index.count))).compactMap { model[$0] }
    return rows.map { row in
      "#\(row.sequence) \(row.header.sentAt) \(row.header.nature) \(row.header.from) \(row.type) \(row.id)"
        + " known to \(row.known.places.map { HistoryRules.nodes[$0] })"
        + (row.header.amends.map { " amends \($0.kind) \($0.id)" } ?? "") + " "
        + String(decoding: DocumentEncoder.json(row.body), as: UTF8.self)
    }.joined(separator: "\n")
  }

  // MARK: what happens

  private func step() {
    if let moment = writer.awaited, random.once(in: 3) { return pass(to: moment) }
    switch random.below(50) {
    case 0...40:
      writer.now = stage.bus.now.wall.value + 1_000
      if let draft = writer.write() { happen(.publish(draft), after: 1) }
    case 41...46:
      let moments = model.moments(after: stage.bus.now.wall.value)
      if !moments.isEmpty, random.once(in: 2) { return pass(to: moments[random.below(moments.count)]) }
      let spans: [ClosedRange<Int64>] = [1_000...60_000, 60_000...900_000, 900_000...4_000_000, 1_200_000...25_000_000]
      happen(.pass(Int64.random(in: spans[[0, 0, 0, 0, 1, 1, 2, 3][random.below(8)]], using: &random)))
    case 47: happen(.restart, after: random.once(in: 3) ? Int64(random.below(5_000_000)) : 0)
    default: if changes + 1 < choices.count, random.once(in: 2) { happen(.change(choices[changes + 1])) }
    }
    if checks.once(in: 14) { ask() }
    if checks.once(in: 60) { snapshot = (stage.head, stage.bus.archive.snapshot()) }
  }

  /// Time passes up to a moment, or to just before or after it.
  private func pass(to moment: Int64) {
    let distance = [-1_000, -1, 0, 1, 1, 1_000, 1_000, 60_000][random.below(8)]
    happen(.pass(max(1, (moment - stage.bus.now.wall.value) / 1_000 + Int64(distance))))
  }

  private func happen(_ event: Event, after delay: Int64 = 0) {
    let start = Int(stage.head)
    var refusal: Refusal?
    let (before, delivered) = (stage.bus.now.wall.value, model.delivered)
    stage.bus.advance(milliseconds: delay)
    switch event {
    case .publish(let draft):
      if case .refused(let found) = stage.publish(draft.document, from: draft.node, draft.header.precedence) {
        refusal = found
      }
      writer.hear(draft, wasAccepted: refusal == nil)
    case .pass(let milliseconds): stage.pass(milliseconds: milliseconds)
    case .restart:
      restart(upTo: before, connecting: true)
    case .change(let choice):
      changes += 1
      if choice != choices[changes - 1] { model.next = HistoryCast.shared.rules(choice) }
      stage.change(choice)
    }
    noteDeliveries()
    if case .publish(let draft) = event, refusal == nil { takeRows(draft) } else { takeRows(nil) }
    // What has its result by now may be refused for that.
    if case .publish(let draft) = event, let refusal { check(refusal, draft) }
    checkExpiries()
    model.checkDueAtOnce(at: stage.bus.now.wall.value)
    if case .pass = event {
      model.checkDue(at: stage.bus.now.wall.value)
      // Who had it before the tick has answered the tick's question.
      model.confirmed = delivered
    }
    checkDeliveries()
    happened.append(Happened(event: event, delay: delay, rows: start..<Int(stage.head), refusal: refusal))
  }

  /// The broker dies, and comes back.
  func restart(upTo moment: Int64, connecting: Bool) {
    model.stop(at: moment, lastSign: stage.bus.journal.rows.last?.acceptedAt.value ?? moment)
    (model.delivered, model.confirmed) = ([:], [:])
    stage.restart(connecting: connecting)
  }

  /// Nothing happens any more, but that the broker comes back once.
  func restartAtEnd() {
    let start = Int(stage.head)
    restart(upTo: stage.bus.now.wall.value, connecting: false)
    takeRows(nil)
    model.checkDueAtOnce(at: stage.bus.now.wall.value)
    happened.append(Happened(event: .restart, delay: 0, rows: start..<Int(stage.head), refusal: nil))
  }

  private func takeRows(_ draft: HistoryDraft?) {
    for row in stage.bus.journal.rows.dropFirst(model.index.count) {
      if row.node == Announcer.busNode {
        model.take(row)
      } else if let draft, row.node == Fixture.nodes[draft.node],
        Array(row.envelope.document) == draft.document
      {
        model.take(draft.header, draft.body, node: draft.node, row)
      } else {
        problems.all.append("#\(row.sequence.value) of \(row.node) was said by nobody")
      }
    }
  }

  // MARK: what leaves the bus

  /// A fact is never refused for the state; and no refusal tells more than its sender may read.
  private func check(_ refusal: Refusal, _ draft: HistoryDraft) {
    let code = refusal.code.number
    let place = "\(draft.header.type) of \(HistoryRules.nodes[draft.node]) is refused with \(refusal)"
    let isOfAmendment = draft.header.amends != nil && refusal.pointer.hasPrefix("/header/amends")
    if model.rules.rule(draft.header.type)?.kind == .fact, !isOfAmendment {
      expect(code != 3119 && !(3201...3206).contains(code), "\(place), and is a fact")
    }
    expect((2001...3228).contains(code), place)
    let world = model.world(draft.world)
    let own = Set(HistoryTokens(draft.document).tokens)
    let told = HistoryTokens(refusal.detail)
    for token in told.tokens where !own.contains(token) {
      expect(world.knowers[token, default: 0].has(draft.node), "\(place), which tells of \(HistoryTokens.words(token))")
    }
    for sequence in told.sequences {
      let row = model[sequence]
      expect(row?.known.has(draft.node) == true && row?.world == draft.world, "\(place), which tells of #\(sequence)")
    }
  }

  private func noteDeliveries() {
    for (node, delivery) in stage.delivered {
      model.delivered[delivery.sequence.value, default: 0] |= 1 << NodeMask(node)
    }
  }

  /// Each node gets what it may read, byte by byte, and nothing else.
  private func checkDeliveries() {
    for (node, delivery) in stage.delivered {
      let place = "\(HistoryRules.nodes[node]) gets #\(delivery.sequence)"
      guard let row = model[delivery.sequence.value] else {
        problems.all.append("\(place), which is not on the record")
        continue
      }
      expect(row.addressed & model.rules.permitted(row.header) & 1 << NodeMask(node) != 0, "\(place), not its to read")
      expect(stage.bus.journal.rows[delivery.sequence.index].delivery == delivery, "\(place), and other bytes")
      expect(!model.waits(row, at: stage.bus.now.wall.value), "\(place), which has to wait for MINIMIZE")
    }
    stage.delivered.removeAll()
  }

  /// Of a message that expired the bus says who has not got it, and nothing where all have.
  private func checkExpiries() {
    for sequence in 1...UInt64(max(1, model.index.count)) {
      guard let row = model[sequence] else { continue }
      if let body = row.body as? DeliveryExpired, row.node == nil, watched.insert(sequence).inserted {
        expect(expired[body.message] == nil, "#\(sequence): it is said twice that \(body.message) expired")
        expired[body.message] = body
      }
    }
    guard changes == 0 else { return }
    for sequence in 1...UInt64(max(1, model.index.count)) {
      guard let row = model[sequence], let expiresAt = row.header.expiresAt, !watched.contains(sequence),
        expiresAt.microseconds <= stage.bus.now.wall.value / 1_000 * 1_000
      else { continue }
      watched.insert(sequence)
      let missed = row.addressed & model.rules.permitted(row.header) & ~(model.delivered[sequence] ?? 0)
      let said = expired[row.id]
      expect(
        Set(said?.undelivered.elements.map(\.description) ?? []) == Set(missed.places.map { HistoryRules.nodes[$0] }),
        "#\(sequence) expired, \(missed.places.map { HistoryRules.nodes[$0] }) have not got it, and the bus says \(said as Any)"
      )
    }
  }

  /// Somebody asks where things stand.
  private func ask() {
    let worlds = model.worlds.keys.sorted { "\($0)" < "\($1)" }
    let nodes = model.rules.listed.places
    let world = worlds[checks.below(worlds.count)]
    let node = nodes[checks.below(nodes.count)]
    let situation = stage.answer(world, for: node)
    check(situation, world, node)
    answered.append(
      Answered(
        world: world, node: node, head: stage.head, time: Timestamp(stage.bus.now.wall), changes: changes,
        releases: model.world(world).releases, situation: situation))
  }

  /// What is said of a moment later is what was answered then; and a row's own moment is when it was accepted.
  private func checkMoments() {
    func acceptedAt(_ sequence: UInt64) -> Int64? {
      let rows = stage.bus.journal.rows
      return rows.indices.contains(Int(sequence) - 1) ? rows[Int(sequence) - 1].acceptedAt.value : nil
    }
    for known in answered
    where known.changes == changes && known.releases == model.world(known.world).releases {
      let place = "\(HistoryRules.nodes[known.node]) asks of \(known.world) at #\(known.head)"
      let next = acceptedAt(known.head + 1) ?? .max
      if next > known.time.microseconds {
        let again = stage.answer(known.world, for: known.node, .time(known.time))
        expect(again == known.situation, "\(place), \(known.time): \(Self.difference(known.situation, again))")
      }
      if let moment = acceptedAt(known.head), next > moment {
        let byRow = stage.answer(known.world, for: known.node, .sequence(known.head))
        let byTime = stage.answer(known.world, for: known.node, .time(Timestamp(microseconds: moment)))
        expect(byRow == byTime, "\(place), by row and by time: \(Self.difference(byRow, byTime))")
      }
    }
  }
}
