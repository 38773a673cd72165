import CellSchema

// A session's life: HELLO to WELCOME, heartbeats, take-over, BYE.
extension Core {
  func hello(_ bytes: [UInt8], _ session: Session, at now: Instant, into effects: inout [Effect]) throws(Refusal) {
    guard case .new = session.phase else { throw Refusal(.alreadyGreeted, "this session has its HELLO") }
    let hello = try controls.hello.decode(bytes)
    guard hello.versions.contains(where: { $0.value == UInt64(protocolVersion) }) else {
      let offered = hello.versions.map(\.description).joined(separator: ", ")
      return dismiss(
        session, .versionUnsupported, "this broker speaks version \(protocolVersion), HELLO offers \(offered)",
        into: &effects)
    }
    if let stream = hello.stream, stream.value == 0 {
      return dismiss(session, .streamTaken, "the stream of zeros is the bus's own", into: &effects)
    }
    guard hello.cell == cell else {
      return dismiss(
        session, .cellMismatch, "this broker serves cell \(cell), HELLO is for \(hello.cell)", into: &effects)
    }
    // The session whose stream this one takes over makes room for it.
    let heritage = hello.stream.flatMap { streams[$0]?.session }
    let ofNode = sessions.values.count {
      $0.node == session.node && $0 !== session && $0.peer != heritage && $0.isGreeted
    }
    guard ofNode < limits.sessionsPerNode else {
      return dismiss(
        session, .tooManySessions, "\(session.name) has \(ofNode) sessions of \(limits.sessionsPerNode)",
        into: &effects)
    }
    guard greetings[session.node, default: MinuteQuota()].allows(limits.sessionsPerMinute, at: now.monotonic) else {
      return dismiss(
        session, .throttled, "\(session.name) opened \(limits.sessionsPerMinute) sessions this minute", into: &effects)
    }
    greetings[session.node]?.note()
    session.phase = .greeting(hello)
    guard let stream = hello.stream else { return welcome(session, hello, at: now, into: &effects) }
    if let known = streams[stream] {
      greet(session, hello, known, at: now, into: &effects)
    } else {
      effects.append(.findStream(session.peer, stream))
    }
  }

  func foundStream(_ found: StreamFound, at now: Instant, into effects: inout [Effect]) {
    guard let session = sessions[found.peer], case .greeting(let hello) = session.phase else { return }
    // Another session may have brought the same stream in the meantime.
    if let known = streams[found.stream] { return greet(session, hello, known, at: now, into: &effects) }
    var stream = Stream(
      id: found.stream, node: session.node, next: [UInt64](repeating: 1, count: Lane.count))
    if let known = found.known {
      guard let owner = names.node(known.node), owner == session.node else {
        return dismiss(session, .streamTaken, "the stream is another node's", into: &effects)
      }
      stream = Stream(id: found.stream, node: owner, next: known.next)
    }
    streams[found.stream] = stream
    greet(session, hello, stream, at: now, into: &effects)
  }

  private func greet(
    _ session: Session, _ hello: Hello, _ stream: Stream, at now: Instant, into effects: inout [Effect]
  ) {
    guard stream.node == session.node else {
      return dismiss(session, .streamTaken, "the stream is another node's", into: &effects)
    }
    let older = stream.session.flatMap { sessions[$0] }
    // The heir first: a stream that nobody uses is forgotten.
    stream.session = session.peer
    session.stream = stream.id
    if let older {
      dismiss(older, .superseded, "session \(session.number) took over the stream", into: &effects)
    }
    welcome(session, hello, at: now, into: &effects)
  }

  private func welcome(_ session: Session, _ hello: Hello, at now: Instant, into effects: inout [Effect]) {
    session.phase = .open
    session.world = World(
      nature: hello.nature ?? .operation, exercise: hello.exerciseName.map { "\($0)" } ?? "")
    let time = Timestamp(microseconds: now.wall)
    let name = NodeName(session.name)!
    let key = SerialKey(
      node: session.node, nature: Nature.bit(of: hello.nature ?? .operation),
      exercise: hello.exerciseName.map { "\($0)" } ?? "", year: Serial.first(of: name, at: time).year)
    let welcome = Welcome(
      cell: cell, node: name, session: WireNumber(session.number), time: time,
      head: WireNumber(head), charter: WireText(judge.rulebook.charterName),
      next: session.stream.flatMap { streams[$0] }.map { PerLane($0.next) },
      serial: WireNumber(serials[key]),
      limits: Welcome.Limits(
        document: WireNumber(Limits.document), frame: WireNumber(Limits.frame),
        windowMessages: WireNumber(limits.windowMessages), windowBytes: WireNumber(limits.windowBytes),
        subscriptions: WireNumber(limits.subscriptionsPerNode)),
      heartbeatInterval: WireNumber(limits.heartbeatInterval), heartbeatTimeout: WireNumber(limits.heartbeatTimeout))
    send(welcome, to: session, into: &effects)
    effects.append(.note(.opened(node: session.name, session: session.number, client: hello.client.text)))
  }

  func tick(at now: Instant, into effects: inout [Effect]) {
    // While the broker itself was held up it heard nobody: that is no sign of their silence.
    let heldUp = now.monotonic - (lastTick ?? now.monotonic) - Int64(Limits.tick)
    lastTick = now.monotonic
    if heldUp > Int64(Limits.tick) {
      for session in sessionsInOrder { session.lastHeard = min(now.monotonic, session.lastHeard + heldUp) }
    }
    for session in sessionsInOrder {
      if now.monotonic - session.lastHeard >= Int64(limits.heartbeatTimeout) {
        dismiss(session, .heartbeatLost, "nothing was heard for \(limits.heartbeatTimeout / 1000) s", into: &effects)
      } else if session.isOpen,
        session.needsConfirmation || now.monotonic - session.lastSent >= Int64(limits.heartbeatInterval)
      {
        ping(session, at: now, into: &effects)
      }
      park(session, at: now, into: &effects)
    }
    watchDeadlines(at: now)
    saveCursors()
  }

  /// Ends a session with a reason and cuts its connection.
  func dismiss(_ session: Session, _ code: ErrorCode, _ detail: String, into effects: inout [Effect]) {
    send(Bye(code, detail), to: session, into: &effects)
    effects.append(.disconnect(session.peer))
    close(session, code, detail, into: &effects)
  }

  /// Forgets a session. What it published and was decided stays decided; its durable places stay.
  func close(_ session: Session, _ code: ErrorCode?, _ detail: String, into effects: inout [Effect]) {
    for subscription in session.subscriptions { release(subscription) }
    session.removeSubscriptions()
    sessions[session.peer] = nil
    sessionsInOrder.removeAll { $0 === session }
    if let stream = session.stream.flatMap({ streams[$0] }), stream.session == session.peer {
      stream.session = nil
      forgetIfIdle(stream)
    }
    effects.append(.note(.closed(node: session.name, session: session.number, code: code, detail: detail)))
  }

  /// A stream is kept in memory while a session uses it or a decision on it is not durable; the record knows the rest.
  func forgetIfIdle(_ stream: Stream) {
    if stream.session == nil, stream.pending == 0 { streams[stream.id] = nil }
  }

  /// Says goodbye to everybody: the broker is stopping.
  package func shutDown(into effects: inout [Effect]) {
    for session in sessionsInOrder {
      send(Bye(.shuttingDown, "the broker is stopping"), to: session, into: &effects)
      close(session, .shuttingDown, "the broker is stopping", into: &effects)
    }
  }
}
