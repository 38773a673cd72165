import CellJournal
import CellSchema
import CellWire

/// The publishers' streams that a session uses, or that have decisions which are not durable yet. How far a stream is
/// decided belongs to the record's state; how far that is durable, and which session has the stream, is here.
final class Streams {
  struct OpenStream {
    let node: NodeName
    /// The session that publishes in it.
    fileprivate(set) var session: PeerID?
    /// By lane, the number after the last durable decision: what a RECEIPT may say.
    fileprivate(set) var durableNext: Lanes<UInt64>
    /// How many decisions of the stream are not durable yet.
    fileprivate(set) var pending = 0
  }

  private var streams: [StreamIdentifier: OpenStream] = [:]
  private let recorder: Recorder

  init(recorder: Recorder) { self.recorder = recorder }

  subscript(stream: StreamIdentifier) -> OpenStream? { streams[stream] }

  /// By lane, the next number to be decided.
  func next(of stream: StreamIdentifier) -> Lanes<UInt64>? { recorder.state.streams[stream.value]?.next }

  func open(_ stream: RecordedStream) {
    recorder.open(stream)
    streams[StreamIdentifier(stream.id)] = OpenStream(node: stream.node, durableNext: stream.next)
  }

  func hand(_ stream: StreamIdentifier, to session: PeerID) { streams[stream]?.session = session }

  /// So many numbers of the stream were decided.
  func decided(_ stream: StreamIdentifier, _ numbers: Int) { streams[stream]?.pending += numbers }

  /// The decisions on so many numbers are durable, the last of them on `last`.
  func settled(_ stream: StreamIdentifier, lane: Precedence, through last: UInt64, _ numbers: Int) {
    streams[stream]?.pending -= numbers
    streams[stream]?.durableNext[lane] = last + 1
    closeIfIdle(stream)
  }

  /// The session that had the stream is over.
  func leave(_ stream: StreamIdentifier, _ session: PeerID) {
    guard streams[stream]?.session == session else { return }
    streams[stream]?.session = nil
    closeIfIdle(stream)
  }

  private func closeIfIdle(_ stream: StreamIdentifier) {
    guard let found = streams[stream], found.session == nil, found.pending == 0 else { return }
    streams[stream] = nil
    recorder.close(stream.value)
  }
}
