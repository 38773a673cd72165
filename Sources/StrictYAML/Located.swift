package import CellSchema

/// A value that was read from a file, with the place of each of its parts, so that a rule can be cited by its line.
package struct Located<Value: Sendable>: Sendable {
  package let value: Value
  /// The file as it was named when it was read.
  package let file: String
  /// The file's bytes, unchanged: what the record keeps.
  package let bytes: [UInt8]
  let places: Places

  /// Where the value at a JSON Pointer stands; for one that the file does not have, where its nearest parent does.
  package func position(of pointer: String) -> FilePosition { places.value(at: pointer) }

  /// The line of the value at a JSON Pointer, counted from 1.
  package func line(of pointer: String) -> Int { position(of: pointer).line }

  /// How a message cites the value at a JSON Pointer, `charter.yaml:88`: no directory, which is nobody else's business.
  package func citation(of pointer: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return "\(name):\(line(of: pointer))"
  }

  /// A problem with the value at a JSON Pointer.
  package func problem(_ code: ErrorCode, at pointer: String, _ detail: String) -> FileProblem {
    FileProblem(code, file: file, position: position(of: pointer), pointer: pointer, detail)
  }
}

/// Where the keys and values of a file stand, by JSON Pointer.
struct Places: Sendable {
  private var keys: [String: FilePosition] = [:]
  private var values: [String: FilePosition] = [:]

  mutating func note(value: FilePosition, at pointer: String) { values[pointer] = value }
  mutating func note(key: FilePosition, at pointer: String) { keys[pointer] = key }

  func value(at pointer: String) -> FilePosition {
    var pointer = pointer[...]
    while true {
      if let found = values[String(pointer)] { return found }
      guard let slash = pointer.lastIndex(of: "/") else { return FilePosition(line: 1, column: 1) }
      pointer = pointer[..<slash]
    }
  }

  /// Whether the file has a value at a JSON Pointer.
  func has(_ pointer: String) -> Bool { values[pointer] != nil }
  /// Where the key of a field stands.
  func key(at pointer: String) -> FilePosition? { keys[pointer] }

  /// A field that should not be there is meant by its name, everything else by its value.
  func place(of refusal: Refusal) -> FilePosition {
    if refusal.code == .unknownField || refusal.code == .duplicateField, let key = keys[refusal.pointer] { return key }
    return value(at: refusal.pointer)
  }
}
