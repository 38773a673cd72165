import CellCommand
import CellNode
import CellSchema

/// Sends an answer to a message: to its originator alone, in its own world.
struct Answering {
  let identity: IdentityOptions
  let format: FormatOptions

  /// - Parameters:
  ///   - appointment: who acknowledges the message; nil for an answer.
  ///   - addsNote: the acknowledgement says something beside itself.
  func send(
    to reference: MessageReference, by appointment: Line? = nil, addsNote: Bool = false,
    _ compose: (RecordedMessage) throws -> (MessageType, [UInt8])
  ) async throws {
    let profile = try identity.read()
    let limit = identity.limit
    var answered: Answered?
    let (receipt, header) = try await connected(profile, within: limit, publishes: true) { node in
      let original = try await node.find(reference, at: "MESSAGE")
      answered = try await Answered(original, by: appointment, addsNote: addsNote, on: node, as: profile.node)
      let (type, body) = try compose(original)
      let header = Self.header(answering: original)
      do {
        return (try await node.publish(Draft(type: type, body: body, header: header)), header)
      } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
        throw limit.complaint(spoken("no receipt came"))
      } catch let error as NodeError {
        throw Complaint(error, consequence: PublishCommand.consequence(of: error))
      }
    }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    let chosen = ChosenHeader(header, action: true, precedence: true)
    if let answered, !format.isJSON { output.print(answered.text(format.ink)) }
    output.print(format.isJSON ? text.json() : text.text(chosen, profile: profile, format.ink))
    try output.finish(spoken("\(receipt.id) is on the record as \(receipt.sequence)."))
  }

  static func header(answering original: RecordedMessage) -> HeaderDraft {
    let of = original.header
    var header = HeaderDraft()
    header.action = [.node(of.from)]
    header.precedence = min(of.precedence, .flash)
    header.nature = of.nature
    header.exerciseName = of.exerciseName
    header.inReplyTo = of.id
    header.caseNumber = of.caseNumber
    header.policy = of.label.policy
    header.classification = of.label.classification
    return header
  }

  static func line(_ text: String, at place: String) throws -> Line {
    guard let line = Line(text) else {
      throw Complaint(.failed, .usage, at: place, spoken("allowed: \(Line.shape.words)"))
    }
    return line
  }
}
