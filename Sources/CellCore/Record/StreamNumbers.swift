import CellJournal
import CellSchema

/// The next number of each lane, for the publishers' streams that are in use.
struct StreamNumbers: Sendable {
  private var streams: [UInt128: RecordedStream] = [:]

  subscript(stream: UInt128) -> RecordedStream? { streams[stream] }

  mutating func open(_ stream: RecordedStream) { streams[stream.id] = stream }
  mutating func close(_ stream: UInt128) { streams[stream] = nil }

  /// A number was decided: the next of its lane follows it.
  mutating func decide(_ number: StreamNumber, lane: Precedence) {
    streams[number.stream]?.next[lane] = number.number + 1
  }
}
