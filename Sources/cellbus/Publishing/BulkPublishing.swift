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

  func run() async throws {
    let input = try InputFile(file)
    let profile = try identity.read()
    let tally = BulkTally(size: input.size, isShown: Terminal.isError && !format.isJSON)
    let drafts = DraftLines(
      input: input, reader: DraftReader(type: type, defaults: header), tally: tally
    ) { [format] line, refusal in
      tally.refused(refusal.code)
      tally.note { format.complain(Complaint(refusal, consequence: "Nothing was sent.", line: line)) }
    }
    let (format, ink) = (format, format.ink)
    let ended: Void? = try await untilInterrupted {
      try await connected(profile, timeout: identity.timeout, publishes: true) { node in
        for try await outcome in node.publish(contentsOf: drafts) {
          let line = tally.settle()
          switch outcome.result {
          case .success(let receipt):
            tally.accepted()
            if format.isJSON { try Terminal.print(ReceiptText(receipt).json(line: line)) }
          case .failure(let error):
            tally.refused(error.code)
            let consequence = PublishCommand.consequence(of: error)
            tally.note { format.complain(Complaint(error, consequence: consequence, line: line)) }
          }
        }
      }
    }
    tally.end()
    if !format.isJSON { try Terminal.print(tally.summary(ink)) }
    if ended == nil {
      Terminal.note("interrupted: what was under way may be on the record as well")
      throw ExitCode(130)
    }
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
  let unreadable: @Sendable (Int, Refusal) -> Void

  func makeAsyncIterator() -> Iterator {
    Iterator(input: input, reader: reader, tally: tally, unreadable: unreadable, lines: LineSplitter(limit: Self.limit))
  }

  struct Iterator: AsyncIteratorProtocol {
    let input: InputFile
    var reader: DraftReader
    let tally: BulkTally
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
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do throws(Refusal) {
              var draft = try reader.draft(line)
              let id = draft.id ?? .make()
              draft.id = id
              tally.sent(line: number, id)
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
