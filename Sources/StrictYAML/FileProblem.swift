package import CellSchema

/// What is wrong with a file that a person edits, and where: `roster.yaml:12:5: 2005 unknown-field /nodes/0/key: …`.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var code: ErrorCode
  /// The file as it was named when it was read.
  package var file: String
  /// `nil` where the file as a whole is meant: it is absent, or cannot be read.
  package var position: FilePosition?
  /// RFC 6901 JSON Pointer of the value, empty where it concerns the whole.
  package var pointer: String
  /// What was found and what the rule is.
  package var detail: String

  package init(_ code: ErrorCode, file: String, position: FilePosition?, pointer: String = "", _ detail: String) {
    self.code = code
    self.file = file
    self.position = position
    self.pointer = pointer
    self.detail = detail
  }

  package var line: Int { position?.line ?? 0 }
  package var column: Int { position?.column ?? 0 }

  package var description: String {
    let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
    return "\(place): \(code)\(pointer.isEmpty ? "" : " \(pointer)"): \(detail)"
  }
}

/// A place in a text file. Lines and columns start at 1; columns count Unicode scalars.
package struct FilePosition: Hashable, Sendable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
