import CellCore
import CellSchema

/// Everything that a charter says, one thing an entry, by names and not by where it stands in the file.
///
/// The order of a list does not matter, except where it says something: the classifications go from lowest to highest.
/// Rules of release add up, and so they are told by whoever releases.
struct CharterEntries {
  struct Entry {
    /// As a JSON Pointer with names for numbers: `/types/guarantee.commitment/publishers`.
    let place: String
    /// Where it stands in the file.
    let pointer: String
    let text: String
    /// Two entries of one place are equal where this is.
    let meaning: [String]
  }

  private(set) var entries: [Entry] = []
  private var places: [String: Int] = [:]

  init(_ charter: Charter) {
    add("/revision", charter.revision)
    add("/name", charter.name)
    add("/instrument", charter.instrument)
    add("/version", charter.version)
    add("/policy/name", charter.policy.name)
    add(ordered: charter.policy.classifications.map(\.description), at: "/policy/classifications")
    add("/policy/ceiling", charter.policy.ceiling)
    for (index, group) in charter.groups.enumerated() {
      add("/groups/\(group.name)/meaning", group.meaning, at: "/groups/\(index)/meaning")
    }
    for (index, role) in charter.roles.enumerated() {
      let place = "/roles/\(role.name)"
      add("\(place)/meaning", role.meaning, at: "/roles/\(index)/meaning")
      add("\(place)/incompatibleWith", list: role.incompatibleWith, at: "/roles/\(index)/incompatibleWith")
      add("\(place)/heldBy", list: role.heldBy?.map(\.description) ?? ["anybody"], at: "/roles/\(index)/heldBy")
      add(
        "\(place)/alternatesActWhen", role.alternatesActWhen ?? CharterRole.usualAbsence,
        at: "/roles/\(index)/alternatesActWhen")
    }
    release(charter)
    procedures(charter)
    for (index, rule) in charter.types.enumerated() { add(rule, at: "/types/\(index)") }
  }

  func entry(at place: String) -> Entry? { places[place].map { entries[$0] } }

  private mutating func release(_ charter: Charter) {
    var places: [Party] = []
    var recipients: [Party: (parties: [Party], pointer: String)] = [:]
    for (index, rule) in charter.release.enumerated() {
      for party in rule.from {
        if recipients[party] == nil { places.append(party) }
        recipients[party, default: ([], "/release/\(index)")].parties += rule.to
      }
    }
    for party in places {
      guard let (parties, pointer) = recipients[party] else { continue }
      add("/release/\(party)", list: parties, at: pointer)
    }
  }

  private mutating func procedures(_ charter: Charter) {
    for precedence in Precedence.allCases where precedence != .override {
      add("/speedOfService/\(precedence.rawValue)", charter.speedOfService[precedence])
    }
    add("/ceasefire/authorities", list: charter.ceasefire.authorities)
    add("/ceasefire/activating", list: charter.ceasefire.activating.map(\.inWords), at: "/ceasefire/activating")
    add("/declaration/capacities", values: charter.declaration.capacities)
    add("/declaration/officesWithFullPowers", list: charter.declaration.officesWithFullPowers)
    add("/declaration/unregisteredPowers", charter.declaration.unregisteredPowers?.rawValue ?? "none")
    add("/guarantees/ratifiedBy", values: [charter.guarantees.ratifiedBy])
    add("/guarantees/politicalLimb", charter.guarantees.politicalLimb?.rawValue ?? "none")
    add("/guarantees/lateRatification", charter.guarantees.lateRatification?.rawValue ?? "none")
    add("/guarantees/notice", charter.guarantees.notice?.description ?? "none")
    add("/force/leads", list: charter.force.leads)
    add("/force/onRequest", values: charter.force.onRequest)
    add("/force/namedSupport", values: charter.force.namedSupport)
    for (index, part) in (charter.force.namedContributions ?? []).enumerated() {
      for party in part.by {
        add(
          "/force/namedContributions/\(party)", list: part.domains.map(\.rawValue),
          at: "/force/namedContributions/\(index)/domains")
      }
    }
    for (index, invoker) in charter.support.invokers.enumerated() {
      add("/support/invokers/\(invoker.beneficiary.rawValue)", list: invoker.by, at: "/support/invokers/\(index)/by")
    }
    for (index, stage) in (charter.support.stages?.elements ?? []).enumerated() {
      let (place, pointer) = ("/support/stages/\(stage.name)", "/support/stages/\(index)")
      add("\(place)/who", list: stage.who, at: "\(pointer)/who")
      add("\(place)/expected", stage.expected.rawValue, at: "\(pointer)/expected")
      add("\(place)/text", stage.text, at: "\(pointer)/text")
    }
    if let decisions = charter.decisions {
      add("/decisions/silence", decisions.silence)
      add("/decisions/voices", list: decisions.voices)
    }
    if let minimize = charter.minimize { add("/minimize/longest", minimize.longest) }
    for (index, part) in (charter.checkpoints?.goodWhen.elements ?? []).enumerated() {
      add("/checkpoints/goodWhen/\(part.of)", part.least, at: "/checkpoints/goodWhen/\(index)/least")
    }
  }

