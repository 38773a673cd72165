package import CellSchema

/// Asks the broker a question. Node to broker.
package struct Query: ControlCommand {
  package static var command: Command { .query }
  /// A later version may know more that can be asked.
  package static func code(refusing code: ErrorCode) -> ErrorCode {
    code == .unknownValue ? .unknownQuery : .malformedFrame
  }

  package enum Subject: String, CaseIterable, SchemaLeaf {
    /// The broker's own state.
    case status
    /// What became of one message, for its sender's and addressees' participants.
    case trace
    /// One message as it is on the record, for whoever may read it.
    case message
    /// The node's durable subscriptions.
    case subscriptions
    /// Where things stand, as far as the node may read.
    case situation
    /// What is flash or immediate and open in other worlds, as far as the node may read.
    case elsewhere
    /// What would become of a document if the node published it now; nothing is recorded.
    case check
    /// The last good checkpoint.
    case checkpoint
    /// The proof that the tree of an earlier checkpoint is the beginning of the last good one.
    case consistency
    /// The proof that a row is in the tree of the last good checkpoint, for whoever may read it.
    case inclusion
  }

  /// The session's own number for the query.
  package var query: WireNumber
  package var ask: Subject
  /// With `trace`, or with `message` instead of `number`: the message.
  package var id: MessageID?
  /// With `message` or `inclusion`: the message's sequence number. With `consistency`: the earlier tree's size.
  package var number: WireNumber?
  /// With `message`: how its identifier begins.
  package var prefix: MessageIDPrefix?
  /// With `message`: its serial.
  package var serial: Serial?
  /// With `check`: the document's exact bytes.
  package var document: WireBytes?
  // With `situation`, the world with `elsewhere` too; `SituationQuestion` says what these fields mean.
  package var system: SituationSystem?
  package var caseNumber: CaseNumber?
  package var participant: ParticipantCode?
  package var open: Bool?
  package var atSequence: WireNumber?
  package var atTime: Timestamp?
  package var nature: Nature?
  package var exerciseName: Line?
  package var skip: WireNumber?

  private enum CodingKeys: String, CodingKey {
    case query, ask, id, number, prefix, serial, document, system
    case caseNumber = "case"
    case participant, open, atSequence, atTime, nature, exerciseName, skip
  }

  package init(query: WireNumber, ask: Subject, id: MessageID? = nil, number: WireNumber? = nil) {
    self.query = query
    self.ask = ask
    self.id = id
    self.number = number
  }
}
