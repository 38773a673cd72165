/// A part of where things stand: the systems of the declaration, and what somebody should look at.
public enum SituationSystem: String, CaseIterable, SchemaLeaf {
  /// What somebody should look at now.
  case attention
  /// The ceasefires.
  case phase
  /// The texts, and who signed them.
  case declaration
  case guarantees
  /// The cases of verification.
  case cases
  case force
  /// Attacks, invocations, and the answers to them.
  case support
  case assistance
}
