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
    try await reporting(format) {
      let script = CompletionRoot.completionScript(for: shell.completions)
      try Terminal.print(shell == .bash ? BashCompletion.asTyped(script) : script)
    }
  }
}

/// What bash makes of values that are no file names.
enum BashCompletion {
  /// The script, with `@verification-lead` and `FRA,@all` as whole words that are put down as they are: bash breaks words
  /// at `@`, and escapes it in what it takes for file names, as the script has it say of all values.
  static func asTyped(_ script: String) -> String {
    let files = """
      __cellbus_add_completions() {
          case " ${*} " in *' -d '*|*' -f'*) compopt -o filenames ;; esac

      """
    return
      script
      .replacing("__cellbus_add_completions() {\n", with: files)
      // Restoring all that shopt has would restore hostcomplete, which makes words break at @ again.
      .replacing("$(shopt -p;shopt -po)", with: "$(shopt -p extglob;shopt -po)")
      .replacing("complete -o filenames -F", with: "COMP_WORDBREAKS=${COMP_WORDBREAKS//@/}\ncomplete -F")
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
