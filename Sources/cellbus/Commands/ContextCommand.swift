import ArgumentParser
import CellCommand
import CellSchema
import Foundation

struct ContextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context", abstract: spoken("Named contexts: in which cell you work, as whom, by which appointment."),
    discussion: spoken(
      """
      cellbus context add paris --cell paris --as FRA --by "Duty officer"
      Every command then knows who you are. Options count before the environment, and that before the context. Contexts \
      are kept in XDG_CONFIG_HOME/cellbus/contexts.json, or in .config of your home, for you alone.
      """),
    subcommands: [List.self, Add.self, Use.self, Remove.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("List them; the current one has a star."))

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        try show(try Contexts.ofUser(), format)
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Add one, or change it. The first one becomes the current one."))

    @Argument(help: helpText("Its name: letters, digits, and . _ -"), transform: leaf)
    var name: ContextName

    @Option(name: .long, help: helpText("A directory that cellbus init made."), completion: .directory)
    var cell: String

    @Option(
      name: .customLong("as"), help: helpText("A node, UKR.GS-1, or a participant, FRA."),
      completion: Completion.profiles)
    var node: String

    @Option(name: .long, help: helpText("Your appointment, never a person's name."), transform: leaf)
    var by: Line?

    @Flag(name: .long, help: helpText("Make it the current one."))
    var use = false

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let directory = URL(filePath: cell).standardizedFileURL.path
        _ = try IdentityOptions.file(of: node, in: "\(directory)/nodes")
        try change(format) { contexts in
          contexts.add(
            Context(
              name: name, cell: try Answering.line(directory, at: "--cell"), node: try Answering.line(node, at: "--as"),
              by: by))
          if use { try contexts.use("\(name)") }
        }
      }
    }
  }

  struct Use: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Make one the current one."))

    @Argument(help: helpText("Which one."), completion: Completion.contexts)
    var name: String

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws { try await reporting(format) { try change(format) { try $0.use(name) } } }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Remove one. The cell's files stay as they are."))

    @Argument(help: helpText("Which one."), completion: Completion.contexts)
    var name: String

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws { try await reporting(format) { try change(format) { try $0.remove(name) } } }
  }
}

/// Changes the user's contexts and shows what there is then.
private func change(_ format: FormatOptions, _ change: (inout Contexts) throws -> Void) throws {
  var contexts = try Contexts.ofUser()
  try change(&contexts)
  try contexts.write(to: Contexts.userPath)
  try show(contexts, format)
}

private func show(_ contexts: Contexts, _ format: FormatOptions) throws {
  guard !format.isJSON else {
    for line in contexts.json { try Terminal.print(line) }
    return
  }
  let frame = DeskFrame.own(format.ink)
  for line in (frame?.top ?? []) + contexts.text(format.ink) + (frame?.bottom ?? []) { try Terminal.print(line) }
}
