package import CellSchema
package import CellWire

// What the machine holds, as measured by the status answer, the log and the tests.
extension Core {
  package func status(at now: Instant) -> StatusAnswer { rooms.answers.status(at: now) }

  /// The loop took so long for a turn.
  package func note(_ turn: LoopTurn) { rooms.answers.note(turn) }

  /// The time of acceptance that a message accepted now would get.
  package func moment(_ now: Instant) -> Microseconds { rooms.recorder.moment(now) }

  /// The link window to a peer: how many bytes are under way, and how many may be. Nil for a peer without a session.
  package func link(to peer: PeerID) -> LinkWindow? { rooms.delivery.link(to: peer) }

  /// Rows of the record that were read for subscriptions and wait to be sent.
  package var rowsHeld: Int { rooms.delivery.rowsHeld }
}
