import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema
import CellWire
import StrictYAML

extension RecordCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: spoken("Print rows of the record, one JSON object a line."),
      discussion: spoken(
        """
        Beside header and body each line has the row's fields, the hash of its leaf in the tree, and the signature block \
        in Base64. With --exact the document is given in Base64 too, to the byte, as documentSHA256 and leaf cover it. \
        --releasable-to gives what one of the participant's nodes may read, or said itself, by the rules and releases in \
        force at the record's end; what it leaves out leaves no trace but the gap in the numbers. With --dsse each line is \
        the document with its signatures as one DSSE envelope, which other programs verify by the signing keys; rows \
        without a signature are left out. With --file, of a backup by itself, without a configuration.
        """))

    @Option(name: .long, help: helpText("The first row. Default: 1.")) var from: UInt64 = 1
    @Option(name: .long, help: helpText("The last row. Default: the record's.")) var to: UInt64?
    @Option(
      name: .long,
      help: helpText("A type, a system such as 'verification.*', or '*'. Repeatable. Default: everything."),
      transform: TypePatternArgument.init(reading:))
    var type: [TypePatternArgument] = []
    @Option(
      name: .long, help: helpText("Participants or nodes: FRA,UKR.GS-1. Repeatable. Default: everybody."),
      transform: CommaList.init(reading:))
    var sender: [CommaList<Addressee>] = []
    @Option(name: .customLong("case"), help: helpText("Of this case alone: V-2026-0042."), transform: caseNumber)
    var ofCase: CaseNumber?
    @Option(
      name: .long, help: helpText("Only what this participant may read."), transform: leaf)
    var releasableTo: ParticipantCode?
    @Flag(name: .long, help: helpText("With each document's exact bytes in Base64.")) var exact = false
    @Flag(name: .long, help: helpText("Signed documents alone, as DSSE envelopes.")) var dsse = false
    @OptionGroup(title: spoken("Files")) var record: RecordOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if let to, from > to { throw ValidationError(spoken("--from is behind --to")) }
      if dsse, exact { throw ValidationError(spoken("a DSSE envelope has the exact bytes without --exact")) }
      if from == 0 { throw ValidationError(spoken("rows are counted from 1")) }
    }

    func run() async throws {
      try await reporting(format) {
        try record.read { record in
          let reader = record.reader
          let end = min(try reader.head().sequence.value, to ?? .max)
          let reach = try releasableTo.map { try Reach($0, record.rules(), reader) }
          let origin = dsse ? try SigningOrigin(of: reader) : nil
          var last = SequenceNumber(from - 1)
          while last.value < end {
            let rows = try reader.rows(after: last, limit: 1_024, bytes: 4 << 20)
            guard let read = rows.last else { break }
            for row in rows where row.sequence.value <= end {
              guard reach?.takes(row) ?? true, try takes(row) else { continue }
              let exported = ExportedRow(row, cell: record.cell, isExact: exact)
              if !dsse {
                try Terminal.print(exported.line)
              } else if let origin, let envelope = try exported.envelope(origin) {
                try Terminal.print(Array(envelope.json.utf8))
              }
            }
            last = read.sequence
          }
        }
      }
    }

    private func takes(_ row: RecordRow) throws -> Bool {
      let header = try DocumentDecoder.header(of: Array(row.envelope.document))
      if !type.isEmpty, !type.contains(where: { TypePattern($0.text).matches("\(header.type)") }) { return false }
      if let ofCase, header.caseNumber != ofCase { return false }
      let senders = sender.flatMap(\.elements)
      return senders.isEmpty || senders.contains(.node(row.node))
        || senders.contains(.participant(row.node.participant))
    }
  }
}

/// What a participant may read of a record.
struct Reach {
  private let participant: ParticipantCode
  private let state: RecordState

  /// - Parameter rules: those of today, which hold before the first row.
  init(_ participant: ParticipantCode, _ rules: RuleFiles, _ reader: SQLiteReader) throws {
    self.participant = participant
    state = try RecordReplay(reader, cell: reader.cell, rules: rules).state(through: nil)
    guard state.mayKnow(1, participant) != nil else {
      throw Complaint.usage(spoken("the roster lists no node of \(participant)"))
    }
  }

  func takes(_ row: RecordRow) -> Bool { state.mayKnow(row.sequence, participant) ?? false }
}
