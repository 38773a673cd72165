package import CellNode
package import CellSchema

/// The words of a command line that name a proposal, and say something on it.
package enum DecisionRequest {
  /// - Throws: `usage` for a message that proposes nothing.
  package static func checkProposal(_ message: RecordedMessage) throws(Complaint) {
    guard message.header.type != DecisionProposal.messageType else { return }
    throw Complaint(
      .failed, .usage, at: "PROPOSAL",
      spoken("\(message.sequence) is a \(message.header.type), and no proposal: cellbus decisions lists them"))
  }

  /// The proposal among those that the node may read.
  ///
  /// - Parameter name: as the user named it.
  package static func decision(
    _ id: MessageID, named name: String, in decisions: [DecisionStanding]
  ) throws(Complaint) -> DecisionStanding {
    if let decision = decisions.first(where: { $0.id == id }) { return decision }
    throw Complaint(
      .failed, .notOnRecord, at: "PROPOSAL", spoken("there is no proposal \(name), or it is not yours to read"))
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