  private mutating func add(_ rule: TypeRule, at pointer: String) {
    func add(_ field: String, _ value: some CustomStringConvertible) {
      self.add("/types/\(rule.type)/\(field)", value, at: "\(pointer)/\(field)")
    }
    func add(_ field: String, list values: some Sequence<some CustomStringConvertible>) {
      self.add("/types/\(rule.type)/\(field)", list: values, at: "\(pointer)/\(field)")
    }
    add("version", rule.version)
    add("kind", rule.kind.rawValue)
    add("publishers", list: rule.publishers)
    add("recipients", list: rule.recipients)
    add("precedence/least", rule.precedence.least.rawValue)
    add("precedence/greatest", rule.precedence.greatest.rawValue)
    add("phases", list: rule.phases?.map(\.rawValue) ?? ["every phase"])
    add("authority", rule.authority)
    add("acknowledge", rule.acknowledge)
    add("binding", rule.binding)
    add("signature", rule.signature)
    add("decision", rule.decision?.rawValue ?? "none")
    guard let terms = rule.decidedBy else { return }
    self.add(
      "/types/\(rule.type)/decidedBy/electorate", terms.electorate.words, at: "\(pointer)/decidedBy/electorate")
    self.add("/types/\(rule.type)/decidedBy/rule", terms.ruleInWords, at: "\(pointer)/decidedBy/rule")
    add("decidedBy/mustAgree", list: terms.mustAgree?.elements ?? [])
    add("decidedBy/silentSideAfter", terms.silentSideAfter?.description ?? "none")
  }

  private mutating func add(_ place: String, _ value: some CustomStringConvertible, at pointer: String? = nil) {
    insert(place, at: pointer, text: value.description, meaning: [value.description])
  }

  /// A list whose order says nothing.
  private mutating func add(
    _ place: String, list values: some Sequence<some CustomStringConvertible>, at pointer: String? = nil
  ) {
    let names = values.map(\.description)
    insert(place, at: pointer, text: Self.list(names), meaning: Set(names).sorted())
  }

  private mutating func add(_ place: String, values: some Sequence<some RawRepresentable<String>>) {
    add(place, list: values.map(\.rawValue))
  }

  private mutating func add(ordered names: [String], at place: String) {
    insert(place, at: nil, text: Self.list(names), meaning: names)
  }

  private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

  private mutating func insert(_ place: String, at pointer: String?, text: String, meaning: [String]) {
    // What stands twice is a finding of the check; here the first one counts.
    guard places[place] == nil else { return }
    places[place] = entries.count
    entries.append(Entry(place: place, pointer: pointer ?? place, text: text, meaning: meaning))
  }
}

extension SupportProcedure.Stage {
  /// By which it is told from the others: `PT24H`, `PT24H for ukraine`.
  fileprivate var name: String { target.map { "\(after) for \($0.rawValue)" } ?? "\(after)" }
}

extension CeasefireScope {
  /// `general`, `area Odesa, Mykolaiv: sea`, `domain energy`; areas and domains in the order of their names.
  package var inWords: String {
    let areas = (areas?.elements ?? []).map(\.description).sorted().joined(separator: ", ")
    let domains = (domains?.elements ?? []).map(\.rawValue).sorted().joined(separator: ", ")
    let parts = [areas, domains].filter { !$0.isEmpty }.joined(separator: ": ")
    return parts.isEmpty ? kind.rawValue : "\(kind.rawValue) \(parts)"
  }
}
