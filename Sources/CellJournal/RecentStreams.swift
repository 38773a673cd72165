import CellSchema

/// The most recently used streams, in bounded memory.
///
/// There are two generations. When the younger is full it replaces the older, whose streams are forgotten; a stream of
/// the older generation that is used again moves to the younger.
struct RecentStreams: Sendable {
  private let generation: Int
  private var younger: [UInt128: RecordedStream] = [:]
  private var older: [UInt128: RecordedStream] = [:]

  init(limit: Int) {
    generation = limit / 2
  }

  subscript(id: UInt128) -> RecordedStream? { younger[id] ?? older[id] }

  mutating func keep(_ stream: RecordedStream) {
    if younger.count >= generation, younger[stream.id] == nil {
      older = younger
      younger = [:]
    }
    younger[stream.id] = stream
  }
}
