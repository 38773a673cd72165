package import CellSchema

/// Who cosigns the record's checkpoints, and how many of which sides make one good.
package struct WitnessRules: Sendable, Hashable {
  /// So many witnesses of some.
  package struct Side: Sendable, Hashable {
    package var name: String
    package var least: Int
    package var witnesses: [NodeName]

    package init(name: String, least: Int, witnesses: [NodeName]) {
      self.name = name
      self.least = least
      self.witnesses = witnesses
    }
  }

  /// The verifier keys of witnesses (C2SP signed-note), by node.
  package var keys: [NodeName: String]
  /// All of them have to be satisfied; none: the log's own signature makes a checkpoint good.
  package var sides: [Side]

  package init(keys: [NodeName: String] = [:], sides: [Side] = []) {
    self.keys = keys
    self.sides = sides
  }
}
