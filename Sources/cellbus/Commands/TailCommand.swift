import ArgumentParser
import CellNode

struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Follow everything that the node may read, in the record's order.")

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Option(
    name: [.long, .customShort("n")],
    help: "Begin so many sequence numbers back; fewer messages come where the node may not read all.")
  var last: UInt64 = 0

  @Option(name: .long, help: "End after so many messages.")
  var count: Int?

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is 1 or more") }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let printer = MessagePrinter(format: format, profile: profile)
      let limit = identity.limit
      try await connected(profile, within: limit) { node in
        var reading = Reading()
        reading.order = .record
        reading.count = count
        if last > 0 {
          let head = try await node.status().head
          reading.start = .after(head - min(head, last))
        }
        try await reading.run(node, printer, within: limit)
      }
    }
  }
}
