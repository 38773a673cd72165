import Foundation
import Glibc
import Testing
import ZeroMQ

/// What lies at an endpoint, and what a peer is told.
@Suite struct EndpointTests {
  @Test func `a file that lies at a socket's path is not deleted`() throws {
    let path = Loopback.newPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("mine".utf8).write(to: URL(filePath: path))
    #expect(SocketPath(lookingAt: path, followsLinks: false) == .other)
    var router = try ZMQSocket(Loopback.context, .router)
    #expect(throws: ZMQError.self) { _ = try router.bind("ipc://\(path)") }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test func `a socket that somebody listens on is not taken over`() throws {
    let path = Loopback.newPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(SocketPath(lookingAt: path, followsLinks: false) == .nothing)
    var first = try ZMQSocket(Loopback.context, .router)
    _ = try first.bind("ipc://\(path)")
    #expect(SocketPath(lookingAt: path, followsLinks: true) == .served)
    var second = try ZMQSocket(Loopback.context, .router)
    let error = #expect(throws: ZMQError.self) { _ = try second.bind("ipc://\(path)") }
    #expect(error?.code == EADDRINUSE)
  }

  @Test(arguments: ["tcp://[::1]:*", "tcp://127.0.0.1:*"]) func `both families are bound and reached`(_ bound: String)
    throws
  {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    let endpoint = try router.bind(bound)
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: endpoint)
    try dealer.awaitSend("hello")
    #expect(try router.awaitMessage().text == "hello")
  }

  @Test func `a path with blanks and other scripts is bound and reached`() throws {
    let keys = try CurveKeyPair.generate()
    let member = try CurveKeyPair.generate()
    var router = try Loopback.router(keys, admitting: [member: "FRA.CELL-1"])
    let path = Loopback.newPath() + " київ"
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try router.bind("ipc://\(path)")
    var dealer = try Loopback.dealer(member, to: keys.publicKey, at: "ipc://\(path)")
    try dealer.awaitSend("hello")
    #expect(try router.awaitMessage().text == "hello")
  }

  @Test func `the system's names are looked up`() throws {
    #expect(try HostAddresses.look(up: "127.0.0.1") == ["127.0.0.1"])
    #expect(try HostAddresses.look(up: "localhost").contains { $0 == "127.0.0.1" || $0 == "::1" })
    #expect(throws: HostAddresses.Failure.self) { try HostAddresses.look(up: "nowhere.invalid") }
  }

  @Test func `a peer can tell that it is to come again from that its key is refused`() async {
    await #expect(processExitsWith: .success) {
      let context = try ZMQContext()
      let keys = try CurveKeyPair.generate()
      let member = try CurveKeyPair.generate()
      var handler = try ZAPHandler(context)
      var router = try ZMQSocket(context, .router)
      try router.set(.curveServer(secret: keys.secretKey))
      try router.set(.zapDomain("cell"))
      let endpoint = try router.bind("tcp://127.0.0.1:*")
      var poller = ZMQPoller()
      _ = poller.add(handler)
      for reply in [ZAPReply(.temporaryError), .refuse("no")] {
        var dealer = try ZMQSocket(context, .dealer)
        try dealer.set(.reconnectInterval(-1))
        try dealer.set(.curveClient(server: keys.publicKey, public: member.publicKey, secret: member.secretKey))
        var monitor = try dealer.monitor()
        try dealer.connect(endpoint)
        try poller.wait(milliseconds: 5_000)
        let request = try #require(try handler.next())
        try handler.answer(request, reply)
        var seen: [ZMQEvent] = []
        let end = try monitor.awaitEvent("the refusal", seen: &seen) {
          if case .handshakeFailed = $0.kind { true } else { false }
        }
        #expect(end.kind == .handshakeFailed(.auth))
        #expect(end.value == Int32(reply.status.rawValue))
      }
    }
  }
}
