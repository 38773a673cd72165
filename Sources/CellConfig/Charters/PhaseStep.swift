package import CellSchema

/// A step in the life of a ceasefire: the type that takes it, from which phases, to which.
package enum PhaseStep: CaseIterable, Hashable, Sendable {
  case agreement, entryIntoForce, suspension, resumption, termination

  /// The step that a type takes; nil for a type that moves no phase.
  package init?(_ type: MessageType) {
    guard let step = Self.allCases.first(where: { $0.type == type }) else { return nil }
    self = step
  }

  package var type: MessageType {
    switch self {
    case .agreement: CeasefireAgreement.messageType
    case .entryIntoForce: EntryIntoForce.messageType
    case .suspension: CeasefireSuspension.messageType
    case .resumption: CeasefireResumption.messageType
    case .termination: CeasefireTermination.messageType
    }
  }

  package var from: [CeasefirePhase] {
    switch self {
    case .agreement: [.preparation]
    case .entryIntoForce: [.agreed]
    case .suspension: [.inForce]
    case .resumption: [.suspended]
    case .termination: [.agreed, .inForce, .suspended]
    }
  }

  package var to: CeasefirePhase {
    switch self {
    case .agreement: .agreed
    case .entryIntoForce, .resumption: .inForce
    case .suspension: .suspended
    case .termination: .terminated
    }
  }
}
