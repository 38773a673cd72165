/// A part of the situation: one of the declaration's systems, or the items that need attention.
public enum SituationSystem: String, CaseIterable, SchemaLeaf {
  /// Items that an operator should look at now.
  case attention
  /// The ceasefires.
  case phase
  /// The texts, who signed them, and acts that are to be confirmed.
  case declaration
  case guarantees
  /// The cases of verification.
  case cases
  case force
  /// Attacks, invocations, and the answers to them.
  case support
  /// The clocks that run after attacks.
  case clock
  case assistance
  /// Proposals on which participants decide together.
  case decisions
  /// Who holds which role.
  case roles
}
