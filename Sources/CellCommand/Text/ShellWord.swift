/// A text as one word of a shell's command line (POSIX.1-2024, Shell Command Language, 2.2).
package enum ShellWord {
  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%_-+=:,./")

  package static func quoted(_ text: String) -> String {
    !text.isEmpty && text.allSatisfy(plain.contains) ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
