import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: spoken("Follow everything that the node may read, in the record's order."),
    discussion: spoken(
      """
      Every world is in it, unless --nature says which; the first column says of each line which it is: OP, EX, DR, PR. \
      Ctrl-C ends it.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Option(
    name: [.long, .customShort("n", allowingJoined: true)],
    help: helpText("Begin so many sequence numbers back; fewer messages come where the node may not read all."))
  var last: UInt64 = 0

  @Option(
    name: .long,
    help: helpText("Begin with what was accepted then: \(MomentInput().allowed)."), transform: pastMoment)
  var since: Timestamp?

  @Option(name: .long, help: helpText("End after so many messages."))
  var count: Int?

  @Option(
    name: .long, help: helpText("A type, a system such as 'verification.*', or '*'. Repeatable. Default: everything."),
    completion: Completion.patterns, transform: TypePatternArgument.init(reading:))
  var type: [TypePatternArgument] = []

  @Option(
    name: .long, help: helpText("Participants or nodes: FRA,UKR.GS-1. Repeatable. Default: everybody."),
    completion: Completion.senders, transform: CommaList.init(reading:))
  var sender: [CommaList<Addressee>] = []

  @Option(name: .long, help: helpText("operation, exercise, drill, project. Repeatable. Default: all."))
  var nature: [Nature] = []

  @Option(
    name: .customLong("case"), help: helpText("Of this case alone: V-2026-0042."), completion: Completion.cases,
    transform: caseNumber)
  var ofCase: CaseNumber?

  @Option(name: .long, help: helpText("At this precedence and above."))
  var precedence: Precedence?

  @Flag(
    name: .long,
    help: helpText(
      "Only what is for action of your node, your participant or a role of yours; not what is to everybody."))
  var mine = false

  @Flag(
    name: [.long, .customShort("q")],
    help: helpText("No bell for a flash. One of the operation rings during an exercise."))
  var quiet = false

  @Flag(name: [.long, .customShort("f")], help: .hidden)
  var follow = false

  func validate() throws {
    if let count, count < 1 { throw ValidationError(spoken("--count is 1 or more")) }
    if last > 0, since != nil { throw ValidationError(spoken("--last and --since are two beginnings; give one")) }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let printer = MessagePrinter(format: format, profile: profile, isQuiet: quiet)
      let limit = identity.limit
      try await type.reading {
        try await connected(profile, within: limit) { node in
          var reading = Reading()
          if !type.isEmpty { reading.types = type.map(\.text) }
          if !sender.isEmpty { reading.senders = sender.flatMap(\.elements) }
          if !nature.isEmpty { reading.natures = nature }
          reading.order = .record
          reading.includesOwn = true
          reading.count = count
          reading.since = since
          if since != nil { reading.start = .beginning }
          if last > 0 {
            let head = try await node.status().head
            reading.start = .after(head - min(head, last))
          }
          let own: Set<Addressee>? = if mine { try await addressees(node, profile.node) } else { nil }
          let choice = MessageChoice(caseNumber: ofCase, precedence: precedence, addressees: own)
          reading.isWanted = { choice.takes($0) }
          try await reading.run(node, printer, within: limit)
        }
      }
    }
  }

  /// Whatever names the node, by the roster of now.
  private func addressees(_ node: Node, _ name: NodeName) async throws -> Set<Addressee> {
    let roles = try await node.wholeSituation(SituationQuery(.roles)).roles
    return MessageChoice.addressees(of: name, roles)
  }
}

/// Reads a case's number, in capitals or not.
func caseNumber(_ argument: String) throws -> CaseNumber { try leaf(argument.uppercased()) }
