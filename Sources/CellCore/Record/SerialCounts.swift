import CellSchema

/// How far each station has counted its serials, which numbers are missing, and which came again.
///
/// Numbers need not come in order: a message of higher precedence overtakes. A number below the highest that is in no
/// gap was used before.
struct SerialCounts: Sendable {
  /// A run of missing numbers.
  struct Missing: Hashable, Sendable {
    var numbers: ClosedRange<Int>
    /// When the message that shows the gap was accepted.
    var noticedAt: Microseconds
    /// The message that shows the gap: its row, its identifier and its number in the count.
    var sequence: SequenceNumber
    var id: MessageID
    var received: Int
    /// Whether the bus announced the gap. Its numbers may still come.
    var isSaid = false
  }

  /// A message with a serial that was used before, of which the bus has not said so.
  struct Repeated: Hashable, Sendable {
    var sequence: SequenceNumber
    var id: MessageID
    var key: SerialKey
    var number: Int
  }

  private(set) var highest: [SerialKey: Int] = [:]
  /// By count, lowest numbers first; so those noticed first are first.
  private(set) var missing: [SerialKey: [Missing]] = [:]
  /// In the order of their rows.
  private(set) var repeated: [Repeated] = []
  private var counted: [NodeIndex: [SerialKey]] = [:]
  private(set) var places = SerialPlaces()

  subscript(key: SerialKey) -> Int { highest[key] ?? 0 }

  /// The counts that a station has begun, in all worlds and years.
  func counts(of node: NodeIndex) -> [SerialKey] { counted[node] ?? [] }

  /// - Returns: whether the number shows a gap.
  @discardableResult
  mutating func note(
    _ key: SerialKey, _ number: Int, at moment: Microseconds, sequence: SequenceNumber, id: MessageID
  ) -> Bool {
    places.note(key, number, sequence: sequence)
    let last = self[key]
    if number > last {
      raise(key, to: number)
      guard number > last + 1 else { return false }
      missing[key, default: []].append(
        Missing(numbers: last + 1...number - 1, noticedAt: moment, sequence: sequence, id: id, received: number))
      keepWithinLimit(key)
      return true
    }
    if let index = missing[key]?.firstIndex(where: { $0.numbers.contains(number) }) {
      fill(number, key, index)
    } else if repeated.count < Limits.serialRepeats {
      repeated.append(Repeated(sequence: sequence, id: id, key: key, number: number))
    }
    return false
  }

  private mutating func raise(_ key: SerialKey, to number: Int) {
    if highest.updateValue(number, forKey: key) == nil { counted[key.node, default: []].append(key) }
  }

  private mutating func fill(_ number: Int, _ key: SerialKey, _ index: Int) {
    guard let gap = missing[key]?[index] else { return }
    let parts = [gap.numbers.lowerBound..<number, number + 1..<gap.numbers.upperBound + 1].filter { !$0.isEmpty }
      .map { numbers in
        var part = gap
        part.numbers = ClosedRange(numbers)
        return part
      }
    missing[key]?.replaceSubrange(index...index, with: parts)
    if missing[key]?.isEmpty == true { missing[key] = nil } else { keepWithinLimit(key) }
  }

  /// Makes one gap of the first two neighbours that are both said, or else of the first two, when there are more than a
  /// count may have. What came between them then counts as missing too.
  private mutating func keepWithinLimit(_ key: SerialKey) {
    guard let gaps = missing[key], gaps.count > Limits.serialGaps else { return }
    let place = gaps.indices.dropLast().first { gaps[$0].isSaid && gaps[$0 + 1].isSaid } ?? 0
    // What is not said yet stays to be said.
    var gap = gaps[place].isSaid ? gaps[place + 1] : gaps[place]
    gap.numbers = gaps[place].numbers.lowerBound...gaps[place + 1].numbers.upperBound
    missing[key]?.replaceSubrange(place...place + 1, with: [gap])
  }

  /// The bus announced the gap that has this number.
  mutating func report(_ key: SerialKey, from number: Int) {
    guard let index = missing[key]?.firstIndex(where: { $0.numbers.contains(number) }) else { return }
    missing[key]?[index].isSaid = true
  }

  /// The bus said that these messages have serials used before.
  mutating func report(repeated ids: Set<MessageID>) { repeated.removeAll { ids.contains($0.id) } }

  /// The messages with a serial, in all worlds, oldest first.
  func messages(_ serial: Serial, of node: NodeIndex) -> [SequenceNumber] {
    counts(of: node).filter { $0.year == serial.year }.flatMap { places.messages($0, serial.number) }.sorted()
  }

  mutating func restore(_ key: SerialKey, highest number: Int) { raise(key, to: number) }
  mutating func restore(_ key: SerialKey, _ number: Int, sequence: SequenceNumber) {
    places.note(key, number, sequence: sequence)
  }
  mutating func restore(_ key: SerialKey, missing gap: Missing) { missing[key, default: []].append(gap) }
  mutating func restore(repeated message: Repeated) { repeated.append(message) }

  /// The gaps of a count that are not announced.
  func unsaid(_ key: SerialKey) -> [Missing] { missing[key]?.filter { !$0.isSaid } ?? [] }
}
