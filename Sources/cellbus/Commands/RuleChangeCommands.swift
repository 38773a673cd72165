import ArgumentParser
import CellCommand
import CellProof
import CellSchema
import Foundation

extension RosterCommand {
  struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "propose", abstract: spoken("Propose another roster to the sides of a founded cell."),
      discussion: RuleChangeHelp.propose)

    @Argument(help: helpText("The file as it is to be, with a higher revision."), completion: .file()) var file: String
    @OptionGroup var moment: RuleMomentOptions
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) {
        try await options.propose(.roster, file, until: moment.moment, byAll: moment.all)
      }
    }
  }

  struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign", abstract: spoken("Show what a proposal changes in the roster, and agree to it."),
      discussion: RuleChangeHelp.sign)

    @OptionGroup var proposal: RuleProposalArgument
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) { try await options.sign(.roster, proposal.proposal) }
    }
  }

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: spoken("Write the roster that a carried proposal has put in force to disk."),
      discussion: RuleChangeHelp.apply)

    @OptionGroup var proposal: RuleProposalArgument
    @Option(name: .long, help: helpText("The file to write. Default: the one that was changed."), completion: .file())
    var out: String?
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) { try await options.apply(.roster, proposal.proposal, out: out) }
    }
  }

  struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keys", abstract: spoken("Sign another roster that exchanges keys of one's own nodes, off line."),
      discussion: spoken(
        """
        In a founded cell a participant's roots alone exchange the CURVE keys and the certificates of its nodes. The body \
        of a cell.key-change is written; any node carries it: cellbus publish --type cell.key-change --body FILE. It holds \
        from its row on.
        """))

    @Argument(help: helpText("The roster as it is to be, with a higher revision."), completion: .file())
    var file: String
    @Option(name: .long, help: helpText("The roster in force."), completion: .file()) var base: String
    @Option(name: .long, help: helpText("The participant, UKR."), transform: leaf) var participant: ParticipantCode
    @Option(name: .long, help: helpText("The private key of a root; several, several times."), completion: .file())
    var root: [String]
    @Option(
      name: .long,
      help: helpText("The cell as certificates name it, cellbus/NAME-HHHHHHHH: cellbus roster show says it."))
    var origin: String
    @Option(name: .long, help: helpText("The file to write. Default: standard output."), completion: .file())
    var out: String?
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        guard let origin = SigningOrigin(origin) else {
          throw Complaint.usage(spoken("--origin is cellbus/NAME-HHHHHHHH, as cellbus roster show says it"))
        }
        let (old, new) = (try RuleFile(.roster, base), try RuleFile(.roster, file))
        let difference = try old.difference(to: new)
        var statement = KeyChangeStatement(
          origin: origin, participant: "\(participant)", from: Digest(of: old.bytes), to: Digest(of: new.bytes)
        ).statement
        for secret in try root.map(SigningFiles.secret) { statement = try statement.signed(by: secret) }
        let signatures = statement.signatures.compactMap { signature -> KeyChange.RootSignature? in
          guard let key = SHA256Hex(signature.keyID), let text = SignatureText(StrictBase64.text(signature.bytes))
          else {
            return nil
          }
          return KeyChange.RootSignature(keyid: key, sig: text)
        }
        guard let roots = NonEmpty(signatures) else {
          throw Complaint.usage(spoken("--root names a root's private key"))
        }
        let body = DocumentEncoder.json(
          KeyChange(
            participant: participant, from: old.reference, to: new.reference, difference: difference, roots: roots))
        guard let out else { return try Terminal.print(body) }
        try OutputFile.write(body + [UInt8(ascii: "\n")], to: out, mode: 0o644, isForced: true)
        try Terminal.print("\(out): " + counted(roots.count, "{1} signature", "{1} signatures"))
      }
    }
  }
}

extension CharterCommand {
  struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "propose", abstract: spoken("Propose another charter to the sides of a founded cell."),
      discussion: RuleChangeHelp.propose)

    @Argument(help: helpText("The file as it is to be, with a higher revision."), completion: .file()) var file: String
    @OptionGroup var moment: RuleMomentOptions
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) {
        try await options.propose(.charter, file, until: moment.moment, byAll: moment.all)
      }
    }
  }

  struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign", abstract: spoken("Show what a proposal changes in the charter, and agree to it."),
      discussion: RuleChangeHelp.sign)

    @OptionGroup var proposal: RuleProposalArgument
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) { try await options.sign(.charter, proposal.proposal) }
    }
  }

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: spoken("Write the charter that a carried proposal has put in force to disk."),
      discussion: RuleChangeHelp.apply)

    @OptionGroup var proposal: RuleProposalArgument
    @Option(name: .long, help: helpText("The file to write. Default: the one that was changed."), completion: .file())
    var out: String?
    @OptionGroup var options: RuleChangeOptions

    func run() async throws {
      try await reporting(options.format) { try await options.apply(.charter, proposal.proposal, out: out) }
    }
  }
}

/// Which proposal is meant.
struct RuleProposalArgument: ParsableArguments {
  @Argument(
    help: helpText("The proposal: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var proposal: MessageReference
}

/// When a proposal is decided.
struct RuleMomentOptions: ParsableArguments {
  @Option(
    name: .long,
    help: helpText("Until when who objects has to say so: as --expires-at. Default: in 25 hours."),
    transform: momentAhead)
  var until: Timestamp?

  @Option(
    name: .long, help: helpText("In so many days, a minute more: the charter's notice, 14, lets one side be silent."))
  var days: Int?

  @Flag(name: .long, help: helpText("Every delegation has to speak; then it may be sooner than a day."))
  var all = false

  func validate() throws {
    guard let days else { return }
    if until != nil { throw ValidationError(spoken("--until and --days say the same")) }
    guard (1...366).contains(days) else { throw ValidationError(spoken("--days is 1 to 366")) }
  }

  /// A silence runs for a day at least, and what is on its way takes its time.
  var moment: Timestamp {
    let seconds = days.map { Int64($0) * 86_400 + 60 } ?? 90_000
    return until ?? Timestamp(microseconds: (Timestamp.now.moment.value / 1_000_000 + seconds) * 1_000_000)
  }
}

/// What is said of the steps of roster and charter alike.
enum RuleChangeHelp {
  static var propose: String {
    spoken(
      """
      The change from the file in force is proposed as a decision.proposal; each side has to agree by a word of one of its \
      delegations, and nobody to object. Two sides go on without a third that is silent for the notice that the charter \
      has. A change that builds on another file than is in force is refused. It holds from the row on that says that it \
      is carried, whatever lies on the broker's disk.
      """)
  }

  static var sign: String {
    spoken(
      """
      The file that you have is changed as proposed and has to become what the proposal names; then a decision.statement \
      that agrees is published, signed as the charter has it. Who does not agree says so with cellbus decide.
      """)
  }

  static var apply: String {
    spoken("The broker does not need it: what is decided holds from its row on. It brings a copy on disk up to date.")
  }
}
