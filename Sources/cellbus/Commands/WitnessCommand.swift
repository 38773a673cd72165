import ArgumentParser
import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation

struct WitnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract: spoken("Cosign the record's checkpoints, each the beginning of the next: a witness of a side."),
    discussion: spoken(
      """
      A witness is a node of its own, on a machine of its own, and sees hashes alone. It cosigns a checkpoint if the one \
      that it cosigned last is its beginning; where it is not, the log has two histories: the witness stops, says where \
      the evidence is, and ends with 76. Its state is never put back from a copy: a witness without it begins anew from a \
      checkpoint that is good under the others.
      """),
    subcommands: [Run.self, Key.self], defaultSubcommand: Run.self)
}

extension WitnessCommand {
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: spoken("Cosign until it is stopped."))

    @Option(name: .long, help: helpText("The witness's key, as cellbus witness key made it."), completion: .file())
    var key: String
    @Option(name: .long, help: helpText("The keys of the log and of witnesses."), completion: .file()) var keys: String
    @Option(
      name: .long, help: helpText("The directory of its state, of this key alone; it is made where there is none."),
      completion: .directory)
    var state: String
    @Option(
      name: .long, help: helpText("A checkpoint that is good under the others, from which a new witness begins."),
      completion: .file())
    var pinned: String?
    @Flag(name: .long, help: helpText("Begin with whatever the log shows first: at its founding alone."))
    var newLog = false
    @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if newLog, pinned != nil { throw ValidationError(spoken("--new-log and --pinned exclude each other")) }
    }

    func run() async throws {
      try await reporting(format) {
        let policy = try Proofs.reading(keys, .badKey) { text throws(NoteError) in try CheckpointPolicy(text) }
        guard let log = policy.logs.first, policy.logs.count == 1 else {
          throw Complaint(.failed, .badKey, at: keys, spoken("a witness cosigns one log: name one"))
        }
        let file = try WitnessKeyFile(key)
        let pinned = try pinned.map { String(decoding: try Proofs.bytes(of: $0), as: UTF8.self) }
        let witness = try Witness(
          identity.read(), key: file.seed, name: file.name, log: log.verifier, directory: state, pinned: pinned,
          isNewLog: newLog)
        let isJSON = format.isJSON
        if !isJSON { try Terminal.print(spoken("\(witness.verifier) cosigns \(log.name)")) }
        let fork = try await untilInterrupted {
          try await witness.run { event in Self.tell(event, isJSON) }
        }
        if case .some(let forked?) = fork {
          throw Complaint(
            .failed, .logForked, at: forked.evidence, forked.reason,
            consequence: spoken("Keep the file, and show it to the other sides."))
        }
      }
    }

    @Sendable private static func tell(_ event: Witness.Event, _ isJSON: Bool) {
      guard !isJSON else {
        var object = JSONObject()
        switch event {
        case .cosigned(let size):
          object.add("event", "cosigned")
          object.add("size", size)
        case .refused(let reason):
          object.add("event", "refused")
          object.add("reason", reason)
        }
        try? Terminal.print(object.text)
        return
      }
      switch event {
      case .cosigned(let size): try? Terminal.print(spoken("cosigned \("\(size)") rows"))
      case .refused(let reason): Terminal.note(spoken("not cosigned: \(DisplayText.line(reason))"))
      }
    }
  }

  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: spoken("Make a witness's key: a file for the witness, a line for the roster."))

    @Argument(help: helpText("The file of the private key; it is not written over."), completion: .file())
    var file: String
    @Option(name: .long, help: helpText("The witness's name, such as ukr.example/cellbus-1."))
    var name: String
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let key = LogKey.generate()
        guard let verifier = NoteKey(name: name, kind: .cosignature, publicBytes: key.publicBytes)?.verifier else {
          throw Complaint(.failed, .usage, at: "--name", spoken("a name has no blanks and no plus sign"))
        }
        try OutputFile.write(Array("\(name)\n\(key.secretText)\n".utf8), to: file, isForced: nil)
        guard !format.isJSON else {
          var object = JSONObject()
          object.add("file", file)
          object.add("verifier", verifier)
          return try Terminal.print(object.text)
        }
        try Terminal.print(
          """
          # \(spoken("For the cell's roster.yaml, with the witness's node; raise its revision:"))
              witnessKey: '\(verifier)'
          """)
      }
    }
  }
}

/// A witness's key in a file: its name, and the seed in Base64, a line each.
private struct WitnessKeyFile {
  let name: String
  let seed: String

  init(_ file: String) throws {
    let lines = String(decoding: try Proofs.bytes(of: file), as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.count == 2 else {
      throw Complaint(.failed, .badKey, at: file, spoken("a witness's key has two lines: its name and its seed"))
    }
    (name, seed) = (lines[0], lines[1])
  }
}
