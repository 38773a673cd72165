import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct CheckingProcedures {
  @Test func `each procedure is read as it is written`() throws {
    let charter = try Fixture().load().charter.value
    #expect(charter.speedOfService == .init(flash: 10, immediate: 30, priority: 180, routine: 360, deferred: 1_440))
    #expect(charter.ceasefire == .init(authorities: [.role("monitor")], activating: [.general]))
    #expect(charter.declaration == .init(capacities: [.signatory]))
    #expect(charter.guarantees == .init(ratifiedBy: .approved))
    #expect(charter.force == .init(leads: [.group("european")], onRequest: [.training], namedSupport: [.logistics]))
    #expect(
      charter.support.invokers == [
        .init(beneficiary: .ukraine, by: [.group("ukraine")]), .init(beneficiary: .force, by: [.group("coalition")]),
      ])
  }

  @Test func `every lane has its speed of service, override that of flash`() throws {
    let speed = try Fixture().load().charter.value.speedOfService
    #expect(Precedence.lanes.map { speed[$0].value } == [1_440, 360, 180, 30, 10, 10])
  }

  /// Each line of the file's head that begins a procedure, left out.
  @Test(arguments: ["speedOfService:", "declaration:", "guarantees:", "force: {"])
  func `a procedure that is left out is missed`(_ start: String) throws {
    var files = Fixture()
    files.charter = files.charter.split(separator: "\n").filter { !$0.hasPrefix(start) }.joined(separator: "\n")
    let found = try files.problems()
    #expect(found == ["charter.yaml:1:1 2007"])
  }

  @Test(arguments: [
    ("flash: 10,", "flash: 0,", "21:25 2009"),
    ("deferred: 1440", "deferred: 10081", "21:83 2009"),
    ("flash: 10,", "flash: ten,", "21:25 2008"),
    ("flash: 10, ", "", "21:17 2007"),
    ("deferred: 1440", "deferred: 1440, override: 5", "21:89 2005"),
    ("flash: 10,", "flash: 31,", "21:40 2017"),
    ("routine: 360", "routine: 1441", "21:84 2017"),
    ("authorities: ['@monitor']", "authorities: []", "23:16 2013"),
    ("authorities: ['@monitor']", "authorities: ['@Monitor']", "23:17 2011"),
    ("authorities: ['@monitor']", "authority: ['@monitor']", "23:3 2005"),
    ("[{kind: general}]", "[]", "24:15 2013"),
    ("[{kind: general}]", "[{kind: everywhere}]", "24:23 2010"),
    ("[{kind: general}]", "[{kind: area}]", "24:16 2017"),
    ("[{kind: general}]", "[{kind: general, domains: [sea]}]", "24:41 2017"),
    ("[{kind: general}]", "[{kind: domain, domains: [space]}]", "24:41 2010"),
    ("capacities: [signatory]", "capacities: []", "25:27 2013"),
    ("capacities: [signatory]", "capacities: [signer]", "25:28 2010"),
    ("ratifiedBy: approved", "ratifiedBy: rejected", "26:26 2010"),
    ("leads: [european]", "leads: []", "27:16 2013"),
    ("onRequest: [training]", "onRequest: [patrol]", "27:40 2010"),
    ("namedSupport: [logistics]", "namedSupport: [money]", "27:66 2010"),
    ("namedSupport: [logistics]", "named: [logistics]", "27:51 2005"),
    ("{beneficiary: ukraine, by: [ukraine]}", "{beneficiary: france, by: [ukraine]}", "30:21 2010"),
    ("{beneficiary: ukraine, by: [ukraine]}", "{beneficiary: ukraine, by: []}", "30:34 2013"),
    ("{beneficiary: ukraine, by: [ukraine]}", "{beneficiary: ukraine}", "30:7 2007"),
  ])
  func `a procedure of a wrong form is refused at its place`(_ old: String, _ new: String, _ place: String) throws {
    var files = Fixture()
    files.charter.change(old, to: new)
    let found = try files.problems()
    #expect(found == ["charter.yaml:\(place)"])
  }

  @Test func `lists of activities and of kinds of support may be empty`() throws {
    var files = Fixture()
    files.charter.change("onRequest: [training]", to: "onRequest: []")
    files.charter.change("namedSupport: [logistics]", to: "namedSupport: []")
    #expect(try files.problems() == [])
  }

  @Test(arguments: [
    ("['@monitor']", "['@monitor', '@monitor']", "23:29 7003"),
    ("[{kind: general}]", "[{kind: general}, {kind: general}]", "24:33 7003"),
    ("[{kind: general}]", "[{kind: domain, domains: [sea, air]}, {kind: domain, domains: [air, sea]}]", "24:53 7003"),
    ("[{kind: general}]", "[{kind: domain, domains: [sea, sea]}]", "24:46 7003"),
    ("[{kind: general}]", "[{kind: area, areas: [Odesa, Odesa]}]", "24:44 7003"),
    ("[signatory]", "[signatory, associate, signatory]", "25:50 7003"),
    ("leads: [european]", "leads: [european, FRA, european]", "27:32 7003"),
    ("[training]", "[training, training]", "27:50 7003"),
    ("[logistics]", "[logistics, logistics]", "27:77 7003"),
    ("beneficiary: force", "beneficiary: ukraine", "31:21 7003"),
    ("by: [ukraine]", "by: [ukraine, ukraine]", "30:44 7003"),
  ])
  func `what stands twice is refused where it stands again`(_ old: String, _ new: String, _ place: String) throws {
    var files = Fixture()
    files.charter.change(old, to: new)
    let found = try files.problems()
    #expect(found == ["charter.yaml:\(place)"])
  }

  private func withStages(_ stages: String) -> Fixture {
    var files = Fixture()
    files.charter.change(
      "- {beneficiary: force, by: [coalition]}",
      to: "- {beneficiary: force, by: [coalition]}\n  stages: [\(stages)]")
    return files
  }

  private static let first = "{after: PT24H, who: [ukraine], expected: support.invocation, text: Calls}"

  @Test func `stages of the clock are read as they are written, the earliest first`() throws {
    let files = withStages(
      "\(Self.first), {after: P2D, target: force, who: [FRA], expected: support.measure, text: Act}")
    let charter = try files.load().charter.value
    #expect(
      charter.support.stages?.elements == [
        .init(after: .hours(24), who: [.group("ukraine")], expected: .invocation, text: "Calls"),
        .init(after: .days(2), target: .force, who: [.participant("FRA")], expected: .measure, text: "Act"),
      ])
    #expect(try Fixture().load().charter.value.support.stages == nil)
  }

  @Test(arguments: [
    ("{after: PT24H, who: [ukraine], expected: force.activity, text: Act}", "2010"),
    ("{after: 24H, who: [ukraine], expected: support.measure, text: Act}", "2011"),
    ("{after: PT24H, who: [], expected: support.measure, text: Act}", "2013"),
    ("{after: PT24H, who: [ukrainian], expected: support.measure, text: Act}", "7004"),
    ("{after: PT24H, who: [UKR, UKR], expected: support.measure, text: Act}", "7003"),
    ("{after: PT24H, who: [ukraine], expected: support.measure}", "2007"),
    ("\(first), {after: P1D, who: [FRA], expected: support.measure, text: Act}", "2017"),
    ("\(first), {after: PT12H, target: force, who: [FRA], expected: support.measure, text: Act}", "2017"),
  ])
  func `a stage of a wrong form, or that does not come later, is refused at its place`(
    _ stages: String, _ code: String
  ) throws {
    let found = try withStages(stages).problems()
    #expect(found.count == 1 && found[0].hasPrefix("charter.yaml:32:") && found[0].hasSuffix(" \(code)"), "\(found)")
  }

  @Test func `stages for two targets may come at the same time`() throws {
    let files = withStages(
      "{after: PT24H, target: ukraine, who: [ukraine], expected: support.invocation, text: Calls}, "
        + "{after: PT24H, target: force, who: [FRA], expected: support.invocation, text: Calls}")
    #expect(try files.problems() == [])
  }

  @Test func `there are no more stages than the limit`() throws {
    let stages = (1...Limits.stagesOfClock + 1).map {
      "{after: PT\($0)H, who: [FRA], expected: support.measure, text: Act}"
    }
    let found = try withStages(stages.joined(separator: ", ")).problems()
    #expect(found.count == 1 && found[0].hasSuffix(" 2017"))
  }

  @Test func `of whom something is expected has to be able to say it`() throws {
    var files = withStages(Self.first)
    files.rule("support.invocation") { $0.change("publishers: [all]", to: "publishers: [FRA]") }
    #expect(try files.problems().contains { $0.hasPrefix("charter.yaml:32:") && $0.hasSuffix(" 7006") })
  }

  @Test func `scopes that differ by a domain are two`() throws {
    var files = Fixture()
    files.charter.change("[{kind: general}]", to: "[{kind: domain, domains: [sea]}, {kind: domain, domains: [air]}]")
    #expect(try files.problems() == [])
  }

  @Test(arguments: [
    ("['@monitor']", "['@minotor']", 23, 17), ("leads: [european]", "leads: [europe]", 27, 17),
    ("by: [ukraine]", "by: [ukrainian]", 30, 35), ("by: [ukraine]", "by: [POL]", 30, 35),
    ("leads: [european]", "leads: [POL]", 27, 17), ("by: [ukraine]", "by: [UKR.NONE]", 30, 35),
  ])
  func `a party that there is not is refused`(_ old: String, _ new: String, _ line: Int, _ column: Int) throws {
    var files = Fixture()
    files.charter.change(old, to: new)
    #expect(try files.problems().contains("charter.yaml:\(line):\(column) 7004"))
  }
}

