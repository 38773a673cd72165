import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A frame of the broker, read back.
enum BrokerFrame {
  case welcome(Welcome)
  case receipt(Receipt)
  case subscribed(Subscribed)
  case deliver(DeliverFrame)
  case answer(QueryAnswer)
  case ping
  case pong
  case error(ErrorReport)
  case bye(Bye)

  init(_ bytes: [UInt8]) throws(Refusal) {
    guard let first = bytes.first, let command = Command(rawValue: first) else {
      throw Refusal(.unknownCommand, "an empty or unknown frame")
    }
    guard bytes.count <= Limits.frame else { throw Refusal(.frameTooLarge, "\(bytes.count) bytes") }
    switch command {
    case .welcome: self = .welcome(try ControlCodec.decode(Welcome.self, from: bytes))
    case .receipt: self = .receipt(try ControlCodec.decode(Receipt.self, from: bytes))
    case .subscribed: self = .subscribed(try ControlCodec.decode(Subscribed.self, from: bytes))
    case .deliver: self = .deliver(try DeliverFrame(bytes))
    case .answer: self = .answer(try ControlCodec.decode(QueryAnswer.self, from: bytes))
    case .ping: self = .ping
    case .pong: self = .pong
    case .error: self = .error(try ControlCodec.decode(ErrorReport.self, from: bytes))
    case .bye: self = .bye(try ControlCodec.decode(Bye.self, from: bytes))
    case .hello, .publish, .subscribe, .unsubscribe, .ack, .credit, .query, .checkpoint, .cosign:
      throw Refusal(.unknownCommand, "\(command) is not the broker's to send")
    }
  }
}

/// One number's decision, unfolded.
enum Decided: Equatable {
  case accepted(sequence: UInt64, acceptedAt: Int64)
  case refused(code: Int, pointer: String)
}

/// One connection of a node: what it sends and what it got.
final class Station {
  let node: NodeName
  let peer: PeerID
  private unowned let bus: Bus
  /// The broker cuts, or has cut, the connection.
  var isCut = false
  private(set) var inbox: [BrokerFrame] = []
  private var unansweredPings = 0
  private var hasRead = false
  /// A node that reads answers PING; one that does not is not heard of again.
  var answersPings = true
  /// Sees each frame as it comes.
  var watcher: ((BrokerFrame) -> Void)?
  var stream: StreamIdentifier?
  /// The next number that this station gives, by lane.
  var next = Lanes<UInt64>(repeating: 1)

  init(node: NodeName, peer: PeerID, bus: Bus) {
    self.node = node
    self.peer = peer
    self.bus = bus
  }

  var name: NodeName { node }

  func receive(_ bytes: [UInt8]) {
    do {
      let frame = try BrokerFrame(bytes)
      inbox.append(frame)
      if case .ping = frame { unansweredPings += 1 }
      if case .deliver = frame { hasRead = true }
      watcher?(frame)
    } catch {
      bus.report("\(node) got what it cannot read: \(error)")
    }
  }

  /// Whether a PING was answered.
  func answerPing() -> Bool {
    guard answersPings, hasRead, !isCut, unansweredPings > 0 else { return false }
    unansweredPings -= 1
    send(Pong())
    return true
  }

  func forgetInbox() { inbox.removeAll() }

  // MARK: sending

  func send(_ bytes: [UInt8]) { bus.frame(bytes, from: self) }
  func send(_ command: some ControlCommand) { send(ControlCodec.encode(command)) }

  /// A control command as a stranger's program might write it.
  func send(_ command: Command, json: String) { send([command.rawValue] + Array(json.utf8)) }

  @discardableResult
  func hello(
    stream: UInt128? = nil, cell: CellName = Fixture.cell, nature: Nature? = nil, exercise: Line? = nil,
    versions: [WireNumber] = [1]
  ) -> Self {
    self.stream = stream.map { StreamIdentifier($0) }
    send(
      Hello(
        cell: cell, stream: self.stream, nature: nature, exerciseName: exercise, client: "test/1",
        versions: versions))
    bus.settle()
    return self
  }

