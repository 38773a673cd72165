import Glibc
import Testing
import ZeroMQ

/// Who is let in, and as whom (LIBZMQ 1, 2).
@Suite struct AdmissionTests {
  @Test func `without a ZAP handler everyone is let in, and nameless`() async {
    await #expect(processExitsWith: .success) {
      let context = try ZMQContext()
      let keys = try CurveKeyPair.generate()
      let stranger = try CurveKeyPair.generate()
      var router = try ZMQSocket(context, .router)
      try router.set(.curveServer(secret: keys.secretKey))
      try router.set(.zapDomain("cell"))
      let endpoint = try router.bind("tcp://127.0.0.1:*")
      var dealer = try ZMQSocket(context, .dealer)
      try dealer.set(
        .curveClient(server: keys.publicKey, public: stranger.publicKey, secret: stranger.secretKey))
      try dealer.connect(endpoint)
      try dealer.awaitSend("let me in")
      let message = try router.awaitMessage()
      #expect(message.text == "let me in")
      #expect(message.users == [nil, nil])
    }
  }

  @Test func `an enforced ZAP domain without a handler lets nobody in`() async {
    await #expect(processExitsWith: .success) {
      let context = try ZMQContext()
      let keys = try CurveKeyPair.generate()
      let stranger = try CurveKeyPair.generate()
      var router = try ZMQSocket(context, .router)
      try router.set(.curveServer(secret: keys.secretKey))
      try router.set(.zapDomain("cell"))
      try router.set(.enforceZAPDomain)
      var monitor = try router.monitor()
      let endpoint = try router.bind("tcp://127.0.0.1:*")
      var dealer = try ZMQSocket(context, .dealer)
      try dealer.set(.reconnectInterval(-1))
      try dealer.set(
        .curveClient(server: keys.publicKey, public: stranger.publicKey, secret: stranger.secretKey))
      try dealer.connect(endpoint)
      // Refused already, it has no peer left to send to.
      _ = try dealer.send(Array("let me in".utf8))
      var seen: [ZMQEvent] = []
      let end = try monitor.awaitEvent("the end of the handshake", seen: &seen) {
        if case .handshakeFailed = $0.kind { true } else { $0.kind == .handshakeSucceeded }
      }
      #expect(end.kind != .handshakeSucceeded)
      #expect(try router.message() == nil)
    }
  }

  @Test func `a key that the handler does not know is refused`() throws {
    let keys = try CurveKeyPair.generate()
    let known = try CurveKeyPair.generate()
    let stranger = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [known: "FRA.CELL-1"])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var intruder = try Loopback.dealer(stranger, to: keys.publicKey, at: endpoint)
    _ = try intruder.send(Array("let me in".utf8))
    let failure = try monitor.awaitEvent(.handshakeFailed(.auth))
    #expect(failure.value == 400)

    var member = try Loopback.dealer(known, to: keys.publicKey, at: endpoint)
    try member.awaitSend("good morning")
    let message = try router.awaitMessage()
    #expect(message.text == "good morning")
    #expect(message.users.last == "FRA.CELL-1")
    let rest = try router.message()
    #expect(rest == nil)
  }

  @Test(arguments: ["tcp", "ipc"])
  func `the User-Id is on the frame after the identity`(transport: String) throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    let path = Loopback.newPath()
    defer { unsafe unlink(path) }
    let endpoint = try router.bind(transport == "tcp" ? "tcp://127.0.0.1:*" : "ipc://\(path)")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("good morning")
    let message = try router.awaitMessage()
    #expect(message.users == [nil, "FRA.CELL-1"])
    #expect(message.descriptors.last != nil)
    let address = try #require(message.addresses.last ?? nil)
    #expect(transport == "tcp" ? address == "127.0.0.1" : address.hasPrefix("localhost:\(getuid()):"))
  }

  @Test func `a claimed routing id is not an identity`() throws {
    let keys = try CurveKeyPair.generate()
    let france = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [france: "FRA.CELL-1"])
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try Loopback.dealer(
      france, to: keys.publicKey, at: endpoint, options: [.routingID(Array("USA.CELL-1".utf8))])
    try dealer.awaitSend("I am another")
    let message = try router.awaitMessage()
    #expect(message.frames.first == Array("USA.CELL-1".utf8))
    #expect(message.users.last == "FRA.CELL-1")
  }

  @Test func `without handover a routing id stays with the connection that has it`() throws {
    let keys = try CurveKeyPair.generate()
    let france = try CurveKeyPair.generate()
    let poland = try CurveKeyPair.generate()
    let claimed = Array("X".utf8)
    var router = try Loopback.router(
      keys, admitting: [france: "FRA.CELL-1", poland: "POL.CELL-1"], options: [.routerHandover(false)])
    var monitor = try router.monitor()
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var first = try Loopback.dealer(france, to: keys.publicKey, at: endpoint, options: [.routingID(claimed)])
    try first.awaitSend("first")
    let opening = try router.awaitMessage()
    #expect(opening.users.last == "FRA.CELL-1")
    try monitor.awaitEvent(.handshakeSucceeded)

    var second = try Loopback.dealer(poland, to: keys.publicKey, at: endpoint, options: [.routingID(claimed)])
    _ = try second.send(Array("second".utf8))
    try monitor.awaitEvent(.handshakeSucceeded)
    let address = try router.send(claimed, more: true)
    let body = try router.send(Array("for France".utf8))
    #expect(address && body)
    let answer = try first.awaitMessage()
    #expect(answer.text == "for France")
    let stray = try second.message()
    #expect(stray == nil)
  }
}
