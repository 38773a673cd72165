package import CellSchema

/// A nature and, of an exercise or a drill, its name. State is kept apart by world (cases, phases, serials, references,
/// answers): what is said in an exercise moves nothing of an operation, and the other way round.
package struct World: Hashable, Sendable {
  package var nature: Nature
  /// The name of an exercise or a drill; nil for the other natures.
  package var exercise: Line?

  package init(nature: Nature, exercise: Line? = nil) {
    self.nature = nature
    self.exercise = exercise
  }

  package static let operation = World(nature: .operation)
}
