package import CellSchema
package import StrictYAML

/// Changes of `cellbusd.yaml` that keep a node off the bus or let it on again, and leave everything else of the file.
package enum AccessEdit {
  package enum List: String {
    case held, revoked
  }

  /// - Throws: `duplicate-entry` where the node stands in one of the lists already.
  package static func adding(
    _ entry: WithheldNode, to list: List, in file: Located<CellConfiguration>
  ) throws(FileProblem) -> Located<CellConfiguration> {
    for (name, entries) in lists(of: file.value) {
      guard let place = entries?.firstIndex(where: { $0.node == entry.node }) else { continue }
      throw file.problem(
        .duplicateEntry, at: "/\(name.rawValue)/\(place)", "\(entry.node) is \(name.rawValue) already")
    }
    var expected = file.value
    var edit = TextEdit(file)
    let block = entry.reason.map { ["node: \(entry.node)", "reason: \(yaml: "\($0)")"] } ?? ["\(entry.node)"]
    let path = list == .held ? \CellConfiguration.held : \CellConfiguration.revoked
    if let entries = file.value[keyPath: path] {
      let flow = "\(yaml: entry.description)"
      try edit.append(to: "/\(list.rawValue)", count: entries.count, last: nil, flow: flow, block: block)
    } else {
      edit.append(lines: ["\(list.rawValue):", "  - \(block[0])"] + block.dropFirst().map { "    \($0)" })
    }
    expected[keyPath: path] = (file.value[keyPath: path] ?? []) + [entry]
    return try checked(edit, expected, file)
  }

  /// - Throws: `unknown-name` where the node stands in neither list.
  package static func removing(
    _ node: NodeName, in file: Located<CellConfiguration>
  ) throws(FileProblem) -> Located<CellConfiguration> {
    var expected = file.value
    var edit = TextEdit(file)
    var isThere = false
    for (name, entries) in lists(of: file.value) {
      guard let place = entries?.firstIndex(where: { $0.node == node }), let entry = entries?[place] else { continue }
      isThere = true
      try edit.remove(entry.description, at: "/\(name.rawValue)/\(place)")
      switch name {
      case .held: expected.held?.remove(at: place)
      case .revoked: expected.revoked?.remove(at: place)
      }
    }
    guard isThere else {
      throw FileProblem(.unknownName, file: file.file, position: nil, "\(node) is neither held nor revoked in it")
    }
    return try checked(edit, expected, file)
  }

  private static func lists(of value: CellConfiguration) -> [(List, [WithheldNode]?)] {
    [(.held, value.held), (.revoked, value.revoked)]
  }

  private static func checked(
    _ edit: TextEdit<CellConfiguration>, _ expected: CellConfiguration, _ file: Located<CellConfiguration>
  ) throws(FileProblem) -> Located<CellConfiguration> {
    // The order of a list says nothing.
    try edit.checked { sorted($0) == sorted(expected) }
  }

  private static func sorted(_ value: CellConfiguration) -> CellConfiguration {
    var value = value
    value.held?.sort()
    value.revoked?.sort()
    return value
  }
}
