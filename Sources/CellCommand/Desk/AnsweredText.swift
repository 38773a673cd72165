package import CellNode
package import CellSchema

/// The message that somebody acknowledges or answers, for whoever does it.
package struct AnsweredText: Sendable {
  private let header: Header
  private let sequence: UInt64
  private let gist: String

  /// - Parameter gist: what it says in one line, with other messages by their numbers.
  package init(_ message: RecordedMessage, gist: String) {
    header = message.header
    sequence = message.sequence
    self.gist = gist
  }

  /// ```
  /// acknowledged  429  FLASH  support.attack-report  from UKR.CELL-1
  ///   the force at Odesa, began 071021ZMAR26
  /// ```
  package func text(isAcknowledged: Bool, width: Int?, _ ink: Ink) -> String {
    let verb = isAcknowledged ? inColumn("acknowledged") : inColumn("answered")
    let precedence = header.precedence.rawValue.uppercased()
    let first =
      SituationPhrase(verb, .green) + "  " + SituationPhrase("\(sequence)", .bold) + "  "
      + SituationPhrase(precedence, header.precedence >= .immediate ? .red : nil) + "  \(header.type)  "
      + spoken("from \(header.from)")
    let words = SituationPhrase("  \(Voice.current.foreign(DisplayText.line(gist)))")
    return [first.hanging(at: 2), words.hanging(at: 2)].flatMap { line in width.map(line.wrapped(to:)) ?? [line] }
      .map { $0.text(ink) }.joined(separator: "\n")
  }

  // MARK: what is not to be said

  /// - Throws: `own-message` where the node sent it. A watch that was handed over is taken at the same node by another
  ///   appointment.
  package static func check(
    _ message: RecordedMessage, by appointment: Line?, of node: NodeName
  ) throws(Complaint) {
    guard message.header.from == node else { return }
    guard let appointment, let handover = handover(message) else {
      throw Complaint(
        .failed, .ownMessage, at: "MESSAGE", spoken("\(message.sequence) is your own message"),
        consequence: spoken("Nothing was sent."))
    }
    guard appointment == handover.offgoing else { return }
    throw Complaint(
      .failed, .ownMessage, at: "MESSAGE",
      handover.isVacant
        ? spoken("you hand this watch over as \(appointment), to nobody")
        : spoken("you hand this watch over as \(appointment): \(handover.oncoming) acknowledges it"),
      consequence: spoken("Nothing was sent."))
  }

  /// That the appointment has acknowledged it before: refused where it has nothing to add.
  package static func repeated(
    _ message: RecordedMessage, by appointment: Line, in number: UInt64, at moment: Timestamp
  ) -> Complaint {
    Complaint(
      .failed, .alreadyAcknowledged, at: "MESSAGE",
      spoken("\(appointment) acknowledged \(message.sequence) in \(number), \(moment.dtg)"),
      consequence: spoken("Nothing was sent."))
  }

  // MARK: the watch

  private static func handover(_ message: RecordedMessage) -> WatchHandover? {
    guard message.header.type == WatchHandover.messageType else { return nil }
    return try? DocumentDecoder.body(WatchHandover.self, of: message.document)
  }

  /// Whether a message hands over the watch of a node's participant.
  package static func handsOver(_ message: RecordedMessage, to node: NodeName) -> Bool {
    handover(message) != nil && message.header.from.participant == node.participant
  }

  /// Who has the watch when an acknowledgement of its handover is on the record; nil where the message hands over none of
  /// the node's participant.
  ///
  /// - Parameter isOwed: nobody had taken it.
  package static func watch(
    _ message: RecordedMessage, taken appointment: Line, at node: NodeName, isOwed: Bool
  ) -> String? {
    guard handsOver(message, to: node), let handover = handover(message) else { return nil }
    if !isOwed { return spoken("The watch was taken before, or has been handed over anew since.") }
    if handover.isVacant {
      return spoken("The watch was handed to nobody: it is taken by cell.watch-assumption, not by an acknowledgement.")
    }
    if appointment == handover.oncoming { return spoken("You have the watch, from \(handover.offgoing).") }
    return message.header.from == node
      ? spoken(
        "The watch stays with \(handover.offgoing): it was handed to \(handover.oncoming), and you are \(appointment).")
      : spoken("You have the watch as \(appointment); it was handed to \(handover.oncoming).")
  }
}
