public import CellSchema

extension Node {
  /// Publishes a message and waits until it is on the record.
  ///
  /// ```swift
  /// let receipt = try await node.publish(report, to: ["FRA", "@verification-lead"], precedence: .immediate)
  /// ```
  ///
  /// - Guarantee: when this returns, the message is durable on the record, with the bytes and in the order in which it
  ///   was sent. The call survives reconnects: it ends only with the receipt or an error.
  /// - Misuse: one call after the other costs one commit of the broker for each message. Concurrent calls, or
  ///   ``publish(contentsOf:)-(Sequence)``, are faster.
  /// - Parameters:
  ///   - action: the addressees who are to act on the message.
  ///   - info: the addressees for information.
  ///   - releasableTo: who may read the message; nil: the participants it is addressed to, or `ALL` where a role or
  ///     everybody is addressed.
  ///   - nature: the nature of the message's world; nil: the profile's.
  /// - Throws: ``NodeError`` with the broker's refusal: the message is not on the record. `outbox-full` if too much
  ///   waits: the message was not sent. `node-closed` or the error that ended the node: the message may be on the
  ///   record or not, and with a store the next process sends it. `CancellationError`: the message stays queued.
  @discardableResult
  public func publish(
    _ body: some Payload, to action: [Addressee] = [.all], info: [Addressee] = [], precedence: Precedence = .routine,
    releasableTo: [Releasable]? = nil, policy: PolicyName? = nil, classification: Classification? = nil,
    inReplyTo: MessageID? = nil, references: [MessageID] = [], caseNumber: CaseNumber? = nil, amends: Amends? = nil,
    acknowledge: Bool? = nil, authority: Authority? = nil, expiresAt: Timestamp? = nil, replyBy: Timestamp? = nil,
    nature: Nature? = nil, exerciseName: Line? = nil
  ) async throws -> PublishReceipt {
    var header = HeaderDraft(action: action, info: info, precedence: precedence)
    header.releasableTo = releasableTo
    header.policy = policy
    header.classification = classification
    header.inReplyTo = inReplyTo
    header.references = references
    header.caseNumber = caseNumber
    header.amends = amends
    header.acknowledge = acknowledge
    header.authority = authority
    header.expiresAt = expiresAt
    header.replyBy = replyBy
    header.nature = nature
    header.exerciseName = exerciseName
    return try await publish(Draft(body, header: header))
  }

  /// Publishes a draft and waits until it is on the record, with the same guarantee and errors as the other `publish`.
  @discardableResult
  public func publish(_ draft: Draft) async throws -> PublishReceipt {
    try await core.counting()
    let shot = OneShot<Result<PublishReceipt, NodeError>>()
    try core.publish(draft, for: .caller(shot))
    return try await shot.value().get()
  }
}
