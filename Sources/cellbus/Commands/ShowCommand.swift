import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one message in full.",
    discussion: """
      Its header in words, its body as an outline, what amends it, and who acknowledged it. Messages that it refers to \
      are named by their numbers, where you may read them. --raw prints the document's exact bytes.
      """)

  @Argument(
    help: "The message: its number on the record, its id or the beginning of it, or its serial.", transform: reference)
  var message: MessageReference

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Flag(name: .long, help: "The document's exact bytes.")
  var raw = false

  func validate() throws {
    if raw, format.isJSON { throw ValidationError("--raw and --format json exclude each other") }
  }

  func run() async throws {
    try await reporting(format) {
      let output = try await connected(try identity.read(), within: identity.limit) { node in
        let found = try await node.find(message, at: "MESSAGE")
        if raw { return found.document }
        if format.isJSON {
          return try MessageJSON.line(
            sequence: found.sequence, acceptedAt: found.acceptedAt, document: found.document, amendedBy: found.amendedBy
          )
        }
        let numbers = try await node.numbers(of: MessageText.references(of: found.header))
        let trace = try? await node.trace(found.header.id)
        return Array(MessageText(found, trace: trace, numbers: numbers, width: Terminal.columns).text(format.ink).utf8)
      }
      try Terminal.print(output)
    }
  }
}
