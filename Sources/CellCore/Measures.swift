package import CellSchema

// What the machine holds, for those who watch it.
extension Core {
  /// What is under way to a peer, and how much may be.
  package func link(to peer: PeerID) -> LinkWindow? { sessions[peer]?.link }

  /// Rows of the record that were read for subscriptions and wait to be sent.
  package var rowsHeld: Int {
    sessionsInOrder.reduce(0) { sum, session in
      sum + session.subscriptions.reduce(0) { $0 + $1.backlog.reduce(0) { $0 + $1.rows.count } }
    }
  }
}
