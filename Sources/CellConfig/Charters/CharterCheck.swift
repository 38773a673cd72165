package import CellCore
import CellSchema
package import StrictYAML

/// What a charter has to be by itself, and against the catalogue of types.
package enum CharterCheck {
  package static func problems(in file: Located<Charter>) -> [FileProblem] {
    policy(file) + groups(file) + roles(file) + parties(file) + types(file) + CharterListCheck.problems(in: file)
      + StageCheck.problems(in: file) + PhaseCheck(file).problems
  }

  /// Binding types that every node of a side or a participant may say: its general staff, and its node in the force.
  package static func warnings(in file: Located<Charter>) -> [FileProblem] {
    file.value.types.enumerated().filter(\.element.binding).flatMap { index, rule in
      rule.publishers.enumerated().filter(\.element.meansEveryNode).map { position, party in
        file.problem(
          .bareSide, at: "/types/\(index)/publishers/\(position)",
          "\(rule.type) binds, and every node of \(party == .all ? "everybody" : "\(party)") may say it: name a role"
            + " within, as {role: delegation, of: [\(party)]}")
      }
    }
  }

  private static func policy(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let policy = file.value.policy
    var seen = Duplicates()
    for (index, name) in policy.classifications.enumerated() {
      seen.note("\(name)", "classification", at: "/policy/classifications/\(index)", in: file, into: &problems)
    }
    if !policy.classifications.contains(policy.ceiling) {
      problems.append(
        file.problem(.unknownName, at: "/policy/ceiling", "\(policy.ceiling) is not one of the classifications"))
    }
    return problems
  }

  private static func groups(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    for (index, group) in file.value.groups.enumerated() {
      let pointer = "/groups/\(index)/name"
      seen.note("\(group.name)", "group", at: pointer, in: file, into: &problems)
      if "\(group.name)" == "all" || Side(rawValue: "\(group.name)") != nil {
        problems.append(
          file.problem(.duplicateEntry, at: pointer, "\(group.name) is defined already and needs no entry"))
      }
    }
    return problems
  }

  private static func roles(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let known = Set(file.value.roles.map(\.name))
    var seen = Duplicates()
    for (index, role) in file.value.roles.enumerated() {
      let pointer = "/roles/\(index)"
      seen.note("\(role.name)", "role", at: "\(pointer)/name", in: file, into: &problems)
      if "\(role.name)" == "all" {
        problems.append(file.problem(.duplicateEntry, at: "\(pointer)/name", "@all stands for every participant"))
      }
      for (position, other) in role.incompatibleWith.enumerated() {
        let place = "\(pointer)/incompatibleWith/\(position)"
        if !known.contains(other) {
          problems.append(file.problem(.unknownName, at: place, "there is no role \(other)"))
        } else if other == role.name {
          problems.append(file.problem(.incompatibleRoles, at: place, "a role is compatible with itself"))
        }
      }
      for (position, member) in (role.heldBy?.elements ?? []).enumerated() {
        if let problem = unknownGroup(member, at: "\(pointer)/heldBy/\(position)", in: file) {
          problems.append(problem)
        }
      }
    }
    return problems
  }

  private static func parties(_ file: Located<Charter>) -> [FileProblem] {
    let roles = Set(file.value.roles.map(\.name))
    return file.value.everyParty.flatMap { pointer, party -> [FileProblem] in
      var problems: [FileProblem] = []
      if let role = party.role, !roles.contains(role) {
        problems.append(file.problem(.unknownName, at: pointer, "no role \(role)"))
      }
      switch party {
      case .group(let name): problems += [unknownGroup(.group(name), at: pointer, in: file)].compactMap(\.self)
      case .roleOf(_, let members):
        problems += members.enumerated().compactMap { unknownGroup($1, at: "\(pointer)/of/\($0)", in: file) }
      case .all, .role, .participant, .node: break
      }
      return problems
    }
  }

  private static func unknownGroup(
    _ member: Membership, at pointer: String, in file: Located<Charter>
  ) -> FileProblem? {
    guard case .group(let name) = member, Side(rawValue: name.description) == nil,
      !file.value.groups.contains(where: { $0.name == name })
    else { return nil }
    return file.problem(.unknownName, at: pointer, "no group \(name)")
  }

  private static func types(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let catalogue = Dictionary(grouping: Catalogue.entries, by: \.type)
    var seen = Duplicates()
    for (index, rule) in file.value.types.enumerated() {
      let pointer = "/types/\(index)"
      seen.note("\(rule.type)", "type", at: "\(pointer)/type", in: file, into: &problems)
      if let versions = catalogue[rule.type]?.map(\.version) {
        if !versions.contains(rule.version) {
          let known = versions.map(\.description).joined(separator: ", ")
          problems.append(
            file.problem(.unknownVersion, at: "\(pointer)/version", "\(rule.type) has the versions \(known)"))
        }
      } else {
        problems.append(file.problem(.unknownType, at: "\(pointer)/type", "the catalogue has no \(rule.type)"))
      }
      problems += publishers(of: rule, at: pointer, in: file)
      if rule.decision != nil, rule.kind == .fact {
        problems.append(file.problem(.ruleBroken, at: "\(pointer)/decision", "nobody decides on a fact"))
      }
      if rule.decision != nil, ["ceasefire", "decision", "system"].contains(rule.type.system) {
        problems.append(
          file.problem(
            .ruleBroken, at: "\(pointer)/decision", "\(rule.type) is each one's own to say, and not decided together"))
      }
      problems += terms(of: rule, at: pointer, in: file)
      if rule.precedence.least > rule.precedence.greatest {
        problems.append(
          file.problem(
            .ruleBroken, at: "\(pointer)/precedence",
            "\(rule.precedence.least.rawValue) is above \(rule.precedence.greatest.rawValue)"))
      }
    }
    let listed = Set(file.value.types.map(\.type))
    for type in catalogue.keys.sorted() where !listed.contains(type) {
      problems.append(file.problem(.incomplete, at: "/types", "there is no rule for \(type)"))
    }
    return problems
  }

  private static func terms(of rule: TypeRule, at pointer: String, in file: Located<Charter>) -> [FileProblem] {
    guard let terms = rule.decidedBy else { return [] }
    let place = "\(pointer)/decidedBy"
    var problems: [FileProblem] = []
    if rule.decision == nil {
      problems.append(
        file.problem(.ruleBroken, at: place, "\(rule.type) is not decided together: say decision as well"))
    }
    if let role = terms.electorate.role, !file.value.roles.contains(where: { $0.name == role }) {
      problems.append(file.problem(.unknownName, at: "\(place)/electorate/role", "no role \(role)"))
    }
    let groups = Set(Side.allCases.map(\.group) + file.value.groups.map(\.name))
    if let group = terms.electorate.group, !groups.contains(group) {
      problems.append(file.problem(.unknownName, at: "\(place)/electorate/group", "no group \(group)"))
    }
    if terms.electorate.leads != nil, ![ForceConstitution.messageType, ForceChange.messageType].contains(rule.type) {
      problems.append(file.problem(.ruleBroken, at: "\(place)/electorate/leads", "\(rule.type) has no leads"))
    }
    for (index, elector) in (terms.mustAgree?.elements ?? []).enumerated() {
      guard case .group(let name) = elector, !groups.contains(name) else { continue }
      problems.append(file.problem(.unknownName, at: "\(place)/mustAgree/\(index)", "no group \(name)"))
    }
    return problems
  }

  private static func publishers(of rule: TypeRule, at pointer: String, in file: Located<Charter>) -> [FileProblem] {
    if rule.type.system == "system" {
      guard !rule.publishers.isEmpty else { return [] }
      return [file.problem(.reservedToBus, at: "\(pointer)/publishers", "the bus alone says \(rule.type)")]
    }
    guard rule.publishers.isEmpty else { return [] }
    return [file.problem(.incomplete, at: "\(pointer)/publishers", "nobody may say \(rule.type)")]
  }
}

