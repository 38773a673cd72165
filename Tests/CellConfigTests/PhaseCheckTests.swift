import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct CheckingPhases {
  private func line(of type: String) -> Int {
    33 + Catalogue.entries.firstIndex { $0.type.description == type }!
  }

  private func problems(_ files: Fixture) throws -> [FileProblem] {
    do {
      _ = try files.load()
      return []
    } catch let error as FileProblems {
      return error.problems
    }
  }

  /// The lines of the findings, with the type whose line it is.
  private func types(_ problems: [FileProblem]) -> [String] {
    problems.map { Catalogue.entries[$0.line - 33].type.description }
  }

  @Test func `an act may have phases, a fact has none`() throws {
    var files = Fixture()
    files.rule("support.measure") { $0.change("kind: fact", to: "kind: act, phases: [in-force, terminated]") }
    #expect(try files.problems() == [])
    #expect(
      try files.load().charter.value.types.first { $0.type == "support.measure" }?.phases == [.inForce, .terminated])
    files.rule("support.measure") { $0.change("kind: act", to: "kind: fact") }
    let found = try problems(files)
    #expect(found.map(\.code) == [.ruleBroken] && types(found) == ["support.measure"])
    #expect(found.first?.pointer.hasSuffix("/phases") == true)
  }

  @Test(arguments: [
    ("[]", ErrorCode.tooShort), ("[in force]", .unknownValue), ("in-force", .wrongType),
    ("[in-force, suspended, in-force]", .duplicateEntry),
  ])
  func `phases of a wrong form are refused`(_ phases: String, _ code: ErrorCode) throws {
    var files = Fixture()
    files.rule("support.measure") { $0.change("kind: fact", to: "kind: act, phases: \(phases)") }
    let found = try problems(files)
    #expect(found.map(\.code) == [code] && types(found) == ["support.measure"])
  }

  @Test func `a rule is open in its phases, one without phases in all`() throws {
    var files = Fixture()
    files.rule("support.measure") { $0.change("kind: fact", to: "kind: act, phases: [in-force, terminated]") }
    let rules = try files.load().charter.value.types
    let measure = try #require(rules.first { $0.type == "support.measure" })
    #expect(CeasefirePhase.allCases.filter(measure.isOpen) == [.inForce, .terminated])
    let note = try #require(rules.first { $0.type == "cell.liaison-note" })
    #expect(CeasefirePhase.allCases.allSatisfy(note.isOpen))
  }

  @Test(arguments: [
    ("ceasefire.agreement", "agreed"), ("ceasefire.entry-into-force", "in-force"),
    ("ceasefire.suspension", "suspended"), ("ceasefire.termination", "terminated"),
  ])
  func `a phase to which no authority can move is named with the rule that keeps it`(
    _ step: String, _ phase: String
  ) throws {
    var files = Fixture()
    files.rule(step) { $0.change("publishers: [all]", to: "publishers: [FRA]") }
    let found = try problems(files)
    #expect(found.map(\.code) == [.incomplete] && types(found) == [step])
    #expect(
      found.first?.detail
        == "no ceasefire can be \(phase): @monitor has to say \(step), and may not (charter.yaml:\(line(of: step)))")
  }

  @Test func `each authority has to be among those who may say it`() throws {
    var files = Fixture()
    files.charter.change("['@monitor']", to: "['@monitor', FRA.CELL-1]")
    for step in ["agreement", "entry-into-force", "suspension", "resumption", "termination"] {
      files.rule("ceasefire.\(step)") { $0.change("publishers: [all]", to: "publishers: ['@monitor', FRA]") }
    }
    #expect(try files.problems() == [])
    files.rule("ceasefire.suspension") { $0.change("['@monitor', FRA]", to: "['@monitor', UKR]") }
    let found = try problems(files)
    #expect(types(found) == ["ceasefire.suspension"])
    #expect(found.first?.detail.contains("FRA.CELL-1 has to say ceasefire.suspension") == true)
  }

  @Test func `a step that is not open in the phase where it begins leads nowhere`() throws {
    var files = Fixture()
    files.rule("ceasefire.suspension") { $0.change("kind: fact", to: "kind: act, phases: [agreed]") }
    let found = try problems(files)
    #expect(types(found) == ["ceasefire.suspension"])
    #expect(
      found.first?.detail
        == "no ceasefire can be suspended: ceasefire.suspension is not open in in-force "
        + "(charter.yaml:\(line(of: "ceasefire.suspension")))")
  }

  @Test func `a step is open where it begins in one of several phases`() throws {
    var files = Fixture()
    files.rule("ceasefire.termination") { $0.change("kind: fact", to: "kind: act, phases: [suspended]") }
    #expect(try files.problems() == [])
  }

  @Test func `a suspended ceasefire that nobody can resume is a finding`() throws {
    var files = Fixture()
    files.rule("ceasefire.resumption") { $0.change("publishers: [all]", to: "publishers: [FRA]") }
    let found = try problems(files)
    #expect(found.map(\.code) == [.incomplete] && types(found) == ["ceasefire.resumption"])
    #expect(found.first?.detail.hasPrefix("ceasefire.resumption can move no phase") == true)
  }

  @Test func `an act whose phases nobody can reach is named, and so is the first place that lists each`() throws {
    var files = Fixture()
    files.rule("ceasefire.entry-into-force") { $0.change("publishers: [all]", to: "publishers: [FRA]") }
    files.rule("support.invocation") { $0.change("kind: fact", to: "kind: act, phases: [in-force, suspended]") }
    files.rule("support.measure") { $0.change("kind: fact", to: "kind: act, phases: [suspended, terminated]") }
    let found = try problems(files)
    #expect(found.allSatisfy { $0.code == .incomplete })
    let details = found.map { "\(Catalogue.entries[$0.line - 33].type) \($0.detail)" }
    let entry = line(of: "ceasefire.entry-into-force")
    #expect(
      details == [
        "support.invocation nobody can ever say support.invocation: no ceasefire can be in-force or suspended",
        "support.invocation no ceasefire can be in-force: @monitor has to say ceasefire.entry-into-force, and may not "
          + "(charter.yaml:\(entry))",
        "support.invocation no ceasefire can be suspended: it follows in-force alone, which cannot be reached either",
      ])
  }
}

extension Fixture {
  /// Changes the one line of a type's rule.
  mutating func rule(_ type: String, _ change: (inout String) -> Void) {
    var lines = charter.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let index = lines.firstIndex { $0.contains("{type: \(type),") }!
    change(&lines[index])
    charter = lines.joined(separator: "\n")
  }
}
