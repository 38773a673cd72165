import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: spoken("Write into your watch log, or read it."),
    discussion: spoken(
      """
      cellbus log Line to Kyiv restored after 40 minutes.
      cellbus log --since 8h
      cellbus log -n 5
      Entries go to your own participant alone, and are never refused for the state of anything. Without TEXT the entries \
      of your participant are shown, in your world; of the last day where --since says nothing else.
      """))

  @Argument(help: helpText("What happened."))
  var text: [String] = []

  @Option(
    name: .long, help: helpText("When it happened. Default: now. \(MomentInput().allowed)."), transform: pastMoment)
  var at: Timestamp?

  @Option(
    name: .long, help: helpText("Show what was entered since then: \(MomentInput().allowed)."), transform: pastMoment)
  var since: Timestamp?

  @Option(
    name: [.customLong("count"), .customShort("n", allowingJoined: true)],
    help: helpText("Show so many entries, the newest."))
  var count: Int?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    if !text.isEmpty, since != nil { throw ValidationError(spoken("TEXT writes and --since reads; give one of them")) }
    if let count, count < 1 { throw ValidationError(spoken("--count is 1 or more")) }
    if !text.isEmpty, count != nil { throw ValidationError(spoken("TEXT writes and --count reads; give one of them")) }
    if text.isEmpty, at != nil { throw ValidationError(spoken("--at says when what you write happened: give TEXT")) }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      guard text.isEmpty else {
        guard let text = Text(self.text.joined(separator: " ")) else {
          throw Complaint(.failed, .usage, at: "TEXT", spoken("allowed: \(Text.shape.inWords)"))
        }
        return try await OwnWatch(identity: identity, format: format).send(
          LogEntry.messageType, DocumentEncoder.json(LogEntry(at: at ?? .now, text: text)), precedence: .routine,
          by: profile, isTyped: true)
      }
      try await read(profile)
    }
  }

  private func read(_ profile: NodeProfile) async throws {
    let printer = FoundPrinter(format, profile)
    let since = self.since ?? (count == nil ? Timestamp.now.adding(seconds: -86_400) : nil)
    try await connected(profile, within: identity.limit) { node in
      let head = try await node.status().head
      if let count {
        for entry in try await newest(count, before: head, since, profile, on: node) {
          try await printer.print(entry, whole: Self.words(entry), on: node)
        }
      } else {
        try await FoundPrinter.read(entries(.beginning, head, since, profile, on: node)) { entry in
          if entry.header.exerciseName == profile.exerciseName {
            try await printer.print(entry, whole: Self.words(entry), on: node)
          }
        }
      }
      try await printer.printEnd(
        NothingThere(reader: profile.node).logged(since: since, profile.nature, profile.exerciseName), on: node)
    }
  }

  /// What happened, and when, where that is not the minute in which it was entered.
  private static func words(_ entry: ReceivedMessage) -> String? {
    guard let body = try? DocumentDecoder.body(LogEntry.self, of: entry.document) else { return nil }
    return body.at.dtg == entry.acceptedAt.dtg ? "\(body.text)" : "\(body.at.dtg): \(body.text)"
  }

  /// Reads the record backwards, in stretches that grow, until there are enough.
  private func newest(
    _ count: Int, before head: UInt64, _ since: Timestamp?, _ profile: NodeProfile, on node: Node
  ) async throws -> [ReceivedMessage] {
    var newest: [ReceivedMessage] = []
    var (end, stretch) = (head, 4_096 as UInt64)
    while end > 0, newest.count < count {
      let start = end - min(end, stretch)
      var found: [ReceivedMessage] = []
      try await FoundPrinter.read(entries(.after(start), end, since, profile, on: node)) { entry in
        if entry.header.exerciseName == profile.exerciseName { found.append(entry) }
      }
      newest = found.suffix(count - newest.count) + newest
      (end, stretch) = (start, stretch * 4)
    }
    return newest
  }

  private func entries(
    _ start: SubscriptionStart, _ end: UInt64, _ since: Timestamp?, _ profile: NodeProfile, on node: Node
  ) -> Subscription<ReceivedMessage> {
    node.subscribe(
      types: ["\(LogEntry.messageType)"], from: start, until: end, since: since,
      senders: [.participant(profile.node.participant)], natures: [profile.nature], order: .record)
  }
}
