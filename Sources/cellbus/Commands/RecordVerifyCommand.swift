import ArgumentParser
import CellCommand
import CellConfig
import CellEvidence
import CellJournal
import CellRecord
import CellReplay
import CellSchema

extension RecordCommand {
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: spoken("Read the whole record and check it."),
      discussion: spoken(
        """
        Every row is hashed anew and compared with the tree over all rows, on all cores, and then replayed by the rules \
        that held when it was accepted; the first wrong row is named. With --state, the state that the daemon keeps \
        beside the record is computed anew from the rows and compared with it byte by byte: 0 where they are equal, 65 \
        where they differ. The daemon may be running: what is there at the beginning is checked. The tree's root and the \
        state's hash are the same for everybody who has the same rows. Rows that are missing at the end show where kept \
        state or a reader's place is beyond it: 65. With --file, a backup is checked by itself, without a configuration. With --proof, what cellbus record prove wrote is checked instead, \
        with no record and no broker: by the log's and the witnesses' keys in the keys file (C2SP tlog-policy) alone.
        """))

    @Flag(help: helpText("Compare the state that is kept beside the record.")) var state = false
    @OptionGroup(title: spoken("Proofs")) var proof: ProofOptions
    @OptionGroup(title: spoken("Files")) var record: RecordOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if proof.file != nil, state { throw ValidationError(spoken("--state is of a record, not of a proof")) }
      if record.file != nil, state { throw ValidationError(spoken("no state is kept beside a backup")) }
    }

    func run() async throws {
      try await reporting(format) {
        if let report = try proof.report() {
          return try Terminal.print(format.isJSON ? report.json : report.text(width: Terminal.columns ?? 80))
        }
        let (tree, result, founding, place) = try record.read { record in try verify(record) }
        if let evidence = try result.evidence ?? byCheckpoints() {
          throw Complaint(
            .failed, .recordBehind, at: place, evidence,
            consequence: spoken(
              "The rows that are there read and replay. The daemon serves readers and takes no messages."))
        }
        if state, let difference = result.difference {
          throw Complaint(
            .failed, .recordDamaged, at: "\(place)/state.snapshot", difference,
            consequence: spoken("The record itself reads; the daemon reads it whole where the state does not fit."))
        }
        guard !format.isJSON else { return try Terminal.print(json(tree, result, founding)) }
        try Terminal.print(folding: text(tree, result, founding))
      }
    }

    /// What checkpoints beside the cell's own record say of rows that are missing.
    private func byCheckpoints() throws -> String? {
      guard record.file == nil else { return nil }
      return try record.read { try $0.reader.evidenceOfCheckpoints(in: $0.place) }
    }

    private func verify(
      _ record: ReadRecord
    ) throws -> (TreeCheck.Outcome, StateVerification, FoundingWords, place: String) {
      // The snapshot first: what it is of is on the record by then, also under a running daemon.
      let kept = record.stateFile?.read()
      let progress = RecordProgressLine(format)
      defer { progress.end() }
      let founding = try founding(record.reader, record.place)
      let tree = try TreeCheck(record.reader).run { progress.tell($0) }
      progress.end()
      let result = try StateVerification(
        record.rules(), cell: record.cell, record.reader, kept: kept, isThere: record.stateFile?.exists ?? false)
      return (tree, result, founding, record.place)
    }

    /// How the cell came about, by the record's first row.
    private func founding(_ reader: SQLiteReader, _ directory: String) throws -> FoundingWords {
      guard let first = try reader.rows([1], bytes: 0).first else { return .development }
      let genesis = try DocumentDecoder.body(Genesis.self, of: Array(first.envelope.document))
      do {
        let founding = try ProvedFounding(genesis, signatures: Array(first.envelope.signature), part: directory)
        return FoundingWords(try proof.rootKeys().map { try founding.judged(by: $0, part: directory) } ?? founding)
      } catch let fault as EvidenceFault {
        throw Complaint(.failed, .proofInvalid, at: fault.part, fault.reason)
      }
    }

    private func text(
      _ tree: TreeCheck.Outcome, _ result: StateVerification, _ founding: FoundingWords
    ) -> String {
      let kept =
        result.keptThrough.map { spoken("kept through \("\($0)"), equal to what the rows lead to") }
        ?? spoken("none is kept")
      return "record   " + spoken("1 to \("\(result.head)"), every row reads and replays") + "\n"
        + "tree     \(Self.words(tree))\n"
        + (state ? "state    \(kept)\n" : "")
        + "sha256   " + spoken("\("\(result.stateSHA256)") of the state after \("\(result.head)")") + "\n"
        + "cell     " + founding.lines.joined(separator: "\n         ")
    }

    private static func words(_ tree: TreeCheck.Outcome) -> String {
      guard tree.epoch != .first else {
        return spoken(
          "\("\(tree.root)") is the root over 1 to \("\(tree.rows)"), made anew from every row")
      }
      let (first, last) = (tree.epoch.base, tree.epoch.last(of: tree.rows))
      return spoken(
        "\("\(tree.root)") is the root over \("\(first)") to \("\(last)"), epoch \("\(tree.epoch.number)"), and those before have theirs: made anew from every row"
      )
    }

    private func json(
      _ tree: TreeCheck.Outcome, _ result: StateVerification, _ founding: FoundingWords
    ) -> String {
      var object = JSONObject()
      object.add("head", result.head.value)
      if tree.epoch != .first {
        object.add("epoch", tree.epoch.number)
        object.add("base", tree.epoch.base.value)
      }
      object.add("treeSize", tree.rows)
      object.add("treeRoot", "\(tree.root)")
      object.add("stateSHA256", result.stateSHA256)
      if state {
        if let kept = result.keptThrough { object.add("keptThrough", kept.value) }
        object.add("equal", result.difference == nil)
      }
      founding.add(to: &object)
      return object.text
    }
  }
}
