import CellSchema

// The steps of a case, and the states in which each may be taken.
extension VerificationProceedings {
  enum Step {
    case tasking
    case joining
    case interimFinding
    case finalFinding
    case noViolation
    case attribution
    case noAttribution
    case remedy
    case assessment
    case dispute
    case suspension
    case resumption
    case closing
    case reopening

    /// The type of message that takes the step.
    var type: MessageType {
      switch self {
      case .tasking: Tasking.messageType
      case .joining: CaseJoining.messageType
      case .interimFinding, .finalFinding, .noViolation: Finding.messageType
      case .attribution, .noAttribution: Attribution.messageType
      case .remedy: Remedy.messageType
      case .assessment: ComplianceAssessment.messageType
      case .dispute: Dispute.messageType
      case .suspension: CaseSuspension.messageType
      case .resumption: CaseResumption.messageType
      case .closing: CaseClosing.messageType
      case .reopening: CaseReopening.messageType
      }
    }

    /// The message type, with the content that makes it this step.
    var words: String {
      switch self {
      case .tasking, .joining, .remedy, .assessment, .dispute, .suspension, .resumption, .closing, .reopening: "\(type)"
      case .interimFinding: "\(type) (not final)"
      case .finalFinding: "\(type) (final)"
      case .noViolation: "\(type) (final, not a violation)"
      case .attribution: "\(type) (adopted)"
      case .noAttribution: "\(type) (not adopted)"
      }
    }
  }

  /// The states in which the lead looks into the matter; a suspended investigation goes on in one of them.
  private static let investigated: [State] = [.opened, .tasked, .assessed, .disputed, .reopened]
  /// The states in which the Special Commission may attribute, where a final finding is there.
  private static let decidable: [State] = [.found, .disputed, .reopened, .suspended]
  private static let open = State.allCases.filter { $0 != .closed }

  /// A case's states: opened → tasked → assessed → found → attributed → remedied; disputed from the first finding on;
  /// suspended while it is looked into; closed from any state, and reopened.
  static let lifeCycle = LifeCycle<State, Step>(
    (.tasking, [.opened], .tasked),
    (.tasking, [.tasked, .assessed, .disputed, .reopened], nil),
    (.interimFinding, [.opened, .tasked, .assessed], .assessed),
    (.interimFinding, [.disputed, .reopened], nil),
    (.finalFinding, investigated, .found),
    (.noViolation, investigated, .closed),
    (.attribution, decidable, .attributed),
    (.noAttribution, decidable, nil),
    (.remedy, [.attributed, .remedied, .disputed, .reopened, .suspended], .remedied),
    (.assessment, open, nil),
    (.dispute, [.assessed, .found, .closed, .attributed, .remedied, .disputed, .reopened], .disputed),
    (.dispute, [.suspended], nil),
    (.joining, open, nil),
    (.suspension, investigated, .suspended),
    // `CaseCourse` knows where a suspended investigation stood.
    (.resumption, [.suspended], nil),
    (.closing, open, .closed),
    (.reopening, [.found, .closed, .attributed, .remedied], .reopened))
}
