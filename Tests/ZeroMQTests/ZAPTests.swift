import Testing
import ZeroMQ

/// The frames of RFC 27.
@Suite struct ZAPTests {
  static let key = [UInt8](0..<32)
  static let request: [[UInt8]] = [
    Array("1.0".utf8), Array("1".utf8), Array("cell".utf8), Array("127.0.0.1".utf8), [0, 1], Array("CURVE".utf8), key,
  ]

  @Test func `a request is read whole`() throws {
    let request = try ZAPRequest(frames: Self.request, envelope: [[9], []])
    #expect(request.requestID == Array("1".utf8))
    #expect(request.domain == "cell")
    #expect(request.address == "127.0.0.1")
    #expect(request.routingID == [0, 1])
    #expect(request.mechanism == "CURVE")
    #expect(request.credentials == .curve(try #require(CurveKey(bytes: Self.key))))
    #expect(request.envelope == [[9], []])
  }

  @Test func `other mechanisms are told apart`() throws {
    let head = Array(Self.request[..<5])
    #expect(try ZAPRequest(frames: head + [Array("NULL".utf8)]).credentials == .null)
    let plain = [Array("PLAIN".utf8), Array("a".utf8), Array("b".utf8)]
    #expect(try ZAPRequest(frames: head + plain).credentials == .plain(username: "a", password: "b"))
    let gssapi = [Array("GSSAPI".utf8), [1, 2]]
    #expect(try ZAPRequest(frames: head + gssapi).credentials == .other([[1, 2]]))
  }

  @Test func `a malformed request is an error`() {
    func malformed(_ change: (inout [[UInt8]]) -> Void) -> ZAPRequest.Malformed? {
      var frames = Self.request
      change(&frames)
      do throws(ZAPRequest.Malformed) { _ = try ZAPRequest(frames: frames) } catch { return error }
      return nil
    }
    #expect(malformed { _ in } == nil)
    #expect(malformed { $0 = [] } == .tooShort)
    #expect(malformed { $0 = Array($0[..<5]) } == .tooShort)
    #expect(malformed { $0[0] = Array("1.1".utf8) } == .version)
    #expect(malformed { $0[2] = [0xff] } == .text)
    #expect(malformed { $0[5] = [0xc3] } == .text)
    #expect(malformed { $0[6].removeLast() } == .credentials)
    #expect(malformed { $0.removeLast() } == .credentials)
    #expect(malformed { $0.append([]) } == .credentials)
  }

  @Test func `a reply has six frames, the last of properties`() {
    let reply = ZAPReply(.success, text: "OK", userID: "FRA.CELL-1", metadata: ["Side": "cell"])
    #expect(
      reply.frames(answering: [7]) == [
        Array("1.0".utf8), [7], Array("200".utf8), Array("OK".utf8), Array("FRA.CELL-1".utf8),
        [4] + Array("Side".utf8) + [0, 0, 0, 4] + Array("cell".utf8),
      ])
    #expect(ZAPReply.refuse("no").frames(answering: [])[2] == Array("400".utf8))
    #expect(ZAPReply.refuse("no").frames(answering: [])[4] == [])
  }

  @Test(arguments: [
    [[], Array("1.0".utf8), Array("8".utf8)], [[]], [[1]], [[], []], [[], Array("2.0".utf8), Array("8".utf8)],
  ])
  func `the handler refuses a malformed request and goes on`(message: [[UInt8]]) throws {
    _ = Loopback.authenticator
    var asker = try ZMQSocket(Loopback.context, .dealer)
    try asker.connect(ZAPHandler.endpoint)
    for (index, frame) in message.enumerated() {
      let sent = try asker.send(frame, more: index < message.count - 1)
      #expect(sent)
    }
    let refusal = try asker.awaitMessage()
    #expect(refusal.frames.suffix(6)[refusal.frames.endIndex - 4] == Array("500".utf8))

    let good = [[]] + Self.request
    for (index, frame) in good.enumerated() { _ = try asker.send(frame, more: index < good.count - 1) }
    let answer = try asker.awaitMessage()
    #expect(answer.frames[3] == Array("400".utf8))
    #expect(answer.frames[2] == Array("1".utf8))
  }
}
