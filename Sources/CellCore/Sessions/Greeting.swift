import CellJournal
import CellSchema
import CellWire

/// From HELLO to WELCOME: checks the version, the cell and the room for the node, and finds the stream that the node
/// goes on with.
final class Greeting {
  private let cell: CellName
  private var limits: SessionLimits
  private let recorder: Recorder
  private let sessions: Sessions
  private let streams: Streams
  private let log: LogDesk
  private static let reader = StrictControl<Hello>()
  /// The leaf hash of the record's first row, once it was asked for.
  private var genesis: SHA256Hex?

  init(cell: CellName, limits: SessionLimits, recorder: Recorder, sessions: Sessions, streams: Streams, log: LogDesk) {
    self.log = log
    self.cell = cell
    self.limits = limits
    self.recorder = recorder
    self.sessions = sessions
    self.streams = streams
  }

  func adopt(_ limits: SessionLimits) { self.limits = limits }

  func hello(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard case .new = session.phase else { throw Refusal(.alreadyGreeted, "this session has its HELLO") }
    let hello = try Self.reader.decode(bytes)
    do throws(Refusal) {
      try check(hello)
      let heritage = hello.stream.flatMap { streams[$0]?.session }
      try sessions.admitGreeting(session, heritage: heritage, at: turn.now)
    } catch {
      return sessions.dismiss(session, error.code, error.detail, &turn)
    }
    session.greet(hello)
    guard let stream = hello.stream else { return welcome(session, hello, &turn) }
    if streams[stream] != nil {
      goOn(with: stream, session, hello, &turn)
    } else {
      turn.effects.questions.append(.stream(session.peer, stream))
    }
  }

  private func check(_ hello: Hello) throws(Refusal) {
    guard hello.versions.contains(where: { $0.value == UInt64(protocolVersion) }) else {
      let offered = hello.versions.map(\.description).joined(separator: ", ")
      throw Refusal(.versionUnsupported, "this broker speaks version \(protocolVersion), HELLO offers \(offered)")
    }
    if let stream = hello.stream, stream.value == 0 {
      throw Refusal(.streamTaken, "the stream of zeros is the bus's own")
    }
    guard hello.cell == cell else {
      throw Refusal(.cellMismatch, "this broker serves cell \(cell), HELLO is for \(hello.cell)")
    }
  }

  /// The journal's answer to the look-up of a stream.
  func found(_ found: StreamFound, _ turn: inout Turn) {
    guard let session = sessions[found.peer], case .greeting(let hello) = session.phase else { return }
    // Another session may have opened the same stream meanwhile.
    if streams[found.stream] == nil {
      switch found.known {
      case .success(let known?) where known.node != session.name:
        return sessions.dismiss(session, .streamTaken, "the stream is another node's", &turn)
      case .success(let known):
        streams.open(
          known ?? RecordedStream(id: found.stream.value, node: session.name, next: Lanes(repeating: 1)))
      case .failure(let refusal):
        turn.note(.unreadable(node: session.name, refusal: refusal))
        return sessions.dismiss(session, refusal.code, refusal.detail, &turn)
      }
    }
    goOn(with: found.stream, session, hello, &turn)
  }

  private func goOn(with stream: StreamIdentifier, _ session: Session, _ hello: Hello, _ turn: inout Turn) {
    guard streams[stream]?.node == session.name else {
      return sessions.dismiss(session, .streamTaken, "the stream is another node's", &turn)
    }
    let older = streams[stream]?.session.flatMap { sessions[$0] }
    // The stream goes to the new session first: a stream without a session is forgotten.
    streams.hand(stream, to: session.peer)
    if let older {
      sessions.dismiss(older, .superseded, "session \(session.number) took over the stream", &turn)
    }
    welcome(session, hello, &turn)
  }

  private func welcome(_ session: Session, _ hello: Hello, _ turn: inout Turn) {
    let world = World(nature: hello.nature ?? .operation, exercise: hello.exerciseName)
    session.open(Session.Opened(stream: hello.stream, world: world))
    let time = Timestamp(turn.now.wall)
    let key = SerialKey(node: session.node, world: world, year: Serial.first(of: session.name, at: time).year)
    turn.send(
      Welcome(
        cell: cell, node: session.name, session: WireNumber(session.number), time: time,
        head: WireNumber(recorder.durable.sequence), genesis: genesisHash(), epoch: epoch,
        charter: WireText(recorder.rulebook.charterName.description),
        next: hello.stream.flatMap { streams.next(of: $0) }.map { PerLane($0) },
        serial: WireNumber(recorder.state.serials[key]), serials: counts(of: session.node, in: key.year),
        limits: Welcome.Limits(
          document: WireNumber(Limits.document), frame: WireNumber(Limits.frame),
          windowMessages: WireNumber(limits.windowMessages), windowBytes: WireNumber(limits.windowBytes),
          subscriptions: WireNumber(limits.subscriptionsPerNode)),
        heartbeatInterval: WireNumber(limits.heartbeatInterval),
        heartbeatTimeout: WireNumber(limits.heartbeatTimeout)), to: session)
    turn.note(
      .opened(node: session.name, session: session.number, peer: session.peer, client: hello.client.text))
    log.welcomed(session, &turn)
  }

  private var epoch: Welcome.Epoch? {
    let state = recorder.state
    return state.index.gaps.latest.map { last, base in
      Welcome.Epoch(number: WireNumber(state.epoch.number), base: WireNumber(base), last: WireNumber(last))
    }
  }

  /// Nil until the first row is durable: after a crash before that the record begins with another one.
  private func genesisHash() -> SHA256Hex? {
    guard genesis == nil, recorder.durable.sequence > .none else { return genesis }
    genesis = recorder.state.genesis.flatMap { RecordLeaf(row: $0, cell: cell).hashText }
    return genesis
  }

  /// The node's last serials of a year in the worlds in which it has counted; those of the newest worlds, if there are
  /// more than fit the frame.
  private func counts(of node: NodeIndex, in year: Int) -> [Welcome.Count]? {
    let state = recorder.state
    let keys = state.serials.counts(of: node).filter { $0.year == year }
      .compactMap { key in state.index.world(key.world).map { (key: key, world: $0) } }
      .sorted { $0.world > $1.world }
    var room = Limits.welcomeCounts
    let counts = keys.map { key, _ in
      Welcome.Count(
        nature: key.world.nature, exerciseName: key.world.exercise, serial: WireNumber(state.serials[key]))
    }.prefix { count in
      room -= count.greatestSize
      return room >= 0
    }
    return counts.isEmpty ? nil : Array(counts)
  }
}
