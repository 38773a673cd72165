import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct DecideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: spoken("Say on a proposal that you agree, object or abstain."),
    discussion: spoken(
      """
      cellbus decide 4128 object "Provision 4 is not what parliament was shown."
      An objection has a reason. The last statement before the moment counts; an objection to a silence breaks it at \
      once. Where the act needs authority, an agreement names it: --authority and --office.
      """))

  @Argument(
    help: helpText("The proposal: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var proposal: MessageReference

  @Argument(help: helpText("agree, object, abstain."))
  var position: String

  @Argument(help: helpText("Why, in quotes."))
  var words: String?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Care")) var care: CareOptions
  @OptionGroup(title: spoken("Header")) var header: HeaderOptions

  func run() async throws {
    try await reporting(format) {
      let statement = try DecisionRequest.statement(position, reason: words)
      let profile = try identity.read()
      let (id, said): (MessageID, HeaderDraft)
      do {
        (id, said) = try await connected(profile, within: identity.limit) { node in
          let id = try await node.find(proposal: proposal).header.id
          var said = try await header.header(of: node)
          if said.inReplyTo == nil { said.inReplyTo = id }
          return (id, said)
        }
      } catch {
        if Terminal.isPerson {
          let typed = Unaddressed.statement(statement.position, reason: statement.reason)
          Answering(identity: identity, format: format)
            .keep(typed.draft(of: proposal, by: profile), PublishCommand.complaint(error))
        }
        throw error
      }
      let body = DecisionStatement(proposal: id, position: statement.position, reason: statement.reason)
      try await SinglePublishing(
        identity: identity, format: format, care: care, profile: profile, signing: try Signing(nil, profile)
      ).publish(
        SinglePublishing.Message(
          type: DecisionStatement.messageType, body: DocumentEncoder.json(body), nature: header.nature(of: profile),
          known: said, header: { _ in said }, chosen: header.chosen))
    }
  }
}

extension Node {
  /// The proposal that a person names.
  func find(proposal reference: MessageReference) async throws -> RecordedMessage {
    let found = try await find(reference, at: "PROPOSAL")
    try DecisionRequest.checkProposal(found)
    return found
  }
}
