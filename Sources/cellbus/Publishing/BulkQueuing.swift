import ArgumentParser
import CellCommand
import CellNode
import CellSchema

/// Leaves a file of many messages to the profile's store, each with its answer, and sends what the broker takes
/// meanwhile.
struct BulkQueuing: Sendable {
  let file: String
  let identity: IdentityOptions
  let format: FormatOptions
  let type: MessageType?
  let header: HeaderDraft
  let care: CareOptions

  func run() async throws {
    let input = try InputFile(file)
    let profile = try identity.read()
    let tally = BulkTally(size: input.size, isShown: Terminal.isError && !format.isJSON, isQueue: true)
    let drafts = DraftLines(
      input: input, reader: DraftReader(type: type, defaults: header), tally: tally,
      examples: care.allowExample ? nil : profile.nature
    ) { line, refusal in
      complain(Complaint(refusal, consequence: spoken("Nothing was queued."), line: line), tally)
    }
    let queuing = QueuePublishing(profile: profile, timeout: identity.timeout)
    let output = WorkOutput()
    let ended: Void? = try await untilInterrupted {
      defer { tally.end() }
      try await queuing.withNode { outcome in
        tell(outcome, tally)
      } note: { line in
        tally.note { Terminal.note(line) }
      } _: { node in
        for try await outcome in node.enqueue(contentsOf: drafts) { try take(outcome.result, tally, output) }
        try await node.flush(patience: .seconds(identity.timeout))
      }
    }
    if !format.isJSON { output.print(tally.summary(format.ink)) }
    if ended == nil {
      Terminal.note(spoken("interrupted: a line without an answer may be in the outbox as well"))
      throw ExitCode(130)
    }
    do { try output.finish(spoken("\(tally.queuedCount) messages are queued.")) } catch let complaint as Complaint {
      guard let status = tally.status else { throw complaint }
      format.complain(complaint)
      throw ExitCode(status.rawValue)
    }
    if let status = tally.status { throw ExitCode(status.rawValue) }
  }

  /// A line is in the outbox, or not.
  private func take(_ result: Result<QueuedMessage, NodeError>, _ tally: BulkTally, _ output: WorkOutput) throws {
    switch result {
    case .success(let queued):
      let line = tally.settle()
      tally.queued()
      if format.isJSON { output.print(QueuedText(queued).json(line: line)) }
    // Of the lines behind it no other would be taken.
    case .failure(let error) where error.code == .storeUnusable:
      throw Complaint(
        error, consequence: spoken("It may be sent later or not, as the lines after it."), line: tally.settleRefused())
    case .failure(let error):
      complain(Complaint(error, consequence: spoken("Nothing was queued."), line: tally.settleRefused()), tally)
    }
  }

  /// What the broker decided, of these lines or of an earlier process's.
  private func tell(_ outcome: QueuedOutcome, _ tally: BulkTally) {
    guard let line = tally.decided(outcome.id) else { return tally.note { tellQueuedBefore(outcome) } }
    switch outcome.result {
    case .success: tally.accepted()
    case .failure(let error):
      complain(Complaint(error, consequence: PublishCommand.consequence(of: error), line: line), tally, wasQueued: true)
    }
  }

  private func complain(_ complaint: Complaint, _ tally: BulkTally, wasQueued: Bool = false) {
    tally.refused(complaint.code, wasQueued: wasQueued)
    tally.note { format.complain(complaint) }
  }
}
