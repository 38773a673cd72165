import CellCore
package import CellSchema

extension NodeName {
  /// Whether it is the bus itself, to which nobody can write.
  package var isBus: Bool { self == Announcer.busNode }
}
