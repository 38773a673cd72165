import CellCommand
import CellNode
import CellSchema

/// The message that is answered: what has to be known of it before, and is said of it after.
struct Answered {
  let message: RecordedMessage
  private let gist: String
  /// Who acknowledges it; nil for an answer.
  private let appointment: Line?
  /// Whether it hands over a watch that nobody has taken.
  private let isWatchOwed: Bool
  private let node: NodeName

  /// - Parameters:
  ///   - appointment: who acknowledges the message; nil where it is answered.
  ///   - addsNote: the acknowledgement has something to say beside itself.
  /// - Throws: `own-message`, `already-acknowledged` where the appointment has done that and has nothing to add.
  init(_ message: RecordedMessage, by appointment: Line?, addsNote: Bool, on node: Node, as name: NodeName) async throws
  {
    self.message = message
    self.appointment = appointment
    self.node = name
    try AnsweredText.check(message, by: appointment, of: name)
    if let appointment, let before = try await Self.acknowledgement(of: message, by: appointment, on: node, as: name) {
      let repeated = AnsweredText.repeated(message, by: appointment, in: before.sequence, at: before.acceptedAt)
      guard addsNote else { throw repeated }
      Terminal.note(spoken("once more: \(repeated.detail)"))
    }
    isWatchOwed =
      appointment != nil && AnsweredText.handsOver(message, to: name)
      ? try await Self.isWatchOwed(message, on: node) : false
    gist = try await MessageBook().gist(of: message, node)
  }

  /// The acknowledgement that the appointment has sent from this node before.
  private static func acknowledgement(
    of message: RecordedMessage, by appointment: Line, on node: Node, as name: NodeName
  ) async throws -> ReceivedMessage? {
    let id = message.header.id
    // Who was not asked for one is in no trace; then nobody looks further.
    guard let trace = try? await node.trace(id),
      trace.recipients.contains(where: { $0.node == name && $0.acknowledged != nil })
    else { return nil }
    let said = node.subscribe(
      types: ["\(Acknowledgement.messageType)"], from: .after(message.sequence), until: try await node.status().head,
      senders: [.node(name)], natures: [message.header.nature], includesOwn: true, order: .record)
    var found: ReceivedMessage?
    try await FoundPrinter.read(said) { one in
      let body = try? DocumentDecoder.body(Acknowledgement.self, of: one.document)
      if let body, body.of == id, body.by == appointment { found = one }
    }
    return found
  }

  private static func isWatchOwed(_ message: RecordedMessage, on node: Node) async throws -> Bool {
    let world = SituationQuery(
      .attention, nature: message.header.nature, exerciseName: message.header.exerciseName)
    return try await node.wholeSituation(world).attention.contains {
      $0.id == message.header.id && ($0.kind == .watchOwed || $0.kind == .watchNotTaken)
    }
  }

  /// What was acknowledged or answered, and who has the watch then.
  func text(_ ink: Ink) -> String {
    let width = Terminal.columns
    let shown = AnsweredText(message, gist: gist).text(isAcknowledged: appointment != nil, width: width, ink)
    let watch = appointment.flatMap {
      AnsweredText.watch(message, taken: $0, at: node, isOwed: isWatchOwed)
    }
    let lines = watch.map { DisplayText.wrapped($0, to: width ?? 100).map { ink($0, .bold) } } ?? []
    return ([shown] + lines).joined(separator: "\n")
  }
}
