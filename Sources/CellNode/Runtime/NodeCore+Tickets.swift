import CellSchema
import Synchronization

/// Who waits for what, by the number that the session hands back.
enum Ticket: Sendable {
  case receipt(OneShot<Result<PublishReceipt, NodeError>>, PublishedMessage)
  case outcome(PublishPipeline<PublishReceipt>, index: Int, PublishedMessage)
  case queued(AsyncStream<QueuedOutcome>.Continuation, PublishedMessage, isDurable: Bool)
  case answer(OneShot<Result<QueryAnswer, NodeError>>)
  case removal(OneShot<Result<Void, NodeError>>)

  var message: PublishedMessage? {
    switch self {
    case .receipt(_, let message), .outcome(_, _, let message), .queued(_, let message, _): message
    case .answer, .removal: nil
    }
  }
}

/// What a receipt says beside what the broker decided.
struct PublishedMessage: Sendable {
  /// Of a document that the caller composed, they are read when it was accepted.
  var names: Names?
  var document: [UInt8]
  var size: Int
  /// The station's count, where this message moves it on.
  var count: StoredSerial?

  /// Of what has a header that can be read.
  var id: MessageID? { names?.id ?? (try? DocumentDecoder.header(of: document))?.id }

  struct Names: Sendable {
    var id: MessageID
    var type: MessageType
    var serial: Serial
  }
}

enum Settlement: Sendable {
  case decided(Decided.Outcome)
  case answered(QueryAnswer)
  case removed
  case failed(Refusal)
}

extension NodeCore {
  /// Numbers a waiter.
  func ticket(_ ticket: Ticket, in state: inout State) -> UInt64 {
    state.lastTicket += 1
    state.tickets[state.lastTicket] = ticket
    if let message = ticket.message {
      state.waitingMessages += 1
      state.waitingBytes += message.size
      noteFilling(in: &state)
    }
    return state.lastTicket
  }

  private func noteFilling(in state: inout State) {
    let isFilling =
      state.waitingMessages >= options.outboxMessages / 5 * 4 || state.waitingBytes >= options.outboxBytes / 5 * 4
    guard isFilling, !state.isFilling else { return }
    state.isFilling = true
    for observer in state.observers.values {
      observer.yield(.outboxFilling(messages: state.waitingMessages, bytes: state.waitingBytes))
    }
  }

  func settle(_ settlements: [(ticket: UInt64, Settlement)]) {
    var settled: [(Ticket, Settlement)] = []
    settled.reserveCapacity(settlements.count)
    let spaces = state.withLock { state in
      for (number, settlement) in settlements {
        guard let ticket = state.tickets.removeValue(forKey: number) else { continue }
        if let message = ticket.message {
          state.waitingMessages -= 1
          state.waitingBytes -= message.size
        }
        settled.append((ticket, settlement))
      }
      if state.waitingMessages <= options.outboxMessages / 2, state.waitingBytes <= options.outboxBytes / 2 {
        state.isFilling = false
      }
      defer { state.spaces = [] }
      return state.spaces
    }
    for (ticket, settlement) in settled {
      ticket.settle(settlement)
      if case .queued(_, let message, _) = ticket, case .decided(.refused(let refusal)) = settlement,
        let id = message.id
      {
        tell(.refused(id, NodeError(refusal)))
      }
    }
    for shot in spaces { shot.give(()) }
  }

  /// What a store is to do with what is decided.
  ///
  /// It keeps the refusals alone of which nobody is waiting to be told, for whoever looks at the outbox. That is not so of
  /// a `publish` that is still awaited: it throws, and would leave behind a second account of what its caller deals with.
  /// If this process dies before that, the message is still in the store, and the next one has nobody who waits.
  func stored(_ decided: [Decided]) -> [StoredDecision] {
    let unawaited = state.withLock { state in
      decided.map { decision -> PublishedMessage? in
        guard case .refused = decision.outcome, let ticket = state.tickets[decision.ticket] else { return nil }
        return ticket.isAwaited ? nil : ticket.message
      }
    }
    return zip(decided, unawaited).map { decision, message in
      guard case .refused(let refusal) = decision.outcome, let message else {
        return StoredDecision(place: decision.place)
      }
      let names = message.names ?? PublishedMessage.Names(document: message.document)
      return StoredDecision(
        place: decision.place, refused: StoredRefusal(refusal: refusal, type: names?.type, at: .now))
    }
  }

  /// Nothing more is left to the outbox before somebody has looked at what became of the rest. What is there already is
  /// kept beyond that: it is bounded by what the outbox holds.
  var isFullOfRefusals: Bool { store.map { $0.refusalCount >= Limits.outboxRefusals } ?? false }

  /// Returns once there may be room in the outbox, or the node has ended.
  func space() async throws(CancellationError) {
    let shot = OneShot<Void>()
    state.withLock { state in
      switch state.phase {
      case .closing, .ended: shot.give(())
      case .idle, .running:
        if hasSpace(in: state) { shot.give(()) } else { state.spaces.append(shot) }
      }
    }
    try await shot.value()
  }

  func hasSpace(for size: Int = 0, in state: borrowing State) -> Bool {
    state.waitingMessages < options.outboxMessages && state.waitingBytes + size <= options.outboxBytes
  }
}

extension Ticket {
  /// Somebody in this process waits to be told, and has not been cancelled.
  fileprivate var isAwaited: Bool {
    switch self {
    case .receipt(let shot, _): !shot.isOver
    case .outcome(let pipeline, _, _): !pipeline.isAbandoned
    case .queued: false
    case .answer, .removal: true
    }
  }

  fileprivate func settle(_ settlement: Settlement) {
    switch self {
    case .receipt(let shot, let message): shot.give(message.result(settlement))
    case .outcome(let pipeline, let index, let message): pipeline.settle(index, message.result(settlement))
    case .queued(let outcomes, let message, let isDurable):
      // What has no decision stays in the store.
      if case .failed = settlement, isDurable { return }
      if let id = message.id { outcomes.yield(QueuedOutcome(id: id, result: message.result(settlement))) }
    case .answer(let shot):
      switch settlement {
      case .answered(let answer): shot.give(answer.error.map { .failure(NodeError($0)) } ?? .success(answer))
      case .failed(let refusal): shot.give(.failure(NodeError(refusal)))
      case .decided, .removed: preconditionFailure("a query is answered or fails")
      }
    case .removal(let shot):
      switch settlement {
      case .removed: shot.give(.success(()))
      case .failed(let refusal): shot.give(.failure(NodeError(refusal)))
      case .decided, .answered: preconditionFailure("a removal is done or fails")
      }
    }
  }
}

extension PublishedMessage {
  fileprivate func result(_ settlement: Settlement) -> Result<PublishReceipt, NodeError> {
    switch settlement {
    case .decided(.accepted(let sequence, let acceptedAt)):
      guard let names = names ?? Names(document: document) else {
        return .failure(
          NodeError(.undecodable, "the broker accepted it as #\(sequence), but its header cannot be read here"))
      }
      return .success(
        PublishReceipt(
          sequence: sequence, acceptedAt: acceptedAt, id: names.id, type: names.type, serial: names.serial))
    case .decided(.refused(let refusal)), .failed(let refusal): return .failure(NodeError(refusal))
    case .answered, .removed: preconditionFailure("a message is decided or fails")
    }
  }
}

extension PublishedMessage.Names {
  init?(document: [UInt8]) {
    guard let header = try? DocumentDecoder.header(of: document) else { return nil }
    self.init(id: header.id, type: header.type, serial: header.serial)
  }
}
