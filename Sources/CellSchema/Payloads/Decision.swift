/// An act on which participants are to decide together. It has effect once the bus says that it is carried.
public struct DecisionProposal: Payload, RuledObject {
  public static let messageType: MessageType = "decision.proposal"

  /// What carries the proposal.
  public enum Rule: String, CaseIterable, SchemaLeaf {
    /// Each elector speaks, nobody objects, and at least one agrees.
    case all
    /// At least `n` electors agree.
    case nOfM = "n-of-m"
    /// Nobody objects up to the moment.
    case silence
  }

  /// The act: its whole document, exactly as it would be sent by itself, with an identifier of its own.
  public var document: ProposedDocument
  /// Who decides.
  public var electorate: Electorate
  /// What carries the proposal.
  public var rule: Rule
  /// How many have to agree; a fixed number, however many electors are left.
  public var n: ElectorCount?
  /// The moment: a statement accepted at or before it counts. For silence, a whole second in UTC.
  public var until: Timestamp
  /// Who has to agree in any case: participants, and each participant of a group. Silence does not suffice there.
  public var mustAgree: NonEmpty<Elector>?

  public init(
    document: ProposedDocument, electorate: Electorate, rule: Rule, n: ElectorCount? = nil, until: Timestamp,
    mustAgree: NonEmpty<Elector>? = nil
  ) {
    self.document = document
    self.electorate = electorate
    self.rule = rule
    self.n = n
    self.until = until
    self.mustAgree = mustAgree
  }

  private enum CodingKeys: String, CodingKey {
    case document = "act"
    case electorate, rule, n, until, mustAgree
  }

  public static var fieldRules: [FieldRule] {
    [.whenRequires("rule", is: ["n-of-m"], ["n"]), .whenForbids("rule", is: ["all", "silence"], ["n"])]
  }

  public static var example: Self {
    Self(
      document: exampleAct, electorate: Electorate(group: "european"), rule: .silence, until: "2026-03-09T12:00:00Z",
      mustAgree: ["ukraine"])
  }

  private static var exampleAct: ProposedDocument {
    let header = Header(
      id: "019ccc54-1bd0-7c21-9f0e-52d7a4c0b8e3", cell: "paris", type: DeclarationAmendment.messageType, version: 1,
      from: "FRA.CELL-1", serial: "FRA.CELL-1/0007/26", action: [.all], precedence: .priority, nature: .operation,
      sentAt: "2026-03-07T10:20:00Z",
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.all]))
    return ProposedDocument(DocumentEncoder.encode(header: header, body: DeclarationAmendment.example)) ?? .sample
  }
}

/// Who decides on a proposal: one of the three. It is resolved to participants when the proposal is accepted.
public struct Electorate: Codable, Hashable, Sendable, RuledObject {
  /// The participants whose nodes hold a role.
  public var role: RoleName?
  /// The participants of a side or a group.
  public var group: GroupName?
  /// The participants by themselves.
  public var participants: NonEmpty<ParticipantCode>?

  public init(role: RoleName) { self.role = role }
  public init(group: GroupName) { self.group = group }
  public init(participants: NonEmpty<ParticipantCode>) { self.participants = participants }

  public static var fieldRules: [FieldRule] {
    [.atLeastOne(["role", "group", "participants"]), .atMostOne(["role", "group", "participants"])]
  }
}

/// A participant, `UKR`, or each participant of a side or a group, `ukraine`.
public enum Elector: StringLeaf {
  case participant(ParticipantCode)
  case group(GroupName)

  public static let stringShape = Releasable.stringShape
  public static var sample: Self { .participant("UKR") }

  public init?(_ description: String) {
    if let participant = ParticipantCode(description) {
      self = .participant(participant)
    } else if let group = GroupName(description) {
      self = .group(group)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .participant(let code): code.description
    case .group(let name): name.description
    }
  }
}

/// How many electors, 1 to 128.
public struct ElectorCount: IntegerLeaf {
  public static let range = 1...128
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// A document of another message, whole, in a string: 2 to 32,768 Unicode scalars. Its bytes are those of the string in
/// UTF-8.
///
/// A string and not Base64: whoever reads the proposal reads the act, with any tool for JSON, and the bytes are exact all
/// the same. A string has one sequence of characters however it is escaped, and one form in UTF-8.
public struct ProposedDocument: StringLeaf {
  public static let stringShape = StringShape(length: 2...32_768, multiline: true)
  public static var sample: Self { #"{"header": {}, "body": {}}"# }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// Nil for bytes that are not UTF-8, or that a proposal cannot carry.
  public init?(_ document: [UInt8]) {
    guard let text = String(validating: document, as: UTF8.self) else { return nil }
    self.init(text)
  }

  /// The document's exact bytes.
  public var bytes: [UInt8] { Array(description.utf8) }
}

/// What an elector says on a proposal. The last one before the moment counts; an objection breaks silence at once.
public struct DecisionStatement: Payload, RuledObject {
  public static let messageType: MessageType = "decision.statement"

  /// What an elector says.
  public enum Position: String, CaseIterable, SchemaLeaf {
    /// It is for the act.
    case agree
    /// It is against the act, and says why.
    case object
    /// It is neither for nor against the act. That never counts as agreement.
    case abstain
  }

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// What the elector says.
  public var position: Position
  /// Why. An objection has a reason.
  public var reason: Text?

  public init(proposal: MessageID, position: Position, reason: Text? = nil) {
    self.proposal = proposal
    self.position = position
    self.reason = reason
  }

  public static var fieldRules: [FieldRule] { [.whenRequires("position", is: ["object"], ["reason"])] }

