import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellSchema
import StrictYAML

extension RecordCommand {
  struct CheckpointOfTree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: spoken("Print the tree as it is now, signed by the cell's log key."),
      discussion: spoken(
        """
        A checkpoint (C2SP tlog-checkpoint) is three lines and a signature: keep it, or send it to whoever should be \
        able to tell years later that the record is still the one of today. With --against, the record is compared \
        with earlier checkpoints of its log: 0 where each is of its beginning, 65 where the record has fewer rows, 76 \
        where it has others.
        """))

    @Flag(name: .long, help: helpText("Print the keys file by which others check it, instead.")) var keys = false
    @Option(
      name: .long, parsing: .upToNextOption, help: helpText("Files with earlier checkpoints."), completion: .file())
    var against: [String] = []
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if keys, !against.isEmpty { throw ValidationError(spoken("--keys and --against are not given together")) }
    }

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        try set.withRecord { directory, cell in
          let log = try RecordLog(set, directory, cell)
          defer { try? log.reader.close() }
          if keys {
            try printKeys(log, WitnessRules(set.roster.value, set.charter.value))
          } else if against.isEmpty {
            try printCheckpoint(log)
          } else {
            try compare(log)
          }
        }
      }
    }

    private func printKeys(_ log: RecordLog, _ witnesses: WitnessRules) throws {
      let policy = witnesses.policy(log: log.verifier)
      guard format.isJSON else { return try Terminal.print(policy) }
      var object = JSONObject()
      object.add("log", log.origin)
      object.add("key", log.verifier)
      object.add("policy", policy + "\n")
      try Terminal.print(object.text)
    }

    private func printCheckpoint(_ log: RecordLog) throws {
      let signed = try log.checkpoint()
      guard format.isJSON else {
        return try Terminal.print(Array(signed.note.description.utf8.dropLast()))
      }
      var object = JSONObject()
      object.add("log", log.origin)
      object.add("size", signed.tree.size)
      object.add("root", "\(signed.tree.root)")
      object.add("note", signed.note.description)
      try Terminal.print(object.text)
    }

    private func compare(_ log: RecordLog) throws {
      for file in against {
        let earlier = try log.checkpoint(from: file).tree
        guard format.isJSON else {
          try Terminal.print(spoken("\(file): rows 1 to \("\(earlier.size)") are as they were"))
          continue
        }
        var object = JSONObject()
        object.add("file", file)
        object.add("size", earlier.size)
        object.add("root", "\(earlier.root)")
        try Terminal.print(object.text)
      }
    }
  }
}
