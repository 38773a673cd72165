import ArgumentParser
import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: spoken("Publish a message, or many, and print the receipts."),
    discussion: spoken(
      """
      One message: --type T --body FILE. A body to start from: cellbus schema show T --example.
      Many: --ndjson FILE, one {"type", "header"?, "body"} a line; options give what a line's header leaves out.
      A receipt means that the message is on the broker's disk. Exits 65 if a line was refused, 75 if each of those may \
      be taken later.
      With --queue, where the profile names a store: a queued message is on this machine's disk and needs no broker. \
      What is left there is sent by whichever cellbus publish comes next, once, also after a kill. With --ndjson each \
      line is answered when it is queued; what the broker takes meanwhile is sent, and after the last line what it \
      takes for as long as it answers. To send what is left: --ndjson /dev/null --queue. What the broker refuses of it is \
      kept: cellbus outbox shows it.
      With --check nothing is sent: the broker says whether it would accept the message, and who would read it. Typed at \
      a terminal, a flash or what binds is shown and asked once before it leaves (--yes for scripts); what is declined, \
      refused or lost on the way is kept: cellbus drafts.
      What the charter has signed is signed by what the profile says (signing), or by --key or --signer. A text that \
      several sign: --write FILE, then cellbus sign, then --signed FILE.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Option(
    name: .long, help: helpText("The type, verification.incident-report."), completion: Completion.types,
    transform: messageType)
  var type: MessageType?

  @Option(
    name: [.long, .customShort("f")], help: helpText("The body in JSON: a file, or - for standard input."),
    completion: .file())
  var body: String?

  @Option(name: .long, help: helpText("Messages, one a line: a file, or - for standard input."), completion: .file())
  var ndjson: String?

  @Flag(name: .long, help: helpText("Answer when a message is in the profile's store, without a receipt or a broker."))
  var queue = false

  @Flag(
    name: .long, help: helpText("Ask the broker whether it would be accepted, and who would read it. Nothing is sent."))
  var check = false

  @Option(
    name: .long, help: helpText("A draft that was kept, by its number: cellbus drafts lists them."),
    completion: Completion.drafts)
  var draft: Int?

  @Option(name: .long, help: helpText("A document that was signed: cellbus sign writes the file."), completion: .file())
  var signed: String?

  @Option(
    name: .long, help: helpText("Write the document's exact bytes to a file, to be signed. Nothing is sent."),
    completion: .file())
  var write: String?

  @OptionGroup(title: spoken("Signing")) var signing: SigningOptions
  @OptionGroup(title: spoken("Care")) var care: CareOptions
  @OptionGroup(title: spoken("Header")) var header: HeaderOptions

  func validate() throws {
    guard [body != nil, ndjson != nil, draft != nil, signed != nil].count(where: { $0 }) == 1 else {
      throw ValidationError(spoken("give --body FILE, --ndjson FILE, --draft N or --signed FILE"))
    }
    if ndjson != nil, signing.isGiven || write != nil {
      throw ValidationError(spoken("--key, --signer and --write are for one message"))
    }
    if signed != nil, signing.isGiven || write != nil {
      throw ValidationError(spoken("the file is signed already: cellbus sign --add signs it further"))
    }
    if signed != nil, type != nil || (try? header.header) != HeaderDraft() {
      throw ValidationError(spoken("a signed file has its type and its header; leave them out"))
    }
    if write != nil, check || queue || signing.isGiven {
      throw ValidationError(spoken("--write sends nothing; sign what it writes with cellbus sign"))
    }
    if body != nil, type == nil { throw ValidationError(spoken("--body needs --type")) }
    if check, ndjson != nil || queue { throw ValidationError(spoken("--check is for one message, and sends nothing")) }
    if draft != nil, type != nil || (try? header.header) != HeaderDraft() {
      throw ValidationError(spoken("a draft has its type and its header; leave them out"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      if let ndjson, queue {
        try await BulkQueuing(
          file: ndjson, identity: identity, format: format, type: type, header: try header.header,
          care: care
        )
        .run()
      } else if let ndjson {
        try await BulkPublishing(
          file: ndjson, identity: identity, format: format, type: type, header: try header.header,
          care: care
        )
        .run()
      } else if let type, let body {
        try await publish(type, body)
      } else if let draft {
        try await publish(draft: draft)
      } else if let signed {
        try await publish(signed: signed)
      }
    }
  }

  private func publish(_ type: MessageType, _ file: String) async throws {
    let body = try await Self.body(file, of: type)
    let profile = try identity.read()
    let publishing = SinglePublishing(
      identity: identity, format: format, care: care, profile: profile, signing: try Signing(signing, profile))
    let message = SinglePublishing.Message(
      type: type, body: body, nature: header.nature(of: profile),
      known: !queue && header.isLookedUp ? nil : try header.header, header: header.header(of:), chosen: header.chosen)
    try await publish(message, publishing)
  }

  private func publish(_ message: SinglePublishing.Message, _ publishing: SinglePublishing) async throws {
    if let write { return try await publishing.write(message, to: write) }
    if check { return try await publishing.check(message) }
    try await queue ? publishing.queue(message) : publishing.publish(message)
  }

  private func publish(signed file: String) async throws {
    let signed = try SignedFile(file)
    let header = try signed.header
    let members = try JSONMembers(of: signed.statement.payload[...])
    let (of, body) = (members["header"], members["body"])
    guard let of, let body else {
      throw Complaint(.failed, .undecodable, at: file, spoken("the document has no header and body"))
    }
    let said = try JSONDecoder().decode(HeaderDraft.self, from: Data(signed.statement.payload[of]))
    let profile = try identity.read()
    let publishing = SinglePublishing(
      identity: identity, format: format, care: care, profile: profile, signed: try signed.draft)
    try await publish(
      SinglePublishing.Message(header.type, Array(signed.statement.payload[body]), said, nature: header.nature),
      publishing)
  }

  private func publish(draft number: Int) async throws {
    var kept = try DraftStore().read(number)
    let profile = try identity.read()
    guard (kept.node, kept.cell) == (profile.node, profile.cell) else {
      throw Complaint.usage(
        spoken(
          "draft \(number) is of \(kept.node) in the cell \(kept.cell), and you are \(profile.node) of \(profile.cell)")
      )
    }
    kept = try await Answering(identity: identity, format: format).settled(kept, profile)
    if let entry = Catalogue.versions(of: kept.type).last {
      let faults = BodyCheck.faults(in: kept.body, of: entry.shape)
      if !faults.isEmpty { throw BodyFaults(faults, draft: number, type: kept.type) }
    }
    let publishing = SinglePublishing(
      identity: identity, format: format, care: care, profile: profile, draft: number,
      signing: try Signing(signing, profile))
    let message = SinglePublishing.Message(
      kept.type, kept.body, kept.header, nature: kept.header.nature ?? profile.nature)
    try await publish(message, publishing)
  }

  /// What is true of messages that were sent and have no receipt.
  static func unsettled(_ profile: NodeProfile, several: Bool = false) -> String {
    let doubt =
      several ? spoken("They may be on the record or not.") : spoken("It may be on the record or not.")
    guard profile.store != nil else { return doubt }
    return doubt + " " + spoken("The next cellbus publish sends from the outbox what is not, once.")
  }

  /// A judgement of the broker's is certain; what ends the node before the receipt came is not.
  static func consequence(of error: NodeError) -> String {
    (2_000..<6_000).contains(error.code.number) || error.code == .outboxFull
      ? spoken("Nothing was recorded.") : spoken("It may be on the record or not.")
  }

  /// - Throws: everything that is wrong with the body, in the words of the broker's strict check.
  private static func body(_ file: String, of type: MessageType) async throws -> [UInt8] {
    let input = try InputFile(file)
    var bytes: [UInt8] = []
    while let chunk = try await input.next() {
      bytes += chunk
      // White space is left out later, but nobody reads a gigabyte to find that out.
      guard bytes.count <= 16 * Limits.document else {
        throw Complaint(.failed, .documentTooLarge, at: file, spoken("a document has at most \(Limits.document) bytes"))
      }
    }
    do throws(Refusal) {
      try InputText.check(bytes, expected: #"an object in braces, such as {"subject": "…", "text": "…"}"#)
      // The broker would speak of the whole document, and the user sees the body alone.
      _ = try JSONMembers(of: bytes[...])
    } catch {
      throw Complaint(.refused, error.code, at: input.name, error.detail, consequence: spoken("Nothing was sent."))
    }
    // A type that this version does not know is left to the broker.
    if let near = UnknownType.near("\(type)"), near != "\(type)" {
      Terminal.note(spoken("this version knows no type \(type)") + spoken("; did you mean \(near)?"))
    }
    if let entry = Catalogue.versions(of: type).last {
      let faults = BodyCheck.faults(in: bytes, of: entry.shape)
      if !faults.isEmpty { throw BodyFaults(faults, file: input.name, type: type) }
    }
    return CompactJSON.compact(bytes)
  }
}
