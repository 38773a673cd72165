import CellCommand
import CellNode

/// A node for the length of a command, which says on standard error when the connection is lost and when it is back.
///
/// - Parameter timeout: seconds for the broker to welcome the node, and to answer.
func connected<Result>(
  _ profile: NodeProfile, timeout: Int, _ body: (Node) async throws -> Result
) async throws -> Result {
  var options = NodeOptions()
  options.connectTimeout = .seconds(timeout)
  options.queryTimeout = .seconds(timeout)
  options.client = "cellbus \(Version.current)"
  return try await Node.connected(profile, options: options) { node in
    let notices = Task {
      var wasLost = false
      for await event in node.events {
        switch event {
        case .connected(let endpoint):
          if wasLost { Terminal.note("connected again to \(endpoint)") }
          wasLost = false
        case .disconnected(let error):
          if !wasLost { Terminal.note("connection lost: \(words(error)); trying again") }
          wasLost = true
        case .serverError(let error): Terminal.note("the broker says: \(words(error))")
        case .parked(let name, let error):
          Terminal.note("the broker waits for the reader of \(DisplayText.line(name)): \(words(error))")
        case .refused, .outboxFilling: break
        case .ended: break
        }
      }
    }
    defer { notices.cancel() }
    return try await body(node)
  }
}

private func words(_ error: NodeError) -> String { "\(error.code), \(DisplayText.line(error.detail))" }
