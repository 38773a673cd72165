import CellSchema

/// Values in the order of the record, each at the sequence number of its message.
///
/// A value is put, found and taken out by binary search. The place of one that was taken out stays, empty, so that an
/// amended message comes back to it and nothing behind it moves.
struct Ledger<Value> {
  fileprivate struct Place {
    let sequence: SequenceNumber
    var value: Value?
  }

  /// The last one is never empty.
  private var places = ChunkedArray<Place>()
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var first: Value? { isEmpty ? nil : places.lazy.compactMap(\.value).first }
  var last: Value? { places.last?.value }
  var lastSequence: SequenceNumber? { places.last?.sequence }

  subscript(sequence: SequenceNumber) -> Value? {
    let place = place(of: sequence)
    return place < places.count && places[place].sequence == sequence ? places[place].value : nil
  }

  mutating func make(_ change: Change, _ value: Value, at sequence: SequenceNumber) {
    switch change {
    case .apply: put(value, at: sequence)
    case .forget: remove(at: sequence)
    }
  }

  mutating func put(_ value: Value, at sequence: SequenceNumber) {
    let place = place(of: sequence)
    if place == places.count || places[place].sequence != sequence {
      places.insert(Place(sequence: sequence, value: value), at: place)
      count += 1
    } else {
      if places[place].value == nil { count += 1 }
      places[place].value = value
    }
  }

  mutating func remove(at sequence: SequenceNumber) {
    let place = place(of: sequence)
    guard place < places.count, places[place].sequence == sequence, places[place].value != nil else { return }
    places[place].value = nil
    count -= 1
    while let last = places.last, last.value == nil { places.popLast() }
  }

  /// Changes a value in its place, if there is one.
  mutating func update(at sequence: SequenceNumber, _ change: (inout Value) -> Void) {
    let place = place(of: sequence)
    guard place < places.count, places[place].sequence == sequence, var value = places[place].value else { return }
    change(&value)
    places[place].value = value
  }

  /// Changes values from a row on, in order, until one says that the rest stays as it is.
  mutating func update(
    from sequence: SequenceNumber, _ change: (SequenceNumber, inout Value) -> LedgerUpdate
  ) {
    for place in place(of: sequence)..<places.count {
      guard var value = places[place].value else { continue }
      let next = change(places[place].sequence, &value)
      places[place].value = value
      if next == .stop { return }
    }
  }

  /// The last value before a row.
  func last(before sequence: SequenceNumber) -> Value? {
    places[..<place(of: sequence)].last { $0.value != nil }?.value
  }

  func last(where isSought: (Value) -> Bool) -> Value? {
    places.last { $0.value.map(isSought) ?? false }?.value
  }

  /// The values later than a row, without a copy of them.
  func after(_ sequence: SequenceNumber) -> LedgerTail<Value> {
    LedgerTail(places: places, start: place(of: sequence.next))
  }

  /// The first place that is not before a row.
  private func place(of sequence: SequenceNumber) -> Int {
    guard let last = places.last, last.sequence >= sequence else { return places.count }
    return places.firstPlace { $0.sequence >= sequence }
  }
}

/// A ledger's values from a place on.
struct LedgerTail<Value> {
  fileprivate let places: ChunkedArray<Ledger<Value>.Place>
  fileprivate let start: Int

  private var rest: Slice<ChunkedArray<Ledger<Value>.Place>> { Slice(base: places, bounds: start..<places.count) }

  /// A ledger's last place is never empty.
  var isEmpty: Bool { start == places.count }
  var last: Value? { isEmpty ? nil : places.last?.value }

  /// The last value before a row.
  func last(before sequence: SequenceNumber) -> Value? {
    let end = Swift.max(start, places.firstPlace { $0.sequence >= sequence })
    return Slice(base: places, bounds: start..<end).last { $0.value != nil }?.value
  }

  func last(where isSought: (Value) -> Bool) -> Value? { rest.last { $0.value.map(isSought) ?? false }?.value }
}

extension LedgerTail: Sequence {
  func makeIterator() -> IndexingIterator<[Value]> { rest.compactMap(\.value).makeIterator() }
}

extension LedgerTail: Sendable where Value: Sendable {}

/// Whether an update goes on.
enum LedgerUpdate {
  case goOn
  case stop
}

extension Ledger: Sequence {
  struct Iterator: IteratorProtocol {
    fileprivate var places: IndexingIterator<ChunkedArray<Place>>

    mutating func next() -> Value? {
      while let place = places.next() {
        if let value = place.value { return value }
      }
      return nil
    }
  }

  func makeIterator() -> Iterator { Iterator(places: places.makeIterator()) }
  var underestimatedCount: Int { count }
}

extension Ledger: Sendable where Value: Sendable {}
extension Ledger.Place: Sendable where Value: Sendable {}

extension Array {
  /// The first place from which on a condition holds, in an array in which it holds from some place on.
  func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
