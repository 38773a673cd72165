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
    ("name: force", "name: monitor", ["27:11 7003", "24:3 7006"]),
    ("holders: [FRA]", "holders: [POL]", ["25:15 7004"]),
    ("holders: [FRA]", "holders: [FRA.NONE]", ["25:15 7004"]),
    ("holders: [FRA]", "holders: [FRA, FRA]", ["25:20 7003"]),
    ("alternates: [UKR]", "alternates: [FRA]", ["26:18 7003"]),
    ("holders: [FRA.MNF-1]", "holders: []", ["27:5 7006"]),
    ("  - name: force\n    holders: [FRA.MNF-1]\n", "", ["24:3 7006"]),
    ("revision: 1", "revision: 1\nclosedExercises: [TYPO-1, TYPO-1]", ["2:27 7003"]),
    ("revision: 1", "revision: 1\nclosedExercises: ['']", ["2:19 2013"]),
    ("name: force", "name: forces", ["27:11 7004", "24:3 7006"]),
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
    #expect(held.nodes(holding: "monitor") == ["FRA.CELL-1", "UKR.GS-1"])
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
