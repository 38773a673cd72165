import CellSchema
import Testing

@Suite struct ReadingAnEndpoint {
  @Test(arguments: [
    "tcp://127.0.0.1:7400", "tcp://0.0.0.0:1", "tcp://255.255.255.255:65535", "tcp://[::]:7400", "tcp://[::1]:7400",
    "tcp://[fe80:0:0:0:1:2:3:4]:7400", "tcp://[2001:db8::1]:443", "ipc:///run/cellbus/cellbus.sock", "ipc:///a b",
  ])
  func `an endpoint reads and prints as written`(_ text: String) throws {
    #expect(try Endpoint(text).description == text)
  }

  @Test(arguments: [
    "", "tcp", "tcp://", "127.0.0.1:7400", "udp://127.0.0.1:7400", "tcp://127.0.0.1", "tcp://127.0.0.1:",
    "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:07400", "tcp://127.0.0.1:+74", "tcp://127.0.0.1:7 4",
    "tcp://127.0.0.1:*", "tcp://*:7400", "tcp://localhost:7400", "tcp://127.0.0:7400", "tcp://127.0.0.256:7400",
    "tcp://127.0.0.01:7400", "tcp://127.0.0.1.1:7400", "tcp://127..0.1:7400", "tcp://[]:7400", "tcp://[:::]:7400",
    "tcp://[1:2:3:4:5:6:7]:7400", "tcp://[1::2::3]:7400", "tcp://[1:2:3:4:5:6:7:8:9]:7400", "tcp://[12345::]:7400",
    "tcp://[g::]:7400", "tcp://[::1%eth0]:7400", "tcp://::1:7400", "TCP://127.0.0.1:7400", "ipc://", "ipc://a",
    "ipc:///", "ipc:///dir/", "inproc://x",
  ])
  func `what cannot be bound is refused`(_ text: String) {
    #expect(throws: Endpoint.Problem.self) { try Endpoint(text) }
  }

  @Test func `the path of a socket has 107 bytes and not one more`() throws {
    _ = try Endpoint("ipc:///" + String(repeating: "x", count: 106))
    #expect(throws: Endpoint.Problem.self) { try Endpoint("ipc:///" + String(repeating: "x", count: 107)) }
    #expect(throws: Endpoint.Problem.self) { try Endpoint("ipc:///" + String(repeating: "é", count: 54)) }
  }
}
