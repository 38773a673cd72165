import Glibc
import Testing
import ZeroMQ

/// Ending and keeping connections (LIBZMQ 6, 7, 8).
@Suite struct ConnectionTests {
  @Test func `a peer is disconnected by its descriptor, and the monitor says so`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.unconnectedDealer(member, to: keys.publicKey)
    var own = try dealer.monitor()
    try dealer.connect(endpoint)
    try dealer.awaitSend("here I am")
    let message = try router.awaitMessage()
    let descriptor = try #require(message.descriptors.last ?? nil)
    let accepted = try monitor.awaitEvent(.accepted)
    #expect(accepted.value == descriptor)
    #expect(accepted.endpoint == endpoint)

    #expect(shutdown(descriptor, Int32(SHUT_RDWR)) == 0)
    let gone = try monitor.awaitEvent(.disconnected)
    #expect(gone.value == descriptor)
    try own.awaitEvent(.disconnected)
  }

  @Test func `a new key counts for the endpoint bound after it, the old one keeps its own`() throws {
    let old = try CurveKeyPair.generate()
    let new = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(old, admitting: [member: "FRA.CELL-1"])
    var monitor = try router.monitor()
    let oldEndpoint = try router.bind("tcp://127.0.0.1:*")
    try router.set(.curveServer(secret: new.secretKey))
    let newEndpoint = try router.bind("tcp://127.0.0.1:*")

    var early = try Loopback.dealer(member, to: old.publicKey, at: oldEndpoint)
    try early.awaitSend("with the old key")
    #expect(try router.awaitMessage().text == "with the old key")
    var late = try Loopback.dealer(member, to: new.publicKey, at: newEndpoint)
    try late.awaitSend("with the new key")
    #expect(try router.awaitMessage().text == "with the new key")

    var mistaken = try Loopback.dealer(member, to: new.publicKey, at: oldEndpoint)
    _ = try mistaken.send(Array("with the new key at the old place".utf8))
    var seen: [ZMQEvent] = []
    _ = try monitor.awaitEvent("a failed handshake", seen: &seen) {
      if case .handshakeFailed = $0.kind { true } else { false }
    }

    try router.unbind(oldEndpoint)
    try late.awaitSend("still here")
    #expect(try router.awaitMessage().text == "still here")
    #expect(throws: ZMQError.self) { _ = try RawClient(oldEndpoint) }
  }

  @Test func `a peer that stops answering pings is cut off`() throws {
    var router = try ZMQSocket(Loopback.context, .router)
    try router.set(.heartbeat(interval: 50, timeout: 100, ttl: 1000))
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let client = try RawClient(endpoint)
    client.send(RawClient.greeting("NULL") + RawClient.ready)
    try monitor.awaitEvent(.handshakeSucceeded)
    try client.awaitEnd()
  }

  @Test func `without reconnecting a broken connection stays broken`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let second = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.unconnectedDealer(member, to: keys.publicKey)
    var own = try dealer.monitor()
    try dealer.connect(endpoint)
    try dealer.awaitSend("here I am")
    let message = try router.awaitMessage()
    let descriptor = try #require(message.descriptors.last ?? nil)
    #expect(shutdown(descriptor, Int32(SHUT_RDWR)) == 0)
    try own.awaitEvent(.disconnected)
    // The one I/O thread announces a retry before it begins with what comes next.
    try dealer.connect(second)
    var seen: [ZMQEvent] = []
    let connected = try own.awaitEvent("the second connection", seen: &seen) { $0.kind == .connected }
    #expect(connected.endpoint == second)
    #expect(!seen.contains { $0.kind == .connectRetried })
  }
}