  /// Sends documents of one lane under the next numbers.
  func publish(_ documents: [[UInt8]], _ lane: Precedence = .routine) {
    publish(documents, lane, from: next[lane])
    next[lane] += UInt64(documents.count)
  }

  /// Sends documents under given numbers.
  func publish(_ documents: [[UInt8]], _ lane: Precedence = .routine, from number: UInt64) {
    send(
      PublishFrame(
        lane: lane, stream: stream ?? StreamIdentifier(0), firstNumber: number,
        envelopes: documents.map { Envelope(document: $0) }
      ).encoded())
  }

  func subscribe(
    _ number: WireNumber = 1, types: [TypePattern] = ["*"], senders: [Addressee]? = nil, natures: [Nature]? = nil,
    order: Subscribe.Order? = nil, after: WireNumber? = 0, since: Timestamp? = nil, durable: String? = nil,
    messages: WireNumber = 1_000_000, bytes: WireNumber = 1_000_000_000, reservedMessages: WireNumber? = nil,
    reservedBytes: WireNumber? = nil
  ) {
    send(
      Subscribe(
        subscription: number, types: types, senders: senders, natures: natures, order: order, after: after,
        since: since, durable: durable.map { DurableName($0)! }, messages: messages, bytes: bytes,
        reservedMessages: reservedMessages, reservedBytes: reservedBytes))
  }

  func acknowledge(_ number: WireNumber = 1, _ lane: Precedence, _ sequence: UInt64) {
    var upTo = PerLane()
    upTo[lane] = sequence
    send(Acknowledge(subscription: number, upTo: upTo))
  }

  // MARK: what it got

  var welcome: Welcome? { inbox.lazy.compactMap { if case .welcome(let value) = $0 { value } else { nil } }.last }
  var receipts: [Receipt] { inbox.compactMap { if case .receipt(let value) = $0 { value } else { nil } } }
  var subscribed: [Subscribed] { inbox.compactMap { if case .subscribed(let value) = $0 { value } else { nil } } }
  var frames: [DeliverFrame] { inbox.compactMap { if case .deliver(let value) = $0 { value } else { nil } } }
  var answers: [QueryAnswer] { inbox.compactMap { if case .answer(let value) = $0 { value } else { nil } } }
  var errors: [ErrorReport] { inbox.compactMap { if case .error(let value) = $0 { value } else { nil } } }
  var bye: Bye? { inbox.lazy.compactMap { if case .bye(let value) = $0 { value } else { nil } }.last }
  var pings: Int { inbox.count { if case .ping = $0 { true } else { false } } }

  /// The sequence numbers delivered to a subscription, in the order in which they came.
  func delivered(_ subscription: UInt32 = 1) -> [UInt64] {
    frames.filter { $0.subscription == subscription }.flatMap { $0.deliveries.map(\.sequence.value) }
  }

  /// What was decided on the numbers of a lane; a number may be answered more than once.
  func decisions(_ lane: Precedence = .routine) -> [(number: UInt64, decided: Decided)] {
    receipts.filter { $0.lane == lane }.flatMap(\.unfolded)
  }

  var errorCodes: [Int] { errors.map { Int($0.code.value) } }
  var byeCode: Int? { bye?.code.map { Int($0.value) } }
}

extension Receipt {
  /// The decision on each number.
  var unfolded: [(number: UInt64, decided: Decided)] {
    decisions.flatMap { decision -> [(UInt64, Decided)] in
      guard let sequence = decision.sequence, let at = decision.acceptedAt else {
        let code = Int(decision.code?.value ?? 0)
        return [(decision.number.value, .refused(code: code, pointer: decision.pointer?.text ?? ""))]
      }
      return (0..<(decision.count?.value ?? 1)).map { offset in
        (decision.number.value + offset, .accepted(sequence: sequence.value + offset, acceptedAt: at.microseconds))
      }
    }
  }
}

extension TypePattern: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}
