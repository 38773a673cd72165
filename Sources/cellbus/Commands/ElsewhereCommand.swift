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
      let profile = try identity.read()
      let (elsewhere, messages) = try await connected(profile, within: identity.limit) { node in
        let elsewhere = try await node.elsewhere()
        let ids = format.isJSON ? [] : elsewhere.worlds.flatMap { $0.matters.map(\.id) }
        return (elsewhere, try await MessageBook().waiting(ids, node))
      }
      if format.isJSON {
        for line in ElsewhereText.json(elsewhere) { try Terminal.print(line) }
      } else {
        let (width, ink) = (Terminal.columns, format.ink)
        let screen = Screen(
          ElsewhereText.text(elsewhere, messages: messages, width: width, ink), of: profile.nature,
          profile.exerciseName, elsewhere: elsewhere, width: width, on: profile.nature, ink)
        try Terminal.show(screen, paged: !pager.noPager)
      }
    }
  }
}
