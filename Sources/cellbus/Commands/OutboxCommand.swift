import ArgumentParser
import CellCommand
import CellNode
import CellNodeStore
import Foundation

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox",
    abstract: spoken("Show what waits in a profile's store, and what the broker refused of it."),
    discussion: spoken(
      """
      It needs no broker. A refused message is not on the record and is not sent again; it is kept until --clear, with \
      which rule said no, and where. --format json has the message as well. One process has a store open at a time: a \
      node that runs with it is asked in its own program.
      """))

  @OptionGroup var owner: StoreOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Flag(name: .long, help: helpText("Discard the refusals, once they are printed."))
  var clear = false

  func run() async throws {
    try await reporting(format) {
      let profile = try owner.read()
      guard let path = profile.storeFile else {
        throw Complaint.usage(spoken("the profile names no store: add the line store: FILE.sqlite"))
      }
      // Nothing was queued yet; whoever looks does not make a store that another user's node could not open.
      guard FileManager.default.fileExists(atPath: path) else {
        return try printOut(OutboxText(left: [], refusals: []))
      }
      let store = try NodeStore(profile)
      defer { store.close() }
      let refusals = try await store.refusals
      try printOut(OutboxText(left: try store.takeContents().left, refusals: refusals))
      guard clear, !refusals.isEmpty else { return }
      try await store.discard(refusals)
      if !format.isJSON { try Terminal.print(spoken("\(refusals.count) discarded.")) }
    }
  }

  private func printOut(_ text: OutboxText) throws {
    for line in format.isJSON ? text.json : text.text(format.ink) { try Terminal.print(line) }
  }
}
