import ArgumentParser
import CellCommand
import CellNode

struct SubscriptionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subscriptions",
    abstract: spoken("List the node's durable names, their filters and places."))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Option(name: .long, help: helpText("Remove this name and its place."))
  var remove: String?

  func run() async throws {
    try await reporting(format) {
      let list = try await connected(try identity.read(), within: identity.limit) { node in
        if let remove { try await node.remove(durable: remove) }
        return try await node.subscriptions()
      }
      if format.isJSON {
        for subscription in list { try Terminal.print(SubscriptionText.json(subscription)) }
        return
      }
      if let remove { try Terminal.print(spoken("removed \(DisplayText.line(remove))")) }
      guard !list.isEmpty else { return try Terminal.print(spoken("No durable names.")) }
      try Terminal.print(SubscriptionText.title(format.ink))
      for subscription in list { try Terminal.print(SubscriptionText.text(subscription, format.ink)) }
    }
  }
}
