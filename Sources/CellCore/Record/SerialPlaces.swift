import CellSchema

/// Which message has which serial: four bytes a message, by count and number.
///
/// Peers choose their numbers. A number that lies far ahead of a count's others, or that was used before, stands in a
/// table of its own, so that a count never takes more room than a few times its messages.
struct SerialPlaces: Sendable {
  /// The messages of one count by their numbers, 0 where there is none.
  private struct Run: Sendable {
    var rows = ChunkedArray<UInt32>()
    var messages = 0

    /// Whether the array may grow as far as a number: by little at a time, and to a few times what it holds.
    func mayHold(_ number: Int) -> Bool { number < rows.count + 1_024 && number < 4 * (messages + 16) }
  }

  /// In the order in which counts began.
  private(set) var keys: [SerialKey] = []
  private var places: [SerialKey: Int] = [:]
  private var runs: [Run] = []
  /// By count, number and how many messages had it before.
  private var others = IdentifierTable()

  /// Messages of one serial that are kept apart; further ones are not found by it.
  private static let copies = 8

  mutating func note(_ key: SerialKey, _ number: Int, sequence: SequenceNumber) {
    guard Serial.numbers.contains(number) else { return }
    let place = place(of: key)
    if runs[place].rows.count <= number, runs[place].mayHold(number) {
      while runs[place].rows.count <= number { runs[place].rows.append(0) }
    }
    if number < runs[place].rows.count, runs[place].rows[number] == 0 {
      runs[place].rows[number] = UInt32(sequence.value)
      runs[place].messages += 1
      return
    }
    for copy in 0..<Self.copies where others.insert(Self.bits(place, number, copy), sequence: sequence) { return }
  }

  private mutating func place(of key: SerialKey) -> Int {
    if let place = places[key] { return place }
    places[key] = keys.count
    keys.append(key)
    runs.append(Run())
    return keys.count - 1
  }

  /// The messages with a number of a count, oldest first: several where it was used again.
  func messages(_ key: SerialKey, _ number: Int) -> [SequenceNumber] {
    guard let place = places[key] else { return [] }
    var found: [SequenceNumber] = []
    if number < runs[place].rows.count, runs[place].rows[number] > 0 {
      found.append(SequenceNumber(UInt64(runs[place].rows[number])))
    }
    for copy in 0..<Self.copies {
      guard let sequence = others.sequence(ofBits: Self.bits(place, number, copy)) else { break }
      found.append(sequence)
    }
    return found.sorted()
  }

  private static func bits(_ place: Int, _ number: Int, _ copy: Int) -> UInt128 {
    UInt128(place) << 64 | UInt128(number) << 8 | UInt128(copy)
  }

  /// For each row of the record its count, by its place in ``keys``, and its number; nil for a row that is not found by
  /// its serial.
  func byRow(_ count: Int, _ gaps: NumberGaps) -> [(place: Int, number: Int)?] {
    var rows = [(place: Int, number: Int)?](repeating: nil, count: count)
    for (place, run) in runs.enumerated() {
      for (number, row) in run.rows.enumerated() where row > 0 {
        rows[gaps.place(of: SequenceNumber(UInt64(row)))] = (place, number)
      }
    }
    for (bits, sequence) in others.entries {
      rows[gaps.place(of: sequence)] = (
        Int(bits >> 64), Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: bits) >> 8)
      )
    }
    return rows
  }
}
