import CellCommand
import CellNode

/// A node for the length of a command, which says on standard error when the connection is lost and when it is back.
func connected<Result>(
  _ profile: NodeProfile, _ body: (Node) async throws -> Result
) async throws -> Result {
  var options = NodeOptions()
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
          if !wasLost { Terminal.note("connection lost: \(DisplayText.line("\(error)")); trying again") }
          wasLost = true
        case .serverError(let error): Terminal.note("the broker says: \(DisplayText.line("\(error)"))")
        case .ended: break
        }
      }
    }
    defer { notices.cancel() }
    return try await body(node)
  }
}
