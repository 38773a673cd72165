import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: spoken("Ask the broker how it is."))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions
  @OptionGroup(title: spoken("Screen")) var stays: WatchOptions

  @Flag(name: .long, help: helpText("One line for a monitoring system; exits 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN."))
  var check = false

  func run() async throws {
    // A monitoring system reads it.
    if check { return try await Voice.$current.withValue(Voice(.english)) { try await runCheck() } }
    try await reporting(format) {
      let profile = try identity.read()
      let ink = format.ink
      if stays.watch {
        try stays.check(format)
        let watch = Watch(profile: profile, limit: identity.limit, isQuiet: stays.quiet, ink: ink)
        return try await watch.run { node in
          let (status, elsewhere) = try await Self.ask(node, profile)
          return WatchPage(asOf: status.time) { columns, _ in
            Self.screen(status, elsewhere, profile, width: columns, ink)
          }
        }
      }
      if format.isJSON {
        let status = try await connected(profile, within: identity.limit) { node in try await node.status() }
        return try Terminal.print(StatusText.json(status))
      }
      let (status, elsewhere) = try await connected(profile, within: identity.limit) { node in
        try await Self.ask(node, profile)
      }
      try Terminal.show(
        Self.screen(status, elsewhere, profile, width: Terminal.columns, ink), paged: !pager.noPager)
    }
  }

  private static func ask(_ node: Node, _ profile: NodeProfile) async throws -> (BrokerStatus, Elsewhere?) {
    (try await node.status(), try await node.known(elsewhereThan: profile.nature, profile.exerciseName))
  }

  private static func screen(
    _ status: BrokerStatus, _ elsewhere: Elsewhere?, _ profile: NodeProfile, width: Int?, _ ink: Ink
  ) -> Screen {
    Screen(
      StatusText.text(status, width: width, ink), of: profile.nature, profile.exerciseName, elsewhere: elsewhere,
      width: width, on: profile.nature, ink)
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
