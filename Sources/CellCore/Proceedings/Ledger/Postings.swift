import CellSchema

/// By key, the places of what was said under it, in order.
struct Postings<Key: Hashable, Place: Comparable> {
  /// No key is without a place.
  private var places = GrowingTable<Key, [Place]>()

  subscript(key: Key) -> [Place] { places[key] ?? [] }

  func contains(_ key: Key) -> Bool { places[key] != nil }

  var keys: some Collection<Key> { places.keys }

  /// A place that is there already stays there once.
  mutating func make(_ change: Change, _ place: Place, under key: Key) {
    switch change {
    case .apply: places[key, default: []].enter(place)
    case .forget:
      places[key]?.strike(place)
      if places[key]?.isEmpty == true { places[key] = nil }
    }
  }
}

extension Postings: Sendable where Key: Sendable, Place: Sendable {}

/// What was said under a key, by its place on the record.
typealias RowPostings<Key: Hashable> = Postings<Key, SequenceNumber>

extension Array where Element: Comparable {
  fileprivate mutating func enter(_ element: Element) {
    guard let last, last >= element else { return append(element) }
    let place = firstPlace { $0 >= element }
    if self[place] != element { insert(element, at: place) }
  }

  fileprivate mutating func strike(_ element: Element) {
    let place = firstPlace { $0 >= element }
    if place < count, self[place] == element { remove(at: place) }
  }
}
