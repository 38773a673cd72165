import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation
import Synchronization

/// Publishes a file of many messages: pipelined, with bounded memory, every refusal with its line number.
struct BulkPublishing: Sendable {
  let file: String
  let identity: IdentityOptions
  let format: FormatOptions
  let type: MessageType?
  let header: HeaderDraft
  let care: CareOptions

  func run() async throws {
    let input = try InputFile(file)
    let profile = try identity.read()
    let tally = BulkTally(size: input.size, isShown: Terminal.isError && !format.isJSON)
    let drafts = DraftLines(
      input: input, reader: DraftReader(type: type, defaults: header), tally: tally,
      examples: care.allowExample ? nil : profile.nature
    ) { [format] line, refusal in
      tally.refused(refusal.code)
      tally.note { format.complain(Complaint(refusal, consequence: spoken("Nothing was sent."), line: line)) }
    }
    let (format, output, limit) = (format, WorkOutput(), identity.limit)
    let ended: Void? = try await untilInterrupted {
      do {
        try await connected(profile, within: limit, publishes: true) { node in
          limit.run { tally.isWaiting }
          for try await outcome in node.publish(contentsOf: drafts) {
            limit.restart()
            // Those that wait have no outcome: nobody decided them.
            if limit.isOver, case .failure(let error) = outcome.result, error.code == .nodeClosed { return }
            take(outcome.result, line: tally.settle(), tally, output)
          }
        }
      } catch  where limit.isOver && tally.isWaiting {}
    }
    tally.end()
    if !format.isJSON { output.print(tally.summary(format.ink)) }
    if ended == nil {
      Terminal.note(spoken("interrupted: what was under way may be on the record as well"))
      throw ExitCode(130)
    }
    if limit.isOver { format.complain(Self.complaint(of: limit, tally, profile)) }
    try finish(tally, output, isLate: limit.isOver)
  }

  private func take(_ result: Result<PublishReceipt, NodeError>, line: Int, _ tally: BulkTally, _ output: WorkOutput) {
    switch result {
    case .success(let receipt):
      tally.accepted()
      if format.isJSON { output.print(ReceiptText(receipt).json(line: line)) }
    case .failure(let error):
      tally.refused(error.code)
      let consequence = PublishCommand.consequence(of: error)
      tally.note { format.complain(Complaint(error, consequence: consequence, line: line)) }
    }
  }

  private static func complaint(of limit: TimeLimit, _ tally: BulkTally, _ profile: NodeProfile) -> Complaint {
    let (lines, last) = tally.withoutReceipt
    var complaint = limit.complaint(spoken("no receipt came for \(lines)"))
    complaint.consequence =
      PublishCommand.unsettled(profile, several: true)
      + (last.map { spoken(" Lines after \($0), if there are any, were not sent.") } ?? "")
    return complaint
  }

  /// The exit code: lines that were refused say more than the time, and both more than an output that is gone.
  private func finish(_ tally: BulkTally, _ output: WorkOutput, isLate: Bool) throws {
    do { try output.finish(spoken("\(tally.acceptedCount) messages are on the record.")) } catch let complaint
      as Complaint
    {
      guard let status = tally.status ?? (isLate ? .tryAgain : nil) else { throw complaint }
      format.complain(complaint)
      throw ExitCode(status.rawValue)
    }
    if isLate, tally.status == nil { throw ExitCode(ExitStatus.tryAgain.rawValue) }
    if let status = tally.status { throw ExitCode(status.rawValue) }
  }
}

/// The lines of an input as drafts; unreadable ones are reported, and the rest goes on.
struct DraftLines: AsyncSequence, Sendable {
  typealias Element = Draft

  /// Bytes of a line: a document, with as much again for white space.
  private static let limit = 2 * Limits.document

  let input: InputFile
  let reader: DraftReader
  let tally: BulkTally
  /// The nature of lines that name none, where examples are refused outside exercises; nil where they are not.
  let examples: Nature?
  let unreadable: @Sendable (Int, Refusal) -> Void

  func makeAsyncIterator() -> Iterator {
    Iterator(
      input: input, reader: reader, tally: tally, examples: examples, unreadable: unreadable,
      lines: LineSplitter(limit: Self.limit))
  }

  struct Iterator: AsyncIteratorProtocol {
    let input: InputFile
    var reader: DraftReader
    let tally: BulkTally
    let examples: Nature?
    let unreadable: @Sendable (Int, Refusal) -> Void
    var lines: LineSplitter
    var isAtEnd = false

    mutating func next() async throws -> Draft? {
      while true {
        while let piece = lines.next() {
          switch piece {
          case .tooLong(let number):
            unreadable(
              number, Refusal(.documentTooLarge, "the line has more than \(DraftLines.limit) bytes"))
          case .line(let number, let line):
            if line.first != UInt8(ascii: "{"), line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do throws(Refusal) {
              var draft = try reader.draft(line)
              if let examples { try ExampleMark.check(line: line, in: draft.nature ?? examples) }
              if tally.isQueue {
                // What becomes of it is told by its identifier.
                let id = draft.id ?? .make()
                draft.id = id
                tally.sent(line: number, id)
              } else {
                tally.sent(line: number, nil)
              }
              return draft
            } catch {
              unreadable(number, error)
            }
          }
        }
        if isAtEnd { return nil }
        if let chunk = try await input.next() {
          tally.read(chunk.count)
          lines.append(chunk)
        } else {
          isAtEnd = true
          lines.finish()
        }
      }
    }
  }
}
