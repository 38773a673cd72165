/// How sure an assessment is.
public enum Confidence: String, CaseIterable, SchemaLeaf {
  /// The evidence leaves little doubt.
  case high
  /// The evidence is sound, and leaves room for another reading.
  case moderate
  /// The evidence is thin.
  case low
  /// The source does not say.
  case notStated = "not-stated"
}

/// How pressing a case or a requirement is. It says nothing about the precedence of messages.
public enum Priority: String, CaseIterable, SchemaLeaf {
  /// It can wait.
  case low
  /// In its turn.
  case normal
  /// Before what is normal.
  case high
  /// Before everything else.
  case urgent
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
  /// Military capabilities.
  case military
  /// Intelligence.
  case intelligence
  /// Logistics.
  case logistics
  /// Diplomatic initiatives.
  case diplomatic
  /// Sanctions.
  case sanctions
  /// Something that the text does not name.
  case other
}
