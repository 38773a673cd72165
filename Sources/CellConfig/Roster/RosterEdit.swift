package import CellCore
package import CellSchema
package import StrictYAML

/// Changes of a roster file that raise its revision and leave everything else of it as it is, comments too. Whether the
/// result fits the charter is for ``RuleCheck``.
package enum RosterEdit {
  /// Takes a node out, and out of every role that names it: a role that it alone held is vacant.
  ///
  /// - Throws: `unknown-name` where there is no such node.
  package static func removing(
    _ name: NodeName, from file: Located<Roster>
  ) throws(FileProblem) -> Located<Roster> {
    let place = try place(of: name, in: file)
    return try edited(file) { (edit, roster) throws(FileProblem) in
      try edit.remove(at: "/nodes/\(place)")
      roster.nodes.remove(at: place)
      for (index, role) in file.value.roles.enumerated() {
        if let holder = role.holders.firstIndex(of: .node(name)) {
          try edit.remove("\(name)", at: "/roles/\(index)/holders/\(holder)")
          roster.roles[index].holders.remove(at: holder)
        }
        if let alternate = role.alternates.firstIndex(of: .node(name)) {
          try edit.remove("\(name)", at: "/roles/\(index)/alternates/\(alternate)")
          roster.roles[index].alternates.remove(at: alternate)
        }
      }
    }
  }

  /// Adds a node, as a holder of some roles.
  ///
  /// - Throws: `duplicate-entry` where there is one of that name, `unknown-name` for a role that the roster does not list.
  package static func adding(
    _ node: RosterNode, holding roles: [RoleName], to file: Located<Roster>
  ) throws(FileProblem) -> Located<Roster> {
    if let there = file.value.nodes.firstIndex(where: { $0.name == node.name }) {
      throw file.problem(.duplicateEntry, at: "/nodes/\(there)/name", "\(node.name) is there already")
    }
    return try edited(file) { (edit, roster) throws(FileProblem) in
      try edit.append(
        to: "/nodes", count: roster.nodes.count, last: nil, flow: "",
        block: [
          "name: \(node.name)", "curveKey: \(yaml: "\(node.curveKey)")", "clearance: \(yaml: "\(node.clearance)")",
          "natures: [\(node.natures.map(\.rawValue).joined(separator: ", "))]",
        ])
      roster.nodes.append(node)
      for role in roles {
        guard let index = roster.roles.firstIndex(where: { $0.name == role }) else {
          throw file.problem(.unknownName, at: "/roles", "the roster lists no role \(role)")
        }
        let holders = file.value.roles[index].holders
        try edit.append(
          to: "/roles/\(index)/holders", count: holders.count, last: holders.last?.description, flow: "\(node.name)",
          block: ["\(node.name)"])
        roster.roles[index].holders.append(.node(node.name))
      }
    }
  }

  /// Puts another key in the place of a node's.
  ///
  /// - Throws: `unknown-name` where there is no such node.
  package static func rekeying(
    _ name: NodeName, to key: CurveKeyText, in file: Located<Roster>
  ) throws(FileProblem) -> Located<Roster> {
    let place = try place(of: name, in: file)
    return try edited(file) { (edit, roster) throws(FileProblem) in
      try edit.replace("\(roster.nodes[place].curveKey)", at: "/nodes/\(place)/curveKey", with: "\(yaml: "\(key)")")
      roster.nodes[place].curveKey = key
    }
  }

  private static func place(of name: NodeName, in file: Located<Roster>) throws(FileProblem) -> Int {
    guard let place = file.value.nodes.firstIndex(where: { $0.name == name }) else {
      throw file.problem(.unknownName, at: "/nodes", "the roster lists no node \(name)")
    }
    return place
  }

  private static func edited(
    _ file: Located<Roster>, _ change: (inout TextEdit<Roster>, inout Roster) throws(FileProblem) -> Void
  ) throws(FileProblem) -> Located<Roster> {
    var (edit, expected) = (TextEdit(file), file.value)
    let revision = expected.revision.value
    guard let next = Revision(revision + 1) else {
      throw file.problem(.byHand, at: "/revision", "it has the highest revision that there is")
    }
    try edit.replace("\(revision)", at: "/revision", with: "\(next)")
    expected.revision = next
    try change(&edit, &expected)
    return try edit.checked { $0 == expected }
  }
}
