import CellSchema

/// A message without a receipt, and the recipient of its outcome.
struct AwaitedReceipt: Sendable {
  enum Recipient: Sendable {
    /// A `publish` call that returns with the outcome.
    case caller(OneShot<Result<PublishReceipt, NodeError>>)
    case pipeline(PublishPipeline<PublishReceipt>, index: Int)
    /// The reader of ``Node/outcomes``.
    case outcomes(AsyncStream<QueuedOutcome>.Continuation, isDurable: Bool)
  }

  enum Settlement: Sendable {
    case decided(Decided.Outcome)
    /// The message was given up before the broker decided it.
    case givenUp(NodeError)
  }

  let recipient: Recipient
  let message: PublishedMessage

  /// Whether a call in this process waits for the outcome and has not been cancelled.
  var isAwaited: Bool {
    switch recipient {
    case .caller(let shot): !shot.isOver
    case .pipeline(let pipeline, _): !pipeline.isAbandoned
    case .outcomes: false
    }
  }

  /// Gives the outcome to the recipient.
  ///
  /// - Parameter outcomes: has those of calls that publish many, which are given together.
  /// - Returns: the event for the node's observers, for a refusal that no call waits for.
  func settle(_ settlement: Settlement, _ outcomes: inout PipelinedOutcomes) -> NodeEvent? {
    switch recipient {
    case .caller(let shot): shot.give(result(settlement))
    case .pipeline(let pipeline, let index): outcomes.add(result(settlement), at: index, to: pipeline)
    case .outcomes(let reader, let isDurable):
      // A message without a decision stays in the store.
      if case .givenUp = settlement, isDurable { return nil }
      guard let id = message.id else { return nil }
      reader.yield(QueuedOutcome(id: id, result: result(settlement)))
      if case .decided(.refused(let refusal)) = settlement { return .refused(id, NodeError(refusal)) }
    }
    return nil
  }

  private func result(_ settlement: Settlement) -> Result<PublishReceipt, NodeError> {
    switch settlement {
    case .decided(let outcome): message.receipt(for: outcome)
    case .givenUp(let error): .failure(error)
    }
  }
}

/// Outcomes of one RECEIPT for a call that publishes many: given together, so that its reader is woken once.
struct PipelinedOutcomes {
  private var pipeline: PublishPipeline<PublishReceipt>?
  private var results: [(index: Int, result: Result<PublishReceipt, NodeError>)] = []

  mutating func add(
    _ result: Result<PublishReceipt, NodeError>, at index: Int, to pipeline: PublishPipeline<PublishReceipt>
  ) {
    if let other = self.pipeline, other !== pipeline { give() }
    self.pipeline = pipeline
    results.append((index, result))
  }

  mutating func give() {
    pipeline?.settle(results)
    pipeline = nil
    results.removeAll(keepingCapacity: true)
  }
}
