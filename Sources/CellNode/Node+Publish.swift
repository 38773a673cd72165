public import CellSchema
import Synchronization

extension Node {
  /// Publishes a message and waits until it is on the record.
  ///
  /// ```swift
  /// let receipt = try await node.publish(report, to: ["FRA", "@verification-lead"], precedence: .immediate)
  /// ```
  ///
  /// - Guarantee: when this returns, the message is durable, with the bytes and in the order in which it was sent. It
  ///   outlasts reconnects: only an error or the receipt ends the wait.
  /// - Misuse: one call at a time is one commit of the broker's a message. Many at once go faster, in concurrent tasks
  ///   or by ``publish(contentsOf:)-(Sequence)``.
  /// - Parameters:
  ///   - action: who is to act on it.
  ///   - info: who is to know of it.
  ///   - releasableTo: who may read it; those it is addressed to where it is nil, and `ALL` where a role or everybody is.
  ///   - nature: the world it belongs to; the profile's where it is nil.
  /// - Throws: ``NodeError`` with the broker's refusal: nothing was recorded. `outbox-full` where too much waits:
  ///   nothing was sent. `node-closed` and what ends a node: it may be on the record or not, and with a store it is
  ///   sent by the next process. `CancellationError`: it stays queued.
  @discardableResult
  public func publish(
    _ body: some Payload, to action: [Addressee] = [.all], info: [Addressee] = [], precedence: Precedence = .routine,
    releasableTo: [Releasable]? = nil, policy: PolicyName? = nil, classification: Classification? = nil,
    inReplyTo: MessageID? = nil, references: [MessageID] = [], caseNumber: CaseNumber? = nil, amends: Amends? = nil,
    acknowledge: Bool? = nil, authority: Authority? = nil, expiresAt: Timestamp? = nil, replyBy: Timestamp? = nil,
    nature: Nature? = nil, exerciseName: Line? = nil
  ) async throws -> PublishReceipt {
    var draft = Draft(body, to: action, info: info, precedence: precedence)
    draft.releasableTo = releasableTo
    draft.policy = policy
    draft.classification = classification
    draft.inReplyTo = inReplyTo
    draft.references = references
    draft.caseNumber = caseNumber
    draft.amends = amends
    draft.acknowledge = acknowledge
    draft.authority = authority
    draft.expiresAt = expiresAt
    draft.replyBy = replyBy
    draft.nature = nature
    draft.exerciseName = exerciseName
    return try await publish(draft)
  }

  /// Publishes a draft and waits until it is on the record, as the other `publish` does.
  @discardableResult
  public func publish(_ draft: Draft) async throws -> PublishReceipt {
    if !core.isCounting { try await core.welcomed() }
    let shot = OneShot<Result<PublishReceipt, NodeError>>()
    try core.enqueue(draft) { .receipt(shot, $0) }
    return try await shot.value().get()
  }
}

extension NodeCore {
  /// Composes, counts and sends off a draft; with a store, once that has it.
  ///
  /// Serials, and the order in which store and hub get messages, are of one piece: the lock is held for both.
  ///
  /// - Parameter stored: told when it is in the outbox, or that it did not get there.
  func enqueue(
    _ draft: Draft, stored: (@Sendable (Result<QueuedMessage, NodeError>) -> Void)? = nil,
    ticket: (PublishedMessage) -> Ticket
  ) throws(NodeError) {
    try serials.withLock { serials throws(NodeError) in
      var counted = serials
      let message = try draft.document(of: profile, options, serials: &counted)
      let names = message.names ?? PublishedMessage.Names(document: message.document)
      if stored != nil, names == nil {
        throw NodeError(.undecodable, at: "/header", "the document has no header that can be read")
      }
      guard stored == nil || !isFullOfRefusals else {
        throw NodeError(
          .outboxFull,
          "\(Limits.outboxRefusals) refused messages wait to be looked at; see them with cellbus outbox and discard them"
            + " with its --clear, or with refusals and discard of the node's store")
      }
      let number = try state.withLock { state throws(NodeError) in
        switch state.phase {
        case .idle, .running: break
        case .closing: throw NodeError.closed
        case .ended(let error): throw error ?? .closed
        }
        guard hasSpace(for: message.size, in: state) else {
          throw NodeError(
            .outboxFull,
            "\(state.waitingMessages) messages of \(state.waitingBytes) bytes wait for a receipt; the outbox holds"
              + " \(options.outboxMessages) of \(options.outboxBytes)")
        }
        return self.ticket(ticket(message), in: &state)
      }
      serials = counted
      send(
        OutboxEntry(envelope: Envelope(document: message.document[...]), ticket: number, id: names?.id),
        lane: draft.lane,
        count: message.count
      ) { [isDurable = store != nil] result in
        guard let stored, let names else { return }
        stored(
          result.map { QueuedMessage(id: names.id, type: names.type, serial: names.serial, isDurable: isDurable) })
      }
    }
  }

  private func send(
    _ entry: OutboxEntry, lane: Int, count: StoredSerial?, then: @escaping @Sendable (Result<Void, NodeError>) -> Void
  ) {
    guard let store else {
      post(.publish(entry, lane: lane))
      return then(.success(()))
    }
    store.append(StoredMessage(lane: lane, id: entry.id, envelope: entry.envelope, serial: count)) { [self] result in
      switch result {
      case .success(let number):
        if let count { serials.withLock { $0.keep(count) } }
        var entry = entry
        entry.number = number
        post(.publish(entry, lane: lane))
        then(.success(()))
      case .failure(let error):
        if let ticket = entry.ticket { settle([(ticket, .failed(error.refusal))]) }
        then(.failure(error))
      }
    }
  }
}
