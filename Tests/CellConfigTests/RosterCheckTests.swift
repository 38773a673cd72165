import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct CheckingARoster {
  @Test(arguments: [
    ("revision: 1", "revision: 0", ["1:11 2009"]),
    ("code: UKR", "code: UKRAI", ["7:11 2012"]),
    ("side: ukraine", "side: russia", ["9:11 2010"]),
    ("name: Ukraine", "name: France", ["8:11 7003"]),
    ("[european]", "[european, european]", ["6:29 7003"]),
    ("[european]", "[europaen]", ["6:19 7004"]),
    ("FRA.MNF-1\n", "FRA.CELL-1\n", ["15:11 7003", "28:15 7004"]),
    ("0ab'", "0aa'", ["16:15 7003"]),
    ("00000000000000000000000000000000000000ab", "########################################", ["16:15 7002"]),
    ("00000000000000000000000000000000000000ab", "short", ["16:15 2013"]),
    ("clearance: CLOSED", "clearance: SECRET", ["21:16 7004"]),
    ("[operation, exercise]", "[operation, operation]", ["14:26 7003"]),
    ("[operation, exercise]", "[]", ["14:14 2013"]),
    ("[operation, exercise]", "[war]", ["14:15 2010"]),
    ("name: force", "name: monitor", ["27:11 7003"]),
    ("holders: [FRA]", "holders: [POL]", ["25:15 7004"]),
    ("holders: [FRA]", "holders: [FRA.NONE]", ["25:15 7004"]),
    ("holders: [FRA]", "holders: [FRA, FRA]", ["25:20 7003"]),
    ("alternates: [UKR]", "alternates: [FRA]", ["26:18 7003"]),
    ("revision: 1", "revision: 1\nclosedExercises: [TYPO-1, TYPO-1]", ["2:27 7003"]),
    ("revision: 1", "revision: 1\nclosedExercises: ['']", ["2:19 2013"]),
    ("name: force", "name: forces", ["27:11 7004"]),
  ])
  func `a wrong roster is refused at its place`(_ old: String, _ new: String, _ places: [String]) throws {
    var files = Fixture()
    files.roster.change(old, to: new)
    #expect(try Set(files.problems()) == Set(places.map { "roster.yaml:\($0)" }))
  }

  @Test func `a node that would hold two roles apart is named, with the charter's line`() throws {
    var files = Fixture()
    files.roster.change("holders: [FRA]", to: "holders: [FRA, FRA.MNF-1]")
    #expect(try files.problems() == ["roster.yaml:15:11 7005"])
    do {
      _ = try files.load()
    } catch let error as FileProblems {
      #expect(error.description.contains("FRA.MNF-1 would hold force and monitor"))
      #expect(error.description.contains("(charter.yaml:17)"))
    }
    files = Fixture()
    files.roster.change("holders: [FRA.MNF-1]", to: "holders: [FRA]")
    #expect(try files.problems() == ["roster.yaml:11:11 7005", "roster.yaml:15:11 7005"])
  }

  @Test func `a participant's role falls to its nodes except to one that holds an incompatible role`() throws {
    let set = try Fixture().load()
    let held = RoleHoldings(set.roster.value, under: set.charter.value)
    #expect(held.nodes(holding: "monitor") == ["FRA.CELL-1"] && held.alternates(of: "monitor") == ["UKR.GS-1"])
    #expect(held.nodes(holding: "force") == ["FRA.MNF-1"])
    #expect(held.roles(of: "FRA.MNF-1") == ["force"])
  }

  @Test func `128 participants and 1,024 nodes are read, and one more is not`() throws {
    func roster(participants: Int, nodes: Int) -> String {
      func code(_ index: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return "\(letters[index / 26])\(letters[index % 26])"
      }
      return "revision: 1\nparticipants:\n"
        + (0..<participants).map { "  - {code: \(code($0)), name: Name \($0), side: coalition}\n" }.joined()
        + "nodes:\n"
        + (0..<nodes).map { index in
          let digits = String(100_000 + index).dropFirst()
          return "  - {name: AA.N\(index), curveKey: '00000000000000000000000000000000000\(digits)', clearance: OPEN, "
            + "natures: [operation]}\n"
        }.joined()
        + "roles: [{name: monitor, holders: [AA.N0]}, {name: force, holders: [AA.N1]}]\n"
    }
    var files = Fixture()
    files.roster = roster(participants: Limits.participants, nodes: Limits.nodes)
    #expect(try files.problems() == [])
    files.roster = roster(participants: Limits.participants + 1, nodes: 2)
    #expect(try files.problems() == ["roster.yaml:3:3 2012"])
    files.roster = roster(participants: 1, nodes: Limits.nodes + 1)
    #expect(try files.problems() == ["roster.yaml:5:3 2012"])
  }
}

