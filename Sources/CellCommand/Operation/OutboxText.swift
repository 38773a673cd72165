package import CellNode
import CellSchema

/// What is in a node's store: what waits, lane by lane, and what was refused.
package struct OutboxText: Sendable {
  private struct Waiting {
    var precedence: Precedence
    var count: Int
    /// When the first of them was made; nil where its header cannot be read.
    var oldest: Timestamp?
  }

  private let waiting: [Waiting]
  private let refusals: [RefusedMessage]

  /// - Parameter left: what has no decision, in the order in which it was queued.
  package init(left: [StoredMessage], refusals: [RefusedMessage]) {
    waiting = Precedence.allCases.reversed().compactMap { precedence in
      let lane = left.filter { $0.lane == precedence }
      guard let first = lane.first else { return nil }
      let header = try? DocumentDecoder.header(of: Array(first.envelope.document))
      return Waiting(precedence: precedence, count: lane.count, oldest: header?.sentAt)
    }
    self.refusals = refusals
  }

  package func text(_ ink: Ink) -> [String] {
    var lines: [String] = []
    if waiting.isEmpty {
      lines.append(spoken("Nothing waits."))
    } else {
      lines.append(
        ink(
          "\(DisplayText.column(inColumn("WAITING"), 14)) \(DisplayText.right(inColumn("COUNT"), 6))  "
            + inColumn("OLDEST"), .faint))
      for lane in waiting {
        let name = "\(ink.letter(lane.precedence)) \(DisplayText.column(lane.precedence.rawValue, 12))"
        lines.append("\(name) \(DisplayText.right("\(lane.count)", 6))  \(lane.oldest?.dtg ?? "-")")
      }
    }
    lines.append(refusals.isEmpty ? spoken("Nothing was refused.") : spoken("\(refusals.count) refused:"))
    for refused in refusals {
      let type = refused.type.map { "\($0)" } ?? "-"
      let id = refused.id.map { "\($0)" } ?? "-"
      lines.append("\(refused.refusedAt.dtg)  \(ink.letter(refused.precedence))  \(type)  \(id)")
      lines.append(Complaint(refused.error, consequence: spoken("It is not on the record.")).text(ink))
    }
    return lines
  }

  /// A line for each lane in which something waits, and for each refusal; with the message, where it is JSON at all.
  package var json: [String] {
    waiting.map { lane in
      var object = JSONObject()
      object.add("state", "queued")
      object.add("precedence", lane.precedence.rawValue)
      object.add("count", lane.count)
      if let oldest = lane.oldest { object.add("oldest", oldest) }
      return object.text
    } + refusals.map { Self.json($0) }
  }

  private static func json(_ refused: RefusedMessage) -> String {
    var object = JSONObject()
    object.add("state", "refused")
    if let id = refused.id { object.add("id", id) }
    if let type = refused.type { object.add("type", type) }
    object.add("precedence", refused.precedence.rawValue)
    object.add("refusedAt", refused.refusedAt)
    object.add("code", Int(refused.error.code.number))
    object.add("name", refused.error.code.name)
    object.add("pointer", refused.error.pointer)
    object.add("detail", refused.error.detail)
    // A header that can be read stands in a document that was parsed as a whole.
    if refused.id != nil { object.add("document", raw: refused.document[...]) }
    return object.text
  }

  /// What a command ends with where refusals are kept.
  package static func hint(refusals: Int) -> String? {
    refusals == 0
      ? nil
      : counted(
        refusals, "{1} refused message is kept in the outbox: cellbus outbox shows it",
        "{1} refused messages are kept in the outbox: cellbus outbox shows them")
  }
}
