import CellSchema

/// A stage of the clock after an attack, as the rules of the attack's first report have it.
struct AnswerStage: Hashable, Sendable {
  var after: StageDelay
  /// Nil: whatever was attacked.
  var target: Beneficiary?
  /// Of whom it is expected.
  var who: ParticipantSet
  var expected: ExpectedAnswer
  var text: Line

  func moment(from began: Microseconds) -> Microseconds { began + .minutes(after.inMinutes) }
}

/// The clocks that run after attacks: one for each, from its earliest trigger.
///
/// A report of an attack begins one, unless it is in reply to another report of an attack on the same target: then it is
/// of the same attack. The clock runs from the earliest moment at which the attack may have begun, by any of its reports
/// that stand, and not before a ceasefire that activates guarantees first came into force: an attack of before has no
/// clock. Its stages are those of the charter under which the first report was accepted.
struct AnswerClocks: Sendable {
  struct Key: Hashable, Comparable, Sendable {
    /// The first report.
    var attack: MessageID
    var target: Beneficiary

    static func < (left: Self, right: Self) -> Bool {
      (left.attack, left.target.rawValue) < (right.attack, right.target.rawValue)
    }
  }

  struct Clock {
    var key: Key
    /// The rows of the reports that stand, oldest first.
    var reports: [SequenceNumber]
    /// From when on it runs, by which report, and the latest moment at which the attack may have begun by that.
    var began: Microseconds
    var trigger: SequenceNumber
    var latest: Microseconds
    var stages: [(stage: AnswerStage, at: Microseconds, said: SequenceNumber?)]

    /// The first stage of which the bus has not said that it has passed, or of a later one.
    var next: (stage: AnswerStage, at: Microseconds)? {
      let unsaid = stages[(stages.lastIndex { $0.said != nil }.map { $0 + 1 } ?? 0)...]
      return unsaid.first.map { ($0.stage, $0.at) }
    }
  }

  /// The first report of an attack, as it was first accepted.
  private struct Head {
    var attack: MessageID
    var target: Beneficiary
    var stages: [AnswerStage]
  }

  private struct Report {
    var key: Key
    var sequence: SequenceNumber
    var began: ClosedRange<Microseconds>
  }

  /// When an attack began by one of its reports.
  private struct Beginning: Comparable {
    var at: Microseconds
    var report: SequenceNumber
    var latest: Microseconds

    static func < (left: Self, right: Self) -> Bool { (left.at, left.report) < (right.at, right.report) }
  }

  private struct SaidStage: Comparable {
    var after: StageDelay
    var row: SequenceNumber

    static func < (left: Self, right: Self) -> Bool { (left.after, left.row) < (right.after, right.row) }
  }

  /// By report, whether it stands or not.
  private var heads = GrowingTable<MessageID, Head>()
  /// Reports that stand.
  private var reports = GrowingTable<MessageID, Report>()
  private var rows = RowPostings<Key>()
  private var beginnings = Postings<Key, Beginning>()
  private var said = Postings<Key, SaidStage>()
  private(set) var inForce: CeasefireProceedings.InForce?
  /// By clock, the moment of its next stage.
  private var due = GrowingTable<Key, Microseconds>()
  /// The same by moment. An entry that is not so any more is dropped when it becomes the first.
  private var waiting = EarliestFirst<Key>()

  // MARK: applying

  /// Notes of which attack a report is: as it was first accepted, whether it stands or not.
  mutating func know(_ body: AttackReport, _ entry: Entry) {
    guard heads[entry.id] == nil else { return }
    let replied = entry.inReplyTo.flatMap { heads[$0] }
    heads[entry.id] =
      replied?.target == body.target
      ? replied : Head(attack: entry.id, target: body.target, stages: entry.terms.stages)
  }

  /// Applies a report of an attack, or forgets it.
  mutating func make(_ change: Change, _ body: AttackReport, of entry: Entry) {
    know(body, entry)
    guard let head = heads[entry.id], !head.stages.isEmpty else { return }
    let key = Key(attack: head.attack, target: body.target)
    let report = Report(key: key, sequence: entry.sequence, began: body.moments(in: entry))
    switch change {
    case .apply: reports[entry.id] = report
    case .forget: reports[entry.id] = nil
    }
    rows.make(change, entry.sequence, under: key)
    begin(change, report)
    refresh(key)
  }

  /// Applies what the bus said of a stage, or forgets it.
  mutating func make(_ change: Change, _ body: ClockStage, of entry: Entry) {
    let key = Key(attack: heads[body.attack]?.attack ?? body.attack, target: body.target)
    said.make(change, SaidStage(after: body.after, row: entry.sequence), under: key)
    refresh(key)
  }

  /// A ceasefire first came into force, or that is worked out anew: which is seldom, and looks at every report.
  mutating func open(_ inForce: CeasefireProceedings.InForce?) {
    guard inForce != self.inForce else { return }
    self.inForce = inForce
    beginnings = Postings()
    for report in reports.values { begin(.apply, report) }
    for key in rows.keys { refresh(key) }
  }

  private mutating func begin(_ change: Change, _ report: Report) {
    guard let inForce, report.began.upperBound >= inForce.since else { return }
    beginnings.make(
      change,
      Beginning(
        at: max(report.began.lowerBound, inForce.since), report: report.sequence, latest: report.began.upperBound),
      under: report.key)
  }

  private mutating func refresh(_ key: Key) {
    let next = self[key]?.next?.at
    if due[key] != next {
      due[key] = next
      if let next { waiting.push(key, at: next) }
    }
    while let first = waiting.first, due[first.value] != first.at { waiting.popFirst() }
  }

  // MARK: questions

  /// The clock of an attack; nil where it has none.
  subscript(key: Key) -> Clock? {
    guard let first = beginnings[key].first, let head = heads[key.attack] else { return nil }
    let said = said[key]
    let stages = head.stages.filter { $0.target == nil || $0.target == key.target }.map { stage in
      (
        stage: stage, at: stage.moment(from: first.at),
        said: said.first { $0.after.inMinutes == stage.after.inMinutes }?.row
      )
    }
    guard !stages.isEmpty else { return nil }
    return Clock(
      key: key, reports: rows[key], began: first.at, trigger: first.report, latest: first.latest, stages: stages)
  }

  /// All clocks, by the identifiers of the attacks' first reports.
  var all: [Clock] { beginnings.keys.sorted().compactMap { self[$0] } }

  /// The clock with the earliest stage whose moment has passed and of which the bus has not said so; nil if there is none.
  func passed(by moment: Microseconds) -> Clock? {
    guard let first = waiting.first, first.at < moment else { return nil }
    return self[first.value]
  }
}
