package import CellSchema
package import CellWire

// What the machine holds, as measured by the status answer, the log, the metrics and the tests.
extension Core {
  package func status(at now: Instant) -> StatusAnswer { rooms.status.status(at: now) }

  /// What an operator has to see to, the worst first.
  package func alarms(at now: Instant) -> [Alarm] { rooms.alarms.alarms(at: now) }

  package func measures(at now: Instant) -> Measures { rooms.status.measures(at: now) }

  /// The loop took so long for a turn.
  package func note(_ turn: LoopTurn) { rooms.status.note(turn) }

  /// Another thread has looked at the record's disk.
  package func note(_ disk: DiskFacts) { rooms.alarms.note(disk) }

  /// Why the rules in force are not those of the files; nil where they are.
  package func note(_ files: FileTrouble?) { rooms.alarms.note(files) }

  package func note(_ limits: AlarmLimits) { rooms.alarms.note(limits) }

  /// Whether new messages are taken.
  package var takesMessages: Bool { rooms.recorder.intakeStop == nil }

  /// The time of acceptance that a message accepted now would get.
  package func moment(_ now: Instant) -> Microseconds { rooms.recorder.moment(now) }

  /// The link window to a peer: how many bytes are under way, and how many may be. Nil for a peer without a session.
  package func link(to peer: PeerID) -> LinkWindow? { rooms.delivery.link(to: peer) }

  /// Rows of the record that were read for subscriptions and wait to be sent.
  package var rowsHeld: Int { rooms.delivery.rowsHeld }
}
