import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct ComparingCharters {
  private func differences(_ change: (inout Fixture) -> Void) throws -> [CharterDifference] {
    var files = Fixture()
    change(&files)
    return try CharterDifference.all(
      from: StrictYAML.read(Charter.self, from: Fixture().charter, file: "old.yaml"),
      to: StrictYAML.read(Charter.self, from: files.charter, file: "new.yaml"))
  }

  /// `place: before → after`
  private func lines(_ differences: [CharterDifference]) -> [String] {
    differences.map { "\($0.place): \($0.before?.text ?? "-") → \($0.after?.text ?? "-")" }
  }

  /// What the final text of 6 January 2026 changed, and nothing else.
  @Test func `the two shipped charters differ exactly in this`() throws {
    let found = try CharterDifference.all(from: ShippedCharter.draft.read(), to: ShippedCharter.final.read())
    #expect(
      lines(found) == [
        "/name: paris-2026-draft → paris-2026-final",
        "/version: draft-2026-01-06 → final-2026-01-06",
        "/support/stages/PT72H/who: coalition, united-states → coalition",
        "/support/stages/PT72H/text: A coordinated answer with the United States. → "
          + "A coordinated answer; the press has the United States in it, this text does not.",
        "/types/declaration.signature/publishers: @delegation of coalition, ukraine, united-states"
          + " → @delegation of coalition, ukraine",
        "/types/declaration.ratification/publishers: @delegation of coalition, ukraine, united-states"
          + " → @delegation of coalition, ukraine",
        "/types/guarantee.commitment/publishers: @delegation of coalition, united-states → @delegation of coalition",
        "/types/guarantee.completion/publishers: @delegation of coalition, united-states → @delegation of coalition",
        "/types/force.contribution/publishers: @delegation of coalition, united-states → @delegation of coalition",
      ])
  }

  @Test(arguments: ShippedCharter.allCases)
  func `a charter does not differ from itself`(_ shipped: ShippedCharter) throws {
    #expect(try CharterDifference.all(from: shipped.read(), to: shipped.read()) == [])
  }

  @Test(arguments: [
    ("revision: 1", "revision: 2", "/revision: 1 → 2"),
    ("instrument: text", "instrument: other", "/instrument: text → other"),
    ("[OPEN, CLOSED]", "[CLOSED, OPEN]", "/policy/classifications: OPEN, CLOSED → CLOSED, OPEN"),
    ("ceiling: OPEN", "ceiling: CLOSED", "/policy/ceiling: OPEN → CLOSED"),
    ("meaning: In Europe", "meaning: Within", "/groups/european/meaning: In Europe → Within"),
    ("incompatibleWith: [monitor]", "incompatibleWith: []", "/roles/force/incompatibleWith: monitor → none"),
    ("to: [coalition, ukraine, european]", "to: [ukraine]", "/release/all: coalition, ukraine, european → ukraine"),
    ("flash: 10", "flash: 5", "/speedOfService/flash: 10 → 5"),
    ("['@monitor']", "['@monitor', UKR]", "/ceasefire/authorities: @monitor → @monitor, UKR"),
    (
      "[{kind: general}]", "[{kind: area, areas: [Odesa], domains: [sea, air]}]",
      "/ceasefire/activating: general → area Odesa: air, sea"
    ),
    (
      "[signatory]", "[signatory, witness]",
      "/declaration/capacities: signatory → signatory, witness"
    ),
    (
      "ratifiedBy: approved", "ratifiedBy: deposited",
      "/guarantees/ratifiedBy: approved → deposited"
    ),
    (
      "ratifiedBy: approved", "ratifiedBy: approved, politicalLimb: at-signature",
      "/guarantees/politicalLimb: none → at-signature"
    ),
    (
      "ratifiedBy: approved", "ratifiedBy: approved, notice: P12M",
      "/guarantees/notice: none → P12M"
    ),
    ("meaning: Observes", "meaning: Observes\n    heldBy: [ukraine]", "/roles/monitor/heldBy: anybody → ukraine"),
    (
      "meaning: Observes", "meaning: Observes\n    alternatesActWhen: 30", "/roles/monitor/alternatesActWhen: 60 → 30"
    ),
    (
      "[signatory]", "[signatory], unregisteredPowers: accept", "/declaration/unregisteredPowers: none → accept"
    ),
    ("leads: [european]", "leads: [all]", "/force/leads: european → all"),
    ("onRequest: [training]", "onRequest: []", "/force/onRequest: training → none"),
    ("[logistics]", "[medical]", "/force/namedSupport: logistics → medical"),
    ("by: [coalition]", "by: [european]", "/support/invokers/force: coalition → european"),
  ])
  func `a rule that was changed is told by its name`(_ old: String, _ new: String, _ line: String) throws {
    #expect(try lines(differences { $0.charter.change(old, to: new) }) == [line])
  }

  @Test(arguments: [
    ("kind: fact", "kind: act", "kind: fact → act"),
    ("publishers: [all]", "publishers: [FRA, UKR]", "publishers: all → FRA, UKR"),
    ("recipients: [all]", "recipients: [cell]", "recipients: all → cell"),
    ("least: routine", "least: deferred", "precedence/least: routine → deferred"),
    ("greatest: flash", "greatest: override", "precedence/greatest: flash → override"),
    ("kind: fact", "kind: fact, phases: [in-force]", "phases: every phase → in-force"),
    ("kind: fact", "kind: fact, authority: true", "authority: false → true"),
    ("kind: fact", "kind: fact, acknowledge: true", "acknowledge: false → true"),
    ("kind: fact", "kind: fact, binding: true", "binding: false → true"),
    ("kind: fact", "kind: fact, decision: possible", "decision: none → possible"),
    ("version: 1", "version: 2", "version: 1 → 2"),
  ])
  func `a type that was changed is told by type and field`(_ old: String, _ new: String, _ line: String) throws {
    #expect(
      try lines(differences { $0.rule("cell.answer") { $0.change(old, to: new) } }) == ["/types/cell.answer/\(line)"])
  }

  @Test func `order, comments and what is said without need are no difference`() throws {
    let found = try differences {
      $0.charter.change("to: [coalition, ukraine, european]", to: "to: [european, ukraine, coalition]  # all of them")
      $0.charter.change(
        "- {beneficiary: ukraine, by: [ukraine]}\n    - {beneficiary: force, by: [coalition]}",
        to: "- {beneficiary: force, by: [coalition]}\n    - {beneficiary: ukraine, by: [ukraine]}")
      $0.rule("cell.answer") { $0.change("kind: fact", to: "kind: fact, binding: false") }
    }
    #expect(found == [])
  }

  @Test func `what one of the two does not have is told field by field, with the lines`() throws {
    let found = try differences {
      $0.charter.change("name: monitor", to: "name: observer")
      $0.charter = $0.charter.split(separator: "\n").filter { !$0.contains("force, by:") }.joined(separator: "\n")
    }
    #expect(
      lines(found) == [
        "/roles/monitor/meaning: Observes → -", "/roles/monitor/incompatibleWith: none → -",
        "/roles/monitor/heldBy: anybody → -", "/roles/monitor/alternatesActWhen: 60 → -",
        "/support/invokers/force: coalition → -", "/roles/observer/meaning: - → Observes",
        "/roles/observer/incompatibleWith: - → none", "/roles/observer/heldBy: - → anybody",
        "/roles/observer/alternatesActWhen: - → 60",
      ])
    #expect(
      found.map { $0.before?.citation } == ["old.yaml:14"] + Array(repeating: "old.yaml:13", count: 3) + [
        "old.yaml:31", nil, nil, nil, nil,
      ])
    #expect(
      found.map { $0.after?.citation } == Array(repeating: nil, count: 5) + ["new.yaml:14"]
        + Array(repeating: "new.yaml:13", count: 3))
  }

  /// A field that somebody adds to the charter and forgets here would differ unseen.
  @Test func `every field of a charter is compared`() throws {
    var fields: Set<String> = []
    func walk(_ shape: Shape, _ path: String) {
      switch shape {
      case .object(let object) where path != "/ceasefire/activating":
        for field in object.fields { walk(field.shape, "\(path)/\(field.name)") }
      case .array(let element, _): walk(element, path)
      // Who decides is told in words, and so is the rule with its number.
      case _ where path.hasPrefix("/types/decidedBy/electorate/"): fields.insert("/types/decidedBy/electorate")
      case _ where path == "/types/decidedBy/n": fields.insert("/types/decidedBy/rule")
      default: fields.insert(path)
      }
    }
    walk(try ShapeRecorder.shape(of: Charter.self), "")
    // Entries of these are told by name; release by whoever releases.
    let names = [
      "/groups/name", "/roles/name", "/release/from", "/types/type", "/support/invokers/beneficiary",
      "/support/stages/after", "/support/stages/target", "/force/namedContributions/by",
      "/checkpoints/goodWhen/of",
    ]
    let compared = Set(
      try CharterDifference.all(
        from: StrictYAML.read(Charter.self, from: Fixture().charter, file: "a.yaml"),
        to: StrictYAML.read(Charter.self, from: Self.different, file: "b.yaml")
      ).map { Self.field(of: $0.place) })
    #expect(fields.subtracting(names) == compared)
  }

  /// Without the name in it: `/types/cell.answer/kind` is `/types/kind`.
  private static func field(of place: String) -> String {
    var parts = place.split(separator: "/").map(String.init)
    switch parts.first {
    case "release": return "/release/to"
    case "support" where parts[1] == "invokers": return "/support/invokers/by"
    case "support": parts.remove(at: 2)
    case "force" where parts[1] == "namedContributions": return "/force/namedContributions/domains"
    case "groups", "roles", "types": parts.remove(at: 1)
    case "checkpoints": return "/checkpoints/goodWhen/least"
    default: break
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Nothing in it is as in the fixture.
  private static let different = """
    revision: 2
    name: other
    instrument: other
    version: '2'
    policy: {name: OTHER, classifications: [A, B], ceiling: A}
    groups: [{name: overseas, meaning: Elsewhere}]
    roles: [{name: watch, meaning: Watches}]
    release: [{from: [FRA], to: [all]}]
    speedOfService: {flash: 1, immediate: 2, priority: 3, routine: 4, deferred: 5}
    ceasefire: {authorities: [UKR], activating: [{kind: domain, domains: [energy]}]}
    declaration: {capacities: [witness], officesWithFullPowers: [King], unregisteredPowers: refuse}
    guarantees: {ratifiedBy: deposited, politicalLimb: with-ratification, notice: P90D, lateRatification: never}
    force: {leads: [FRA], onRequest: [deployment], namedSupport: [medical], namedContributions: [{by: [FRA], domains: [sea]}]}
    support:
      invokers: [{beneficiary: ukraine, by: [UKR]}]
      stages: [{after: P1D, who: [FRA], expected: support.response, text: Answers}]
    decisions: {silence: 60, voices: [FRA]}
    minimize: {longest: 60}
    checkpoints: {goodWhen: [{of: overseas, least: 2}]}
    types:
      - type: cell.answer
        version: 2
        kind: act
        publishers: [FRA]
        recipients: [UKR]
        precedence: {least: deferred, greatest: override}
        phases: [agreed]
        authority: true
        acknowledge: true
        binding: true
        decision: needed
        decidedBy: {electorate: {role: watch}, rule: silence, mustAgree: [UKR], silentSideAfter: P14D}
    """
}
