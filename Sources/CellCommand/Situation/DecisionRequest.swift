package import CellSchema

/// The words of a command line that name a proposal, and say something on it.
package enum DecisionRequest {
  /// A proposal, by its row or by its identifier.
  package enum Proposal: Hashable, Sendable {
    case number(UInt64)
    case id(MessageID)

    /// - Throws: `usage` for what is neither `4128` or `#4128`, nor an identifier.
    package init(_ text: String) throws(Complaint) {
      if let number = UInt64(text.hasPrefix("#") ? String(text.dropFirst()) : text) {
        self = .number(number)
      } else if let id = MessageID(text) {
        self = .id(id)
      } else {
        throw Complaint(
          .failed, .usage, at: "PROPOSAL", spoken("\"\(text)\" is neither a sequence number (4128) nor an identifier"))
      }
    }

    /// The proposal among those that the node may read.
    package func found(in decisions: [DecisionStanding]) throws(Complaint) -> DecisionStanding {
      let found = decisions.first { decision in
        switch self {
        case .number(let number): UInt64(decision.sequence.value) == number
        case .id(let id): decision.id == id
        }
      }
      guard let found else {
        throw Complaint(
          .failed, .notOnRecord, at: "PROPOSAL", spoken("there is no proposal \(words), or it is not yours to read"))
      }
      return found
    }

    private var words: String {
      switch self {
      case .number(let number): "\(number)"
      case .id(let id): id.description
      }
    }
  }

  /// What is said, and why.
  ///
  /// - Throws: `usage` for another word than `agree`, `object`, `abstain`, and for an objection without a reason.
  package static func statement(
    _ position: String, reason: String?
  ) throws(Complaint) -> (position: DecisionStatement.Position, reason: Text?) {
    guard let said = DecisionStatement.Position(rawValue: position.lowercased()) else {
      throw Complaint(.failed, .usage, at: "POSITION", spoken("\"\(position)\" is not agree, object or abstain"))
    }
    guard let reason else {
      guard said != .object else {
        throw Complaint(
          .failed, .usage, at: "REASON", spoken("an objection has a reason: cellbus decide 4128 object \"…\""))
      }
      return (said, nil)
    }
    guard let text = Text(reason) else {
      throw Complaint(.failed, .usage, at: "REASON", spoken("a reason has 1 to 8,192 characters, and not blanks alone"))
    }
    return (said, text)
  }
}
