package import CellConfig
package import CellCore
package import CellSchema
package import StrictYAML

/// What the participants agreed, in plain words with the line of each rule.
package struct CharterText: Sendable {
  private let charter: Located<Charter>
  private let ink: Ink
  /// Who is meant under a cell's roster; nil of a charter without a cell.
  private let members: PartyMembers?

  package init(_ set: ConfigurationSet, _ ink: Ink) {
    charter = set.charter
    self.ink = ink
    members = PartyMembers(set.roster.value, under: set.charter.value)
  }

  /// A charter by itself: who holds a role is a cell's to say.
  package init(_ charter: Located<Charter>, _ ink: Ink) {
    self.charter = charter
    self.ink = ink
    members = nil
  }

  /// The whole charter, a line a rule.
  ///
  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package func text(width: Int?) -> String {
    let located = self.charter
    let charter = located.value
    let policy = charter.policy
    func title(_ words: String) -> [SituationPhrase] { ["", SituationPhrase(words, .bold)] }
    func line(_ words: String, _ pointer: String) -> SituationPhrase {
      (SituationPhrase(words) + "  " + cite(pointer)).hanging(at: 4)
    }
    var lines = [
      SituationPhrase("\(located.file): \(charter.name), " + spoken("revision \(charter.revision.value)")),
      SituationPhrase(spoken("follows \(charter.instrument) version \(charter.version)")),
      line(
        spoken("policy \(policy.name): \(list(policy.classifications.elements)); nothing above \(policy.ceiling)"),
        "/policy"),
    ]
    lines += title(spoken("ROLES"))
    for (index, role) in charter.roles.enumerated() {
      let apart = role.incompatibleWith.isEmpty ? "" : spoken("; not together with \(list(role.incompatibleWith))")
      let heldBy = role.heldBy.map { spoken("; held by \(list($0.elements))") } ?? ""
      let alternates = role.alternatesActWhen.map { spoken("; alternates act after \($0) minutes") } ?? ""
      lines.append(
        line("@\(role.name): \(role.meaning)\(heldBy)\(alternates)\(apart)", "/roles/\(index)"))
    }
    lines += title(spoken("GROUPS"))
    for (index, group) in charter.groups.enumerated() {
      lines.append(line("\(group.name): \(group.meaning)", "/groups/\(index)"))
    }
    lines += title(spoken("RELEASE"))
    for (index, rule) in charter.release.enumerated() {
      lines.append(
        line(
          spoken("\(list(rule.from.elements)) may release to \(list(rule.to.elements))"), "/release/\(index)"))
    }
    lines += title(spoken("PROCEDURES"))
    lines += procedures.all.map { row($0.name, $0.words, $0.pointer) }
    lines += title(spoken("TYPES"))
    let longest = charter.types.map { $0.type.description.count }.max() ?? 0
    for (index, rule) in charter.types.enumerated() {
      let publishers = rule.publishers.isEmpty ? spoken("the bus alone") : list(rule.publishers)
      let phases = rule.phases.map { spoken("; phases \(list($0.map(\.rawValue)))") } ?? ""
      lines.append(
        line(
          "\(DisplayText.column("\(rule.type)", longest))  \(rule.kind.rawValue == "act" ? "act " : "fact")  "
            + spoken("\(publishers) to \(list(rule.recipients.elements))") + phases, "/types/\(index)"))
    }
    return joined(lines, width)
  }

  /// One type's rule; nil where the charter has none: nobody may say it.
  ///
  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package func explanation(of type: MessageType, width: Int? = nil) -> String? {
    guard let index = charter.value.types.firstIndex(where: { $0.type == type }) else { return nil }
    let rule = charter.value.types[index]
    let pointer = "/types/\(index)"
    let bounds = rule.precedence
    let speed = procedures.speed(from: bounds.least, to: bounds.greatest)
    var lines = [
      SituationPhrase("\(rule.type)", .bold) + " " + spoken("version \("\(rule.version)")"),
      SituationPhrase("  \(spoken(listed: Catalogue.entry(rule.type, version: rule.version)?.summary ?? ""))").hanging(
        at: 2),
      row(
        inColumn("it is"),
        rule.kind == .fact
          ? spoken("a fact: never refused for the phase or the state of a case")
          : spoken("an act: refused where the phase or the state of a case does not allow it"), "\(pointer)/kind"),
      row(
        inColumn("said by"), rule.publishers.isEmpty ? spoken("the bus alone") : parties(rule.publishers),
        "\(pointer)/publishers"),
      row(inColumn("when"), phases(of: rule), "\(pointer)/phases"),
      row(inColumn("received by"), parties(rule.recipients.elements), "\(pointer)/recipients"),
      row(
        inColumn("precedence"),
        bounds.least == bounds.greatest
          ? spoken("\(bounds.least.rawValue) only") : spoken("\(bounds.least.rawValue) to \(bounds.greatest.rawValue)"),
        "\(pointer)/precedence"),
      row(
        inColumn("acknowledged"),
        rule.acknowledge ? spoken("always") : spoken("from immediate on, or where it asks for it"),
        "\(pointer)/acknowledge"),
      row(speed.name, speed.words, speed.pointer),
    ]
    if rule.authority {
      lines.append(
        row(
          inColumn("authority"), spoken("must say who signs, in which office, with which powers"),
          "\(pointer)/authority"))
      if rule.binding, let powers = procedures.powers {
        lines.append(row(powers.name, powers.words, powers.pointer))
      }
    }
    if rule.binding {
      lines.append(
        row(inColumn("binds"), spoken("it has no expiry and is never cancelled, only withdrawn"), "\(pointer)/binding"))
    }
    if rule.signature {
      lines.append(
        row(
          inColumn("signed"),
          spoken("by the sending node, where its participant has roots in the roster; who has none signs nothing"),
          "\(pointer)/signature"))
    }
    lines += procedures.clauses(of: type).map { row($0.name, $0.words, $0.pointer) }
    return joined(lines, width)
  }

  private func joined(_ lines: [SituationPhrase], _ width: Int?) -> String {
    lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }.joined(separator: "\n")
  }

  private func phases(of rule: TypeRule) -> String {
    guard let phases = rule.phases else { return spoken("in every phase") }
    return spoken(
      "only while the ceasefire (\(procedures.scopes)) is \(procedures.either(phases.map(\.inWords)))")
  }

  private func row(_ name: String, _ words: String, _ pointer: String) -> SituationPhrase {
    (SituationPhrase("  \(DisplayText.column(name, 12))  \(words)  ") + cite(pointer)).hanging(at: 16)
  }

  private var procedures: CharterProcedureText {
    CharterProcedureText(charter: charter.value) { parties in
      self.parties(parties) { members?.participants([$0]).map(\.description) }
    }
  }

  /// The whole charter, an object a type.
  package var json: [String] { charter.value.types.indices.map { json(at: $0) } }

  package func json(of type: MessageType) -> String? {
    charter.value.types.firstIndex { $0.type == type }.map { json(at: $0) }
  }

  private func json(at index: Int) -> String {
    let rule = charter.value.types[index]
    var object = JSONObject()
    object.add("type", rule.type)
    object.add("version", rule.version.value)
    object.add("kind", rule.kind.rawValue)
    object.add("publishers", rule.publishers.map(\.description))
    if let members { object.add("publishingNodes", members.nodes(rule.publishers).map(\.description)) }
    object.add("recipients", rule.recipients.map(\.description))
    object.add("phases", (rule.phases?.elements ?? CeasefirePhase.allCases).map(\.rawValue))
    object.add("least", rule.precedence.least.rawValue)
    object.add("greatest", rule.precedence.greatest.rawValue)
    object.add("acknowledge", rule.acknowledge)
    object.add("authority", rule.authority)
    object.add("binding", rule.binding)
    object.add("signature", rule.signature)
    object.add(
      "procedures",
      procedures.clauses(of: rule.type).filter { !$0.values.isEmpty }.map { clause in
        var procedure = JSONObject()
        procedure.add("rule", clause.pointer)
        procedure.add("values", clause.values)
        procedure.add("place", charter.citation(of: clause.pointer))
        return procedure
      })
    object.add("place", charter.citation(of: "/types/\(index)"))
    return object.text
  }

  /// Parties, and for roles and groups which nodes those are today.
  private func parties(_ parties: [Party]) -> String {
    self.parties(parties) { members?.nodes([$0]).map(\.description) }
  }

  private func parties(_ parties: [Party], today members: (Party) -> [String]?) -> String {
    parties.map { party in
      switch party {
      case .all: return spoken("everybody")
      case .participant, .node: return party.description
      case .role, .group, .roleOf:
        guard let names = members(party) else { return words(party) }
        let shown = names.prefix(6).joined(separator: ", ")
        let meant = words(party)
        if names.isEmpty { return spoken("\(meant) (nobody today)") }
        return "\(meant) (\(shown)\(names.count > 6 ? spoken(" and \(names.count - 6) more") : ""))"
      }
    }.joined(separator: ", ")
  }

  /// `@delegation`; `whoever holds @delegation and is of coalition or ukraine`.
  private func words(_ party: Party) -> String {
    guard case .roleOf(let role, let members) = party else { return party.description }
    return spoken("whoever holds @\("\(role)") and is of \(procedures.either(members.map(\.description)))")
  }

  private func list(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }

  private func cite(_ pointer: String) -> SituationPhrase { SituationPhrase(charter.citation(of: pointer), .faint) }
}
