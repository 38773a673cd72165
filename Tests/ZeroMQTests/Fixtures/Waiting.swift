import ZeroMQ

/// A condition that did not come true in time. No test waits so long unless it fails.
struct TimedOut: Error, CustomStringConvertible {
  var description: String
}

/// The end of a generous wait.
struct Deadline {
  private let end = ContinuousClock.now.advanced(by: .seconds(20))

  /// The rest, for a poll; throws once there is none.
  func milliseconds(_ awaited: String) throws -> Int {
    let rest = ContinuousClock.now.duration(to: end)
    guard rest > .zero else { throw TimedOut(description: "nothing came of: \(awaited)") }
    return Int(rest.components.seconds) * 1000 + 1
  }
}

/// A message's frames with what each says of its connection.
struct Message: Equatable {
  var frames: [[UInt8]] = []
  var users: [String?] = []
  var descriptors: [Int32?] = []
  var addresses: [String?] = []

  var text: String { frames.last.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

extension ZMQSocket {
  /// The message that is there, if one is.
  mutating func message() throws -> Message? {
    var message = Message()
    var more = true
    while more {
      guard let frame = try receive() else { return message.frames.isEmpty ? nil : message }
      message.frames.append(frame.bytes())
      message.users.append(frame.userID)
      message.descriptors.append(frame.sourceDescriptor)
      message.addresses.append(frame.peerAddress)
      more = frame.hasMore
    }
    return message
  }

  mutating func awaitMessage() throws -> Message {
    let deadline = Deadline()
    var poller = ZMQPoller()
    _ = poller.add(self)
    while true {
      // The property of LIBZMQ 2 shows only after a poll, so the poll comes first.
      try poller.wait(milliseconds: deadline.milliseconds("a message"))
      if let message = try message() { return message }
    }
  }

  mutating func awaitSend(_ bytes: [UInt8]) throws {
    let deadline = Deadline()
    var poller = ZMQPoller()
    _ = poller.add(self, writable: true)
    while try !send(bytes) { try poller.wait(milliseconds: deadline.milliseconds("room to send")) }
  }

  mutating func awaitSend(_ text: String) throws { try awaitSend(Array(text.utf8)) }
}

extension ZMQMonitor {
  /// The first event to satisfy `condition`; those before it are appended to `seen`.
  mutating func awaitEvent(
    _ awaited: String, seen: inout [ZMQEvent], where condition: (ZMQEvent) -> Bool
  ) throws -> ZMQEvent {
    let deadline = Deadline()
    var poller = ZMQPoller()
    _ = poller.add(self)
    while true {
      while let event = try next() {
        if condition(event) { return event }
        seen.append(event)
      }
      do { try poller.wait(milliseconds: deadline.milliseconds(awaited)) } catch let error as TimedOut {
        throw TimedOut(description: "\(error), after \(seen.map(\.kind))")
      }
    }
  }

  @discardableResult
  mutating func awaitEvent(_ kind: ZMQEvent.Kind) throws -> ZMQEvent {
    var seen: [ZMQEvent] = []
    return try awaitEvent("\(kind)", seen: &seen) { $0.kind == kind }
  }
}
