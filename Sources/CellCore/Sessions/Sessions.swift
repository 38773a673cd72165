import CellSchema
import CellWire

/// Who is connected: sessions from their first frame to their end.
final class Sessions {
  private var sessions: [PeerID: Session] = [:]
  /// Oldest first: the order of work is always the same, so that a history replays.
  private(set) var inOrder: [Session] = []
  private var lastNumber: UInt64 = 0
  private var lastHeardOfNode: [NodeIndex: Microseconds] = [:]
  /// Sessions that a node opened in the current minute.
  private var greetings: [NodeIndex: MinuteQuota] = [:]
  /// Faults of sessions in this run, by code.
  private(set) var faults: [ErrorCode: UInt64] = [:]
  /// When the last tick came (monotonic milliseconds).
  private var lastTick: Int64?
  private var limits: SessionLimits
  /// What other rooms do when a session ends.
  private var endings: [(Session, inout Turn) -> Void] = []

  init(limits: SessionLimits) { self.limits = limits }

  func adopt(_ limits: SessionLimits) { self.limits = limits }
  /// Forgets how many sessions a node opened in the current minute.
  func forgive(_ node: NodeIndex) { greetings[node] = nil }

  subscript(peer: PeerID) -> Session? { sessions[peer] }

  func whenOneEnds(_ ending: @escaping (Session, inout Turn) -> Void) { endings.append(ending) }

  // MARK: who is there

  /// The session that a frame is from; a new session for a new peer.
  ///
  /// Nil if the broker, or the node, has as many connections as it may. A node may have as many ungreeted connections
  /// again as sessions: a node that only connects takes no place from other nodes, and a session that takes over its
  /// own stream finds a place.
  func session(of peer: PeerID, node: NodeIndex, name: NodeName, at now: Instant) -> Session? {
    guard let session = sessions[peer] ?? newSession(peer, node, name, at: now) else { return nil }
    session.didHear(at: now)
    lastHeardOfNode[node] = now.wall
    return session
  }

  private func newSession(_ peer: PeerID, _ node: NodeIndex, _ name: NodeName, at now: Instant) -> Session? {
    guard sessions.count < limits.sessions,
      sessions.values.count(where: { $0.node == node }) < 2 * limits.sessionsPerNode
    else { return nil }
    lastNumber += 1
    let session = Session(peer: peer, number: lastNumber, node: node, name: name, at: now)
    sessions[peer] = session
    inOrder.append(session)
    return session
  }

  /// Admits a session's HELLO and counts it against the node's sessions of this minute.
  ///
  /// - Parameter heritage: an older session whose stream this one takes over; it is not counted.
  /// - Throws: `too-many-sessions` or `throttled`.
  func admitGreeting(_ session: Session, heritage: PeerID?, at now: Instant) throws(Refusal) {
    let ofNode = sessions.values.count {
      $0.node == session.node && $0 !== session && $0.peer != heritage && $0.isGreeted
    }
    guard ofNode < limits.sessionsPerNode else {
      throw Refusal(.tooManySessions, "\(session.name) has \(ofNode) sessions of \(limits.sessionsPerNode)")
    }
    guard greetings[session.node, default: MinuteQuota()].allows(limits.sessionsPerMinute, at: now.monotonic) else {
      throw Refusal(.throttled, "\(session.name) opened \(limits.sessionsPerMinute) sessions this minute")
    }
    greetings[session.node]?.note()
  }

  var openSessionsOfNode: [NodeIndex: Int] {
    inOrder.reduce(into: [:]) { counts, session in
      if session.isOpen { counts[session.node, default: 0] += 1 }
    }
  }

  func lastHeard(_ node: NodeIndex) -> Microseconds? { lastHeardOfNode[node] }

  /// Nodes that were heard in this run of the broker.
  var heardNodes: Set<NodeIndex> { Set(lastHeardOfNode.keys) }

  // MARK: how a session ends

  /// Ends a session: sends BYE with the reason and cuts the connection.
  func dismiss(_ session: Session, _ code: ErrorCode, _ detail: String, _ turn: inout Turn) {
    turn.send(Bye(code, detail), to: session)
    turn.disconnect(session.peer)
    close(session, code, detail, &turn)
  }

  /// Forgets a session. Decisions on what it published stand, and the places of its durable subscriptions stay.
  func close(_ session: Session, _ code: ErrorCode?, _ detail: String, _ turn: inout Turn) {
    for ending in endings { ending(session, &turn) }
    sessions[session.peer] = nil
    inOrder.removeAll { $0 === session }
    turn.note(.closed(node: session.name, session: session.number, code: code, detail: detail))
  }

  /// Reports a fault to the peer: a frame that cannot be read, or a refused command. The session goes on unless it has
  /// too many faults.
  ///
  /// What is over quota is no fault: the peer is told, and may try again.
  func report(
    _ refusal: Refusal, to session: Session, about subject: CommandSubject = CommandSubject(), _ turn: inout Turn
  ) {
    let isWithin = refusal.code == .throttled || session.toleratesFault(at: turn.now)
    faults[refusal.code, default: 0] += 1
    turn.note(.fault(node: session.name, code: refusal.code, detail: refusal.detail))
    let place = refusal.pointer.isEmpty ? "" : refusal.pointer + ": "
    let report = ErrorReport(
      refusal.code, place + refusal.detail, subscription: subject.subscription, query: subject.query)
    turn.send(report, to: session)
    if !isWithin {
      dismiss(session, .malformedFrame, "\(Limits.faultsPerMinute) faults in one minute", &turn)
    }
  }

  /// Ends the sessions of nodes that the new roster does not list, or lists under another key: the old key may be in
  /// other hands.
  func dismissWhoLeft(_ previous: Rulebook, _ rulebook: Rulebook, _ turn: inout Turn) {
    for session in inOrder {
      let key = rulebook.listed(session.node)?.curveKey
      if key == nil {
        dismiss(session, .revoked, "the roster no longer lists \(session.name)", &turn)
      } else if key != previous.listed(session.node)?.curveKey {
        dismiss(session, .revoked, "the roster lists \(session.name) under another key", &turn)
      }
    }
  }

  // MARK: time

  /// Ends the sessions from which nothing was heard for the heartbeat timeout.
  func dismissSilent(_ turn: inout Turn) {
    let now = turn.now.monotonic
    let heldUp = now - (lastTick ?? now) - Int64(Limits.tick)
    lastTick = now
    if heldUp > Int64(Limits.tick) { for session in inOrder { session.excuse(heldUp, at: turn.now) } }
    for session in inOrder where now - session.lastHeard >= Int64(limits.heartbeatTimeout) {
      dismiss(session, .heartbeatLost, "nothing was heard for \(limits.heartbeatTimeout / 1000) s", &turn)
    }
  }

  /// Whether nothing was sent to a session for so long that a PING is due.
  func needsHeartbeat(_ session: Session, at now: Instant) -> Bool {
    now.monotonic - session.lastSent >= Int64(limits.heartbeatInterval)
  }

  /// Sends BYE to every session: the broker is stopping.
  func shutDown(_ turn: inout Turn) {
    for session in inOrder {
      turn.send(Bye(.shuttingDown, "the broker is stopping"), to: session)
      close(session, .shuttingDown, "the broker is stopping", &turn)
    }
  }
}
