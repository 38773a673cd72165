import CellSchema

/// A message that moves where things stand, as the proceedings take it in.
struct Entry: Sendable {
  var sequence: SequenceNumber
  var id: MessageID
  var acceptedAt: Microseconds
  /// The sender, and the participant that the sender belongs to.
  var node: NodeIndex
  var participant: ParticipantIndex
  var inReplyTo: MessageID?
  /// The case that the header names.
  var caseNumber: CaseNumber?
  var amends: Amends?
  var act: Act
  /// Of a proposal: what the rules of its row make of it.
  var proposal: FrozenProposal?
  /// When an attack report says that it was sent.
  var sentAt: Microseconds?
  /// When it first went another way, where it was entered later and says so.
  var originalSentAt: Microseconds?
  /// What the rules of its row say for good.
  var terms: RowTerms
  /// The office that signs it, where that has no full powers by the rules of its row.
  var unregisteredOffice: Line?
  /// Whether the register of its row's rules has the office that signs it.
  var isOfRegisteredOffice = false
}

extension Entry {
  /// From when on it counts where a paper's date counts: the paper's, never after acceptance.
  var countsFrom: Microseconds { originalSentAt.map { min($0, acceptedAt) } ?? acceptedAt }

  /// Powers have to be there when it is signed, which is when it counts from.
  mutating func note(_ powers: PowersRegister.Shown?) {
    unregisteredOffice = powers.flatMap { $0.count(at: countsFrom) ? nil : $0.office }
    isOfRegisteredOffice = powers?.count(at: countsFrom) == true
  }
}

extension Entry {
  var isMinimize: Bool { if case .cell(.minimize) = act { true } else { false } }

  /// Whether the bus carries a released message in it.
  var isOfCarrier: Bool { if case .bus(.released) = act { true } else { false } }

  /// The case that a report of an incident names, and joins where the case is open.
  var namedCase: CaseNumber? {
    guard terms.joinsCases else { return nil }
    if case .verification(.incident) = act { return caseNumber }
    if case .force(.incident) = act { return caseNumber }
    if case .support(.attackReport) = act { return caseNumber }
    return nil
  }

  /// The entry as an amendment leaves it: in its own place with another version; nil if it is taken back.
  func amended(by amendment: Entry) -> Entry? {
    guard let kind = amendment.amends?.kind, !kind.takesBack else { return nil }
    var amended = self
    amended.act = amendment.act
    return amended
  }
}

/// An entry with its body.
typealias Said<Body> = (entry: Entry, body: Body)
