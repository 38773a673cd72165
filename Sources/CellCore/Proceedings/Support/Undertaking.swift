import CellSchema

/// What is said of measures under one response.
struct Undertaking {
  typealias Measure = SupportProceedings.Measure

  /// What makes two messages speak of one measure.
  private struct Key: Hashable {
    let participant: ParticipantIndex
    let means: SupportMeans
    let description: Text

    init(_ measure: Measure) {
      participant = measure.participant
      means = measure.body.means
      description = measure.body.description
    }
  }

  /// The response; what names it before it was given is nothing under it.
  private var response = SequenceNumber.none
  /// Of each measure, all that was said.
  private var said: [Key: Ledger<Measure>] = [:]
  private(set) var tally = MeasureTally()

  /// Each measure with its last status, and the row of its first message.
  var measures: [(first: SequenceNumber, last: Measure)] {
    said.values.compactMap { said in
      guard let first = said.first, let last = said.last else { return nil }
      return (first.entry.sequence, last)
    }
  }

  /// The first message of each measure.
  var announced: [Entry] { said.values.compactMap { $0.first?.entry } }

  func known(_ measure: Measure) -> Measure? { said[Key(measure)]?.last }

  mutating func begin(after response: SequenceNumber) {
    guard response != self.response else { return }
    for early in said.values.flatMap({ $0 }) where early.entry.sequence < response {
      _ = make(.forget, early)
    }
    self.response = response
  }

  /// - Returns: how the tally changes.
  mutating func make(_ change: Change, _ measure: Measure) -> MeasureTally {
    guard measure.entry.sequence > response else { return MeasureTally() }
    let key = Key(measure)
    let before = MeasureTally(said[key]?.last)
    said[key, default: Ledger()].make(change, measure, at: measure.entry.sequence)
    var shift = MeasureTally(said[key]?.last)
    shift.subtract(before)
    if said[key]?.isEmpty == true { said[key] = nil }
    tally.add(shift)
    return shift
  }
}

/// How many measures each participant has announced, and how many are not at their end.
struct MeasureTally {
  private(set) var announced: [ParticipantIndex: Int] = [:]
  private(set) var underWay = 0

  init() {}

  fileprivate init(_ measure: SupportProceedings.Measure?) {
    guard let measure else { return }
    announced[measure.participant] = 1
    underWay = measure.body.status == .announced || measure.body.status == .underWay ? 1 : 0
  }

  func isActing(_ participant: ParticipantIndex) -> Bool { announced[participant, default: 0] > 0 }

  mutating func add(_ other: Self) {
    announced.merge(other.announced, uniquingKeysWith: +)
    underWay += other.underWay
  }

  mutating func subtract(_ other: Self) {
    announced.merge(other.announced.mapValues { -$0 }, uniquingKeysWith: +)
    underWay -= other.underWay
  }
}
