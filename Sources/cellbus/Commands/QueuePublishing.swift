import CellCommand
import CellNode
import CellNodeStore
import CellSchema

/// Leaves one message to the profile's store.
struct QueuePublishing {
  let profile: NodeProfile
  /// Seconds for the broker to tell the station's count, which it has to do once.
  let timeout: Int

  func run(_ draft: Draft) async throws -> QueuedMessage {
    guard profile.store != nil else {
      throw Complaint.usage("--queue needs a store, and the profile names none: add the line store: FILE.sqlite")
    }
    let store = try NodeStore(profile)
    defer { store.close() }
    let node = Node(profile, store: store, options: .command(timeout: timeout))
    let run = Task { try await node.run() }
    let deadline = Task {
      try await Task.sleep(for: .seconds(timeout))
      run.cancel()
    }
    defer {
      deadline.cancel()
      run.cancel()
    }
    do throws(any Error) {
      return try await node.enqueue(draft)
    } catch let error as NodeError where error.code == .nodeClosed {
      throw Complaint(
        .failed, .unreachable, "the broker has not told this store the station's count yet, and does not answer",
        consequence: "Nothing was queued. Once it was reached, --queue works without it.")
    }
  }
}
