import ArgumentParser
import CellCommand
import CellEvidence
import CellProof
import CellSchema

extension RecordCommand {
  struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare", abstract: spoken("Hold checkpoints of one log against each other, with no record."),
      discussion: spoken(
        """
        For those who got checkpoints on different ways, by mail even: where the log's key has signed two trees of which \
        neither is the beginning of the other, it ends with 76, and the two files are the proof. Trees of one size are \
        compared as they are; for others, --tiles names a directory that cellbus record tiles wrote.
        """))

    @Argument(help: helpText("Files with checkpoints."), completion: .file()) var notes: [String]
    @Option(name: .long, help: helpText("The keys of the log and of witnesses."), completion: .file()) var keys: String
    @Option(name: .long, help: helpText("A directory with the log's tiles."), completion: .directory)
    var tiles: String?
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    private typealias Signed = (file: String, checkpoint: Checkpoint)

    func validate() throws {
      if notes.count < 2, tiles == nil {
        throw ValidationError(spoken("two checkpoints are compared, or one with --tiles DIR"))
      }
    }

    func run() async throws {
      try await reporting(format) {
        let policy = try Proofs.reading(keys, .badKey) { text throws(NoteError) in try CheckpointPolicy(text) }
        let signed = try notes.map { try Self.signed($0, policy) }.sorted { $0.checkpoint.size < $1.checkpoint.size }
        for (one, next) in zip(signed, signed.dropFirst()) {
          guard one.checkpoint.origin == next.checkpoint.origin else {
            throw Complaint(
              .failed, .proofInvalid, at: next.file, spoken("it is of another log, \(next.checkpoint.origin)"))
          }
          if one.checkpoint.size == next.checkpoint.size, one.checkpoint.root != next.checkpoint.root {
            throw Self.fork(one, next)
          }
        }
        if let tiles { try compare(signed, Self.signed("\(tiles)/checkpoint", policy), tiles) }
        let sizes = Set(signed.map(\.checkpoint.size))
        guard tiles != nil || sizes.count == 1 else {
          throw Complaint.usage(spoken("the trees have different sizes: give --tiles DIR"))
        }
        try say(signed)
      }
    }

    private static func signed(_ file: String, _ policy: CheckpointPolicy) throws -> Signed {
      let checkpoint = try Proofs.reading(file) { text throws(NoteError) in
        try policy.signedByLog(try SignedNote(text))
      }
      return (file, checkpoint)
    }

    private func compare(_ signed: [Signed], _ whole: Signed, _ directory: String) throws {
      let tree: TileTree
      do {
        tree = try TileTree(whole.checkpoint) { try Proofs.bytes(of: "\(directory)/\($0)") }
        for one in signed {
          guard one.checkpoint.origin == whole.checkpoint.origin, one.checkpoint.size <= whole.checkpoint.size else {
            throw Complaint(
              .failed, .proofInvalid, at: one.file,
              spoken("the tiles have \("\(whole.checkpoint.size)") rows of \(whole.checkpoint.origin)"))
          }
          guard try tree.root(of: one.checkpoint.size) == one.checkpoint.root else { throw Self.fork(one, whole) }
        }
      } catch let fault as EvidenceFault {
        throw Complaint(.failed, .proofInvalid, at: "\(directory)/\(fault.part)", fault.reason)
      }
    }

    private static func fork(_ one: Signed, _ other: Signed) -> Complaint {
      Complaint(
        .failed, .logForked, at: other.file,
        spoken(
          "its tree of \("\(other.checkpoint.size)") rows does not begin with that of \(one.file), \("\(one.checkpoint.size)")"
        ),
        consequence: spoken("Keep both files: the log has two histories."))
    }

    private func say(_ signed: [Signed]) throws {
      for one in signed {
        guard format.isJSON else {
          try Terminal.print(spoken("\(one.file): \("\(one.checkpoint.size)") rows of one history"))
          continue
        }
        var object = JSONObject()
        object.add("file", one.file)
        object.add("size", one.checkpoint.size)
        object.add("root", "\(one.checkpoint.root)")
        try Terminal.print(object.text)
      }
    }
  }
}
