import CZeroMQ

/// The socket that libzmq asks whether a peer may come in: one a context, bound before any other (LIBZMQ 1).
package struct ZAPHandler: ~Copyable {
  /// Where libzmq looks for it (RFC 27).
  package static let endpoint = "inproc://zeromq.zap.01"

  private var socket: ZMQSocket
  var handle: SocketHandle { socket.handle }

  package init(_ context: ZMQContext) throws(ZMQError) {
    var socket = try ZMQSocket(context, .router)
    _ = try socket.bind(Self.endpoint)
    self.socket = socket
  }

  /// The next request, or nil when there is none. A malformed one is refused here (500) and passed over.
  package mutating func next() throws(ZMQError) -> ZAPRequest? {
    while let first = try socket.receive() {
      var frames = [first.bytes()]
      var more = first.hasMore
      while more, let frame = try socket.receive() {
        frames.append(frame.bytes())
        more = frame.hasMore
      }
      let end = frames.firstIndex(of: []) ?? 0
      let envelope = Array(frames[...end])
      let message = Array(frames[(end + 1)...])
      do throws(ZAPRequest.Malformed) {
        return try ZAPRequest(frames: message, envelope: envelope)
      } catch {
        let requestID = message.count > 1 ? message[1] : []
        try send(envelope + ZAPReply(.internalError, text: "malformed request").frames(answering: requestID))
      }
    }
    return nil
  }

  /// Answers a request; one whose peer is gone goes nowhere.
  package mutating func answer(_ request: ZAPRequest, _ reply: ZAPReply) throws(ZMQError) {
    try send(request.envelope + reply.frames(answering: request.requestID))
  }

  private mutating func send(_ frames: [[UInt8]]) throws(ZMQError) {
    for (index, frame) in frames.enumerated() {
      // One request at a time is under way on each pipe, and a ROUTER that is not mandatory takes everything.
      _ = try socket.send(frame, more: index < frames.count - 1)
    }
  }
}
