import ArgumentParser
import CellCommand
import CellConfig
import CellJournal
import CellRecord
import CellSchema

extension RecordCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: spoken("Show what the record is: how much, since when, and the tree over it."),
      discussion: spoken("With --file, of a backup by itself, without a configuration."))

    @OptionGroup(title: spoken("Files")) var record: RecordOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let summary = try record.read { try $0.reader.summary() }
        try Terminal.print(format.isJSON ? json(summary) : text(summary))
      }
    }

    private func text(_ summary: RecordSummary) -> String {
      func field(_ name: Wording, _ words: String) -> String { DisplayText.column(inColumn(name), 11) + words }
      let span = summary.span.map { "\(Timestamp($0.first).dtg) – \(Timestamp($0.last).dtg)" }
      var lines = [
        field("cell", "\(summary.cell)"),
        field("file", "\(summary.path), " + spoken("format \(Int(summary.format)), \(Self.size(summary.bytes))")),
        field("record", "\(summary.head.sequence)" + (span.map { "  \($0)" } ?? "")),
        field("tree", "\(summary.root)"),
        field(
          "commits",
          "\(summary.head.commit), " + counted(Int(summary.pages), "in {1} page", "in {1} pages")),
      ]
      if summary.epoch != .first {
        let words = spoken("from \("\(summary.epoch.base)") on: rows were lost before it")
        lines.insert(field("epoch", "\(summary.epoch.number), " + words), at: 3)
      }
      return lines.joined(separator: "\n")
    }

    private static func size(_ bytes: UInt64) -> String {
      bytes < 10 << 20 ? "\((bytes + 1023) >> 10) KiB" : "\(bytes >> 20) MiB"
    }

    private func json(_ summary: RecordSummary) -> String {
      var object = JSONObject()
      object.add("cell", summary.cell)
      object.add("format", summary.format)
      object.add("bytes", summary.bytes)
      object.add("head", summary.head.sequence.value)
      if summary.epoch != .first {
        object.add("epoch", summary.epoch.number)
        object.add("base", summary.epoch.base.value)
      }
      if let span = summary.span {
        object.add("first", Timestamp(span.first))
        object.add("last", Timestamp(span.last))
      }
      object.add("treeRoot", "\(summary.root)")
      object.add("commits", summary.head.commit)
      object.add("pages", summary.pages)
      return object.text
    }
  }
}
