import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation

/// Sends an answer to a message: to its originator alone, in its own world.
struct Answering {
  let identity: IdentityOptions
  let format: FormatOptions
  /// How a flash of the operation is asked about; nil: it is not.
  var care: CareOptions?

  private struct Declined: Error {}

  /// - Parameters:
  ///   - appointment: who acknowledges the message; nil for an answer.
  ///   - addsNote: the acknowledgement says something beside itself.
  ///   - typed: what somebody at a terminal wrote: it is kept as a draft where it does not get onto the record.
  func send(
    to reference: MessageReference, by appointment: Line? = nil, addsNote: Bool = false, keeping typed: Unaddressed
  ) async throws {
    let profile = try identity.read()
    let limit = identity.limit
    var answered: Answered?
    var known: KeptDraft?
    let (receipt, header, elsewhere): (PublishReceipt, HeaderDraft, Elsewhere?)
    do {
      (receipt, header, elsewhere) = try await connected(profile, within: limit, publishes: true) { node in
        let original = try await node.find(reference, at: "MESSAGE")
        answered = try await Answered(original, by: appointment, addsNote: addsNote, on: node, as: profile.node)
        let (type, body) = typed.message(to: original)
        var header = Self.header(answering: original, as: profile.node)
        header.id = .make()
        known = KeptDraft(
          node: profile.node, cell: profile.cell, reason: "", type: type, header: header, body: body)
        let draft = Draft(type: type, body: body, header: header)
        let message = SinglePublishing.Message(type, body, header, nature: original.header.nature)
        try await thinkTwice(message, draft, on: node, profile)
        do {
          let receipt = try await node.publish(draft, Signing(nil, profile), within: limit)
          let world = (original.header.nature, original.header.exerciseName)
          return (receipt, header, await DeskFrame.elsewhere(than: world, node, format))
        } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
          throw limit.complaint(spoken("no receipt came"))
        } catch let error as NodeError {
          throw Complaint(error, consequence: PublishCommand.consequence(of: error))
        }
      }
    } catch is Declined {
      known?.saying(KeptDraft.declined).keep(format)
      throw ExitCode(1)
    } catch {
      if Terminal.isPerson {
        keep(known ?? typed.draft(of: reference, by: profile), PublishCommand.complaint(error))
      }
      throw error
    }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    let chosen = ChosenHeader(header, action: true, precedence: true)
    if format.isJSON {
      output.print(text.json())
    } else {
      let receipt = [answered?.text(format.ink), text.text(chosen, profile: profile, format.ink)].compactMap(\.self)
      output.print(
        receipt: receipt.joined(separator: "\n"), of: header.nature ?? profile.nature, header.exerciseName,
        elsewhere: elsewhere, on: profile.nature, format.ink)
    }
    try output.finish(spoken("\(receipt.id) is on the record as \(receipt.sequence)."))
  }

  /// Shows a flash of the operation and who would read it, and asks.
  private func thinkTwice(
    _ message: SinglePublishing.Message, _ draft: Draft, on node: Node, _ profile: NodeProfile
  ) async throws {
    guard let care, draft.header.precedence >= .flash else { return }
    let publishing = SinglePublishing(identity: identity, format: format, care: care, profile: profile)
    guard publishing.asks(message) else { return }
    let check = try await node.checkIfKnown(draft)
    if let refusal = check?.refusal { throw Complaint(refusal, consequence: spoken("Nothing was recorded.")) }
    guard publishing.ask(message, draft.header, check, message.gist) else { throw Declined() }
  }

  // MARK: drafts

  func keep(_ draft: KeptDraft, _ complaint: Complaint) {
    // What answers a message that there is not can never be sent.
    guard draft.answers == nil || (complaint.code != .notOnRecord && complaint.code != .ambiguousReference) else {
      return
    }
    // What was said already, or is nobody's to say, is not said later either.
    guard complaint.code != .alreadyAcknowledged, complaint.code != .ownMessage else { return }
    draft.saying(complaint.reason).keep(isRefused: complaint.verb == .refused, format)
  }

  /// A draft with the addressee and the world of the message that it answers, where these were not known yet.
  func settled(_ draft: KeptDraft, _ profile: NodeProfile) async throws -> KeptDraft {
    guard let reference = draft.answers else { return draft }
    let typed = try Unaddressed(draft)
    let original = try await connected(profile, within: identity.limit) { node in
      try await node.find(reference, at: "MESSAGE")
    }
    let (type, body) = typed.message(to: original)
    var header = Self.header(answering: original, as: profile.node)
    header.id = .make()
    if case .statement = typed {
      // To whoever decides, as decide says it, and as routine as that.
      header = HeaderDraft(action: [.all])
      (header.id, header.inReplyTo) = (.make(), original.header.id)
      (header.nature, header.exerciseName) = (original.header.nature, original.header.exerciseName)
    }
    return KeptDraft(
      node: draft.node, cell: draft.cell, keptAt: draft.keptAt, reason: draft.reason, type: type, header: header,
      body: body)
  }

  // MARK: what is answered

  /// An answer to a request for information, a liaison note to any other message.
  static func reply(_ text: Text, to original: RecordedMessage) -> (MessageType, [UInt8]) {
    if original.header.type == RequestForInformation.messageType {
      return (InformationAnswer.messageType, DocumentEncoder.json(InformationAnswer(text: text)))
    }
    let note = LiaisonNote(subject: subject(of: original), text: text)
    return (LiaisonNote.messageType, DocumentEncoder.json(note))
  }

  /// The subject of the note that is answered, else which message is.
  private static func subject(of original: RecordedMessage) -> Line {
    let note = try? DocumentDecoder.body(LiaisonNote.self, of: original.document)
    let subject = original.header.type == LiaisonNote.messageType ? note?.subject.description : nil
    let words = subject.map { $0.hasPrefix("Re: ") ? $0 : "Re: \($0)" } ?? "Re: \(original.header.type)"
    return Line(words) ?? "Re: your message"
  }

  /// To its originator alone; the bus reads nothing, and what is said of its messages is for one's own record.
  static func header(answering original: RecordedMessage, as node: NodeName) -> HeaderDraft {
    let of = original.header
    var header = HeaderDraft()
    header.action = [of.from.isBus ? .participant(node.participant) : .node(of.from)]
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
