/// What the docstrings of this module say of each type and field that travels, for those who read schemas: Swift has no
/// docstrings at run time.
///
/// The tables beside this are written by `deploy/descriptions.py`, which refuses a field without a docstring. They are
/// read when a schema is written, and at no other time.
enum Descriptions {
  /// A type, with what is said of its fields or of its enumerated values.
  struct Described {
    var text = ""
    /// By their names in JSON.
    var members: [String: Member] = [:]
  }

  /// A field, or an enumerated value.
  struct Member {
    var text = ""
    /// The type of the field's value, or of its elements; nil of a value, and of what Swift itself defines.
    var type: String?
  }

  /// - Parameter name: as it is declared, `AccessReport.Status`.
  static func described(_ name: String) -> Described? { types[name] }

  private static let types: [String: Described] = {
    let tables = [
      assistance, ceasefire, cell, decision, declaration, force, guarantee, header, leaves, shared, support,
      system, verification,
    ]
    var types: [String: Described] = [:]
    for table in tables { read(table, into: &types) }
    return types
  }()

  /// A table's lines: a type, two blanks and a field with its type or a value, four blanks and the words on what stands
  /// above.
  private static func read(_ table: String, into types: inout [String: Described]) {
    var type = ""
    var member: String?
    for line in table.split(separator: "\n") {
      let content = line.drop { $0 == " " }
      switch line.count - content.count {
      case 0:
        type = String(content)
        member = nil
        types[type] = Described()
      case 2:
        let parts = content.split(separator: " ")
        member = String(parts[0])
        types[type]?.members[String(parts[0])] = Member(type: parts.count > 1 ? String(parts[1]) : nil)
      default:
        if let member {
          types[type]?.members[member]?.text.append(words: content)
        } else {
          types[type]?.text.append(words: content)
        }
      }
    }
  }
}

extension String {
  fileprivate mutating func append(words: Substring) { self += isEmpty ? String(words) : " \(words)" }
}
