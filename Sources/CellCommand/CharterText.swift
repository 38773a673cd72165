package import CellConfig
import CellCore
package import CellSchema
import StrictYAML

/// What the participants agreed, in plain words with the line of each rule.
package struct CharterText: Sendable {
  private let files: ConfigurationSet
  private let ink: Ink

  package init(_ set: ConfigurationSet, _ ink: Ink) {
    files = set
    self.ink = ink
  }

  /// The whole charter, a line a rule.
  package var text: String {
    let charter = files.charter.value
    let policy = charter.policy
    var lines = [
      "\(files.charter.file): \(charter.name), revision \(charter.revision.value)",
      "follows \(charter.instrument) version \(charter.version)",
      "policy \(policy.name): \(list(policy.classifications.elements)); nothing above \(policy.ceiling)  "
        + cite("/policy"),
      "", ink("ROLES", .bold),
    ]
    for (index, role) in charter.roles.enumerated() {
      let apart = role.incompatibleWith.isEmpty ? "" : "; not together with \(list(role.incompatibleWith))"
      lines.append("@\(role.name): \(DisplayText.line("\(role.meaning)"))\(apart)  \(cite("/roles/\(index)"))")
    }
    lines += ["", ink("GROUPS", .bold)]
    for (index, group) in charter.groups.enumerated() {
      lines.append("\(group.name): \(DisplayText.line("\(group.meaning)"))  \(cite("/groups/\(index)"))")
    }
    lines += ["", ink("RELEASE", .bold)]
    for (index, rule) in charter.release.enumerated() {
      lines.append(
        "\(list(rule.from.elements)) may release to \(list(rule.to.elements))  \(cite("/release/\(index)"))")
    }
    lines += ["", ink("TYPES", .bold)]
    let width = charter.types.map { $0.type.description.count }.max() ?? 0
    for (index, rule) in charter.types.enumerated() {
      let publishers = rule.publishers.isEmpty ? "the bus alone" : list(rule.publishers)
      lines.append(
        "\(DisplayText.column("\(rule.type)", width))  \(rule.kind.rawValue == "act" ? "act " : "fact")  "
          + "\(publishers) to \(list(rule.recipients.elements))  \(cite("/types/\(index)"))")
    }
    return lines.joined(separator: "\n")
  }

  /// One type's rule; nil where the charter has none: nobody may say it.
  package func explanation(of type: MessageType) -> String? {
    guard let index = files.charter.value.types.firstIndex(where: { $0.type == type }) else { return nil }
    let rule = files.charter.value.types[index]
    let pointer = "/types/\(index)"
    var rows: [(String, String, String)] = [
      (
        "it is",
        rule.kind == .fact
          ? "a fact: never refused for the phase or the state of a case"
          : "an act: refused where the phase or the state of a case does not allow it", "\(pointer)/kind"
      ),
      (
        "said by", rule.publishers.isEmpty ? "the bus alone" : parties(rule.publishers), "\(pointer)/publishers"
      ),
      ("received by", parties(rule.recipients.elements), "\(pointer)/recipients"),
      (
        "precedence",
        rule.precedence.least == rule.precedence.greatest
          ? "\(rule.precedence.least.rawValue) only"
          : "\(rule.precedence.least.rawValue) to \(rule.precedence.greatest.rawValue)", "\(pointer)/precedence"
      ),
      (
        "acknowledged", rule.acknowledge ? "always" : "from immediate on, or where it asks for it",
        "\(pointer)/acknowledge"
      ),
    ]
    if rule.authority { rows.append(("authority", "must say who signs, in which office", "\(pointer)/authority")) }
    if rule.binding {
      rows.append(("binds", "it has no expiry and is never cancelled, only withdrawn", "\(pointer)/binding"))
    }
    let summary = Catalogue.entry(rule.type, version: rule.version)?.summary ?? ""
    let lines = rows.map { name, words, place in
      "  \(DisplayText.column(name, 12))  \(words)  \(cite(place))"
    }
    return (["\(ink("\(rule.type)", .bold)) version \(rule.version)", "  \(summary)"] + lines).joined(separator: "\n")
  }

  /// The whole charter, an object a type.
  package var json: [String] { files.charter.value.types.indices.map { json(at: $0) } }

  package func json(of type: MessageType) -> String? {
    files.charter.value.types.firstIndex { $0.type == type }.map { json(at: $0) }
  }

  private func json(at index: Int) -> String {
    let rule = files.charter.value.types[index]
    var object = JSONObject()
    object.add("type", rule.type)
    object.add("version", rule.version.value)
    object.add("kind", rule.kind.rawValue)
    object.add("publishers", rule.publishers.map(\.description))
    object.add("publishingNodes", nodes(rule.publishers).map(\.description))
    object.add("recipients", rule.recipients.map(\.description))
    object.add("least", rule.precedence.least.rawValue)
    object.add("greatest", rule.precedence.greatest.rawValue)
    object.add("acknowledge", rule.acknowledge)
    object.add("authority", rule.authority)
    object.add("binding", rule.binding)
    object.add("place", files.charter.citation(of: "/types/\(index)"))
    return object.text
  }

  /// Parties, and for roles and groups who that is today.
  private func parties(_ parties: [Party]) -> String {
    parties.map { party in
      switch party {
      case .all: return "everybody"
      case .participant, .node: return party.description
      case .role, .group:
        let nodes = nodes([party])
        let shown = nodes.prefix(6).map(\.description).joined(separator: ", ")
        if nodes.isEmpty { return "\(party) (nobody today)" }
        return "\(party) (\(shown)\(nodes.count > 6 ? " and \(nodes.count - 6) more" : ""))"
      }
    }.joined(separator: ", ")
  }

  private func nodes(_ parties: [Party]) -> [NodeName] {
    let roster = files.roster.value
    let held = RoleHoldings(roster, under: files.charter.value)
    return roster.nodes.map(\.name).filter { node in
      parties.contains { party in
        switch party {
        case .all: true
        case .node(let name): name == node
        case .participant(let code): code == node.participant
        case .role(let role): held.roles(of: node).contains(role)
        case .group(let group):
          roster.participants.contains { $0.code == node.participant && $0.groups.contains(group) }
        }
      }
    }
  }

  private func list(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }

  private func cite(_ pointer: String) -> String { ink(files.charter.citation(of: pointer), .faint) }
}
