import ArgumentParser
import CellCommand
import CellConfig
import Foundation

@main
struct Cellbus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cellbus",
    abstract: spoken("The operator's command of a coordination cell's message bus."),
    discussion: spoken(
      """
      Who you are: --cell DIR --as FRA, or --profile FILE; CELLBUS_CELL and CELLBUS_AS, or CELLBUS_PROFILE; or a context, \
      once for all: cellbus context add NAME --cell DIR --as FRA.
      Languages: --lang en, fr, uk or ar anywhere, else LC_ALL, LC_MESSAGES and LANG. English prevails. What programs \
      read is not translated.
      Exit codes: 1 nothing was found, or somebody declined; else those of sysexits(3): 64 usage, 65 data, 69 unavailable, \
      70 internal, 73 cannot create, 74 I/O, 75 try again, 76 protocol, 77 not permitted, 78 configuration.
      """),
    version: "cellbus \(Version.current)",
    groupedSubcommands: [
      CommandGroup(
        name: spoken("ASK THE BROKER"),
        subcommands: [
          MineCommand.self, ShowCommand.self, AckCommand.self, ReplyCommand.self, FindCommand.self, PrintCommand.self,
          LogCommand.self, HandoverCommand.self, ComposeCommand.self, PublishCommand.self, DraftsCommand.self,
          DecideCommand.self, SubscribeCommand.self, TailCommand.self, SubscriptionsCommand.self, TraceCommand.self,
          StatusCommand.self, ElsewhereCommand.self, CheckCommand.self,
        ]),
      CommandGroup(
        name: spoken("ASK WHERE THINGS STAND"),
        subcommands: [
          SituationCommand.self, PhaseCommand.self, DeclarationCommand.self, GuaranteesCommand.self, CasesCommand.self,
          ForceCommand.self, SupportCommand.self, ClockCommand.self, AssistanceCommand.self, DecisionsCommand.self,
        ]),
      CommandGroup(
        name: spoken("WORK ON FILES"),
        subcommands: [
          InitCommand.self, FoundCommand.self, KeygenCommand.self, CertificateCommand.self, WitnessCommand.self,
          SignCommand.self,
          SignerCommand.self,
          RosterCommand.self, NodeCommand.self, BrokerCommand.self, CharterCommand.self, SchemaCommand.self,
          RecordCommand.self, WhatIfCommand.self, OutboxCommand.self, AdoptRecordCommand.self,
          DoctorCommand.self, ContextCommand.self, CompletionCommand.self, ExplainCommand.self, EventsCommand.self,
        ]),
      CommandGroup(name: spoken("PLAY AND MEASURE"), subcommands: [DemoCommand.self, BenchCommand.self]),
    ])
}

extension Cellbus {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    // Ctrl-\\ ends the program, without a debugger's screen.
    _ = signal(SIGQUIT, SIG_DFL)
    do throws(Complaint) {
      let isTerminal = Terminal.isOutput && Terminal.isError && !Terminal.isDumb
      let (voice, arguments) = try Voice.read(
        words, environment: ProcessInfo.processInfo.environment, isTerminal: isTerminal)
      await Voice.$current.withValue(voice) { await run(LeadingOptions.behind(arguments)) }
    } catch {
      Terminal.note(error.text(Ink(isColoured: false)))
      Foundation.exit(error.status.rawValue)
    }
  }

  private static func run(_ arguments: [String]) async {
    if let unknown = UnknownCommand(in: arguments, of: Self.self) {
      Foundation.exit(complain(unknown.complaint, arguments).rawValue)
    }
    // -v is what every tool answers with its version, where it stands alone.
    let arguments = arguments == ["-v"] ? ["--version"] : arguments
    // A shell asks what a value may be, also of options that stand before the command.
    if arguments.first == "---completion" { return await CompletionRoot.main(arguments) }
    do {
      var command = try parse(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      Foundation.exit(say(error, arguments).rawValue)
    }
  }

  /// Who somebody is may be said with any command; one that has no such option passes over it. An option that the command
  /// has, and that is wrong, is never passed over: the command would act as somebody else.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do { return try parseAsRoot(arguments) } catch {
      guard !exitCode(for: error).isSuccess,
        let unknown = message(for: error).firstMatch(of: /^Unknown option '(.+?)'/)?.output.1,
        LeadingOptions.identity.contains(String(unknown))
      else { throw error }
      let rest = LeadingOptions.without(String(unknown), arguments)
      guard rest != arguments else { throw error }
      return try parse(rest)
    }
  }

  /// Says what the parser has to say: help, a version, what completes a word, or what is wrong.
  private static func say(_ error: any Error, _ arguments: [String]) -> ExitCode {
    guard exitCode(for: error).isSuccess else {
      return complain(UsageFault(error, in: arguments).complaint, arguments)
    }
    do {
      // Its fixed words, which are in English, are put in the language here.
      try Terminal.print(folding: HelpText.translated(fullMessage(for: error)))
      return .success
    } catch let complaint as Complaint {
      return complain(complaint, arguments)
    } catch {
      // Nobody reads it any more.
      return .success
    }
  }

  /// Of a command line that was not understood it is known whether a program reads.
  private static func complain(_ complaint: Complaint, _ arguments: [String]) -> ExitCode {
    let isJSON = zip(arguments, arguments.dropFirst()).contains { ["--format", "-o"].contains($0) && $1 == "json" }
    let isRead = isJSON || arguments.contains { ["--format=json", "-ojson"].contains($0) }
    guard !isRead else {
      Terminal.note(complaint.json)
      return ExitCode(complaint.status.rawValue)
    }
    let isPlain = arguments.contains { ["--no-colour", "--no-color"].contains($0) }
    let ink = Ink(isColoured: Terminal.isColoured(2) && !isPlain)
    Terminal.note(DisplayText.folded(complaint.text(ink), to: Terminal.errorColumns))
    return ExitCode(complaint.status.rawValue)
  }
}

/// A word that stands where a command should, and is none.
private struct UnknownCommand {
  let complaint: Complaint

  /// Nil where the words name a command, or the parser has more to say of them.
  init?(in arguments: [String], of root: any ParsableCommand.Type) {
    var words = arguments[...]
    let asksForHelp = words.first == "help"
    if asksForHelp { words.removeFirst() }
    var (command, path) = (root, "cellbus")
    while let word = words.popFirst(), !word.hasPrefix("-") {
      let configuration = command.configuration
      let names = configuration.subcommands.map { $0.commandName }
      if let place = names.firstIndex(of: word) {
        command = configuration.subcommands[place]
        path += " \(word)"
      } else if names.isEmpty || word == "help" {
        return nil
      } else {
        let near = NearWord.near(word, in: names).map { spoken("; did you mean \(path) \($0)?") }
        // Else it is an argument of what the command does by itself.
        if near == nil, configuration.defaultSubcommand != nil, !asksForHelp { return nil }
        complaint = .usage(
          spoken("there is no command \(path) \(DisplayText.line(word))")
            + (near ?? spoken("; \(path) --help has them all")))
        return
      }
    }
    return nil
  }
}

extension ParsableCommand {
  static var commandName: String { configuration.commandName ?? "\(Self.self)".lowercased() }
}
