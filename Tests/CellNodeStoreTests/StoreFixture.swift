import CellNode
import CellNodeStore
import CellSchema
import Foundation

/// A directory that goes with the test.
final class Scratch: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appending(path: "cellbus-store-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: String { path + "/outbox.sqlite" }
}

/// What the tests of the store do with it, from outside of a node.
enum Outbound {
  static let document = Array(#"{"header":{},"body":{}}"#.utf8)

  static func open(_ path: String) throws(NodeError) -> NodeStore {
    try NodeStore(path: path, cell: "paris", node: "UKR.GS-1")
  }

  static func message(_ text: String, lane: Precedence = .routine, serial: Int? = nil) -> StoredMessage {
    StoredMessage(
      lane: lane, id: nil, envelope: Envelope(document: Array(text.utf8)),
      serial: serial.flatMap { Serial(node: "UKR.GS-1", number: $0, year: 26) }.map {
        StoredSerial(nature: .operation, exerciseName: nil, serial: $0)
      })
  }

  /// That the broker refused it.
  static func refusal(lane: Precedence = .routine, number: UInt64) -> StoredDecision {
    StoredDecision(
      place: OutboxPlace(lane: lane, number: number),
      refused: StoredRefusal(
        refusal: Refusal(.notReleasable, at: "/header/label", "no to \(number)"), type: "cell.liaison-note",
        at: Timestamp(microseconds: 1_772_878_860_000_000)))
  }

  static func text(_ message: StoredMessage) -> String { String(decoding: message.envelope.document, as: UTF8.self) }
}

extension NodeStore {
  /// Appends a message and waits until it is on the disk.
  func append(_ message: StoredMessage) async throws -> UInt64 {
    try await withCheckedThrowingContinuation { continuation in
      append(message) { continuation.resume(with: $0.mapError { $0 as any Error }) }
    }
  }
}
