import CellCommand
import CellNode
import CellSchema
import Foundation

/// What somebody typed about a message that is not looked up yet.
enum Unaddressed {
  case reply(Text)
  case acknowledgement(by: Line, note: Line?)
  case statement(DecisionStatement.Position, reason: Text?)

  private struct Acknowledging: Decodable {
    var by: Line
    var note: Line?
  }

  private struct Stating: Decodable {
    var position: DecisionStatement.Position
    var reason: Text?
  }

  /// - Throws: `undecodable` for a draft of something else.
  init(_ draft: KeptDraft) throws {
    let (decoder, body) = (JSONDecoder(), Data(draft.body))
    do {
      if draft.type == Acknowledgement.messageType {
        let typed = try decoder.decode(Acknowledging.self, from: body)
        self = .acknowledgement(by: typed.by, note: typed.note)
      } else if draft.type == DecisionStatement.messageType {
        let typed = try decoder.decode(Stating.self, from: body)
        self = .statement(typed.position, reason: typed.reason)
      } else {
        self = .reply(try decoder.decode(InformationAnswer.self, from: body).text)
      }
    } catch {
      throw Refusal(decoding: error, at: "/body")
    }
  }

  /// As it is kept until the message can be looked up.
  func draft(of reference: MessageReference, by profile: NodeProfile) -> KeptDraft {
    let (type, body): (MessageType, [UInt8])
    switch self {
    case .reply(let text): (type, body) = (LiaisonNote.messageType, DocumentEncoder.json(InformationAnswer(text: text)))
    case .acknowledgement(let by, let note):
      var object = JSONObject()
      object.add("by", by)
      if let note { object.add("note", note) }
      (type, body) = (Acknowledgement.messageType, object.bytes)
    case .statement(let position, let reason):
      var object = JSONObject()
      object.add("position", position.rawValue)
      if let reason { object.add("reason", reason) }
      (type, body) = (DecisionStatement.messageType, object.bytes)
    }
    return KeptDraft(
      node: profile.node, cell: profile.cell, reason: "", type: type, header: HeaderDraft(), body: body,
      answers: reference)
  }

  /// The message, once it is known what it is about.
  func message(to original: RecordedMessage) -> (MessageType, [UInt8]) {
    switch self {
    case .reply(let text): Answering.reply(text, to: original)
    case .acknowledgement(let by, let note):
      (
        Acknowledgement.messageType,
        DocumentEncoder.json(Acknowledgement(of: original.header.id, by: by, note: note))
      )
    case .statement(let position, let reason):
      (
        DecisionStatement.messageType,
        DocumentEncoder.json(DecisionStatement(proposal: original.header.id, position: position, reason: reason))
      )
    }
  }
}
