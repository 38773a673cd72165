import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Publish a message, or many, and print the receipts.",
    discussion: """
      One message: --type T --body FILE. A body to start from: cellbus schema show T --example.
      Many: --ndjson FILE, one {"type", "header"?, "body"} a line; options give what a line's header leaves out.
      A receipt means that the message is on the broker's disk. Exits 65 if a line was refused, 75 if each of those may \
      be taken later.
      With --queue, where the profile names a store: a queued message is on this machine's disk and needs no broker. \
      What is left there is sent by whichever cellbus publish comes next, once, also after a kill. With --ndjson each \
      line is answered when it is queued; what the broker takes meanwhile is sent, and after the last line what it \
      takes for as long as it answers. To send what is left: --ndjson /dev/null --queue. What the broker refuses of it is \
      kept: cellbus outbox shows it.
      """)

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Option(
    name: .long, help: "The type, verification.incident-report.", completion: Completion.types, transform: leaf)
  var type: MessageType?

  @Option(
    name: [.long, .customShort("f")], help: "The body in JSON: a file, or - for standard input.", completion: .file())
  var body: String?

  @Option(name: .long, help: "Messages, one a line: a file, or - for standard input.", completion: .file())
  var ndjson: String?

  @Flag(name: .long, help: "Answer when a message is in the profile's store, without a receipt or a broker.")
  var queue = false

  @OptionGroup(title: "Header") var header: HeaderOptions

  func validate() throws {
    if (body == nil) == (ndjson == nil) { throw ValidationError("give --body FILE or --ndjson FILE") }
    if body != nil, type == nil { throw ValidationError("--body needs --type") }
  }

  func run() async throws {
    try await reporting(format) {
      if let ndjson, queue {
        try await BulkQueuing(file: ndjson, identity: identity, format: format, type: type, header: try header.header)
          .run()
      } else if let ndjson {
        try await BulkPublishing(
          file: ndjson, identity: identity, format: format, type: type, header: try header.header
        )
        .run()
      } else if let type, let body {
        try await publish(type, body)
      }
    }
  }

  private func publish(_ type: MessageType, _ file: String) async throws {
    let body = try await Self.body(file)
    let profile = try identity.read()
    if queue {
      let draft = Draft(type: type, body: body, header: try header.header)
      let queued = try await QueuePublishing(profile: profile, timeout: identity.timeout).run(draft)
      let (text, output) = (QueuedText(queued), WorkOutput())
      output.print(format.isJSON ? text.json() : text.text(format.ink))
      return try output.finish("\(queued.id) is queued.")
    }
    let limit = identity.limit
    let (receipt, said) = try await connected(profile, within: limit, publishes: true) { node in
      let said = try await header.header(of: node)
      do {
        return (try await node.publish(Draft(type: type, body: body, header: said)), said)
      } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
        throw Self.complaint(of: limit, profile)
      } catch let error as NodeError {
        throw Complaint(error, consequence: Self.consequence(of: error))
      }
    }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    output.print(format.isJSON ? text.json() : text.text(header.chosen(said), profile: profile, format.ink))
    try output.finish("\(receipt.id) is on the record as \(receipt.sequence).")
  }

  private static func complaint(of limit: TimeLimit, _ profile: NodeProfile) -> Complaint {
    var complaint = limit.complaint("no receipt came")
    complaint.consequence = unsettled(profile, "It")
    return complaint
  }

  /// What is true of messages that were sent and have no receipt.
  static func unsettled(_ profile: NodeProfile, _ subject: String) -> String {
    profile.store == nil
      ? "\(subject) may be on the record or not."
      : "\(subject) may be on the record or not; the next cellbus publish sends from the outbox what is not, once."
  }

  /// A judgement of the broker's is certain; what ends the node before the receipt came is not.
  static func consequence(of error: NodeError) -> String {
    (2_000..<6_000).contains(error.code.number) || error.code == .outboxFull
      ? "Nothing was recorded." : "It may be on the record or not."
  }

  private static func body(_ file: String) async throws -> [UInt8] {
    let input = try InputFile(file)
    var bytes: [UInt8] = []
    while let chunk = try await input.next() {
      bytes += chunk
      // White space is left out later, but nobody reads a gigabyte to find that out.
      guard bytes.count <= 16 * Limits.document else {
        throw Complaint(.failed, .documentTooLarge, at: file, "a document has at most \(Limits.document) bytes")
      }
    }
    do throws(Refusal) {
      try InputText.check(bytes, expected: #"an object in braces, such as {"subject": "…", "text": "…"}"#)
      // The broker would speak of the whole document, and the user sees the body alone.
      _ = try JSONMembers(of: bytes[...])
    } catch {
      throw Complaint(.refused, error.code, at: input.name, error.detail, consequence: "Nothing was sent.")
    }
    return CompactJSON.compact(bytes)
  }
}
