package import CellSchema

/// What the machine holds and has done in this run, at one moment: for whoever watches it from outside.
package struct Measures: Sendable {
  /// Of a node of the roster in force.
  package struct OfNode: Sendable {
    package var node: NodeName
    package var sessions: Int
    /// Subscriptions of its sessions that get messages, that wait for credit, and that waited so long that they are
    /// parked.
    package var flowing = 0
    package var starved = 0
    package var parked = 0
    /// Messages that its sessions may still be sent, over all subscriptions; nil without one.
    package var credit: Int?
    package var waiting: Lanes<Waiting>
    package var accepted: Lanes<UInt64>
    package var refused: [ErrorCode: UInt64]
    /// Rows that the node has cosigned, as a witness; and the milliseconds since it last did.
    package var cosigned: UInt64?
    package var sinceCosigned: Int64?
  }

  package var cell: CellName
  /// The wall clock, and when this run began.
  package var time: Microseconds
  package var startedAt: Microseconds
  package var head: SequenceNumber
  package var rosterRevision: Int
  package var charterRevision: Int
  package var isFounded: Bool
  /// By name.
  package var nodes: [OfNode]
  /// What the bus itself said, by lane.
  package var saidByBus: Lanes<UInt64>
  package var delivered: Lanes<UInt64>
  package var faults: [ErrorCode: UInt64]
  /// Questions by what was asked; and how long those took that are answered beside the loop.
  package var questions: [String: UInt64]
  package var answers: Histogram
  package var turns: Histogram
  /// Why no message is taken; nil while they are.
  package var intakeStop: Refusal?
  package var alarms: [Alarm]
  package var disk: DiskFacts?
  /// Rows of the last good checkpoint, and milliseconds since it was made or, before there was one in this run, since the
  /// start.
  package var checkpoint: UInt64
  package var sinceCheckpoint: Int64
  package var clockJumps: UInt64
  /// Messages and bytes that are decided and wait for the next commit.
  package var pendingMessages: Int
  package var pendingBytes: Int
  /// Rows of the record held in memory for readers that are behind.
  package var rowsHeld: Int
}
