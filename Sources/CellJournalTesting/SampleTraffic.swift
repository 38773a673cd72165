package import CellJournal
package import CellSchema

/// Rows whose fields all follow from the sequence number, so that rows read back can be compared: the bus itself and
/// three publishers in turn, each through every lane.
package enum SampleTraffic {
  /// How many senders take turns; the first is the bus.
  private static let turns: UInt64 = 4
  private static let nodes: [NodeName] = ["CELL.OPS-1", "UKR.GS-1", "UKR.GS-2", "FRA.CELL-1"]

  /// The stream of publisher 1, 2 or 3.
  package static func stream(_ publisher: UInt64) -> UInt128 { UInt128(publisher) << 96 | UInt128(publisher) }

  package static func node(_ publisher: UInt64) -> NodeName { nodes[Int(publisher)] }

  package static func lane(_ sequence: SequenceNumber) -> Precedence {
    Precedence.lanes[Int(sequence.value / turns) % Precedence.laneCount]
  }

  /// - Parameter documentBytes: the least length of the document; nil for up to 300 bytes, different from row to row.
  package static func row(_ sequence: SequenceNumber, documentBytes: Int? = nil) -> RecordRow {
    let place = sequence.value
    let publisher = place % turns
    let round = place / turns
    let text = "{\"header\":{\"serial\":\"UKR.GS-1/\(place)/26\"}}"
    let padding = (documentBytes ?? Int(place % 300)) - text.utf8.count
    let document = Array(text.utf8) + [UInt8](repeating: 0x20, count: max(0, padding))
    let signature = Array((round % 4 == 0 ? "" : "signature \(place)").utf8)
    return RecordRow(
      sequence: sequence, acceptedAt: Microseconds(1_772_870_460_000_000 + Int64(place / 2)), node: node(publisher),
      number: publisher == 0
        ? nil : StreamNumber(stream: stream(publisher), number: round / UInt64(Precedence.laneCount) + 1),
      lane: lane(sequence), cause: publisher == 0 ? SequenceNumber(place / 2) : .none,
      envelope: Envelope(signature: signature, document: document))
  }

  /// The rows that follow a sequence number.
  package static func batch(after sequence: SequenceNumber, count: Int, documentBytes: Int? = nil) -> RecordBatch {
    var batch = RecordBatch()
    batch.rows = (0..<UInt64(count)).map { row(sequence.next + $0, documentBytes: documentBytes) }
    return batch
  }

  /// A refused number of a stream that no row has.
  package static func refusal(_ number: UInt64, stream: UInt128 = 77, lane: Precedence = .routine) -> RefusedNumber {
    RefusedNumber(
      node: "FRA.CELL-1", number: StreamNumber(stream: stream, number: number), lane: lane,
      refusal: Refusal(ErrorCode(number: 3107), at: "/header/label/releasableTo/1", "number \(number)"),
      envelope: Envelope(document: Array("refused \(number)".utf8)))
  }
}
