import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct FindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: spoken("Find messages by words, newest first."),
    discussion: spoken(
      """
      cellbus find Avdiivka mortar
      What is found has all words, in its text, its type, its sender, its serial or its case; case and accents do not \
      matter. You find what your node may read, in all worlds. Exits 1 where nothing was found.
      """))

  @Argument(help: helpText("The words."))
  var words: [String]

  @Option(
    name: .long, help: helpText("A type, or a system such as 'verification.*'. Repeatable. Default: everything."),
    completion: Completion.patterns, transform: TypePatternArgument.init(reading:))
  var type: [TypePatternArgument] = []

  @Option(
    name: .long, help: helpText("Participants or nodes: FRA,UKR.GS-1. Repeatable. Default: everybody."),
    completion: Completion.senders, transform: CommaList.init(reading:))
  var sender: [CommaList<Addressee>] = []

  @Option(name: .long, help: helpText("Nothing older: \(MomentInput().allowed)."), transform: pastMoment)
  var since: Timestamp?

  @Option(name: [.customLong("count"), .customShort("n", allowingJoined: true)], help: helpText("At most so many."))
  var count = 20

  @Option(name: .long, help: helpText("How many numbers of the record to look through, from the newest back."))
  var back: UInt64 = 100_000

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    guard count > 0 else { throw ValidationError(spoken("--count is 1 or more")) }
    guard back > 0 else { throw ValidationError(spoken("--back is 1 or more")) }
  }

  func run() async throws {
    try await reporting(format) {
      guard let words = MessageWords(self.words) else {
        throw Complaint(.failed, .usage, at: "WORDS", spoken("give a word"))
      }
      let profile = try identity.read()
      let printer = FoundPrinter(format, profile)
      let found = try await type.reading {
        try await connected(profile, within: identity.limit) { node in
          let (found, numbers) = try await find(words, since: since, on: node, printer)
          let nothing = NothingThere(reader: profile.node)
          try await printer.printEnd(
            nothing.found(
              in: numbers, types: type.map(\.text), senders: sender.flatMap(\.elements), since: since), on: node)
          return found
        }
      }
      if found == 0 { throw ExitCode(1) }
    }
  }

  /// Reads the record backwards in stretches, each from its beginning.
  ///
  /// - Returns: how many were found, and the numbers that were looked through.
  private func find(
    _ words: MessageWords, since: Timestamp?, on node: Node, _ printer: FoundPrinter
  ) async throws -> (Int, ClosedRange<UInt64>) {
    let head = try await node.status().head
    let last = head - min(head, back)
    var (end, left) = (head, count)
    while end > last, left > 0 {
      let start = max(last, end - min(end, Self.stretch))
      let messages = node.subscribe(
        types: type.isEmpty ? ["*"] : type.map(\.text), from: .after(start), until: end, since: since,
        senders: sender.isEmpty ? nil : sender.flatMap(\.elements), includesOwn: true, order: .record)
      var found: [ReceivedMessage] = []
      try await FoundPrinter.read(messages) { message in
        if words.areIn(message.header, message.document) { found.append(message) }
      }
      for message in found.reversed().prefix(left) { try await printer.print(message, on: node) }
      left -= min(left, found.count)
      end = start
    }
    if left > 0, last > 0 {
      Terminal.note(
        spoken("looked through the newest \(head - last) of \(head) numbers; --back \(head) looks through all"))
    }
    return (count - left, last + 1...max(head, last + 1))
  }

  /// Numbers that are read at a time.
  private static let stretch: UInt64 = 4_096
}
