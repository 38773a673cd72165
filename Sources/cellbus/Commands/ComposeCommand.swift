import ArgumentParser
import CellCommand
import CellCore
import CellNode
import CellSchema
import Foundation

struct ComposeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose",
    abstract: spoken("Write a message field by field, see who will read it, and send it."),
    discussion: spoken(
      """
      cellbus compose support.attack-report
      It asks for what is mandatory, then for what else you want to say. Choices are taken by number, by word or by the \
      beginning of a word; moments as 070205ZMAR26, 0205Z, 0405 local time, or 2h30m ago. What is wrong is said at once, and \
      asked for again; before it goes you see who will read it. With --edit you fill in a form in $VISUAL or $EDITOR.
      What you do not send is kept: cellbus drafts, and cellbus compose --draft N goes on with it.
      """))

  @Argument(
    help: helpText("The type, support.attack-report."), completion: Completion.typesToSay,
    transform: messageType)
  var type: MessageType?

  @Flag(name: .long, help: helpText("Fill in a form in $VISUAL or $EDITOR."))
  var edit = false

  @Option(name: .long, help: helpText("Go on with a draft, by its number."), completion: Completion.drafts)
  var draft: Int?

  @Option(name: .long, help: helpText("operation, exercise, drill, project. Default: the profile's."))
  var nature: Nature?

  @Option(
    name: .long, help: helpText("The exercise's name; the nature is then exercise, unless it is drill."),
    transform: leaf)
  var exercise: Line?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Who you are")) var appointment: AppointmentOption
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Care")) var care: CareOptions

  func validate() throws {
    if (type == nil) == (draft == nil) { throw ValidationError(spoken("give a type, or --draft N")) }
    if draft != nil, nature != nil || exercise != nil {
      throw ValidationError(spoken("a draft has its world; leave it out"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      // Whether it can be written at all is known before anybody is asked who they are.
      if let type { _ = try Self.entry(of: type) }
      guard Terminal.isPerson else {
        throw Complaint.usage(spoken("compose asks a person at a terminal; programs use cellbus publish --body FILE"))
      }
      let profile = try identity.read()
      var kept = try draft.map { try DraftStore().read($0) }
      if let kept, (kept.node, kept.cell) != (profile.node, profile.cell) {
        throw Complaint.usage(spoken("draft \(draft ?? 0) is of \(kept.node) in the cell \(kept.cell)"))
      }
      if let found = kept { kept = try await Answering(identity: identity, format: format).settled(found, profile) }
      let entry = try Self.entry(of: type ?? kept?.type ?? LiaisonNote.messageType)
      var composing = Composing(
        entry: entry, identity: identity, format: format, care: care, profile: profile, draft: draft,
        nature: nature ?? (exercise == nil ? nil : .exercise), exercise: exercise)
      composing.appointment = try appointment.known(identity)
      if let kept { composing.take(kept) }
      try await edit || kept?.form != nil ? composing.edit() : composing.ask()
    }
  }

  /// - Throws: why nobody writes a message of the type.
  private static func entry(of type: MessageType) throws(Complaint) -> Catalogue.Entry {
    let entry = try UnknownType.entry(of: type, at: "TYPE")
    guard !entry.isOfBus else {
      throw Complaint(.refused, .reservedToBus, at: "TYPE", spoken("\(type) is said by the bus itself"))
    }
    return entry
  }
}
