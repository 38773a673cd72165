import ArgumentParser
import CellCommand
import CellConfig
import CellProof
import CellSchema
import Foundation
import StrictYAML

struct FoundCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "found", abstract: spoken("Found a cell: the roots of the sides sign roster and charter, off line."),
    discussion: spoken(
      """
      A cell that is to bind is founded before its record begins: cellbus init writes the files, the participants' roots \
      go into the roster, propose writes the statement, each founder signs it where its roots are kept, and seal puts it \
      beside cellbusd.yaml. From then on roster and charter are changed by the sides alone: cellbus roster propose. A cell \
      that was started without is a development cell, and stays one.
      """),
    subcommands: [Propose.self, Sign.self, Seal.self, Show.self])
}

extension FoundCommand {
  struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "propose", abstract: spoken("Write the statement that the roots sign."))

    @Option(
      name: .long,
      help: helpText("The last checkpoint of a cell that cannot go on, whose place this one takes: it is named."),
      completion: .file())
    var successorOf: String?

    @Option(name: .long, help: helpText("The file to write. Default: standard output."), completion: .file())
    var out: String?

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        try FoundCommand.checkUnbegun(set)
        let predecessor = try successorOf.map { file in
          let checkpoint = try Proofs.reading(file) { text throws(NoteError) in
            try Checkpoint(text: SignedNote(text).text)
          }
          return Founding.Predecessor(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root)
        }
        let founding = try FoundCommand.refusing(set.configuration.file) { () throws(Refusal) in
          try FoundingTerms(set).founding(after: predecessor)
        }
        for line in FoundCommand.lines(founding, founding.statement) { Terminal.note(line) }
        guard let out else { return try Terminal.print(founding.statement.json) }
        try FoundCommand.write(founding.statement, to: out)
        try Terminal.print(
          spoken("\(out) has the statement. Each founder signs it: cellbus found sign \(out) --root KEY"))
      }
    }
  }

  struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign", abstract: spoken("Sign the statement with a root, off line."),
      discussion: spoken(
        """
        With --cell it is compared first with the roster and the charter in that directory, as whoever signs has them; \
        without, what it says is shown alone.
        """))

    @Argument(help: helpText("The statement's file."), completion: .file()) var file: String
    @Option(name: .long, help: helpText("The private key of a root; several, several times."), completion: .file())
    var root: [String]
    @Option(name: .long, help: helpText("The file to write. Default: the file itself."), completion: .file())
    var out: String?
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let given = try FoundCommand.read(file)
        let secrets = try root.map(SigningFiles.secret)
        if files.cell != nil {
          let set = try files.load()
          try FoundCommand.refusing(file) { () throws(Refusal) in
            try FoundingTerms.check(
              given.founding, FoundingTerms(set).founding(after: given.founding.predecessor))
          }
          let known = set.roster.value.rootKeys.participants.values.flatMap(\.keys)
          for (secret, name) in zip(secrets, root) where !known.contains(secret.publicKey) {
            throw Complaint(.failed, .badKey, at: name, spoken("it is no root of a participant in the roster"))
          }
        }
        var statement = given.statement
        for secret in secrets { statement = try statement.signed(by: secret) }
        for line in FoundCommand.lines(given.founding, statement) { Terminal.note(line) }
        try FoundCommand.write(statement, to: out ?? file)
        try Terminal.print(
          "\(out ?? file): " + counted(statement.signatures.count, "{1} signature", "{1} signatures"))
      }
    }
  }

  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "seal", abstract: spoken("Check that all have signed, and have the cell's record begin with it."),
      discussion: spoken(
        "founding.json is written beside cellbusd.yaml, which names it from then on. The broker begins the record with it."
      ))

    @Argument(help: helpText("The statement's file, signed."), completion: .file()) var file: String
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        try FoundCommand.checkUnbegun(set)
        let given = try FoundCommand.read(file)
        try FoundCommand.refusing(file) { () throws(Refusal) in _ = try set.sealed(given) }
        let configuration = set.configuration.file
        let name = "founding.json"
        let target = FilePath(name)?.resolved(besides: configuration) ?? name
        try FoundCommand.write(given.statement, to: target)
        if set.configuration.value.founding == nil {
          let bytes = try Proofs.bytes(of: configuration)
          let gap = bytes.last == UInt8(ascii: "\n") ? "" : "\n"
          try OutputFile.rewrite(bytes + Array("\(gap)founding: \(name)\n".utf8), at: configuration)
        }
        let founders = given.founding.founders.joined(separator: ", ")
        var object = JSONObject()
        object.add("file", target)
        object.add("origin", given.founding.origin.text)
        object.add("founders", given.founding.founders)
        try Terminal.print(
          format.isJSON ? object.text : spoken("\(given.founding.origin.text) is founded by \(founders): \(target)"))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Say what a founding statement says."))

    @Argument(help: helpText("The statement's file."), completion: .file()) var file: String
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let given = try FoundCommand.read(file)
        guard !format.isJSON else { return try Terminal.print(given.founding.payload) }
        try Terminal.print(FoundCommand.lines(given.founding, given.statement).joined(separator: "\n"))
      }
    }
  }

  fileprivate static func read(_ file: String) throws(Complaint) -> FoundingFile {
    do throws(FileProblem) { return try FoundingFile.read(file) } catch { throw Complaint(error) }
  }

  fileprivate static func write(_ statement: SignedStatement, to file: String) throws {
    try OutputFile.write(Array((statement.json + "\n").utf8), to: file, mode: 0o644, isForced: true)
  }

  fileprivate static func refusing<Value>(
    _ file: String, _ work: () throws(Refusal) -> Value
  ) throws(Complaint) -> Value {
    do throws(Refusal) { return try work() } catch { throw Complaint(.failed, error.code, at: file, error.detail) }
  }

  /// A record that has begun is of the cell that it began with.
  fileprivate static func checkUnbegun(_ set: ConfigurationSet) throws(Complaint) {
    guard FileManager.default.fileExists(atPath: "\(set.recordDirectory)/record.sqlite") else { return }
    throw Complaint(
      .failed, .badFounding, at: set.recordDirectory,
      spoken("the record has begun: a development cell is never founded; make another directory with cellbus init"))
  }

  /// What a statement says, a line a thing.
  static func lines(_ founding: Founding, _ statement: SignedStatement) -> [String] {
    let keys = statement.signatures.map { String($0.keyID.prefix(16)) }
    var rows = [
      (inColumn("cell"), founding.origin.text), (inColumn("log key"), StrictBase64.text(founding.logKey)),
      (inColumn("roster"), founding.roster.hexadecimal), (inColumn("charter"), founding.charter.hexadecimal),
      (inColumn("founders"), founding.founders.joined(separator: ", ")),
      (inColumn("witnesses"), founding.quorum.isEmpty ? "-" : founding.quorum.joined(separator: "; ")),
      (inColumn("signed by"), statement.signatures.isEmpty ? "-" : keys.joined(separator: ", ")),
    ]
    if let predecessor = founding.predecessor {
      rows.append((inColumn("successor of"), "\(predecessor.origin) \(predecessor.size) \(predecessor.root)"))
    }
    return rows.map { "\(DisplayText.column(DisplayText.line($0), 14))\(DisplayText.line($1))" }
  }
}
