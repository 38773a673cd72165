import CellSchema

/// Messages of the outbox that refer to another message of the outbox without a decision.
///
/// Lanes overtake each other, and a broker refuses a reference to a message that is not on its record. So a message
/// that names another message of the outbox, anywhere in its document, waits until that one is decided, and holds back
/// its lane meanwhile. Within a lane the order is enough. A message can only refer to messages published before it, so
/// none waits for itself.
struct OwnReferences: Sendable {
  /// Where the identifiers stand; nil while they are all of the lane ``only``, where nothing is looked for.
  private var places: [MessageID: OutboxPlace]?
  private var only: Precedence?
  private var waiting: [OutboxPlace: [OutboxPlace]] = [:]

  /// - Parameter left: whether an earlier process left messages, which are added in their order.
  init(isLeft: Bool) { places = isLeft ? [:] : nil }

  /// - Parameter outbox: has the message already.
  mutating func add(_ entry: OutboxEntry, at place: OutboxPlace, of outbox: MemoryOutbox) {
    guard places != nil || begins(place, outbox) else { return }
    look(for: entry, at: place)
    if let id = entry.id { places?[id] = place }
  }

  /// Whether there are messages of a second lane with this one; then the identifiers of all are noted.
  private mutating func begins(_ place: OutboxPlace, _ outbox: MemoryOutbox) -> Bool {
    guard let only, only != place.lane, !outbox.numbers(lane: only).isEmpty else {
      only = place.lane
      return false
    }
    var places: [MessageID: OutboxPlace] = [:]
    for number in outbox.numbers(lane: only) {
      if let id = outbox.entry(lane: only, number: number)?.id { places[id] = OutboxPlace(lane: only, number: number) }
    }
    self.places = places
    return true
  }

  private mutating func look(for entry: OutboxEntry, at place: OutboxPlace) {
    guard let places, !places.isEmpty else { return }
    let others = Self.identifiers(in: entry.envelope.document).compactMap { places[$0] }
    let awaited = others.filter { $0.lane != place.lane }
    if !awaited.isEmpty { waiting[place] = awaited }
  }

  mutating func decided(_ entry: OutboxEntry, at place: OutboxPlace) {
    guard places != nil else { return }
    waiting[place] = nil
    if let id = entry.id, places?[id] == place { places?[id] = nil }
    if places?.isEmpty == true {
      places = nil
      only = nil
    }
  }

  func waits(_ place: OutboxPlace, for outbox: MemoryOutbox) -> Bool {
    guard !waiting.isEmpty, let awaited = waiting[place] else { return false }
    return awaited.contains { outbox.entry(lane: $0.lane, number: $0.number) != nil }
  }

  /// Every string of a document that is a message identifier.
  static func identifiers(in document: ArraySlice<UInt8>) -> [MessageID] {
    let (quote, hyphen, length) = (UInt8(ascii: "\""), UInt8(ascii: "-"), 36)
    var found: [MessageID] = []
    var index = document.startIndex
    while index + length + 1 < document.endIndex {
      if document[index] == quote, document[index + 9] == hyphen, document[index + length + 1] == quote,
        let id = MessageID(String(decoding: document[index + 1...index + length], as: UTF8.self))
      {
        found.append(id)
        index += length
      }
      index += 1
    }
    return found
  }
}
