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

  @Argument(help: helpText("The proposal: its sequence number or its id."))
  var proposal: String

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
      let asked = try DecisionRequest.Proposal(proposal)
      let statement = try DecisionRequest.statement(position, reason: words)
      let profile = try identity.read()
      let (id, said) = try await connected(profile, within: identity.limit) { node in
        let id = try await identifier(of: asked, node, profile)
        var said = try await header.header(of: node)
        if said.inReplyTo == nil { said.inReplyTo = id }
        return (id, said)
      }
      let body = DecisionStatement(proposal: id, position: statement.position, reason: statement.reason)
      try await SinglePublishing(identity: identity, format: format, care: care, profile: profile).publish(
        SinglePublishing.Message(
          type: DecisionStatement.messageType, body: DocumentEncoder.json(body), nature: header.nature(of: profile),
          known: said, header: { _ in said }, chosen: header.chosen))
    }
  }

  /// A row's number is that of a proposal which the node may read.
  private func identifier(
    of proposal: DecisionRequest.Proposal, _ node: Node, _ profile: NodeProfile
  ) async throws -> MessageID {
    if case .id(let id) = proposal { return id }
    var request = SituationRequest(system: "decisions")
    request.exercise = header.exercise?.description
    request.nature = header.nature
    return try proposal.found(in: try await node.wholeSituation(request.query(of: profile)).decisions).id
  }
}
