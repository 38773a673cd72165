import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// A record that is filled without a machine: many acts, which no rule has judged.
struct LongRecord {
  private(set) var archive: Archive
  private var documents = Documents()
  private let reader = RowReader()
  private var last: UInt64 = 0

  init() throws {
    var names = Names()
    let rulebook = try Fixture.files().rulebook(&names)
    archive = Archive(RecordState(rulebook: rulebook, names: names), cell: Fixture.cell)
  }

  /// - Returns: the identifier of what was said.
  @discardableResult
  mutating func say(_ body: some Payload, from node: NodeName, to action: NonEmpty<Addressee> = [.all]) throws
    -> MessageID
  {
    var header = documents.header(node, type: type(of: body).messageType, to: action)
    header.version = MessageVersion(type(of: body).messageVersion)!
    let envelope = Envelope(document: DocumentEncoder.encode(header: header, body: body))
    let sender = try #require(archive.state.names.node(node))
    let prepared = try reader.read(
      envelope, lane: .routine, sender: sender, of: archive.state.names.participant(of: sender),
      rulebook: archive.state.rules.current)
    last += 1
    archive.apply([
      .row(
        RecordRow(
          sequence: SequenceNumber(last), acceptedAt: Microseconds(Fixture.start + Int64(last)), node: node,
          number: StreamNumber(stream: 2, number: last), lane: .routine, envelope: envelope), prepared)
    ])
    return header.id
  }

  func situation(_ question: SituationQuestion = SituationQuestion(), by node: NodeName = "UKR.CELL-1") -> Situation {
    archive.situation(
      question, in: .operation, by: node, now: Microseconds(Fixture.start + Int64(last) + 1_000))
  }
}
