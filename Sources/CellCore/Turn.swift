import CellSchema
import CellWire

/// One turn of the machine: the time at which an event is handled, and the effects that come of it.
struct Turn {
  let now: Instant
  var effects: Effects

  init(at now: Instant, _ effects: consuming Effects) {
    self.now = now
    self.effects = effects
  }

  mutating func note(_ note: Note) { effects.notes.append(note) }
  mutating func send(_ bytes: [UInt8], to peer: PeerID) { effects.connection.append(.send(peer, bytes)) }
  mutating func send(_ command: some ControlCommand, to peer: PeerID) { send(ControlCodec.encode(command), to: peer) }
  mutating func disconnect(_ peer: PeerID) { effects.connection.append(.disconnect(peer)) }

  mutating func send(_ command: some ControlCommand, to session: Session) {
    session.didSend(at: now)
    send(ControlCodec.encode(command), to: session.peer)
  }
}
