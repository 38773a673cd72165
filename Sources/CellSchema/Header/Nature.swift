/// Whether it is meant (the message type of STANAG 4406). State, cases, serials and references of each are kept apart.
public enum Nature: String, CaseIterable, SchemaLeaf {
  case operation, exercise, drill, project

  /// An exercise or a drill has a name, and every screen says EXERCISE EXERCISE EXERCISE.
  public var isExercise: Bool { self == .exercise || self == .drill }
}
