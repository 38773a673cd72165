import CZeroMQ

/// The socket that libzmq asks whether a peer may connect: one a context, bound before any other (LIBZMQ 1).
package struct ZAPHandler: ~Copyable {
  /// The endpoint at which libzmq looks for the handler (RFC 27).
  package static let endpoint = "inproc://zeromq.zap.01"

  private var socket: ZMQSocket
  var handle: SocketHandle { socket.handle }

  package init(_ context: ZMQContext) throws(ZMQError) {
    var socket = try ZMQSocket(context, .router)
    _ = try socket.bind(Self.endpoint)
    self.socket = socket
  }

  /// The next request, or nil when there is none. A malformed request is answered with 500 and skipped.
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

  /// Answers a request; the answer to a peer that is gone is dropped.
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