  public static var example: Self {
    Self(
      proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", position: .object,
      reason: "Provision 4 is not what our parliament was shown.")
  }
}

/// The proposer puts the moment of a silence off. It is never put earlier.
public struct DecisionPostponement: Payload {
  public static let messageType: MessageType = "decision.postponement"

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// The later moment: a whole second in UTC.
  public var until: Timestamp
  /// Why.
  public var reason: Text?

  public init(proposal: MessageID, until: Timestamp, reason: Text? = nil) {
    self.proposal = proposal
    self.until = until
    self.reason = reason
  }

  public static var example: Self {
    Self(
      proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", until: "2026-03-10T12:00:00Z",
      reason: "Two delegations await instructions.")
  }
}

/// The proposer takes a proposal back before there is a result. To propose something else takes a new proposal.
public struct DecisionWithdrawal: Payload {
  public static let messageType: MessageType = "decision.withdrawal"

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// Why.
  public var reason: Text?

  public init(proposal: MessageID, reason: Text? = nil) {
    self.proposal = proposal
    self.reason = reason
  }

  public static var example: Self {
    Self(proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", reason: "The text is to be drafted again.")
  }
}

/// What became of a proposal. Where it is carried, the act that it proposes has effect from this row on.
public struct ProposalDecided: Payload, RuledObject {
  public static let messageType: MessageType = "system.decided"

  /// What became of a proposal.
  public enum Result: String, CaseIterable, SchemaLeaf {
    /// The act has effect.
    case carried
    /// Somebody objected whose objection stands in its way.
    case broken
    /// The moment came, and the rule is not met; or too few are left, or the exercise ended.
    case lapsed
    /// The electors carried it, and the rules in force then refuse the act.
    case fell
    /// The proposer took it back.
    case withdrawn
  }

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// What became of it.
  public var result: Result
  /// The statements that count, or the withdrawal, by their identifiers.
  public var causes: NonEmpty<MessageID>?
  /// The code of the error with which the act is refused.
  public var code: RefusalCode?
  /// The place in the act at which it is refused, a JSON Pointer.
  public var pointer: Line?
  /// Why this is the result, in words.
  public var explanation: Text

  public init(
    proposal: MessageID, result: Result, causes: NonEmpty<MessageID>? = nil, code: RefusalCode? = nil,
    pointer: Line? = nil, explanation: Text
  ) {
    self.proposal = proposal
    self.result = result
    self.causes = causes
    self.code = code
    self.pointer = pointer
    self.explanation = explanation
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("result", is: ["fell"], ["code"]),
      .whenForbids("result", is: ["carried", "broken", "lapsed", "withdrawn"], ["code", "pointer"]),
    ]
  }

  public static var example: Self {
    Self(
      proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", result: .broken,
      causes: ["019cca20-3000-707e-9fba-b2ea9285d720"], explanation: "POL objects.")
  }
}

/// The number of an error, 1000 to 9999: `cellbus explain` has its meaning.
public struct RefusalCode: IntegerLeaf {
  public static let range = 1_000...9_999
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// Electors to whom a proposal is known to have been delivered by now.
public struct ProposalDelivered: Payload {
  public static let messageType: MessageType = "system.proposal-delivered"

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// The electors that have it, each by a node that may speak for it.
  public var electors: NonEmpty<ParticipantCode>

  public init(proposal: MessageID, electors: NonEmpty<ParticipantCode>) {
    self.proposal = proposal
    self.electors = electors
  }

  public static var example: Self { Self(proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", electors: ["DEU", "POL"]) }
}

/// The broker was down, or took nothing in, while a silence ran. The moment is put off by as long, 30 minutes at least.
public struct SilenceDelayed: Payload, RuledObject {
  public static let messageType: MessageType = "system.silence-delayed"

  /// The proposal, by its message's identifier.
  public var proposal: MessageID
  /// The last sign that the record has of the broker before.
  public var downFrom: Timestamp
  /// When the broker took messages in again.
  public var downTo: Timestamp
  /// The moment before.
  public var from: Timestamp
  /// The moment from now on.
  public var until: Timestamp

  public init(proposal: MessageID, downFrom: Timestamp, downTo: Timestamp, from: Timestamp, until: Timestamp) {
    self.proposal = proposal
    self.downFrom = downFrom
    self.downTo = downTo
    self.from = from
    self.until = until
  }

  public static var fieldRules: [FieldRule] { [.ascending("downFrom", "downTo"), .ascending("from", "until")] }

  public static var example: Self {
    Self(
      proposal: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", downFrom: "2026-03-08T01:10:00Z",
      downTo: "2026-03-08T02:25:00Z", from: "2026-03-09T12:00:00Z", until: "2026-03-09T13:15:00Z")
  }
}

extension Catalogue {
  /// How participants decide together.
  static let decision: [Entry] = [
    Entry(DecisionProposal.self, "An act on which participants are to decide together."),
    Entry(DecisionStatement.self, "What an elector says on a proposal: agree, object or abstain."),
    Entry(DecisionPostponement.self, "The proposer puts the moment of a silence off."),
    Entry(DecisionWithdrawal.self, "The proposer takes a proposal back before there is a result."),
  ]

  /// What the bus says of proposals.
  static let decisionsOfBus: [Entry] = [
    Entry(ProposalDecided.self, "What became of a proposal; where it is carried, its act has effect."),
    Entry(ProposalDelivered.self, "Electors to whom a proposal is known to have been delivered."),
    Entry(SilenceDelayed.self, "The broker was down while a silence ran: its moment is put off."),
  ]
}
