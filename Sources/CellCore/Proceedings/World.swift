package import CellSchema

/// A world of state. What is said in an exercise moves nothing of an operation, and the other way round: cases,
/// phases, serials, references and answers are kept apart by it.
package struct World: Hashable, Sendable {
  package var nature: Nature
  /// Of an exercise or a drill, else empty.
  package var exercise: String

  package init(nature: Nature, exercise: String = "") {
    self.nature = nature
    self.exercise = exercise
  }

  package static let operation = World(nature: .operation)
}
