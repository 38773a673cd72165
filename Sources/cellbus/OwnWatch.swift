import CellCommand
import CellNode
import CellSchema

/// Sends what concerns a participant's own watch: to that participant alone.
struct OwnWatch {
  let identity: IdentityOptions
  let format: FormatOptions

  /// - Parameter isTyped: somebody wrote it, and at a terminal it is kept as a draft where it does not get onto the
  ///   record.
  func send(
    _ type: MessageType, _ body: [UInt8], precedence: Precedence, by profile: NodeProfile, isTyped: Bool = false
  ) async throws {
    var header = HeaderDraft()
    // One message, however often it is tried.
    header.id = .make()
    header.action = [.participant(profile.node.participant)]
    header.precedence = precedence
    let limit = identity.limit
    let draft = Draft(type: type, body: body, header: header)
    let (receipt, elsewhere): (PublishReceipt, Elsewhere?)
    do {
      (receipt, elsewhere) = try await connected(profile, within: limit, publishes: true) { node in
        do {
          let receipt = try await node.publish(draft, Signing(nil, profile), within: limit)
          return (receipt, await DeskFrame.elsewhere(than: (profile.nature, profile.exerciseName), node, format))
        } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
          throw limit.complaint(spoken("no receipt came"))
        } catch let error as NodeError {
          throw Complaint(error, consequence: PublishCommand.consequence(of: error))
        }
      }
    } catch {
      if isTyped, Terminal.isPerson {
        let complaint = PublishCommand.complaint(error)
        KeptDraft(
          node: profile.node, cell: profile.cell, reason: complaint.reason, type: type, header: header, body: body
        )
        .inWorld(profile.nature, profile.exerciseName).keep(isRefused: complaint.verb == .refused, format)
      }
      throw error
    }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    let chosen = ChosenHeader(header, action: true, precedence: true)
    if format.isJSON {
      output.print(text.json())
    } else {
      output.print(
        receipt: text.text(chosen, profile: profile, format.ink), of: profile.nature, profile.exerciseName,
        elsewhere: elsewhere, on: profile.nature, format.ink)
    }
    try output.finish(spoken("\(receipt.id) is on the record as \(receipt.sequence)."))
  }
}
