import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct CheckingACharter {
  private func line(of type: String) -> Int {
    33 + Catalogue.entries.firstIndex { $0.type.description == type }!
  }

  @Test(arguments: [
    ("[OPEN, CLOSED]", "[OPEN, CLOSED, OPEN]", ["7:35 7003"]),
    ("[OPEN, CLOSED]", "[]", ["7:20 2013"]),
    ("ceiling: OPEN", "ceiling: SECRET", ["8:12 7004"]),
    ("name: european", "name: coalition", ["10:11 7003", "6:19 7004", "20:30 7004", "27:17 7004"]),
    ("[monitor]", "[monitors]", ["17:24 7004"]),
    ("[monitor]", "[force]", ["17:24 7005"]),
    ("name: force", "name: all", ["15:11 7003", "27:11 7004"]),
    ("name: force", "name: monitor", ["15:11 7003", "17:24 7005", "27:11 7004"]),
    ("to: [coalition, ukraine, european]", "to: [coalitions]", ["20:10 7004"]),
    ("to: [coalition, ukraine, european]", "to: ['@moniter']", ["20:10 7004"]),
    ("to: [coalition, ukraine, european]", "to: [POL]", ["20:10 7004"]),
    ("to: [coalition, ukraine, european]", "to: [FRA, FRA.MNF-2]", ["20:15 7004"]),
    ("to: [coalition, ukraine, european]", "to: []", ["20:9 2013"]),
    ("to: [coalition, ukraine, european]", "to: ['']", ["20:10 2013"]),
    ("to: [coalition, ukraine, european]", "to: [Coalition]", ["20:10 2011"]),
    ("to: [coalition, ukraine, european]", "to: [coalition, coalition]", ["20:21 7003"]),
    ("[monitor]", "[monitor, monitor]", ["17:33 7003"]),
  ])
  func `a wrong head is refused at its place`(_ old: String, _ new: String, _ places: [String]) throws {
    var files = Fixture()
    files.charter.change(old, to: new)
    let found = try files.problems().map { String($0.drop { $0 != ":" }.dropFirst()) }
    #expect(Set(found) == Set(places))
  }

  @Test func `a type that the charter leaves out is named`() throws {
    var files = Fixture()
    files.charter = files.charter.split(separator: "\n").filter { !$0.contains("type: cell.answer,") }
      .joined(separator: "\n")
    #expect(try files.problems() == ["charter.yaml:33:3 7006"])
  }

  @Test func `a type that is listed twice is named where it stands again`() throws {
    var files = Fixture()
    files.charter.change("type: cell.answer,", to: "type: cell.liaison-note,")
    #expect(try files.problems() == ["charter.yaml:33:3 7006", "charter.yaml:\(line(of: "cell.answer")):12 7003"])
  }

  @Test func `a type and a version that the catalogue does not have are refused`() throws {
    var files = Fixture()
    files.charter.change("type: cell.answer, version: 1", to: "type: cell.answer, version: 2")
    #expect(try files.problems() == ["charter.yaml:\(line(of: "cell.answer")):34 2019"])
    files = Fixture()
    files.charter.change("type: cell.answer,", to: "type: cell.reply,")
    #expect(try files.problems() == ["charter.yaml:33:3 7006", "charter.yaml:\(line(of: "cell.answer")):12 2018"])
  }

  @Test func `a type that nobody may say is refused, and so is one of the bus that somebody may`() throws {
    var files = Fixture()
    files.charter.change("publishers: [all]", to: "publishers: []")
    #expect(try files.problems() == ["charter.yaml:33:67 7006"])
    files = Fixture()
    files.charter.change("publishers: []", to: "publishers: [cell]")
    #expect(try files.problems() == ["charter.yaml:\(line(of: "system.genesis")):64 3117"])
  }

  @Test func `the least precedence is not above the greatest`() throws {
    var files = Fixture()
    files.charter.change("{least: routine, greatest: flash}", to: "{least: flash, greatest: routine}")
    #expect(try files.problems() == ["charter.yaml:33:105 2017"])
    files.charter.change("{least: flash, greatest: routine}", to: "{least: flash, greatest: flash}")
    #expect(try files.problems() == [])
  }

  @Test func `nobody decides on a fact, nor on what each authority says for itself`() throws {
    var files = Fixture()
    files.rule("cell.answer") { $0.change("kind: fact", to: "kind: fact, decision: possible") }
    #expect(try files.problems().map { $0.hasSuffix(" 2017") } == [true])
    files = Fixture()
    files.rule("ceasefire.agreement") { $0.change("kind: fact", to: "kind: act, decision: needed") }
    #expect(try files.problems().map { $0.hasSuffix(" 2017") } == [true])
    files = Fixture()
    files.rule("declaration.draft") { $0.change("kind: fact", to: "kind: act, decision: needed") }
    #expect(try files.problems() == [])
  }

  @Test func `a type that binds and names a side is a warning at its place; one that names a role within is not`()
    throws
  {
    var files = Fixture()
    files.rule("guarantee.commitment") {
      $0.change(
        "kind: fact, publishers: [all]", to: "kind: act, binding: true, publishers: [coalition, FRA, FRA.MNF-1]")
    }
    let line = line(of: "guarantee.commitment")
    #expect(try files.problems() == [])
    let warnings = try files.load().warnings
    #expect(warnings.map(\.code) == [.bareSide, .bareSide] && warnings.map(\.line) == [line, line])
    #expect(warnings.map(\.pointer).allSatisfy { $0.contains("/publishers/") })
    files.charter.change(
      "publishers: [coalition, FRA, FRA.MNF-1]",
      to: "publishers: ['@force', {role: monitor, of: [coalition, ukraine]}, '@monitor of FRA', FRA.MNF-1]")
    #expect(try files.load().warnings == [])
    let rule = try #require(
      try files.load().charter.value.types.first { $0.type == GuaranteeCommitment.messageType })
    #expect(
      rule.publishers.map(\.description) == [
        "@force", "@monitor of coalition, ukraine", "@monitor of FRA", "FRA.MNF-1",
      ])
  }

  @Test(
    arguments: [
      ("{role: monitor, of: [coalitoin]}", 7004), ("{role: minotor, of: [coalition]}", 7004),
      ("{role: monitor, of: [POL]}", 7004), ("{role: monitor}", 2007), ("{role: monitor, of: []}", 2008),
      ("{role: monitor, of: coalition}", 2008), ("{role: [monitor], of: [coalition]}", 2008),
      ("{role: monitor, off: [coalition]}", 2005), ("{role: monitor, of: ['@force']}", 2011),
    ] as [(String, UInt16)])
  func `a role within sides of a wrong form is refused at its place`(_ party: String, _ code: UInt16) throws {
    var files = Fixture()
    files.charter.change("leads: [european]", to: "leads: [european, \(party)]")
    do {
      _ = try files.load()
      Issue.record("it was read")
    } catch let error as FileProblems {
      #expect(error.problems.map(\.code.number) == [code], "\(error)")
      #expect(error.problems.first?.line == 27)
    }
  }

  /// How a type is decided, and the code of what is wrong with that.
  @Test(arguments: [
    ("decision: needed, decidedBy: {electorate: {role: monitor}, rule: silence}", []),
    ("decision: needed, decidedBy: {electorate: {group: european}, rule: n-of-m, n: 2, mustAgree: [ukraine]}", []),
    ("decision: needed, decidedBy: {electorate: {parties: [coalition, UKR]}, rule: all}", []),
    ("decidedBy: {electorate: {role: monitor}, rule: silence}", ["2017"]),
    ("decision: needed, decidedBy: {electorate: {role: umpire}, rule: silence}", ["7004"]),
    ("decision: needed, decidedBy: {electorate: {group: southern}, rule: silence}", ["7004"]),
    ("decision: needed, decidedBy: {electorate: {parties: [southern]}, rule: silence}", ["7004"]),
    ("decision: needed, decidedBy: {electorate: {role: monitor}, rule: all, mustAgree: [southern]}", ["7004"]),
    ("decision: needed, decidedBy: {electorate: {leads: force}, rule: all}", ["2017"]),
    ("decision: needed, decidedBy: {electorate: {role: monitor, group: european}, rule: all}", ["2017"]),
    ("decision: needed, decidedBy: {electorate: {}, rule: all}", ["2017"]),
    ("decision: needed, decidedBy: {electorate: {role: monitor}, rule: all, n: 2}", ["2017"]),
    ("decision: needed, decidedBy: {electorate: {role: monitor}, rule: majority}", ["2010"]),
  ])
  func `who decides is known, by one rule, on what is decided together`(_ terms: String, _ codes: [String]) throws {
    var files = Fixture()
    files.rule("declaration.draft") { $0.change("kind: fact", to: "kind: act, \(terms)") }
    #expect(try files.problems().map { String($0.suffix(4)) } == codes)
  }

  @Test func `those who lead the force decide on its constitution and its changes`() throws {
    for type in ["force.constitution", "force.change"] {
      var files = Fixture()
      files.rule(type) {
        $0.change(
          "kind: fact", to: "kind: act, decision: needed, decidedBy: {electorate: {leads: force}, rule: all}")
      }
      #expect(try files.problems() == [])
    }
  }
}
