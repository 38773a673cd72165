/// Whether a message is meant in earnest (the message type of STANAG 4406): operation, exercise, drill or project.
/// State, cases, serials and references of each are kept apart.
public enum Nature: String, CaseIterable, SchemaLeaf {
  /// In earnest.
  case operation
  /// An exercise, which has a name.
  case exercise
  /// A drill, which has a name.
  case drill
  /// Of a project that is neither operation nor exercise, such as a trial.
  case project

  /// Whether it is an exercise or a drill: these have a name, and every screen says EXERCISE EXERCISE EXERCISE.
  public var isExercise: Bool { self == .exercise || self == .drill }
}
