import ArgumentParser
import CellCommand
import CellConfig
import CellProof
import CellRecord
import CellSchema
import Foundation

extension RecordCommand {
  struct Tiles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tiles", abstract: spoken("Write the tree as static files that others check and serve."),
      discussion: spoken(
        """
        The directory has the layout of C2SP tlog-tiles: the tree's hashes in tiles of 256, and the checkpoint, which is \
        written last. Whoever has it proves any row's place, and that the log only grew. Hashes tell nothing of the \
        rows; --entries adds their leaves: who said something when, and the hashes of what. A directory that is there is \
        continued.
        """))

    @Argument(help: helpText("The directory, made or continued."), completion: .directory) var directory: String
    @Flag(name: .long, help: helpText("With the rows' leaves.")) var entries = false
    @Option(
      name: .long, help: helpText("Of this checkpoint's tree, with the cosignatures that it has."),
      completion: .file())
    var checkpoint: String?
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let progress = RecordProgressLine(format)
        defer { progress.end() }
        try set.withRecord { record, cell in
          let log = try RecordLog(set, record, cell)
          defer { try? log.reader.close() }
          let signed = try checkpoint.map { try log.checkpoint(from: $0) } ?? log.checkpoint()
          let tree = signed.tree
          guard signed.epoch == log.epoch else {
            throw Complaint(
              .failed, .proofInvalid, at: checkpoint ?? "",
              spoken("it is of another log, \(signed.tree.origin)"))
          }
          // What is there already is of this record, and not of a later tree.
          let last = "\(directory)/checkpoint"
          if FileManager.default.fileExists(atPath: last), try log.checkpoint(from: last).tree.size > tree.size {
            throw Complaint(.failed, .outputUnwritable, at: last, spoken("it is of a larger tree"))
          }
          let outcome = try RecordTiles(log.reader, to: directory).run(size: tree.size, hasEntries: entries) {
            progress.tell($0)
          }
          progress.end()
          try OutputFile.write(
            Array(signed.note.description.utf8), to: last, mode: 0o644, isForced: true)
          guard !format.isJSON else {
            var object = JSONObject()
            object.add("size", tree.size)
            object.add("root", "\(tree.root)")
            object.add("files", outcome.files)
            object.add("added", outcome.added)
            return try Terminal.print(object.text)
          }
          try Terminal.print(
            spoken(
              "\(directory) has the tree of \("\(tree.size)") rows in \("\(outcome.files)") files, \("\(outcome.added)") of them new"
            ))
        }
      }
    }
  }
}