@Suite struct HoldersOfRoles {
  /// Each warning as `roster.yaml:12:5 7014`.
  private func warnings(_ files: Fixture) throws -> [String] {
    try files.load().warnings.map { warning in
      "\(warning.file.split(separator: "/").last ?? ""):\(warning.line):\(warning.column) \(warning.code.number)"
    }
  }

  @Test(
    arguments: [
      ("holders: [FRA.MNF-1]", "holders: []", "27:5 7014"),
      ("  - name: force\n    holders: [FRA.MNF-1]\n", "", "24:3 7014"),
    ] as [(String, String, String)])
  func `a vacancy is a warning at its place, and nothing is refused for it`(
    _ old: String, _ new: String, _ place: String
  ) throws {
    var files = Fixture()
    #expect(try warnings(files) == [])
    files.roster.change(old, to: new)
    #expect(try files.problems() == [])
    #expect(try warnings(files) == ["roster.yaml:\(place)"])
  }

  @Test func `a holder of another side than the charter's is refused at its place; an alternate is not`() throws {
    var files = Fixture()
    files.charter.change("meaning: Observes", to: "meaning: Observes\n    heldBy: [european, POL]")
    #expect(try files.problems() == [])
    files.roster.change("holders: [FRA]", to: "holders: [FRA, UKR.GS-1]")
    files.roster.change("alternates: [UKR]", to: "alternates: []")
    #expect(try files.problems() == ["roster.yaml:25:20 7012"])
    files.charter.change("heldBy: [european, POL]", to: "heldBy: [european, ukraine]")
    #expect(try files.problems() == [])
  }

  @Test func `a group that heldBy names is one of the charter's, once`() throws {
    var files = Fixture()
    files.charter.change("meaning: Observes", to: "meaning: Observes\n    heldBy: [europe]")
    #expect(try files.problems().contains("charter.yaml:15:14 7004"))
    files.charter.change("heldBy: [europe]", to: "heldBy: [european, european]")
    #expect(try files.problems() == ["charter.yaml:15:24 7003"])
  }

  @Test func `a participant that speaks by several nodes is a warning`() throws {
    var files = Fixture()
    files.charter.change("name: force\n", to: "name: delegation\n")
    files.charter.change("incompatibleWith: [monitor]", to: "incompatibleWith: []")
    files.roster.change("name: force", to: "name: delegation")
    #expect(try warnings(files) == [])
    files.roster.change("holders: [FRA.MNF-1]", to: "holders: [FRA]")
    #expect(try warnings(files) == ["roster.yaml:28:15 7013"])
  }

  @Test func `an alternate is no holder, whatever its participant holds`() throws {
    var files = Fixture()
    files.charter.change("incompatibleWith: [monitor]", to: "incompatibleWith: []")
    files.roster.change("alternates: [UKR]", to: "alternates: [FRA.MNF-1]")
    let set = try files.load()
    let held = RoleHoldings(set.roster.value, under: set.charter.value)
    #expect(held.nodes(holding: "monitor") == ["FRA.CELL-1"] && held.alternates(of: "monitor") == ["FRA.MNF-1"])
  }

  @Test(
    arguments: [
      ("participant: FRA", "participant: POL", "2:24 7004"), ("until: 2026-12-31", "until: 2025-12-31", "2:109 2017"),
      ("since: 2026-01-12", "since: today", nil), ("office: Minister of Defence, ", "", nil),
    ] as [(String, String, String?)])
  func `the register of full powers names who takes part, and days that follow each other`(
    _ old: String, _ new: String, _ place: String?
  ) throws {
    var files = Fixture()
    let entry =
      "{participant: FRA, office: Minister of Defence, instrument: Full powers, since: 2026-01-12, until: 2026-12-31}"
    files.roster.change("revision: 1\n", to: "revision: 1\npowers: [\(entry)]\n")
    #expect(try files.problems() == [])
    #expect(try files.load().roster.value.powers.first?.office == "Minister of Defence")
    files.roster.change(old, to: new)
    let found = try files.problems()
    #expect(place.map { found == ["roster.yaml:\($0)"] } ?? (found.count == 1), "\(found)")
  }
}
