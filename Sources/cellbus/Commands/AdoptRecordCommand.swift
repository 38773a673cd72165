import ArgumentParser
import CellCommand
import CellNode
import CellNodeStore
import CellSchema
import Foundation

struct AdoptRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt-record",
    abstract: spoken("Let a node's store go on with the record that the broker has now."),
    discussion: spoken(
      """
      A node that was refused with record-replaced or record-behind keeps its outbox and its places until a person has \
      decided that the record which it knows is gone, or that the record's last rows are. Without --yes the command \
      shows both records and changes nothing. With it, messages that wait stay and are sent to the broker's record, and \
      inboxes in the store go back to where that record ends, or to its beginning where it is another one. Where a \
      record lost rows, what was receipted to the node and is lost is offered back, as it was.
      """))

  @OptionGroup var owner: StoreOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Flag(name: .long, help: helpText("Go on with the broker's record."))
  var yes = false

  func run() async throws {
    try await reporting(format) {
      let profile = try owner.read()
      guard let path = profile.storeFile, FileManager.default.fileExists(atPath: path) else {
        throw Complaint.usage(
          spoken("the profile names no store, or it is not made yet: nothing is known of any record"))
      }
      let store = try NodeStore(profile)
      defer { store.close() }
      let comparison = try await compare(store, profile)
      for line in format.isJSON ? comparison.json : comparison.text { try Terminal.print(line) }
      guard !comparison.isSame else { return }
      guard yes else {
        if !format.isJSON {
          try Terminal.print(spoken("Nothing was changed. To go on with the broker's record: --yes"))
        }
        return
      }
      let broker = comparison.broker
      let offered = try await store.adopt(genesis: broker.genesis, head: broker.head, loss: broker.loss)
      guard !format.isJSON else { return }
      try Terminal.print(spoken("The store goes on with the broker's record."))
      if offered > 0 {
        try Terminal.print(
          counted(
            offered, "{1} message that was lost is offered back when the node connects.",
            "{1} messages that were lost are offered back when the node connects."))
      }
    }
  }

  /// What the store knows of the record beside what the broker has.
  private func compare(_ store: NodeStore, _ profile: NodeProfile) async throws -> RecordComparison {
    let known = try await store.knownRecord()
    let epoch = try await store.knownEpoch()
    let left = try store.takeContents().left.count
    let broker = try await connected(profile, within: owner.identity.limit) { node in
      let status = try await node.status()
      guard let genesis = node.recordGenesis else {
        throw NodeError(.protocolViolated, "this broker does not tell which record it has")
      }
      return (genesis: genesis, head: status.head, loss: node.recordLoss)
    }
    return RecordComparison(known: known, epoch: epoch, broker: broker, waiting: left)
  }
}
