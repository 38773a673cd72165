import ArgumentParser
import CellCommand
import CellSchema

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: spoken("Explain an error code: what it means and what to do next."))

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Argument(
    help: helpText("A number, 3107, or a name, not-releasable; without it, all codes."), completion: Completion.codes)
  var code: String?

  func run() async throws {
    try await reporting(format) {
      guard let code else {
        for code in ErrorCode.all {
          try Terminal.print(
            folding: format.isJSON ? ExplainText.json(code) : "\(DisplayText.column("\(code)", 30))  \(code.meaning)")
        }
        return
      }
      guard let found = ExplainText.find(code) else {
        let near = ExplainText.near(code).map(\.description).joined(separator: ", ")
        throw Complaint.usage(
          spoken("there is no error code \(code)") + (near.isEmpty ? "" : spoken("; there are \(near)")))
      }
      guard !format.isJSON else { return try Terminal.print(ExplainText.json(found)) }
      try Terminal.print(folding: ExplainText.text(found, format.ink))
    }
  }
}
