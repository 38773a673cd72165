import CellSchema
package import StrictYAML

/// A file that was checked and may be used, with what an operator should know of it.
package enum CheckText {
  /// A line a warning, and last what was checked.
  package static func lines(_ what: String, _ warnings: [FileProblem]) -> [String] {
    let count = warnings.isEmpty ? "" : ", " + counted(warnings.count, "{1} warning", "{1} warnings")
    return lines(warnings) + [spoken("\(what): no problems\(count)")]
  }

  /// A line a warning.
  package static func lines(_ warnings: [FileProblem]) -> [String] {
    warnings.map { spoken("warning: \(DisplayText.line("\($0)"))") }
  }

  /// An object a warning.
  package static func json(_ warnings: [FileProblem]) -> [JSONObject] {
    warnings.map { warning in
      var object = JSONObject()
      object.add("code", Int(warning.code.number))
      object.add("name", warning.code.name)
      object.add("file", warning.file)
      object.add("line", warning.line)
      object.add("pointer", warning.pointer)
      object.add("detail", warning.detail)
      return object
    }
  }
}
