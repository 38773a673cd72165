package import CellSchema
import Foundation

/// YAML read by the same shapes as JSON.
///
/// The text becomes a tree (Yams), the tree becomes JSON as the type's shape wants it, and the strict checker of the
/// bus reads that JSON. So a file has exactly the rules of a document, and the shape, not YAML's guesses, decides what
/// a scalar is: `no` is a country, `1.10` a version, where the shape wants a string.
///
/// What YAML has beyond JSON is refused, because two readers of one file must never see two meanings: anchors, aliases,
/// tags, merge keys, several documents, keys that are not strings.
package enum StrictYAML {
  /// Bytes of a file: the largest roster has a tenth of it.
  package static let largestFile = 1_048_576

  /// Reads one value.
  ///
  /// - Parameters:
  ///   - file: the file's name, for errors; nothing is opened.
  ///   - secrets: JSON Pointers of values that no error quotes.
  /// - Throws: the first problem, with its line and column.
  package static func read<Value: Codable & Sendable>(
    _ type: Value.Type, from bytes: [UInt8], file: String, secrets: Set<String> = []
  ) throws(FileProblem) -> Located<Value> {
    let text = try checkedText(bytes, file: file)
    let tree = try YAMLComposer(text: text, file: file).tree()
    let shape: Shape
    do { shape = try ShapeRecorder.shape(of: type) } catch { preconditionFailure("\(type) has no shape: \(error)") }
    var writer = JSONWriter(file: file)
    try writer.write(tree, as: shape, at: "", depth: 1)
    do {
      try ValueChecker(shape).check(writer.json.span)
    } catch {
      throw FileProblem(
        error.code, file: file, position: writer.places.place(of: error), pointer: error.pointer,
        secrets.contains(error.pointer) ? "the value, which is secret, does not have its field's form" : error.detail)
    }
    do {
      let value = try JSONDecoder().decode(type, from: Data(writer.json))
      return Located(value: value, file: file, bytes: bytes, places: writer.places)
    } catch {
      throw writer.problem(undecodable: error, secrets: secrets)
    }
  }

  package static func read<Value: Codable & Sendable>(
    _ type: Value.Type, from text: String, file: String, secrets: Set<String> = []
  ) throws(FileProblem) -> Located<Value> {
    try read(type, from: Array(text.utf8), file: file, secrets: secrets)
  }

  /// A text as the JSON that a shape wants, whether it is of the shape or not; an empty value is `null`.
  ///
  /// - Parameter forbidden: characters that may stand nowhere in it.
  /// - Returns: the JSON, and where a JSON Pointer's value stands in the text.
  /// - Throws: what makes it no YAML that is allowed here, with its line and column.
  package static func json(
    _ shape: Shape, from bytes: [UInt8], file: String, forbidden: ForbiddenCharacters = .inFile
  ) throws(FileProblem) -> (json: [UInt8], place: @Sendable (Refusal) -> FilePosition) {
    let text = try checkedText(bytes, file: file, forbidden: forbidden)
    let tree = try YAMLComposer(text: text, file: file).tree()
    var writer = JSONWriter(file: file)
    try writer.write(tree, as: shape, at: "", depth: 1)
    let places = writer.places
    return (writer.json, { places.place(of: $0) })
  }

  /// Opens and reads a file.
  package static func read<Value: Codable & Sendable>(
    _ type: Value.Type, file: String, secrets: Set<String> = []
  ) throws(FileProblem) -> Located<Value> {
    try read(type, from: bytes(of: file), file: file, secrets: secrets)
  }

  /// A file's bytes, not more than ``largestFile``.
  package static func bytes(of file: String) throws(FileProblem) -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: file))
      defer { try? handle.close() }
      return Array(try handle.read(upToCount: largestFile + 1) ?? Data())
    } catch {
      throw FileProblem(.inputUnreadable, file: file, position: nil, SystemWords.of(error))
    }
  }

  private static func checkedText(
    _ bytes: [UInt8], file: String, forbidden: ForbiddenCharacters = .inFile
  ) throws(FileProblem) -> String {
    guard bytes.count <= largestFile else {
      throw FileProblem(
        .documentTooLarge, file: file, position: nil, "the file is longer than \(largestFile) bytes")
    }
    // libyaml looks for a byte order mark only where it has to guess the encoding.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(2).contains(0)
    guard !isWide else {
      throw FileProblem(
        .notUTF8, file: file, position: nil, "it is written in UTF-16 or UTF-32; save it as UTF-8")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileProblem(.notUTF8, file: file, position: firstInvalid(bytes), "the file is not well-formed UTF-8")
    }
    var position = FilePosition(line: 1, column: 1)
    for scalar in text.unicodeScalars {
      if scalar.isForbidden(forbidden) {
        // Also in comments: a bidirectional control makes a reader see another rule than the bus does.
        throw FileProblem(
          .forbiddenCharacter, file: file, position: position,
          "the character U+\(String(scalar.value, radix: 16, uppercase: true)) is not allowed")
      }
      position.advance(over: scalar)
    }
    return text
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> FilePosition {
    var position = FilePosition(line: 1, column: 1)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { position.advance(over: scalar) }
    return position
  }
}

extension FilePosition {
  fileprivate mutating func advance(over scalar: Unicode.Scalar) {
    if scalar == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}
