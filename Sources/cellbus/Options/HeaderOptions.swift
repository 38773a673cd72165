import ArgumentParser
import CellCommand
import CellNode
import CellSchema

/// What a message's header says, as options.
struct HeaderOptions: ParsableArguments {
  @Option(
    name: .long,
    help: helpText("deferred, routine, priority, immediate, flash, or its letter: D, R, P, O, Z. Default: routine."))
  var precedence: Precedence?

  @Option(
    name: .long, help: helpText("Who is to act: FRA,UKR.GS-1,@verification-lead,@all. Repeatable. Default: @all."),
    completion: Completion.addressees, transform: CommaList.init(reading:))
  var action: [CommaList<Addressee>] = []

  @Option(
    name: .long, help: helpText("Who is to know. Repeatable."), completion: Completion.addressees,
    transform: CommaList.init(reading:))
  var info: [CommaList<Addressee>] = []

  @Option(
    name: .long, help: helpText("Who may read it: FRA,european,ALL. Repeatable. Default: the addressees."),
    completion: Completion.participants, transform: CommaList.init(reading:))
  var releasableTo: [CommaList<Releasable>] = []

  @Option(name: .long, help: helpText("Default: UNCLASSIFIED."), transform: leaf)
  var classification: Classification?

  @Option(name: .long, help: helpText("The label's policy. Default: COORDINATION-CELL."), transform: leaf)
  var policy: PolicyName?

  @Option(name: .long, help: helpText("originator: nobody releases it further without the originator's word."))
  var control: SecurityLabel.Control?

  @Option(name: .long, help: helpText("operation, exercise, drill, project. Default: the profile's."))
  var nature: Nature?

  @Option(
    name: .long, help: helpText("The exercise's name; the nature is then exercise, unless it is drill."),
    transform: leaf)
  var exercise: Line?

  @Option(
    name: .long, help: helpText("The message that this one answers: its number, id or serial."), transform: reference)
  var inReplyTo: MessageReference?

  @Option(
    name: .customLong("reference"),
    help: helpText("A message that this one refers to: its number, id or serial. Repeatable."),
    transform: reference)
  var references: [MessageReference] = []

  @Option(
    name: .customLong("case"), help: helpText("The case, V-2026-0042."), completion: Completion.cases, transform: leaf)
  var caseNumber: CaseNumber?

  @Flag(name: .long, help: helpText("Ask for an acknowledgement."))
  var acknowledge = false

  @Option(
    name: .long, help: helpText("From then on it is of no use: \(MomentInput().allowed)."), transform: momentAhead)
  var expiresAt: Timestamp?

  @Option(name: .long, help: helpText("Until when an answer is wanted: as --expires-at."), transform: momentAhead)
  var replyBy: Timestamp?

  @Option(name: .long, help: helpText("The appointment that released it, never a personal name."), transform: leaf)
  var releasedBy: Line?

  @Option(name: .long, help: helpText("The language of the texts, en."), transform: leaf)
  var language: LanguageTag?

  @Option(
    name: .long,
    help: helpText("The earlier message that this one amends: its number, id or serial; with --kind and --reason."),
    transform: reference)
  var amends: MessageReference?

  @Option(name: .long, help: helpText("correct, cancel, supersede, retract."))
  var kind: Amends.Kind?

  @Option(name: .long, help: helpText("Why it is amended."), transform: leaf)
  var reason: Line?

  @Option(
    name: .long, help: helpText("On whose behalf it is signed: the state or organisation; with --office."),
    transform: leaf)
  var authority: Line?

  @Option(name: .long, help: helpText("The office that signs."), transform: leaf)
  var office: Line?

  @Option(name: .long, help: helpText("office, instrument, none-claimed."))
  var fullPowers: Authority.FullPowers?

  @Option(name: .long, help: helpText("The document that shows the full powers."), transform: leaf)
  var powersReference: Line?

  @Option(name: .long, help: helpText("It first went another way: paper, telephone, other-system."))
  var enteredBy: EnteredBy.Means?

  @Option(
    name: .long, help: helpText("When it was sent the other way: as --expires-at, 8h ago."), transform: pastMoment)
  var originalSentAt: Timestamp?

