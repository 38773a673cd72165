import CellCore
import CellJournal
import CellProof
import CellSchema
import CellWire
import ZeroMQ

/// Reads the record for the loop: rows for readers that are behind, decisions on numbers that were sent again, streams.
struct ReadThread {
  private let queue = WorkQueue<JournalQuestion>()
  private let worker: Worker

  init(journal: any JournalReader, mailbox: Mailbox<Letter>) {
    let queue = queue
    worker = Worker("read") {
      while let questions = queue.take() {
        for question in questions {
          do throws(JournalError) {
            mailbox.post(.event(try Self.answer(question, journal)))
          } catch {
            mailbox.post(.fatal(code: 74, "the record could not be read: \(error)"))
            return
          }
        }
      }
    }
  }

  func ask(_ question: JournalQuestion) { queue.add(question) }

  func finish() {
    queue.close()
    worker.join()
  }

  private static func answer(
    _ question: JournalQuestion, _ journal: any JournalReader
  ) throws(JournalError) -> Event {
    switch question {
    case .rows(let request): .read(try rows(request, journal))
    case .decisions(let request): .looked(try decisions(request, journal))
    case .stream(let peer, let stream):
      .foundStream(StreamFound(peer: peer, stream: stream, known: try journal.stream(stream.value)))
    }
  }

  private static func rows(_ request: ReadRequest, _ journal: any JournalReader) throws(JournalError) -> ReadResult {
    let rows = try journal.rows(request.sequences, bytes: Limits.readBytes)
    // A row that is missing in between must not be passed over in silence.
    for (row, sequence) in zip(rows, request.sequences) where row.sequence != sequence {
      throw .damaged("row \(sequence) is not there")
    }
    guard !rows.isEmpty || request.sequences.isEmpty else {
      throw .damaged("row \(request.sequences[0]) is not there")
    }
    return ReadResult(request: request, rows: rows)
  }

  private static func decisions(
    _ request: LookupRequest, _ journal: any JournalReader
  ) throws(JournalError) -> LookupResult {
    let last = request.firstNumber + UInt64(request.envelopes.count) - 1
    var known: [UInt64: RecordedDecision] = [:]
    for decision in try journal.decisions(
      stream: request.stream.value, lane: request.lane, numbers: request.firstNumber...last)
    {
      known[decision.number] = decision
    }
    let decisions = request.envelopes.enumerated().map { offset, envelope in
      guard let found = known[request.firstNumber + UInt64(offset)] else {
        return (decision: LookupResult.Decision.forgotten, same: false)
      }
      let same =
        Digest(of: envelope.document) == found.documentSHA256
        && Digest(of: envelope.signature) == found.signatureSHA256
      switch found.outcome {
      case .accepted(let sequence, let acceptedAt):
        return (decision: .accepted(sequence: sequence, acceptedAt: acceptedAt), same: same)
      case .refused(let refusal): return (decision: .refused(refusal), same: same)
      }
    }
    return LookupResult(request: request, decisions: decisions)
  }
}
