import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct ElsewhereCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "elsewhere",
    abstract: spoken("Show what is flash or immediate and open in other worlds than your profile's."),
    discussion: spoken(
      """
      Every screen begins with the worst of it. Open is what needs somebody: an attack without an invocation, an \
      acknowledgement that you owe, one that is overdue.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions

  func run() async throws {
    try await reporting(format) {
      let elsewhere = try await connected(try identity.read(), within: identity.limit) { node in
        try await node.elsewhere()
      }
      if format.isJSON {
        for line in ElsewhereText.json(elsewhere) { try Terminal.print(line) }
      } else {
        let (width, ink) = (Terminal.columns, format.ink)
        let screen = Screen(
          ElsewhereText.text(elsewhere, width: width, ink), of: .operation, nil, elsewhere: Elsewhere(worlds: []),
          width: width, ink)
        try Terminal.show(screen, paged: !pager.noPager)
      }
    }
  }
}
