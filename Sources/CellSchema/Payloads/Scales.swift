/// How sure an assessment is.
public enum Confidence: String, CaseIterable, SchemaLeaf {
  case high, moderate, low
  case notStated = "not-stated"
}

/// How pressing a case or a requirement is. It says nothing about the precedence of messages.
public enum Priority: String, CaseIterable, SchemaLeaf {
  case low, normal, high, urgent
}

/// Whom a guarantee is for, or whom an attack is on.
public enum Beneficiary: String, CaseIterable, SchemaLeaf {
  /// Ukraine.
  case ukraine
  /// The multinational force.
  case force
}

/// What may be given in support (the draft of 6 January 2026 names military capabilities, intelligence and logistics,
/// diplomatic initiatives and sanctions).
public enum SupportMeans: String, CaseIterable, SchemaLeaf {
  case military, intelligence, logistics, diplomatic, sanctions, other
}
