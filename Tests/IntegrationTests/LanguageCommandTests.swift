import Foundation
import Testing

/// The command in other languages, as a person and as a program run it.
@Suite(.serialized) struct LanguageCommandTests {
  private func run(
    _ words: [String], environment: [String: String] = [:]
  ) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", words, environment: environment)
    let exit = program.wait()
    return (exit, program.standardOutput, program.standardError)
  }

  @Test func anOptionBeforeOrBehindTheCommandOrALocaleChoosesTheLanguage() throws {
    let ukrainian = "3107 not-releasable\n  значення   мітка відкриває його тому, кому відправник не може\n"
    for words in [
      ["--lang", "uk", "explain", "3107"], ["explain", "--lang=uk", "3107"], ["explain", "3107", "--lang", "uk"],
    ] {
      let explained = try run(words)
      #expect(explained.exit == 0 && explained.output.hasPrefix(ukrainian), "\(words) \(explained)")
    }
    let locale = ["LC_ALL": "", "LC_MESSAGES": "", "LANG": "uk_UA.UTF-8"]
    #expect(try run(["explain", "3107"], environment: locale).output.hasPrefix(ukrainian))
    #expect(try run(["--lang", "en", "explain", "3107"], environment: locale).output.contains("meaning    the label"))
    let german = try run(["explain", "3107"], environment: ["LC_ALL": "de_DE.UTF-8"])
    #expect(german.output.contains("meaning    the label") && german.errors.isEmpty, "\(german)")
  }

  @Test func whatProgramsReadIsInEnglish() throws {
    let english = try run(["explain", "3107", "--format", "json"]).output
    #expect(try run(["--lang", "ar", "explain", "3107", "--format", "json"]).output == english)
    let refused = try run(["--lang", "fr", "explain", "9999", "--format", "json"])
    #expect(refused.exit == 64 && refused.errors.contains("there is no error code 9999"), "\(refused)")
  }

  @Test func aLanguageThatIsNotThereIsUsage() throws {
    for words in [["--lang", "de", "explain"], ["explain", "3107", "--lang"]] {
      let refused = try run(words)
      #expect(refused.exit == 64 && refused.errors.contains("there are en, fr, uk, ar"), "\(refused)")
    }
  }

  @Test func helpAndComplaintsOfTheCommandLineAreInTheLanguage() throws {
    let help = try run(["--lang", "fr", "tail", "--help"])
    #expect(help.exit == 0 && help.output.hasPrefix("APERÇU: Suivre tout ce que le nœud peut lire"), "\(help)")
    #expect(help.output.hasSuffix("l'anglais fait foi: --lang en\n"), "\(help)")
    let commands = try run(["--lang", "fr", "--help"]).output
    #expect(commands.contains("\nDEMANDER AU BROKER:\n") && !commands.contains("SUBCOMMANDS"), "\(commands)")
    let wrong = try run(["--lang", "uk", "tail", "--count", "0"])
    #expect(wrong.exit == 64 && wrong.errors.contains("  --count – 1 чи більше"), "\(wrong)")
    let misspelt = try run(["--lang", "fr", "publish", "--tipe", "x"])
    #expect(misspelt.exit == 64 && misspelt.errors.contains("il n'y a pas de telle option"), "\(misspelt)")
    #expect(misspelt.errors.contains("--type"), "\(misspelt)")
    let unknown = try run(["--lang", "ar", "satus"])
    #expect(unknown.exit == 64 && unknown.errors.contains("cellbus status"), "\(unknown)")
    #expect(!unknown.errors.unicodeScalars.contains { (0x2066...0x2069).contains($0.value) }, "not in a pipe")
  }
}
