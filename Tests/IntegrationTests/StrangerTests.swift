import CellConfig
import CellNode
import CellSchema
import CellWire
import Foundation
import Testing
import ZeroMQ

/// Who is not on the roster, or does not keep to the wire, gets the right error; others notice nothing.
@Suite(.serialized) struct StrangerTests {
  /// A DEALER that says what it likes.
  private final class Raw {
    private let context: ZMQContext
    private var socket: ZMQSocket
    private var poller = ZMQPoller()
    private let place: Int

    init(_ profile: NodeProfile, pair: CurveKeyPair? = nil) throws {
      context = try ZMQContext()
      var socket = try ZMQSocket(context, .dealer)
      let secret = CurveKey(z85: "\(profile.secretKey)")!
      try socket.set(
        .curveClient(
          server: CurveKey(z85: "\(profile.serverKey)")!,
          public: pair?.publicKey ?? CurveKey(z85: "\(profile.publicKey)")!,
          secret: pair?.secretKey ?? secret))
      try socket.connect(profile.endpoints[0])
      place = poller.add(socket)
      self.socket = socket
    }

    func send(_ bytes: [UInt8], more: Bool = false) throws { #expect(try socket.send(bytes, more: more)) }
    func send(_ command: some ControlCommand) throws { try send(ControlCodec.encode(command)) }

    /// The next frame that is no PING, or nil after a time in which a broker answers.
    func receive(within milliseconds: Int = 20_000) throws -> [UInt8]? {
      let deadline = ContinuousClock.now + .milliseconds(milliseconds)
      while ContinuousClock.now < deadline {
        try poller.wait(milliseconds: 100)
        while let frame = try socket.receive() {
          if frame.bytes().first != Command.ping.rawValue { return frame.bytes() }
        }
      }
      return nil
    }

    func error() throws -> ErrorCode? {
      guard let frame = try receive() else { return nil }
      switch frame.first.flatMap(Command.init) {
      case .error: return ErrorCode(number: UInt16(try ControlCodec.decode(ErrorReport.self, from: frame).code.value))
      case .bye:
        return try ControlCodec.decode(Bye.self, from: frame).code.map { ErrorCode(number: UInt16($0.value)) }
      default: return nil
      }
    }

    /// Greets; what came back is a WELCOME.
    func greet(_ profile: NodeProfile, stream: StreamIdentifier? = nil) throws {
      try send(Hello(cell: profile.cell, stream: stream, nature: nil, exerciseName: nil, client: "test"))
      let frame = try #require(try receive())
      _ = try ControlCodec.decode(Welcome.self, from: frame)
      #expect(frame[0] == Command.welcome.rawValue)
    }
  }

  /// Runs a body while another node publishes and reads its own; it must notice nothing.
  private func beside(_ cell: TestCell, _ body: () async throws -> Void) async throws {
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      var notes = node.subscribe(to: LiaisonNote.self).makeAsyncIterator()
      func exchange(_ text: String) async throws {
        let receipt = try await node.publish(LiaisonNote(subject: "Exercise", text: Text(text)!))
        let next1 = try await notes.next()
        #expect(next1?.sequence == receipt.sequence)
      }
      try await exchange("before")
      try await body()
      try await exchange("after")
    }
  }

  @Test func aKeyThatTheRosterDoesNotListStaysOutside() async throws {
    let cell = try TestCell()
    try cell.start()
    let profile = try cell.profile("FRA.CELL-1")
    try await beside(cell) {
      let stranger = try Raw(profile, pair: try CurveKeyPair.generate())
      try stranger.send(Hello(cell: profile.cell, stream: nil, nature: nil, exerciseName: nil, client: "test"))
      let wasRefused = try await eventually { cell.log.contains("event=key-refused") }
      #expect(wasRefused)
      #expect(try stranger.receive(within: 300) == nil)
    }
  }

  @Test func aCommandBeforeHelloIsAnswered() async throws {
    let cell = try TestCell()
    try cell.start()
    let profile = try cell.profile("FRA.CELL-1")
    try await beside(cell) {
      let raw = try Raw(profile)
      try raw.send(Credit(subscription: 1, messages: 1, bytes: 1))
      #expect(try raw.error() == .helloRequired)
    }
  }

