import CellCommand
import CellNode
import CellSchema
import Foundation

/// Makes a node's messages of one size, which differ in the time that they carry.
///
/// Each is a valid report of an incident; its remarks have the nanoseconds of the machine's clock, and what fills it up.
struct BenchStencil: Sendable {
  let node: Node
  private let body: [UInt8]
  /// Where the nanoseconds stand in the body.
  private let place: Int
  private let precedence: Precedence
  private let recipients: @Sendable (Int) -> [ParticipantCode]
  /// A message to everybody, which the others are like.
  private let everybody: Draft
  private let signer: DocumentSigner?

  private static let mark = Array("bench ".utf8)
  /// As many hexadecimal ones as a UInt64 has.
  private static let digits = 16

  /// - Parameters:
  ///   - size: the document's bytes.
  ///   - recipients: whom a message goes to, by its number; nobody: everybody.
  init(
    _ node: Node, size: Int, _ precedence: Precedence, to recipients: @escaping @Sendable (Int) -> [ParticipantCode],
    signer: DocumentSigner?
  ) async throws {
    self.node = node
    self.precedence = precedence
    self.recipients = recipients
    self.signer = signer
    let least = Self.body(filledWith: 0)
    let document = try await node.document(
      of: Draft(type: BenchTask.type, rawBody: least, header: Self.header(precedence, to: recipients(0))))
    guard size >= document.count else {
      throw Complaint.usage(spoken("a message has \(document.count) bytes at least: --size \(document.count) or more"))
    }
    body = Self.body(filledWith: size - document.count)
    everybody = Draft(type: BenchTask.type, rawBody: body, header: Self.header(precedence, to: []))
    guard let mark = body.firstRange(of: Self.mark) else { preconditionFailure("the remarks begin with the mark") }
    place = mark.upperBound
  }

  private static func body(filledWith count: Int) -> [UInt8] {
    let text = String(decoding: mark, as: UTF8.self) + String(repeating: "0", count: digits)
    let report = IncidentReport(
      observedFrom: "Donetsk", means: .heard, event: .explosion, count: .exactly(48),
      remarks: Text(text + String(repeating: "x", count: count)))
    return DocumentEncoder.json(report)
  }

  private static func header(_ precedence: Precedence, to recipients: [ParticipantCode]) -> HeaderDraft {
    let action = recipients.isEmpty ? [Addressee.all] : recipients.map(Addressee.participant)
    return HeaderDraft(action: action, precedence: precedence)
  }

  func draft(_ number: Int, at time: UInt64) -> Draft {
    var bytes = body
    var rest = time
    for position in stride(from: place + Self.digits - 1, through: place, by: -1) {
      let digit = UInt8(rest & 15)
      bytes[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      rest >>= 4
    }
    let recipients = recipients(number)
    if recipients.isEmpty { return Draft(rawBody: bytes, like: everybody) }
    return Draft(type: BenchTask.type, rawBody: bytes, header: Self.header(precedence, to: recipients))
  }

  /// All of a node's messages, signed before the measurement begins; nil where nothing is signed.
  func signed(_ count: Int) async throws -> [Draft]? {
    guard let signer else { return nil }
    var drafts: [Draft] = []
    for number in 0..<count { drafts.append(try await node.signed(draft(number, at: 0), by: [signer])) }
    return drafts
  }

  /// The nanoseconds that a document carries; nil of one that carries none, or was made long before.
  static func stamp(in document: [UInt8]) -> UInt64? {
    guard let found = document.firstRange(of: mark) else { return nil }
    let digits = document[found.upperBound...].prefix(Self.digits)
    guard digits.count == Self.digits else { return nil }
    let time = digits.reduce(UInt64(0)) { value, byte in
      value << 4 | UInt64(byte < UInt8(ascii: "a") ? byte &- UInt8(ascii: "0") : byte &- UInt8(ascii: "a") &+ 10)
    }
    return time > 0 ? time : nil
  }
}
