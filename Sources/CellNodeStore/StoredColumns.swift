import CellNode
import CellSchema
import GRDB

/// Reads columns that a damaged file may have changed. GRDB ends the process on a value of another kind.
extension Row {
  func whole(_ name: String) throws(NodeError) -> Int64 {
    let value: DatabaseValue = self[name]
    guard case .int64(let number) = value.storage else { throw Self.damaged(name, "no number") }
    return number
  }

  /// A number that is not below 0.
  func count(_ name: String) throws(NodeError) -> UInt64 {
    guard let number = UInt64(exactly: try whole(name)) else { throw Self.damaged(name, "a number below 0") }
    return number
  }

  func text(_ name: String) throws(NodeError) -> String {
    let value: DatabaseValue = self[name]
    guard case .string(let text) = value.storage else { throw Self.damaged(name, "no text") }
    return text
  }

  /// Nil of a column that is empty.
  func textIfAny(_ name: String) throws(NodeError) -> String? { hasNull(atColumn: name) ? nil : try text(name) }

  private func hasNull(atColumn name: String) -> Bool {
    let value: DatabaseValue = self[name]
    return value.isNull
  }

  func bytes(_ name: String) throws(NodeError) -> [UInt8] {
    let value: DatabaseValue = self[name]
    guard case .blob(let data) = value.storage else { throw Self.damaged(name, "no bytes") }
    return [UInt8](data)
  }

  private static func damaged(_ name: String, _ what: String) -> NodeError {
    NodeError(.storeUnusable, "the store is damaged: \(name) holds \(what)")
  }
}
