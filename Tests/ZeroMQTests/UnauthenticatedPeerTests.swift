import Glibc
import Testing
import ZeroMQ

/// What a peer that never shows a key can do (LIBZMQ 5).
@Suite struct UnauthenticatedPeerTests {
  @Test func `a client that stays silent is cut off`() throws {
    let keys = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [:], options: [.handshakeInterval(milliseconds: 100)])
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let client = try RawClient(endpoint)
    try client.awaitEnd()
  }

  @Test(arguments: [
    // A command of 1 TiB is announced in place of the handshake.
    RawClient.greeting("CURVE") + [0x06, 0, 0, 1, 0, 0, 0, 0, 0],
    // Another mechanism than ours.
    RawClient.greeting("NULL") + RawClient.ready,
    Array("GET / HTTP/1.1\r\nHost: cell\r\n\r\n".utf8) + [UInt8](repeating: 10, count: 64),
  ])
  func `garbage is cut off and others notice nothing`(bytes: [UInt8]) throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(
      keys, admitting: [member: "FRA.CELL-1"],
      options: [.maximumMessageSize(1 << 16), .handshakeInterval(milliseconds: 15_000)])
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("before")
    #expect(try router.awaitMessage().text == "before")
    let client = try RawClient(endpoint)
    client.send(bytes)
    try client.awaitEnd()
    try dealer.awaitSend("after")
    #expect(try router.awaitMessage().text == "after")
  }

  @Test func `a frame over the limit ends its connection and no other`() throws {
    let keys = try CurveKeyPair.generate()
    let france = try CurveKeyPair.generate()
    let poland = try CurveKeyPair.generate()
    var router = try Loopback.router(
      keys, admitting: [france: "FRA.CELL-1", poland: "POL.CELL-1"], options: [.maximumMessageSize(1 << 16)])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var other = try Loopback.dealer(poland, to: keys.publicKey, at: endpoint)
    try other.awaitSend("before")
    #expect(try router.awaitMessage().text == "before")
    var dealer = try Loopback.dealer(france, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend([UInt8](repeating: 0, count: 70_000))
    try monitor.awaitEvent(.disconnected)
    try other.awaitSend("after")
    #expect(try router.awaitMessage().text == "after")
    let rest = try router.message()
    #expect(rest == nil)
  }

  @Test func `at the limit of descriptors accepting fails aloud, and goes on when there is room`() async {
    await #expect(processExitsWith: .success) {
      alarm(60)
      let context = try ZMQContext()
      var router = try ZMQSocket(context, .router)
      var monitor = try router.monitor()
      let endpoint = try router.bind("tcp://127.0.0.1:*")
      try monitor.awaitEvent(.listening)

      let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      var limit = rlimit()
      unsafe getrlimit(descriptors, &limit)
      let usual = limit.rlim_cur
      limit.rlim_cur = 64
      unsafe setrlimit(descriptors, &limit)
      var spare: WakeUp? = try WakeUp()
      var clients: [RawClient] = []
      do { while true { clients.append(try RawClient(endpoint)) } } catch let error as ZMQError {
        #expect(error.code == EMFILE)
      }
      // The last descriptor goes to one more client, or to a connection that waited for it: one is left without.
      withExtendedLifetime(spare) {}
      spare = nil
      do { clients.append(try RawClient(endpoint)) } catch let error as ZMQError { #expect(error.code == EMFILE) }
      let failure = try monitor.awaitEvent(.acceptFailed)
      #expect(failure.value == EMFILE)

      limit.rlim_cur = usual
      unsafe setrlimit(descriptors, &limit)
      var dealer = try ZMQSocket(context, .dealer)
      try dealer.connect(endpoint)
      try dealer.awaitSend("room again")
      #expect(try router.awaitMessage().text == "room again")
    }
  }
}