@Suite struct ProceduresUnderARoster {
  /// A participant that has no node, and a role that it alone holds.
  private func withPoland() -> Fixture {
    var files = Fixture()
    files.roster.change("nodes:\n", to: "  - {code: POL, name: Poland, side: coalition}\nnodes:\n")
    return files
  }

  @Test func `an authority without a node to speak by is refused, since no phase could move`() throws {
    var files = withPoland()
    files.charter.change("['@monitor']", to: "[UKR, POL]")
    let found = try files.problems()
    #expect(found == ["charter.yaml:23:22 7006"])
    files.charter.change("[UKR, POL]", to: "[UKR, FRA]")
    #expect(try files.problems() == [])
  }

  @Test func `a beneficiary for which no node could invoke is refused`() throws {
    var files = withPoland()
    files.charter.change("by: [ukraine]", to: "by: [POL]")
    let found = try files.problems()
    #expect(found == ["charter.yaml:30:34 7006"])
    files.charter.change("by: [POL]", to: "by: [POL, UKR]")
    #expect(try files.problems() == [])
  }

  @Test func `a role that nobody holds leads no force and states no phase, and is waited for`() throws {
    var files = Fixture()
    files.charter.change("leads: [european]", to: "leads: ['@force']")
    files.charter.change("['@monitor']", to: "['@force']")
    #expect(try files.problems() == [])
    files.roster.change("holders: [FRA.MNF-1]", to: "holders: []")
    #expect(try files.problems() == [])
  }

