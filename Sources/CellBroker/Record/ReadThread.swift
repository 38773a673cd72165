import CellCore
import CellJournal
import CellProof
import CellReplay
import CellSchema
import CellWire
import ZeroMQ

/// Reads the record for the loop: rows for readers that are behind, decisions on numbers that came again, streams.
///
/// What cannot be read is told to the session that asked, and everybody else is served.
struct ReadThread {
  private let queue = WorkQueue<JournalQuestion>()
  private let worker: Worker

  init(journal: any JournalReader, mailbox: Mailbox<Letter>) {
    let queue = queue
    worker = Worker("read") {
      while let questions = queue.take() {
        for question in questions { mailbox.post(.event(Self.answer(question, journal, queue))) }
      }
    }
  }

  func ask(_ question: JournalQuestion) { queue.add(question) }

  func finish() {
    queue.close()
    worker.join()
  }

  private static func answer(
    _ question: JournalQuestion, _ journal: any JournalReader, _ queue: WorkQueue<JournalQuestion>
  ) -> Event {
    switch question {
    case .rows(let request):
      return .read(
        ReadResult(request: request, rows: read(queue) { () throws(JournalError) in try rows(request, journal) }))
    case .decisions(let request):
      return .looked(
        LookupResult(
          request: request, decisions: read(queue) { () throws(JournalError) in try decisions(request, journal) }))
    case .stream(let peer, let stream):
      let known = read(queue) { () throws(JournalError) in try journal.stream(stream.value) }
      return .foundStream(StreamFound(peer: peer, stream: stream, known: known))
    }
  }

  /// Milliseconds for which another process's lock on the file is waited out: it passes, and costs no reader its session.
  private static let lockPatience: Int64 = 4_000
  /// Seconds between two tries.
  private static let lockPause = 0.005

  private static func read<Value>(
    _ queue: WorkQueue<JournalQuestion>, _ work: () throws(JournalError) -> Value
  ) -> Result<Value, Refusal> {
    let end = Clocks.now().monotonic + lockPatience
    while true {
      do throws(JournalError) {
        return .success(try work())
      } catch {
        if case .locked = error, Clocks.now().monotonic < end, !queue.isClosed(waiting: lockPause) { continue }
        return .failure(Refusal(error.code, error.detail))
      }
    }
  }

  /// The rows up to the first that cannot be read: it fails when it is the first that is asked for.
  private static func rows(_ request: ReadRequest, _ journal: any JournalReader) throws(JournalError) -> [RecordRow] {
    do throws(JournalError) {
      return try wholeRows(request.sequences, journal)
    } catch {
      // One by one, as far as they can be read: the next reading begins with the one that cannot, and says why.
      var rows = try wholeRows([request.sequences[0]], journal)
      var size = rows[0].encodedCount
      for sequence in request.sequences.dropFirst() where size < Limits.readBytes {
        guard let row = try? wholeRows([sequence], journal)[0] else { break }
        rows.append(row)
        size += row.encodedCount
      }
      return rows
    }
  }

  /// One that is missing on the way would be passed over in silence.
  private static func wholeRows(
    _ sequences: [SequenceNumber], _ journal: any JournalReader
  ) throws(JournalError) -> [RecordRow] {
    let rows = try journal.rows(sequences, bytes: Limits.readBytes)
    for (row, sequence) in zip(rows, sequences) where row.sequence != sequence {
      throw .damaged("row \(sequence) is not there")
    }
    guard !rows.isEmpty else { throw .damaged("row \(sequences[0]) is not there") }
    return rows
  }

  private static func decisions(
    _ request: LookupRequest, _ journal: any JournalReader
  ) throws(JournalError) -> [LookupResult.Finding] {
    let last = request.firstNumber + UInt64(request.envelopes.count) - 1
    var known: [UInt64: RecordedDecision] = [:]
    for decision in try journal.decisions(
      stream: request.stream.value, lane: request.lane, numbers: request.firstNumber...last)
    {
      known[decision.number] = decision
    }
    return request.envelopes.enumerated().map { offset, envelope in
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
  }
}
