import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: spoken("Show one message in full."),
    discussion: spoken(
      """
      Its header in words, its body as an outline, what amends it, and who acknowledged it. Messages that it refers to \
      are named by their numbers, where you may read them. --raw prints the document's exact bytes.
      """))

  @Argument(
    help: helpText("The message: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var message: MessageReference

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions

  @Flag(name: .long, help: helpText("The document's exact bytes."))
  var raw = false

  func validate() throws {
    if raw, format.isJSON { throw ValidationError(spoken("--raw and --format json exclude each other")) }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let (found, shown) = try await connected(profile, within: identity.limit) {
        node -> (RecordedMessage, Screen?) in
        let found = try await node.find(message, at: "MESSAGE")
        if raw || format.isJSON { return (found, nil) }
        return (found, try await screen(found, node, for: profile))
      }
      if let shown {
        try Terminal.show(shown, paged: !pager.noPager)
      } else if raw {
        try Terminal.print(found.document)
      } else {
        try Terminal.print(
          MessageJSON.line(
            sequence: found.sequence, acceptedAt: found.acceptedAt, document: found.document[...],
            signers: found.signers, amendedBy: found.amendedBy))
      }
    }
  }

  private func screen(_ found: RecordedMessage, _ node: Node, for profile: NodeProfile) async throws -> Screen {
    let (header, width) = (found.header, Terminal.columns)
    let numbers = try await node.numbers(of: MessageText.references(of: header, found.document))
    let trace = try? await node.trace(header.id)
    let acknowledged = await node.acknowledgements(in: trace)
    let elsewhere = try await node.known(elsewhereThan: header.nature, header.exerciseName)
    let text = MessageText(
      found, trace: trace, numbers: numbers, acknowledged: acknowledged, reader: profile.node, width: width)
    return Screen(
      text.text(format.ink), of: header.nature, header.exerciseName, elsewhere: elsewhere, width: width,
      on: profile.nature, format.ink)
  }
}
