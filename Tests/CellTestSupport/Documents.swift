package import CellSchema

/// Writes documents for tests: everything has a value, a test changes what it is about.
package struct Documents {
  private var random = SplitMix(0xD0C5)
  private var serials: [String: Int] = [:]

  package init() {}

  package mutating func identifier() -> MessageID {
    .make(at: Timestamp(microseconds: Fixture.start), using: &random)
  }

  package mutating func header(
    _ from: NodeName, type: MessageType = LiaisonNote.messageType, to action: NonEmpty<Addressee> = [.all]
  ) -> Header {
    let serial = serials["\(from)", default: 0] + 1
    serials["\(from)"] = serial
    return Header(
      id: identifier(), cell: Fixture.cell, type: type, from: from,
      serial: Serial(node: from, number: serial, year: 26)!, action: action,
      sentAt: Timestamp(microseconds: Fixture.start),
      label: SecurityLabel(
        policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.all]))
  }

  /// A liaison note, whose header may be changed.
  package mutating func note(
    _ from: NodeName, to action: NonEmpty<Addressee> = [.all], _ precedence: Precedence = .routine,
    text: Text = "Nothing to report.", change: (inout Header) -> Void = { _ in }
  ) -> [UInt8] {
    var header = header(from, to: action)
    header.precedence = precedence
    change(&header)
    return DocumentEncoder.encode(header: header, body: LiaisonNote(subject: "Radio check", text: text))
  }

  /// A message of any type, with its example body.
  package mutating func example(
    _ type: MessageType, _ from: NodeName, to action: NonEmpty<Addressee> = [.all], _ precedence: Precedence = .routine,
    change: (inout Header) -> Void = { _ in }
  ) -> [UInt8] {
    guard let entry = Catalogue.versions(of: type).last else { preconditionFailure("there is no type \(type)") }
    var header = header(from, type: type, to: action)
    header.version = entry.version
    header.precedence = precedence
    change(&header)
    return DocumentEncoder.encode(header: header, rawBody: entry.exampleBody)
  }
}
