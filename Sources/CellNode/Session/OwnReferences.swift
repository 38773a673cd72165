import CellSchema

/// Messages of the outbox that refer to another message of the outbox without a decision.
///
/// Lanes overtake each other, and a broker refuses a reference to a message that is not on its record. So a message
/// that names another message of the outbox, anywhere in its document, waits until that one is decided, and holds back
/// its lane meanwhile. Within a lane the order is enough. A message can only refer to messages published before it, so
/// none waits for itself.
struct OwnReferences: Sendable {
  private var places: [MessageID: OutboxPlace] = [:]
  private var waiting: [OutboxPlace: [OutboxPlace]] = [:]

  mutating func add(_ entry: OutboxEntry, at place: OutboxPlace) {
    if !places.isEmpty {
      let others = Self.identifiers(in: entry.envelope.document).compactMap { places[$0] }
      let awaited = others.filter { $0.lane != place.lane }
      if !awaited.isEmpty { waiting[place] = awaited }
    }
    if let id = entry.id { places[id] = place }
  }

  mutating func decided(_ entry: OutboxEntry, at place: OutboxPlace) {
    waiting[place] = nil
    if let id = entry.id, places[id] == place { places[id] = nil }
  }

  func waits(_ place: OutboxPlace, for outbox: any Outbox) -> Bool {
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