  @Test func aStaleVersionAndAnotherCellAreTurnedAway() async throws {
    let cell = try TestCell()
    try cell.start()
    let profile = try cell.profile("FRA.CELL-1")
    try await beside(cell) {
      let stale = try Raw(profile)
      try stale.send(
        Hello(cell: profile.cell, stream: nil, nature: nil, exerciseName: nil, client: "test", versions: [0, 7]))
      #expect(try stale.error() == .versionUnsupported)
      let astray = try Raw(profile)
      try astray.send(Hello(cell: "elsewhere", stream: nil, nature: nil, exerciseName: nil, client: "test"))
      #expect(try astray.error() == .cellMismatch)
    }
  }

  @Test func garbageAndHalfFramesAreNamed() async throws {
    let cell = try TestCell()
    try cell.start()
    let profile = try cell.profile("FRA.CELL-1")
    try await beside(cell) {
      let raw = try Raw(profile)
      let stream = StreamIdentifier.random()
      try raw.greet(profile, stream: stream)
      try raw.send([0xEE, 1, 2, 3])
      #expect(try raw.error() == .unknownCommand)
      try raw.send([])
      #expect(try raw.error() == .malformedFrame)
      try raw.send([Command.ping.rawValue], more: true)
      try raw.send(Array("{}".utf8))
      #expect(try raw.error() == .malformedFrame)
      try raw.send([Command.ping.rawValue] + [UInt8](repeating: 0x20, count: Limits.frame))
      #expect(try raw.error() == .frameTooLarge)
      let whole = PublishFrame(
        lane: .routine, stream: stream, firstNumber: 1, envelopes: [Envelope(document: Array("{}".utf8))]
      ).encoded()
      try raw.send(Array(whole.dropLast(1)))
      #expect(try raw.error() == .malformedFrame)
      try raw.send(whole + [0])
      #expect(try raw.error() == .malformedFrame)
      try raw.send([Command.subscribe.rawValue] + Array("{\"subscription\":1".utf8))
      #expect(try raw.error() == .malformedFrame)
    }
  }

  @Test func anOversizedFrameCostsItsSenderTheConnection() async throws {
    let cell = try TestCell()
    try cell.start()
    let profile = try cell.profile("FRA.CELL-1")
    try await beside(cell) {
      let raw = try Raw(profile)
      try raw.greet(profile)
      try raw.send([UInt8](repeating: 0x10, count: Limits.frame + 65))
      let wasCut = try await eventually { cell.log.contains("event=session-closed node=FRA.CELL-1") }
      #expect(wasCut)
    }
  }

  @Test func anotherNodesNameAndAnotherCellsAreRefused() async throws {
    let cell = try TestCell()
    try cell.start()
    try await beside(cell) {
      try await Node.connected(cell.profile("FRA.CELL-1")) { node in
        var forged = Draft(LiaisonNote(subject: "Exercise", text: "forged"))
        forged.from = "UKR.GS-1"
        let wrongSender = await #expect(throws: NodeError.self) { try await node.publish(forged) }
        #expect(wrongSender?.code == .wrongSender)
        #expect(wrongSender?.pointer == "/header/from")
        var astray = Draft(LiaisonNote(subject: "Exercise", text: "astray"))
        astray.cell = "elsewhere"
        let wrongCell = await #expect(throws: NodeError.self) { try await node.publish(astray) }
        #expect(wrongCell?.code == .wrongCell)
        #expect(wrongCell?.pointer == "/header/cell")
      }
    }
  }

  @Test("owner and group may connect to a socket, whatever the umask", arguments: ["0", "077"])
  func socketsAreOfTheGroup(umask: String) async throws {
    let cell = try TestCell()
    try cell.start(within: ["/bin/sh", "-c", "umask \(umask); exec \"$@\"", "sh"])
    try await cell.isServing()
    for (name, mode) in [("cellbus.sock", 0o660), ("record/control.sock", 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(cell.directory)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
      #expect(attributes[.type] as? FileAttributeType == .typeSocket)
    }
    #expect(cell.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: "\(cell.directory)/record/control.sock"))
  }
}
