package import CellNode
package import CellSchema

/// That a message is on the record, for its sender.
package struct ReceiptText: Sendable {
  private let receipt: PublishReceipt

  package init(_ receipt: PublishReceipt) { self.receipt = receipt }

  /// `{"seq","id","type","acceptedAt"}` with the serial, that it is a receipt, and the line of many.
  package func json(line: Int? = nil) -> String {
    var object = JSONObject()
    if let line { object.add("line", line) }
    object.add("seq", receipt.sequence)
    object.add("id", receipt.id)
    object.add("type", receipt.type)
    object.add("acceptedAt", receipt.acceptedAt)
    object.add("serial", receipt.serial)
    object.add("state", "receipted")
    return object.text
  }

  /// With what the message says of itself, and why it says so where its sender said nothing.
  ///
  /// - Parameter chosen: what the sender said; the rest is a default.
  package func text(_ chosen: ChosenHeader, profile: NodeProfile, _ ink: Ink) -> String {
    let header = chosen.header
    let (action, info) = (header.action, header.info)
    var rows: [(String, String, String?)] = [
      (inColumn("id"), "\(receipt.id)", nil),
      (inColumn("serial"), "\(receipt.serial)", header.serial == nil ? spoken("the station's next") : nil),
      (inColumn("type"), "\(receipt.type)", nil),
      (inColumn("action"), list(action), !chosen.action ? spoken("default") : nil),
    ]
    if !info.isEmpty { rows.append((inColumn("info"), list(info), nil)) }
    let releasable = header.releasableTo
    rows += [
      (
        inColumn("releasable to"), list(header.readers), releasable == nil ? Self.reason(header.readers) : nil
      ),
      (
        inColumn("classification"), "\(header.classification ?? NodeOptions().classification)",
        header.classification == nil ? spoken("default") : nil
      ),
      (inColumn("nature"), nature(header, profile), header.nature == nil ? spoken("from the profile") : nil),
      (
        inColumn("precedence"), header.precedence.rawValue, chosen.precedence ? nil : spoken("default")
      ),
    ]
    let body = rows.map { name, value, origin in
      let shown = "  \(DisplayText.column(name, 14))  \(DisplayText.line(value))"
      return shown + (origin.map { "  " + ink("(\($0))", .faint) } ?? "")
    }
    let first =
      "\(ink(spoken("receipted"), .green)), \(spoken("on the record as \(receipt.sequence)"))  "
      + receipt.acceptedAt.dtgWithLocalTimes
    return ([first] + body).joined(separator: "\n")
  }

  private func nature(_ header: HeaderDraft, _ profile: NodeProfile) -> String {
    let nature = header.nature ?? profile.nature
    let name = header.exerciseName ?? (nature == profile.nature ? profile.exerciseName : nil)
    return nature.rawValue + (name.map { " \($0)" } ?? "")
  }

  private static func reason(_ releasable: [Releasable]) -> String {
    releasable == [.all] ? spoken("default, since a role or everybody is addressed") : spoken("default: the addressees")
  }

  private func list(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }
}

extension HeaderDraft {
  /// Whom a message is releasable to: where it says nothing, whom ``CellNode/Draft`` releases it to.
  var readers: [Releasable] {
    if let releasableTo { return releasableTo }
    var releasable: [Releasable] = []
    for addressee in action + info {
      switch addressee {
      case .role, .all: return [.all]
      case .participant(let code): releasable.append(.participant(code))
      case .node(let name): releasable.append(.participant(name.participant))
      }
    }
    var seen: Set<Releasable> = []
    return releasable.filter { seen.insert($0).inserted }
  }

  /// The label as it goes out.
  var labelInWords: String {
    let defaults = NodeOptions()
    let readers = readers.map(\.description).joined(separator: ", ")
    return spoken(
      "\(policy ?? defaults.policy) \(classification ?? defaults.classification), releasable to \(readers)")
  }
}

/// A header as its sender chose it, and whether it was chosen where that does not show.
package struct ChosenHeader: Sendable {
  package var header: HeaderDraft
  package var action: Bool
  package var precedence: Bool

  package init(_ header: HeaderDraft, action: Bool, precedence: Bool) {
    self.header = header
    self.action = action
    self.precedence = precedence
  }
}