  func validate() throws {
    let amendment: [Any?] = [amends, kind, reason]
    if amendment.contains(where: { $0 != nil }), amendment.contains(where: { $0 == nil }) {
      throw ValidationError(spoken("--amends, --kind and --reason go together"))
    }
    if (authority == nil) != (office == nil) { throw ValidationError(spoken("--authority and --office go together")) }
    if authority == nil, fullPowers != nil || powersReference != nil {
      throw ValidationError(spoken("--full-powers and --powers-reference need --authority and --office"))
    }
    if enteredBy == nil, originalSentAt != nil {
      throw ValidationError(spoken("--original-sent-at needs --entered-by"))
    }
    if exercise != nil, nature == .operation || nature == .project {
      throw ValidationError(spoken("--exercise does not go with --nature \(nature?.rawValue ?? "")"))
    }
  }

  /// What is said of the header, where no broker is asked: other messages are named by their ids.
  ///
  /// - Throws: a complaint about a number, which only the broker can look up.
  var header: HeaderDraft {
    get throws {
      try header { reference, option in
        guard case .id(let id) = reference else {
          throw Complaint(
            .failed, .usage, at: option,
            spoken("\(reference) is looked up at the broker: give the message's whole id with --ndjson or --queue")
          )
        }
        return id
      }
    }
  }

  /// What is said of the header, with other messages looked up at the broker: one that is not there is refused before
  /// anything is sent.
  func header(of node: Node) async throws -> HeaderDraft {
    var ids: [MessageReference: MessageID] = [:]
    let named = [(inReplyTo, "--in-reply-to"), (amends, "--amends")] + references.map { ($0, "--reference") }
    for case (let reference?, let option) in named where ids[reference] == nil {
      ids[reference] = try await node.find(reference, at: option).header.id
    }
    return try header { reference, _ in
      guard let id = ids[reference] else { throw Complaint(.failed, .notOnRecord, "\(reference)") }
      return id
    }
  }

  private func header(_ identifier: (MessageReference, String) throws -> MessageID) throws -> HeaderDraft {
    var header = plain
    header.inReplyTo = try inReplyTo.map { try identifier($0, "--in-reply-to") }
    header.references = try references.map { try identifier($0, "--reference") }
    if let amends, let kind, let reason {
      header.amends = Amends(id: try identifier(amends, "--amends"), kind: kind, reason: reason)
    }
    return header
  }

  /// What is too long or does not go together is refused where it is composed.
  private var plain: HeaderDraft {
    var header = HeaderDraft()
    if let precedence { header.precedence = precedence }
    if !action.isEmpty { header.action = action.flatMap(\.elements) }
    header.info = info.flatMap(\.elements)
    if !releasableTo.isEmpty { header.releasableTo = releasableTo.flatMap(\.elements) }
    header.classification = classification
    header.policy = policy
    header.control = control
    header.nature = nature ?? (exercise == nil ? nil : .exercise)
    header.exerciseName = exercise
    header.caseNumber = caseNumber
    header.acknowledge = acknowledge ? true : nil
    header.expiresAt = expiresAt
    header.replyBy = replyBy
    header.releasedBy = releasedBy
    header.language = language
    if let authority, let office {
      header.authority = Authority(
        signatory: authority, office: office, fullPowers: fullPowers, reference: powersReference)
    }
    if let enteredBy { header.enteredBy = EnteredBy(means: enteredBy, originalSentAt: originalSentAt) }
    return header
  }

  /// Whether other messages are named otherwise than by their ids, which the broker alone can look up.
  var isLookedUp: Bool {
    ([inReplyTo, amends] + references).contains { reference in
      switch reference {
      case nil, .id: false
      case .number, .prefix, .serial: true
      }
    }
  }

  /// The nature of the world that the options and the profile give.
  func nature(of profile: NodeProfile) -> Nature { nature ?? (exercise == nil ? profile.nature : .exercise) }

  /// - Parameter header: of these options.
  func chosen(_ header: HeaderDraft) -> ChosenHeader {
    ChosenHeader(header, action: !action.isEmpty, precedence: precedence != nil)
  }
}
