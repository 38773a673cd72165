import CellNode
import CellSchema
import Foundation
import Testing

@Suite("Where a node connects")
struct NodeEndpointTests {
  private func connect(_ broker: LoopbackBroker, _ endpoints: [String], seconds: Int = 10) async throws {
    var options = NodeOptions()
    options.connectTimeout = .seconds(seconds)
    try await Node.connected(broker.profile(endpoints: endpoints), options: options) { _ in }
  }

  private func port(_ broker: LoopbackBroker) -> String { String(broker.endpoint.split(separator: ":").last ?? "") }

  @Test func `a host's name leads to whichever family the broker listens on`() async throws {
    let four = try LoopbackBroker()
    try await connect(four, ["tcp://localhost:\(port(four))"])
    let six = try LoopbackBroker(endpoint: "tcp://[::1]:*")
    try await connect(six, [six.endpoint])
  }

  @Test func `a name that nobody knows does not hold up the next endpoint`() async throws {
    let broker = try LoopbackBroker()
    try await connect(broker, ["tcp://nowhere.invalid:7400", broker.endpoint])
  }

  @Test func `a socket's path may have blanks and other scripts`() async throws {
    let path = "/tmp/cellbus \(UUID().uuidString.prefix(8)) київ"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let broker = try LoopbackBroker(endpoint: "ipc://\(path)")
    try await connect(broker, ["ipc://\(path)"])
  }

  @Test func `what lies at a socket's path is told`() async throws {
    let broker = try LoopbackBroker()
    let path = "/tmp/cellbus-\(UUID().uuidString.prefix(8))"
    for (words, make) in [
      ("there is no socket at", { @Sendable in }),
      ("is no socket", { @Sendable in try Data().write(to: URL(filePath: path)) }),
    ] as [(String, @Sendable () throws -> Void)] {
      try make()
      let error = await #expect(throws: NodeError.self) { try await connect(broker, ["ipc://\(path)"], seconds: 1) }
      #expect(error?.code == .unreachable)
      #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
    }
    try? FileManager.default.removeItem(atPath: path)
  }

  @Test func `a file's problem never quotes the secret key, and names the endpoint that is none`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "profile-\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let secret = "not a key at all but secret"
    try Data("cell: paris\nnode: UKR.GS-1\nsecretKey: '\(secret)'\n".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: NodeError.self) { try NodeProfile.file(path) }
    #expect(error?.detail.contains(secret) == false)
  }
}
