import Testing
import ZeroMQ

@Suite struct MonitorTests {
  @Test func `events that nobody reads hold nothing up`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    // Three events each: more than the two ends' default high-water marks together.
    for _ in 0..<1000 {
      let client = try RawClient(endpoint)
      client.send(RawClient.greeting("NULL"))
    }
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("still served")
    #expect(try router.awaitMessage().text == "still served")
    var seen: [ZMQEvent] = []
    _ = try monitor.awaitEvent("the member's handshake", seen: &seen) { $0.kind == .handshakeSucceeded }
    #expect(seen.count(where: { $0.kind == .accepted }) == 1001)
  }

  @Test func `a socket outlives its monitor`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    do {
      var monitor = try router.monitor()
      _ = try router.bind("tcp://127.0.0.1:*")
      try monitor.awaitEvent(.listening)
    }
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("still served")
    #expect(try router.awaitMessage().text == "still served")
  }

  @Test func `a monitor outlives its socket and tells the end`() throws {
    var router = try ZMQSocket(Loopback.context, .router)
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let listening = try monitor.awaitEvent(.listening)
    #expect(listening.endpoint == endpoint)
    router.close()
    try monitor.awaitEvent(.monitorStopped)
  }

  @Test func `an address that is taken is an error`() throws {
    var first = try ZMQSocket(Loopback.context, .router)
    let endpoint = try first.bind("tcp://127.0.0.1:*")
    var second = try ZMQSocket(Loopback.context, .router)
    var thrown: ZMQError?
    do { _ = try second.bind(endpoint) } catch { thrown = error }
    #expect(thrown?.description.contains(endpoint) == true)
    #expect(thrown?.description.contains("in use") == true)
  }
}
