import CellSchema

/// What was decided in this run, by node.
struct Tally {
  private(set) var accepted: [NodeIndex: Lanes<UInt64>] = [:]
  /// By the node of the roster whose message it was, and the code.
  private(set) var refused: [NodeName: [ErrorCode: UInt64]] = [:]
  private(set) var acceptedCount: UInt64 = 0
  private(set) var refusedCount: UInt64 = 0

  mutating func accept(_ node: NodeIndex, _ lane: Precedence) {
    acceptedCount += 1
    accepted[node, default: Lanes(repeating: 0)][lane] += 1
  }

  mutating func refuse(_ node: NodeName, _ code: ErrorCode) {
    refusedCount += 1
    refused[node, default: [:]][code, default: 0] += 1
  }
}
