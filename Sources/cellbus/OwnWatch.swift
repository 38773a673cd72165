import CellCommand
import CellNode
import CellSchema

/// Sends what concerns a participant's own watch: to that participant alone.
struct OwnWatch {
  let identity: IdentityOptions
  let format: FormatOptions

  func send(_ type: MessageType, _ body: [UInt8], precedence: Precedence, by profile: NodeProfile) async throws {
    var header = HeaderDraft()
    header.action = [.participant(profile.node.participant)]
    header.precedence = precedence
    let limit = identity.limit
    let draft = Draft(type: type, body: body, header: header)
    let receipt = try await connected(profile, within: limit, publishes: true) { node in
      do {
        return try await node.publish(draft)
      } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
        throw limit.complaint(spoken("no receipt came"))
      } catch let error as NodeError {
        throw Complaint(error, consequence: PublishCommand.consequence(of: error))
      }
    }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    let chosen = ChosenHeader(header, action: true, precedence: true)
    output.print(format.isJSON ? text.json() : text.text(chosen, profile: profile, format.ink))
    try output.finish(spoken("\(receipt.id) is on the record as \(receipt.sequence)."))
  }
}
