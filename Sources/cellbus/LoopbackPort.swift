import CellCommand
import CellSchema
import ZeroMQ

/// A TCP port of the loopback interface that nobody listens on now.
enum LoopbackPort {
  /// The system chooses among its ephemeral ports. Between this and the broker's start somebody may take it; the broker
  /// then says so.
  static func free() throws -> UInt16 {
    let context = try ZMQContext()
    var socket = try ZMQSocket(context, .router)
    let endpoint = try socket.bind("tcp://127.0.0.1:*")
    guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw Complaint(.failed, .unreachable, at: endpoint, spoken("the system gave no port of the loopback interface"))
    }
    return port
  }
}
