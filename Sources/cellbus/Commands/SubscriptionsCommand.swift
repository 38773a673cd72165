import ArgumentParser
import CellCommand
import CellNode

struct SubscriptionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subscriptions",
    abstract: spoken("List the node's durable names, their filters and places."))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions

  @Option(name: .long, help: helpText("Remove this name and its place."))
  var remove: String?

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let (list, elsewhere) = try await connected(profile, within: identity.limit) { node in
        if let remove { try await node.remove(durable: remove) }
        let elsewhere =
          format.isJSON ? nil : try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
        return (try await node.subscriptions(), elsewhere)
      }
      if format.isJSON {
        for subscription in list { try Terminal.print(SubscriptionText.json(subscription)) }
        return
      }
      let removed = remove.map { [spoken("removed \(DisplayText.line($0))")] } ?? []
      let lines =
        list.isEmpty
        ? [spoken("No durable names.")]
        : [SubscriptionText.title(format.ink)] + list.map { SubscriptionText.text($0, format.ink) }
      let screen = Screen(
        (removed + lines).joined(separator: "\n"), of: profile.nature, profile.exerciseName, elsewhere: elsewhere,
        width: Terminal.columns, on: profile.nature, format.ink)
      try Terminal.show(screen, paged: !pager.noPager)
    }
  }
}
