import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct PrintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: spoken("Show one message as pages for a printer."),
    discussion: spoken(
      """
      cellbus print 354 | lp
      72 columns; marking and world stand at the top and the bottom of every page, form feeds between pages.
      """))

  @Argument(
    help: helpText("The message: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var message: MessageReference

  @Option(name: .long, help: helpText("Lines of a page."))
  var lines = 60

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    guard PrintedPages.lines.contains(lines) else {
      throw ValidationError(spoken("--lines is \(PrintedPages.lines.lowerBound) to \(PrintedPages.lines.upperBound)"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let pages = try await connected(profile, within: identity.limit) { node in
        if !format.isJSON {
          DeskFrame.tell(try await node.known(elsewhereThan: profile.nature, profile.exerciseName))
        }
        let found = try await node.find(message, at: "MESSAGE")
        let numbers = try await node.numbers(of: MessageText.references(of: found.header, found.document))
        let trace = try? await node.trace(found.header.id)
        let acknowledged = await node.acknowledgements(in: trace)
        let content = MessageText(
          found, trace: trace, numbers: numbers, acknowledged: acknowledged, width: PrintedPages.columns
        ).lines(Ink(isColoured: false))
        return PrintedPages(found.header, sequence: found.sequence, content: content, lines: lines)
      }
      guard format.isJSON else { return try Terminal.print(pages.text) }
      for line in pages.json { try Terminal.print(line) }
    }
  }
}
