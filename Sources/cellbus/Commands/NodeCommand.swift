import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellSchema
import StrictYAML

struct NodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: spoken("Act on one node of a cell without hurting another."),
    discussion: spoken(
      """
      On the broker's machine, by its user or root. hold and release change cellbusd.yaml, its comments kept, and the \
      record says so to everybody. drop and reset change nobody's standing: the log says them. Who is to leave for good \
      goes by cellbus roster revoke.
      """),
    subcommands: [Hold.self, Release.self, Drop.self, Reset.self])
}

/// Which node, and why.
struct NodeActOptions: ParsableArguments {
  @Argument(help: helpText("The node, UKR.GS-1."), transform: leaf) var node: NodeName
  @Option(name: .long, help: helpText("Why, in a line: others read it."), transform: leaf) var reason: Line
  @OptionGroup(title: spoken("Files")) var files: CellFileOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  /// The configuration alone: a node is kept off whatever is wrong with other files.
  func configuration() throws -> Located<CellConfiguration> {
    try StrictYAML.read(CellConfiguration.self, file: files.configuration)
  }

  /// A name that was mistyped would keep nobody off. In a founded cell another roster may be in force than lies on disk, and
  /// one that does not read just now says nothing.
  func checkListed(in configuration: Located<CellConfiguration>) throws {
    let file = configuration.value.roster.resolved(besides: configuration.file)
    guard configuration.value.founding == nil, let roster = try? StrictYAML.read(Roster.self, file: file),
      !roster.value.nodes.contains(where: { $0.name == node })
    else { return }
    throw Complaint(.failed, .unknownName, at: "\(node)", spoken("the roster lists no node of this name"))
  }

  func broker(_ configuration: Located<CellConfiguration>) -> RunningBroker {
    RunningBroker(
      recordDirectory: configuration.value.directories.record.resolved(besides: configuration.file))
  }

  /// Writes a changed `cellbusd.yaml` and has the broker read it. Where the broker does not take it over, the file is what
  /// it was.
  ///
  /// - Returns: whether it is in force; false where no broker runs.
  func putInForce(_ changed: Located<CellConfiguration>, insteadOf old: Located<CellConfiguration>) throws -> Bool {
    try OutputFile.rewrite(changed.bytes, at: old.file)
    do {
      guard let answer = try broker(old).ask(ControlRequest(.reload, node: node, reason: reason)) else { return false }
      // What is wrong with other files is no reason to let a node on.
      if !answer.isKeptOff { _ = try answer.orProblems() }
      if !answer.isDone {
        for problem in answer.problems { format.complain(Complaint(problem.problem)) }
      }
      return true
    } catch {
      try OutputFile.rewrite(old.bytes, at: old.file)
      throw error
    }
  }

  func tell(_ standing: String, inForce: Bool, _ sentence: String, _ record: String) throws {
    guard !format.isJSON else {
      var object = JSONObject()
      object.add("node", node)
      object.add("standing", standing)
      object.add("reason", reason)
      object.add("inForce", inForce)
      return try Terminal.print(object.text)
    }
    try Terminal.print(folding: sentence + (inForce ? "" : "\n" + RosterChanging.notRunning(record)))
  }

  /// Has the running broker do something to the node.
  func act(_ action: ControlRequest.Action) throws -> ControlAnswer {
    let broker = broker(try configuration())
    guard let answer = try broker.ask(ControlRequest(action, node: node, reason: reason)) else {
      throw Complaint(
        .failed, .unreachable, at: broker.recordDirectory, spoken("no broker runs on this record"))
    }
    return answer
  }
}

extension NodeCommand {
  struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hold",
      abstract: spoken("Keep a node off the bus at once: its sessions end, and it may not come back."),
      discussion: spoken(
        """
        The hold lapses after 72 hours unless the node's participant confirms it, by cell.hold-confirmation. Roles, \
        electorates and quorums stay as they are.
        """))

    @OptionGroup var act: NodeActOptions

    func run() async throws {
      try await reporting(act.format) {
        let old = try act.configuration()
        try act.checkListed(in: old)
        let changed = try AccessEdit.adding(WithheldNode(act.node, act.reason), to: .held, in: old)
        let isInForce = try act.putInForce(changed, insteadOf: old)
        try act.tell(
          "held", inForce: isInForce,
          spoken(
            "\(act.node) is held for 72 hours, or as long as its participant confirms. cellbus node release \(act.node) lets it on again."
          ), act.broker(old).recordDirectory)
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: spoken("Let a node on again that is held or revoked in cellbusd.yaml."))

    @OptionGroup var act: NodeActOptions

    func run() async throws {
      try await reporting(act.format) {
        let old = try act.configuration()
        let changed = try AccessEdit.removing(act.node, in: old)
        let isInForce = try act.putInForce(changed, insteadOf: old)
        try act.tell(
          "restored", inForce: isInForce, spoken("\(act.node) may connect again."), act.broker(old).recordDirectory)
      }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop", abstract: spoken("End a node's sessions; it may come back at once."))

    @OptionGroup var act: NodeActOptions

    func run() async throws {
      try await reporting(act.format) {
        let answer = try act.act(.drop)
        guard act.format.isJSON else {
          return try Terminal.print(
            "\(act.node): " + counted(answer.sessions, "{1} session ended", "{1} sessions ended"))
        }
        var object = JSONObject()
        object.add("node", act.node)
        object.add("sessions", answer.sessions)
        try Terminal.print(object.text)
      }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset",
      abstract: spoken("Forget what counts against a node and its participant: who was throttled goes on at once."))

    @OptionGroup var act: NodeActOptions

    func run() async throws {
      try await reporting(act.format) {
        guard try act.act(.reset).isDone else {
          throw Complaint(.failed, .unknownName, at: "\(act.node)", spoken("the record has not heard of this node"))
        }
        guard act.format.isJSON else {
          return try Terminal.print(spoken("What counted against \(act.node) is forgotten."))
        }
        var object = JSONObject()
        object.add("node", act.node)
        object.add("reset", true)
        try Terminal.print(object.text)
      }
    }
  }
}