extension Charter {
  /// Every party that a rule names, with its place.
  var everyParty: [(pointer: String, party: Party)] {
    func list(_ parties: some Sequence<Party>, _ pointer: String) -> [(pointer: String, party: Party)] {
      parties.enumerated().map { ("\(pointer)/\($0.offset)", $0.element) }
    }
    let released = release.enumerated().flatMap { index, rule in
      list(rule.from, "/release/\(index)/from") + list(rule.to, "/release/\(index)/to")
    }
    return released + list(ceasefire.authorities, "/ceasefire/authorities") + list(force.leads, "/force/leads")
      + support.invokers.enumerated().flatMap { index, invoker in list(invoker.by, "/support/invokers/\(index)/by") }
      + (support.stages?.elements ?? []).enumerated().flatMap { index, stage in
        list(stage.who, "/support/stages/\(index)/who")
      }
      + list(decisions?.voices.elements ?? [], "/decisions/voices")
      + (force.namedContributions ?? []).enumerated().flatMap { index, part in
        list(part.by, "/force/namedContributions/\(index)/by")
      }
      + types.enumerated().flatMap { index, rule in
        list(rule.publishers, "/types/\(index)/publishers") + list(rule.recipients, "/types/\(index)/recipients")
          + list(rule.decidedBy?.electorate.parties?.elements ?? [], "/types/\(index)/decidedBy/electorate/parties")
      }
  }
}
