import CellCore
import CellSchema
import CellTestSupport
import CellWire

/// Frames before the broker's machine: in a session that stands, and as a connection's first. A bad frame costs a
/// numbered error and at most its own session, and the traffic of others goes on.
struct BrokerSide {
  static let node: NodeName = "FRA.CELL-1"
  private static let writer: NodeName = "UKR.CELL-1"
  private static let reader: NodeName = "USA.CELL-1"
  private static let stranger: NodeName = "DEU.CELL-1"

  private let bench = BrokerBench()
  private var documents = Documents()
  /// For identifiers that no frame has by chance.
  private var random = SplitMix64(seed: 0x1D)
  private var lastPeer: UInt64 = 0
  private var peer = PeerID(0)
  private var writing = PeerID(0)
  private var reading = PeerID(0)
  private var written: UInt64 = 0
  private var frames = 0
  /// By lane, the number with which the broker goes on for the fuzzed node.
  private(set) var next = Lanes<UInt64>(repeating: 1)
  private(set) var counts: [String: Int] = [:]

  /// Frames after which the record is read back.
  private static let replays = 1_024

  init() {
    writing = connect(Self.writer, stream: StreamIdentifier(2))
    reading = connect(Self.reader, stream: nil)
    bench.frame(
      ControlCodec.encode(
        Subscribe(subscription: 1, types: [TypePattern("*")], after: 0, messages: 1_000_000, bytes: 1_000_000_000)),
      from: reading, Self.reader)
    peer = connect(Self.node, stream: FrameSamples.stream)
  }

  private mutating func connect(_ node: NodeName, stream: StreamIdentifier?) -> PeerID {
    lastPeer += 1
    let peer = PeerID(lastPeer)
    bench.forget()
    bench.frame(
      ControlCodec.encode(Hello(cell: Fixture.cell, stream: stream, nature: nil, exerciseName: nil, client: "fuzz/1")),
      from: peer, node)
    note(bench.frames(to: peer))
    return peer
  }

  /// Follows the numbers of the fuzzed node.
  private mutating func note(_ frames: [[UInt8]]) {
    for frame in frames {
      switch frame.first {
      case Command.receipt.rawValue:
        guard let receipt = try? ControlCodec.decode(Receipt.self, from: frame) else { continue }
        next[receipt.lane] = receipt.next.value
        counts["accepted by the broker", default: 0] += receipt.decisions.count { $0.sequence != nil }
      case Command.welcome.rawValue:
        guard let welcome = try? ControlCodec.decode(Welcome.self, from: frame), let numbers = welcome.next else {
          continue
        }
        for lane in Precedence.lanes { next[lane] = numbers[lane] ?? 1 }
      default: continue
      }
    }
  }

  mutating func problem(with frame: [UInt8], _ reading: FrameDecoders.Reading) -> String? {
    frames += 1
    bench.advance(milliseconds: 250)
    bench.forget()
    if frames % 4 == 0 { bench.handle(.tick) }
    bench.frame(frame, from: peer, Self.node)
    if let problem = judged(frame, peer, reading) { return problem }
    if bench.cut.contains(peer) || frame.first == Command.bye.rawValue {
      counts["sessions ended", default: 0] += 1
      bench.handle(.gone(peer))
      answerPings()
      peer = connect(Self.node, stream: FrameSamples.stream)
      guard bench.frames(to: peer).contains(where: { $0.first == Command.welcome.rawValue }) else {
        return "the node is not welcomed again: \(said(to: peer))"
      }
    } else {
      note(bench.frames(to: peer))
    }
    answerPings()
    if frames % 3 == 0, let problem = first(frame, reading) { return problem }
    answerPings()
    if frames % 16 == 0 { keepAlive() }
    if frames % 64 == 0, let problem = traffic() { return problem }
    if frames % Self.replays == 0, let problem = bench.replayProblem() { return problem }
    return bench.problem
  }

  private func said(to peer: PeerID) -> String { bench.frames(to: peer).map(Failure.shown).joined(separator: " ") }

  /// What came of a frame.
  private func judged(_ frame: [UInt8], _ peer: PeerID, _ reading: FrameDecoders.Reading) -> String? {
    if !bench.cut.isSubset(of: [peer]) { return "a frame costs another session: \(bench.cut)" }
    guard reading == .refused else { return nil }
    let answers = bench.frames(to: peer)
    for answer in answers {
      let code =
        switch answer.first {
        case Command.error.rawValue: (try? ControlCodec.decode(ErrorReport.self, from: answer))?.code.value
        case Command.bye.rawValue: (try? ControlCodec.decode(Bye.self, from: answer))?.code?.value
        default: nil as UInt64?
        }
      if let code, ErrorCode(number: UInt16(clamping: code)).name != "unknown" { return nil }
    }
    return "a bad frame gets no numbered error: \(said(to: peer))"
  }

  /// The frame as the first of a connection.
  private mutating func first(_ frame: [UInt8], _ reading: FrameDecoders.Reading) -> String? {
    lastPeer += 1
    let fresh = PeerID(lastPeer)
    bench.forget()
    bench.frame(frame, from: fresh, Self.stranger)
    let isHello = reading == .read && frame.first == Command.hello.rawValue
    defer { bench.handle(.gone(fresh)) }
    return judged(frame, fresh, isHello ? .read : .refused)
  }

  private mutating func keepAlive() {
    for (peer, node) in [(writing, Self.writer), (reading, Self.reader)] {
      bench.frame(ControlCodec.encode(Pong()), from: peer, node)
    }
  }

  /// Writer and reader answer each PING: what is under way to a reader that does not is bounded, and the rest waits.
  private mutating func answerPings() {
    var answered = 0
    while answered < bench.sent.count {
      let (peer, frame) = bench.sent[answered]
      answered += 1
      guard frame.first == Command.ping.rawValue, peer == writing || peer == reading else { continue }
      bench.frame(ControlCodec.encode(Pong()), from: peer, peer == writing ? Self.writer : Self.reader)
    }
  }

  /// Another node's message is taken in, and reaches its reader.
  private mutating func traffic() -> String? {
    written += 1
    bench.forget()
    let id = MessageID.make(at: Timestamp(microseconds: Fixture.start), using: &random)
    let note = documents.note(Self.writer) { $0.id = id }
    bench.frame(
      PublishFrame(
        lane: .routine, stream: StreamIdentifier(2), firstNumber: written, envelopes: [Envelope(document: note)]
      ).encoded(), from: writing, Self.writer)
    answerPings()
    guard bench.frames(to: writing).contains(where: { $0.first == Command.receipt.rawValue }) else {
      return "another session's message gets no receipt: \(said(to: writing))"
    }
    let isDelivered = bench.frames(to: reading).contains { frame in
      (try? DeliverFrame(frame))?.deliveries.contains { $0.envelope.document.elementsEqual(note) } == true
    }
    return isDelivered ? nil : "another session's message is not delivered: \(said(to: writing)) \(said(to: reading))"
  }
}
