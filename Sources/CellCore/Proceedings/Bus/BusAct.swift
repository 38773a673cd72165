import CellSchema

/// What the bus says itself. Messages that the bus refers to may still be amended, so the bus's bodies refer to none.
indirect enum BusAct: Sendable {
  case phaseChanged(PhaseChanged)
  case guaranteeActivated(GuaranteeActivated)
  case obliged(GuaranteeObliged)
  case clockStage(ClockStage)
  case discrepancy(Discrepancy)
  case serialGap(SerialGap)
  case acknowledgementOverdue(AcknowledgementOverdue)
  case replyOverdue(ReplyOverdue)
  case watchNotTaken(WatchNotTaken)
  case alternateActing(AlternateActing)
  case decided(ProposalDecided)
  case proposalDelivered(ProposalDelivered)
  case silenceDelayed(SilenceDelayed)
  /// What is carried; its document is not needed and stays on the record.
  case released(CarriedMessage)

  var body: (any ActBody)? {
    switch self {
    case .phaseChanged(let body): body
    case .guaranteeActivated(let body): body
    case .obliged(let body): body
    case .clockStage(let body): body
    case .discrepancy(let body): body
    case .serialGap(let body): body
    case .acknowledgementOverdue(let body): body
    case .replyOverdue(let body): body
    case .watchNotTaken(let body): body
    case .alternateActing(let body): body
    case .decided(let body): body
    case .proposalDelivered(let body): body
    case .silenceDelayed(let body): body
    case .released: nil
    }
  }
}

extension BusAct {
  /// The debt of which the bus says that it is overdue; nil of everything else.
  var lapsedDebt: Debt.Key? {
    switch self {
    case .acknowledgementOverdue(let body): Debt.Key(kind: .acknowledgement, id: body.message)
    case .replyOverdue(let body): Debt.Key(kind: .reply, id: body.message)
    case .watchNotTaken(let body): Debt.Key(kind: .watch, id: body.handover)
    case .phaseChanged, .guaranteeActivated, .obliged, .clockStage, .discrepancy, .serialGap, .alternateActing,
      .decided, .proposalDelivered, .silenceDelayed, .released:
      nil
    }
  }
}

extension PhaseChanged: ActBody {
  var act: Act { .bus(.phaseChanged(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.phase, \.ceasefires, \.attention] }
}

extension GuaranteeActivated: ActBody {
  var act: Act { .bus(.guaranteeActivated(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.guarantees] }
}

extension GuaranteeObliged: ActBody {
  var act: Act { .bus(.obliged(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attacks, \.invocations, \.attention] }
}

extension ClockStage: ActBody {
  var act: Act { .bus(.clockStage(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.clocks, \.attention] }
}

extension Discrepancy: ActBody {
  var act: Act { .bus(.discrepancy(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attention] }
}

extension SerialGap: ActBody {
  var act: Act { .bus(.serialGap(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attention] }
}

extension AcknowledgementOverdue: ActBody {
  var act: Act { .bus(.acknowledgementOverdue(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

extension ReplyOverdue: ActBody {
  var act: Act { .bus(.replyOverdue(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

extension WatchNotTaken: ActBody {
  var act: Act { .bus(.watchNotTaken(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

/// A message that the bus carries to those to whom it is released.
struct CarriedMessage: Sendable {
  let message: MessageID
  let to: [ParticipantCode]
}

extension MessageReleased: ActBody {
  var act: Act { .bus(.released(CarriedMessage(message: message, to: to.elements))) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

extension AlternateActing: ActBody {
  var act: Act { .bus(.alternateActing(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.roles] }
}
