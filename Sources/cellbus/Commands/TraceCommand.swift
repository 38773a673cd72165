import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Show what became of a message, addressee by addressee.",
    discussion: """
      Recorded, delivered, done, acknowledged, overdue, set aside or not releasable. The sender's participant sees all \
      addressees, another one its own nodes. Delivered says when the broker knew that it had arrived, in its present run.
      """)

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Argument(help: "The message's id.", transform: leaf)
  var id: MessageID

  func run() async throws {
    try await reporting(format) {
      let trace = try await connected(try identity.read(), within: identity.limit) { node in try await node.trace(id)
      }
      try Terminal.print(format.isJSON ? TraceText.json(trace) : TraceText.text(trace, format.ink))
    }
  }
}
