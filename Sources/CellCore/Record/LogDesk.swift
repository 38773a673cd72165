import CellJournal
import CellSchema
import CellWire

/// The machine's side of checkpoints: what witnesses answer goes to the thread that makes them, and what comes from there
/// to the nodes. No decision on a message depends on any of it.
final class LogDesk {
  private let recorder: Recorder
  private let sessions: Sessions
  private let quotas: CommandQuotas
  /// The last good checkpoint, as it is sent; nil before there is one.
  private var good: [UInt8]?
  /// Who has asked for the checkpoint once, and is sent each that follows. Nobody gets a frame that was not asked for.
  private var followers: Set<PeerID> = []
  /// The greatest tree that each witness has cosigned in this run.
  private(set) var cosigned: [NodeName: SequenceNumber] = [:]
  /// The rows of the last good checkpoint, and when it was told (monotonic milliseconds).
  private(set) var goodSize: UInt64 = 0
  private(set) var goodAt: Int64
  /// Since when there are durable rows that no good checkpoint has.
  private var uncoveredSince: Int64?
  /// By witness: when it cosigned last, or else became one.
  private(set) var awaitedSince: [NodeName: Int64] = [:]
  private var everWitness: Set<NodeName> = []
  private static let noteReader = StrictControl<CheckpointCommand>()
  private static let reader = StrictControl<Cosign>()

  init(recorder: Recorder, sessions: Sessions, quotas: CommandQuotas, at now: Instant) {
    self.recorder = recorder
    self.sessions = sessions
    self.quotas = quotas
    goodAt = now.monotonic
    sessions.whenOneEnds { [unowned self] session, _ in followers.remove(session.peer) }
  }

  func follow(_ session: Session) { followers.insert(session.peer) }

  /// Whether a witness of one of the participants has cosigned a checkpoint with a row.
  func isWitnessed(_ sequence: SequenceNumber, by participants: ParticipantSet) -> Bool {
    cosigned.contains { node, size in
      size >= sequence && witnesses.keys[node] != nil
        && recorder.names.node(node).map { participants.contains(recorder.names.participant(of: $0)) } == true
    }
  }

  private var witnesses: WitnessRules { recorder.rulebook.witnesses }

  /// Whether a node is a witness, or was: the checkpoint that covers a change needs those before it, too.
  private func isWitness(_ node: NodeName) -> Bool { everWitness.contains(node) }

  /// Tells which witnesses count.
  func adoptRules(_ turn: inout Turn) {
    let periods = recorder.state.rules.witnesses
    everWitness = Set(periods.flatMap(\.rules.keys.keys))
    turn.effects.log.append(.witnesses(periods))
    let counted = Set(witnesses.sides.flatMap(\.witnesses))
    awaitedSince = awaitedSince.filter { counted.contains($0.key) }
    for node in counted where awaitedSince[node] == nil { awaitedSince[node] = turn.now.monotonic }
  }

  func committed(_ turn: inout Turn) {
    turn.effects.log.append(.grew(to: recorder.durable.sequence))
    if uncoveredSince == nil, rows > goodSize { uncoveredSince = turn.now.monotonic }
  }

  /// Durable rows of the tree that goes on.
  private var rows: UInt64 { recorder.state.epoch.size(through: recorder.durable.sequence) }

  /// Since when a good checkpoint is owed: because of rows that none has, or where sides have to agree, since the last
  /// one, for silence is no agreement.
  var lateSince: Int64? { witnesses.sides.isEmpty ? uncoveredSince : min(uncoveredSince ?? goodAt, goodAt) }

  /// Sends a witness what is good, and what waits for it.
  func welcomed(_ session: Session, _ turn: inout Turn) {
    guard isWitness(session.name) else { return }
    follow(session)
    if let good { send(good, to: session, &turn) }
    turn.effects.log.append(.welcomed(session.name))
  }

  func cosign(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard isWitness(session.name) else {
      throw Refusal(
        .unknownCommand, "COSIGN is a witness's to send, and the roster has no witness key of \(session.name)")
    }
    try quotas.spend(.cosign, session, at: turn.now)
    turn.effects.log.append(.cosigned(session.name, try Self.reader.decode(bytes)))
  }

  /// A node has seen a checkpoint that it does not find again here.
  func shown(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    try quotas.spend(.cosign, session, at: turn.now)
    turn.effects.log.append(.shown(session.name, try Self.noteReader.decode(bytes).note))
  }

  func handle(_ news: LogNews, _ turn: inout Turn) {
    switch news {
    case .good(let command, let size):
      (goodSize, goodAt) = (size, turn.now.monotonic)
      uncoveredSince = rows > size ? turn.now.monotonic : nil
      let frame = ControlCodec.encode(command)
      good = frame
      for session in sessions.inOrder where session.isOpen && followers.contains(session.peer) {
        send(frame, to: session, &turn)
      }
    case .ask(let node, let command):
      let frame = ControlCodec.encode(command)
      // One of its sessions is enough.
      if let session = sessions.inOrder.last(where: { $0.isOpen && $0.name == node }) {
        send(frame, to: session, &turn)
      }
    case .proved(let request, let result):
      guard let session = sessions[request.peer], session.number == request.session else { return }
      switch result {
      case .success(let proof): turn.send(QueryAnswer(query: request.query, proof: proof), to: session)
      case .failure(let refusal):
        turn.send(QueryAnswer(query: request.query, error: ErrorReport(refusal.code, refusal.detail)), to: session)
      }
    case .cosigned(let node, let size):
      cosigned[node] = max(size, cosigned[node] ?? .none)
      if awaitedSince[node] != nil { awaitedSince[node] = turn.now.monotonic }
    case .readOnly(let reason): recorder.stopForGood(reason, &turn)
    }
  }

  private func send(_ frame: [UInt8], to session: Session, _ turn: inout Turn) {
    session.didSend(at: turn.now)
    turn.send(frame, to: session.peer)
  }
}
