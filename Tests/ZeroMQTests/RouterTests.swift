import Testing
import ZeroMQ

/// What a ROUTER does with a message that it cannot hand over (LIBZMQ 4).
@Suite struct RouterTests {
  @Test func `a full peer takes no more, and what it took arrives`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    let small: [ZMQOption] = [.sendHighWater(50), .receiveHighWater(50), .sendBuffer(65536), .receiveBuffer(65536)]
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"], options: small)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint, options: small)
    try dealer.awaitSend("here I am")
    let peer = try router.awaitMessage().frames[0]

    let filling = [UInt8](repeating: 7, count: 16384)
    var accepted = 0
    while try router.send(peer, more: true) {
      let number = eightBytes(accepted)
      let body = try router.send(number + filling)
      #expect(body)
      accepted += 1
      try #require(accepted < 100_000, "a peer that does not read is never full")
    }
    #expect(accepted >= 50)
    for expected in 0..<accepted {
      let message = try dealer.awaitMessage()
      try #require(message.frames.count == 1 && Array(message.frames[0].prefix(8)) == eightBytes(expected))
    }
    // There is room again, and nothing else was under way.
    let deadline = Deadline()
    while try !router.send(peer, more: true) { _ = try deadline.milliseconds("room for a peer that reads") }
    let last = try router.send(Array("last".utf8))
    #expect(last)
    let message = try dealer.awaitMessage()
    #expect(message.text == "last")
  }

  @Test func `an unknown peer is unreachable`() throws {
    var router = try ZMQSocket(Loopback.context, .router)
    try router.set(.routerMandatory(true))
    var thrown: ZMQError?
    do { _ = try router.send(Array("nobody".utf8), more: true) } catch { thrown = error }
    #expect(thrown?.isUnreachable == true)
  }

  @Test func `a peer that has gone is unreachable`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("here I am")
    let peer = try router.awaitMessage().frames[0]
    dealer.close()
    try monitor.awaitEvent(.disconnected)
    // The pipe's end travels to the socket after the event does, and a ROUTER sees it only when it looks for something
    // to receive, as the poll does: one that only sends fills the dead pipe and hears EAGAIN for ever.
    let deadline = Deadline()
    var poller = ZMQPoller()
    _ = poller.add(router)
    var thrown: ZMQError?
    while thrown == nil {
      _ = try deadline.milliseconds("a peer found gone")
      do {
        if try router.send(peer, more: true) { _ = try router.send([]) } else { try poller.wait(milliseconds: 1) }
      } catch { thrown = error }
    }
    #expect(thrown?.isUnreachable == true)
  }

  @Test func `frames of any size arrive as they were sent`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    // 33 bytes are the most that libzmq keeps inside the message itself.
    for count in [0, 1, 32, 33, 34, 255, 256, 8192, 65536, 262_144] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let padded = [0] + bytes + [0]
      let sent = try dealer.send(padded[1..<(count + 1)])
      #expect(sent)
      let message = try router.awaitMessage()
      #expect(message.frames.count == 2)
      #expect(message.frames[1] == bytes)
    }
  }
}

/// A number as eight bytes.
private func eightBytes(_ number: Int) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