  @Test func `the force is led by somebody with a node`() throws {
    var files = withPoland()
    files.charter.change("leads: [european]", to: "leads: [POL]")
    let found = try files.problems()
    #expect(found == ["charter.yaml:27:16 7006"])
    files.charter.change("leads: [POL]", to: "leads: [POL, UKR]")
    #expect(try files.problems() == [])
  }

  @Test(arguments: [
    ("force.constitution", "charter.yaml:27:16 7006", "FRA"),
    ("support.invocation", "charter.yaml:30:34 7006", "UKR"),
  ])
  func `who leads or invokes has to be able to say so`(_ type: String, _ place: String, _ who: String) throws {
    var files = Fixture()
    files.rule(type) { $0.change("publishers: [all]", to: "publishers: [cell]") }
    #expect(try files.problems().contains(place))
    files.rule(type) { $0.change("publishers: [cell]", to: "publishers: [cell, \(who)]") }
    #expect(try !files.problems().contains(place))
  }

  @Test func `a side or a group may be empty until somebody joins it`() throws {
    var files = Fixture()
    files.charter.change("['@monitor']", to: "[united-states]")
    files.charter.change("by: [ukraine]", to: "by: [united-states]")
    files.roster.change("    memberships: [european]\n", to: "")
    #expect(try files.problems() == [])
  }
}
