import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: spoken("Show what became of a message, addressee by addressee."),
    discussion: spoken(
      """
      Recorded, delivered, done, acknowledged, overdue, set aside or not releasable. The sender's participant sees all \
      addressees, another one its own nodes. Delivered says when the broker knew that it had arrived, in its present run.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions

  @Argument(
    help: helpText("The message: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var message: MessageReference

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let (trace, elsewhere) = try await connected(profile, within: identity.limit) {
        node -> (MessageTrace, Elsewhere?) in
        let trace =
          switch message {
          case .id(let id): try await node.trace(id)
          case .number, .prefix, .serial: try await node.trace(node.find(message, at: "MESSAGE").header.id)
          }
        guard !format.isJSON else { return (trace, nil) }
        return (trace, try await node.known(elsewhereThan: trace.nature ?? .operation, trace.exerciseName))
      }
      if format.isJSON { return try Terminal.print(TraceText.json(trace)) }
      let width = Terminal.columns
      let screen = Screen(
        TraceText.text(trace, width: width, format.ink), of: trace.nature ?? .operation, trace.exerciseName,
        elsewhere: elsewhere, width: width, on: profile.nature, format.ink)
      try Terminal.show(screen, paged: !pager.noPager)
    }
  }
}
