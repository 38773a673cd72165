import ArgumentParser
import CellCommand
import CellConfig

struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: spoken("The vocabulary of the daemon's log: names, fields, severity, meaning, what to do."),
    discussion: spoken(
      """
      A line of the log is event=NAME and fields, NAME=VALUE; a value with blanks stands in double quotes. Names and fields \
      are only added within a version of the vocabulary, which event=ready names.
      """))

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Argument(help: helpText("An event, message-refused; without it, all of them, the gravest first."))
  var event: String?

  func run() async throws {
    try await reporting(format) {
      guard let event else {
        if format.isJSON {
          for event in BrokerEvent.allCases { try Terminal.print(EventsText.json(event)) }
        } else {
          try Terminal.print(folding: EventsText.list(format.ink))
        }
        return
      }
      guard let found = EventsText.find(event) else {
        let near = EventsText.near(event).map(\.rawValue).joined(separator: ", ")
        throw Complaint.usage(
          spoken("there is no event \(DisplayText.line(event))")
            + (near.isEmpty ? "" : spoken("; there are \(near)")))
      }
      try Terminal.print(
        folding: format.isJSON ? EventsText.json(found) : EventsText.text(found, format.ink))
    }
  }
}
