import ArgumentParser
import CellCommand
import CellNode

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Ask the broker how it is.")

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Flag(name: .long, help: "One line for a monitoring system; exits 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")
  var check = false

  func run() async throws {
    if check { return try await runCheck() }
    try await reporting(format) {
      let status = try await connected(try identity.read(), within: identity.limit) { node in try await node.status()
      }
      try Terminal.print(format.isJSON ? StatusText.json(status) : StatusText.text(status, format.ink))
    }
  }

  private func runCheck() async throws {
    var result: (line: String, code: Int32)
    do {
      let status = try await connected(try identity.read(), within: identity.limit) { node in try await node.status()
      }
      result = StatusText.check(status)
    } catch {
      result = StatusText.check(Self.complaint(error))
    }
    // The exit code is what a monitoring system looks at first.
    try? Terminal.print(result.line)
    throw ExitCode(result.code)
  }
}
