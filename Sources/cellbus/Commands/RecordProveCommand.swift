import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellEvidence
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema

extension RecordCommand {
  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prove", abstract: spoken("Write the proof that rows stand on the record."),
      discussion: spoken(
        """
        Of one message it prints a C2SP tlog-proof, which leads from the row's leaf to a checkpoint that the cell's log \
        key has signed. With --bundle it writes one file with any number of rows, their documents and signature blocks, \
        and the roster and charter in force at each. Whoever has the file and the keys (cellbus record checkpoint \
        --keys) checks it without the cell: cellbus record verify --proof FILE --keys FILE. By anything but a \
        number the record is read once, with progress.
        """))

    @Argument(
      help: helpText("Messages, by number, id or serial, cases: V-2026-0042, or types: 'declaration.*'."),
      transform: recordChoice)
    var message: [RecordChoice]
    @Option(name: .long, help: helpText("Write the document's exact bytes to this file."), completion: .file())
    var document: String?
    @Option(name: .long, help: helpText("Write a bundle to this file."), completion: .file()) var bundle: String?
    @Option(
      name: .long, help: helpText("Prove it in the tree of this checkpoint, with the cosignatures that it has."),
      completion: .file())
    var checkpoint: String?
    @Option(
      name: .long, help: helpText("Enclose a certificate of a key that signed. Repeatable."), completion: .file())
    var certificate: [String] = []
    @Flag(
      name: .long,
      help: helpText("And every later message that names one of them, and so on: answers, signatures, amendments."))
    var related = false
    @Option(name: .long, help: helpText("Only what this participant may read."), transform: leaf)
    var releasableTo: ParticipantCode?
    @Flag(name: .long, help: helpText("Replace files that are there.")) var force = false
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if bundle != nil, document != nil { throw ValidationError(spoken("a bundle has the documents: no --document")) }
      guard bundle == nil else { return }
      if !certificate.isEmpty || related {
        throw ValidationError(spoken("--certificate and --related are for --bundle"))
      }
      guard message.count == 1, case .message? = message.first else {
        throw ValidationError(spoken("more than one message is for --bundle FILE"))
      }
    }

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        try set.withRecord { directory, cell in
          let log = try RecordLog(set, directory, cell)
          defer { try? log.reader.close() }
          let signed =
            try checkpoint.map { try log.checkpoint(from: $0) }
            ?? log.checkpoint(
              having: message.map(\.row).contains(nil) ? [] : message.compactMap(\.row))
          let found = try find(log, signed, set)
          if let bundle {
            try write(found, log, signed, to: bundle)
          } else if let row = found.rows.first {
            try prove(row, log, signed)
          }
        }
      }
    }

    private func find(_ log: RecordLog, _ signed: RecordLog.Signed, _ set: ConfigurationSet) throws
      -> RowFinder.Found
    {
      let progress = RecordProgressLine(format)
      defer { progress.end() }
      let finder = RowFinder(reader: log.reader, epoch: signed.epoch, size: signed.tree.size)
      var found = try finder.find(message, isBundle: bundle != nil, isRelated: related) {
        progress.tell($0)
      }
      guard let releasableTo else { return found }
      let reach = try Reach(releasableTo, RuleFiles(set), log.reader)
      for row in found.rows where !reach.takes(row) {
        let header = try DocumentDecoder.header(of: Array(row.envelope.document))
        guard let name = names.first(where: { $0.takes(row.sequence.value, header) }) else { continue }
        throw Complaint(.refused, .notReleasable, at: "\(name)", spoken("\(releasableTo) may not read it"))
      }
      found.rows.removeAll { !reach.takes($0) }
      guard let last = found.rows.last else {
        throw Complaint(.refused, .notReleasable, spoken("\(releasableTo) may read none of it"))
      }
      found.rules.removeAll { $0.sequence > last.sequence }
      return found
    }

    /// What names one message; of a case what may be read is taken.
    private var names: [RecordChoice] { message.filter { if case .message = $0 { true } else { false } } }

    private func prove(_ row: RecordRow, _ log: RecordLog, _ signed: RecordLog.Signed) throws {
      let proof = InclusionProof(
        extra: RecordLeaf(row: row, cell: log.cell).bytes,
        index: signed.epoch.index(of: row.sequence) ?? 0,
        path: try log.reader.inclusion(of: row.sequence, in: signed.tree.size, epoch: signed.epoch),
        note: signed.note)
      if let document {
        try OutputFile.write(Array(row.envelope.document), to: document, isForced: force)
      }
      guard format.isJSON else { return try Terminal.print(Array(proof.description.utf8.dropLast())) }
      var object = JSONObject()
      object.add("seq", row.sequence.value)
      object.add("size", signed.tree.size)
      object.add("proof", proof.description)
      try Terminal.print(object.text)
    }

    private func write(
      _ found: RowFinder.Found, _ log: RecordLog, _ signed: RecordLog.Signed, to file: String
    ) throws {
      let bundle: EvidenceBundle
      do {
        bundle = try EvidenceBundle(
          cell: log.cell, checkpoint: signed.note, rows: found.rows, rules: found.rules,
          certificates: try certificate.map { try Proofs.bytes(of: $0) },
          path: { try log.reader.inclusion(of: $0, in: signed.tree.size, epoch: signed.epoch) },
          file: { hash in
            guard let bytes = try log.reader.file(sha256: hash) else {
              throw JournalError.damaged("the roster or charter with the SHA-256 \(hash) is gone")
            }
            return bytes
          })
      } catch let fault as EvidenceFault {
        throw JournalError.damaged("\(fault)")
      }
      let bytes = bundle.bytes
      guard bytes.count <= EvidenceBundle.maximumBytes else {
        throw Complaint.usage(spoken("a bundle has at most 256 MiB: choose fewer rows"))
      }
      try OutputFile.write(bytes, to: file, isForced: force)
      guard format.isJSON else {
        return try Terminal.print(
          counted(bundle.rows.count, "{1} row", "{1} rows") + ", "
            + spoken("in the tree of \("\(signed.tree.size)"): \(file), \("\(bytes.count)") bytes"))
      }
      var object = JSONObject()
      object.add("file", file)
      object.add("rows", bundle.rows.count)
      object.add("size", signed.tree.size)
      object.add("bytes", bytes.count)
      try Terminal.print(object.text)
    }
  }
}

/// Reads a message's name or a case.
private func recordChoice(_ argument: String) throws -> RecordChoice {
  guard let choice = RecordChoice(argument) else { throw notAllowed(argument, RecordChoice.allowed) }
  return choice
}
