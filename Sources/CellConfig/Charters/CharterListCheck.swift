import CellCore
import CellSchema
import StrictYAML

/// Whether anything stands twice in one of a charter's lists. It would mean nothing, and hides the name that was meant.
enum CharterListCheck {
  static func problems(in file: Located<Charter>) -> [FileProblem] {
    parties(file) + scopes(file) + values(file) + invokers(file)
  }

  private static func parties(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var lists: [Substring: Duplicates] = [:]
    for (pointer, party) in file.value.everyParty {
      let list = pointer[..<(pointer.lastIndex(of: "/") ?? pointer.startIndex)]
      lists[list, default: Duplicates()].note("\(party)", "party", at: pointer, in: file, into: &problems)
    }
    return problems
  }

  private static func scopes(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    for (index, scope) in file.value.ceasefire.activating.enumerated() {
      let pointer = "/ceasefire/activating/\(index)"
      let areas = (scope.areas?.elements ?? []).map(\.description)
      let domains = (scope.domains?.elements ?? []).map(\.rawValue)
      problems += values(areas, "area", at: "\(pointer)/areas", in: file)
      problems += values(domains, "domain", at: "\(pointer)/domains", in: file)
      let name = ([scope.kind.rawValue] + Set(areas).sorted() + Set(domains).sorted()).joined(separator: " ")
      seen.note(name, "scope", at: pointer, in: file, into: &problems)
    }
    return problems
  }

  private static func values(_ file: Located<Charter>) -> [FileProblem] {
    let charter = file.value
    func list<Value: RawRepresentable<String>>(_ values: some Sequence<Value>, _ kind: String, _ pointer: String)
      -> [FileProblem]
    {
      Self.values(values.map(\.rawValue), kind, at: pointer, in: file)
    }
    return list(charter.declaration.capacities, "capacity", "/declaration/capacities")
      + Self.values(
        charter.declaration.officesWithFullPowers.map { $0.description.lowercased() }, "office",
        at: "/declaration/officesWithFullPowers", in: file)
      + list(charter.force.onRequest, "activity", "/force/onRequest")
      + list(charter.force.namedSupport, "kind of support", "/force/namedSupport")
      + charter.types.enumerated().flatMap { index, rule in
        list(rule.phases?.elements ?? [], "phase", "/types/\(index)/phases")
      }
      + charter.roles.enumerated().flatMap { index, role in
        Self.values(
          role.incompatibleWith.map(\.description), "role", at: "/roles/\(index)/incompatibleWith", in: file)
          + Self.values(
            role.heldBy?.map(\.description) ?? [], "holder", at: "/roles/\(index)/heldBy", in: file)
      }
  }

  private static func invokers(_ file: Located<Charter>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    for (index, invoker) in file.value.support.invokers.enumerated() {
      seen.note(
        invoker.beneficiary.rawValue, "beneficiary", at: "/support/invokers/\(index)/beneficiary", in: file,
        into: &problems)
    }
    return problems
  }

  private static func values(
    _ values: [String], _ kind: String, at pointer: String, in file: Located<Charter>
  ) -> [FileProblem] {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    for (index, value) in values.enumerated() {
      seen.note(value, kind, at: "\(pointer)/\(index)", in: file, into: &problems)
    }
    return problems
  }
}
