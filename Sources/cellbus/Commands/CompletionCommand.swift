import ArgumentParser
import CellCommand

enum Shell: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish

  var completions: CompletionShell {
    switch self {
    case .bash: .bash
    case .zsh: .zsh
    case .fish: .fish
    }
  }
}

struct CompletionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: spoken("Print what a shell needs to complete commands, options and values."),
    discussion: spoken(
      """
      bash   source <(cellbus completion bash)
      zsh    cellbus completion zsh > ~/.zfunc/_cellbus     with fpath+=~/.zfunc before compinit
      fish   cellbus completion fish > ~/.config/fish/completions/cellbus.fish
      Participants, nodes and cases come from the broker, where it answers at once.
      """))

  @Argument(help: helpText("bash, zsh or fish."))
  var shell: Shell

  @OptionGroup(visibility: .hidden) var format: FormatOptions

  func run() async throws {
    try await reporting(format) { try Terminal.print(CompletionRoot.completionScript(for: shell.completions)) }
  }
}

/// The command as a shell completes it: with the options that may stand before the command, which are put behind it
/// before anything is parsed.
struct CompletionRoot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cellbus", groupedSubcommands: Cellbus.configuration.groupedSubcommands)

  @OptionGroup var identity: IdentityOptions
  @OptionGroup var appointment: AppointmentOption
  @OptionGroup var format: FormatOptions
}
