import CellConfig
import CellCore
import CellSchema
import Foundation
import StrictYAML
import Testing

/// Files that commands change, with everything else of them kept.
@Suite struct EditTests {
  private static let roster = """
    # Who takes part.
    revision: 7   # raised with each change
    participants:
      - code: FRA
        name: France
        side: coalition
      - {code: UKR, name: Ukraine, side: ukraine}

    nodes:
      # The first of France.
      - name: FRA.CELL-1   # Paris
        curveKey: '00000000000000000000000000000000000000aa'
        clearance: OPEN
        natures: [operation, exercise]

      # The force.
      - name: FRA.MNF-1
        curveKey: "00000000000000000000000000000000000000ab"
        clearance: OPEN
        natures:
          - operation
        # Its second number is 12.
      # Kyiv.
      - name: UKR.GS-1
        curveKey: 00000000000000000000000000000000000000ac
        clearance: CLOSED
        natures: [operation]
    # Who does what.
    roles:
      - name: monitor
        holders: [FRA, FRA.MNF-1,
          UKR.GS-1]
        alternates: [ 'UKR.GS-1' ]   # by night
      - name: force
        holders: # nobody else
          - FRA.MNF-1
      - name: watch
        holders: []

    """

  private func located(_ text: String = Self.roster) throws -> Located<Roster> {
    try StrictYAML.read(Roster.self, from: text, file: "roster.yaml")
  }

  private func text(_ file: Located<Roster>) -> String { String(decoding: file.bytes, as: UTF8.self) }

  @Test func `a node goes with all that names it, and every comment of others stays`() throws {
    let changed = try RosterEdit.removing("FRA.MNF-1", from: located())
    var expected = Self.roster.replacing("revision: 7", with: "revision: 8")
    let entry = try #require(expected.range(of: "  - name: FRA.MNF-1"))
    let next = try #require(expected.range(of: "  # Kyiv."))
    expected.removeSubrange(entry.lowerBound..<next.lowerBound)
    expected = expected.replacing("[FRA, FRA.MNF-1,\n      UKR.GS-1]", with: "[FRA, UKR.GS-1]")
    expected = expected.replacing("holders: # nobody else\n      - FRA.MNF-1\n", with: "holders: [] # nobody else\n")
    #expect(text(changed) == expected)
    #expect(changed.value.nodes.map(\.name) == ["FRA.CELL-1", "UKR.GS-1"])
    #expect(changed.value.roles[1].holders.isEmpty)
  }

  @Test func `the last of a list in brackets goes with its comma, the only one leaves them empty`() throws {
    let changed = text(try RosterEdit.removing("UKR.GS-1", from: located()))
    #expect(changed.contains("holders: [FRA, FRA.MNF-1]\n    alternates: [  ]   # by night\n"))
    #expect(changed.contains("    # Its second number is 12.\n  # Kyiv.\n# Who does what.\nroles:"))
  }

  @Test func `a node is added at the end, with its roles`() throws {
    let key = CurveKeyText(stringLiteral: "11111111111111111111111111111111111111ad")
    let node = RosterNode(
      name: "UKR.AIR-1", curveKey: key, clearance: "OPEN", natures: NonEmpty([.operation, .drill])!)
    let changed = text(
      try RosterEdit.adding(node, holding: ["monitor", "force", "watch"], to: located()))
    #expect(
      changed.contains(
        "    natures: [operation]\n  - name: UKR.AIR-1\n    curveKey: '\(key)'\n    clearance: 'OPEN'\n"
          + "    natures: [operation, drill]\n# Who does what.\n"))
    #expect(changed.contains("      UKR.GS-1, UKR.AIR-1]"))
    #expect(changed.contains("      - FRA.MNF-1\n      - UKR.AIR-1\n"))
    #expect(changed.contains("holders: [UKR.AIR-1]\n"))
    #expect(changed.contains("revision: 8   # raised"))
  }

  @Test func `a key is exchanged in its quotes`() throws {
    let key = CurveKeyText(stringLiteral: "11111111111111111111111111111111111111ad")
    for (node, old) in [
      ("FRA.CELL-1", "'00000000000000000000000000000000000000aa'"),
      ("FRA.MNF-1", "\"00000000000000000000000000000000000000ab\""),
      ("UKR.GS-1", "00000000000000000000000000000000000000ac"),
    ] {
      let changed = text(try RosterEdit.rekeying(NodeName(stringLiteral: node), to: key, in: located()))
      #expect(
        changed == Self.roster.replacing("revision: 7", with: "revision: 8").replacing(old, with: "'\(key)'"))
    }
  }

  @Test func `what is not there, or there already, is named`() throws {
    let roster = try located()
    #expect(throws: FileProblem.self) { try RosterEdit.removing("UKR.GS-2", from: roster) }
    let problem = #expect(throws: FileProblem.self) {
      try RosterEdit.adding(roster.value.nodes[2], holding: [], to: roster)
    }
    #expect(problem?.code == .duplicateEntry && problem?.pointer == "/nodes/2/name")
    let role = #expect(throws: FileProblem.self) {
      var node = roster.value.nodes[2]
      node.name = "UKR.GS-2"
      return try RosterEdit.adding(node, holding: ["nobody"], to: roster)
    }
    #expect(role?.code == .unknownName)
  }

  @Test func `a file in brackets throughout is for an editor`() throws {
    let text =
      #"{"revision": 1, "participants": [{"code": "FRA", "name": "France", "side": "coalition"}], "#
      + #""nodes": [{"name": "FRA.CELL-1", "curveKey": "00000000000000000000000000000000000000aa", "#
      + #""clearance": "OPEN", "natures": ["operation"]}], "roles": []}"#
    let problem = #expect(throws: FileProblem.self) { try RosterEdit.removing("FRA.CELL-1", from: located(text)) }
    #expect(problem?.code == .byHand && problem?.line == 1)
  }

  @Test func `a byte order mark, carriage returns and a missing last line end are borne`() throws {
    let windows = "\u{FEFF}" + Self.roster.dropLast().replacing("\n", with: "\r\n")
    let changed = try RosterEdit.removing("FRA.MNF-1", from: located(windows))
    #expect(text(changed).hasPrefix("\u{FEFF}# Who takes part.\r\n"))
    #expect(changed.value.roles[1].holders.isEmpty && changed.value.nodes.count == 2)
  }

  // MARK: cellbusd.yaml

  private func configuration(_ more: String = "") throws -> Located<CellConfiguration> {
    try StrictYAML.read(
      CellConfiguration.self, from: "# Ours.\n" + Fixture().configuration + more, file: "cellbusd.yaml")
  }

  @Test func `a node is held and let on again`() throws {
    let entry = WithheldNode("UKR.GS-1", "It's lost: ask Kyiv #1")
    let held = try AccessEdit.adding(entry, to: .held, in: configuration())
    let text = String(decoding: held.bytes, as: UTF8.self)
    #expect(text.hasPrefix("# Ours.\ncell: paris\n"))
    #expect(text.hasSuffix("held:\n  - node: UKR.GS-1\n    reason: 'It''s lost: ask Kyiv #1'\n"))
    #expect(held.value.keptOff.held == ["UKR.GS-1"])
    #expect(held.value.keptOff.reasons == ["UKR.GS-1": "It's lost: ask Kyiv #1"])
    let both = try AccessEdit.adding(WithheldNode("FRA.MNF-1", nil), to: .held, in: held)
    #expect(String(decoding: both.bytes, as: UTF8.self).hasSuffix("#1'\n  - FRA.MNF-1\n"))
    let one = try AccessEdit.removing("UKR.GS-1", in: both)
    #expect(one.value.keptOff.held == ["FRA.MNF-1"])
    let none = try AccessEdit.removing("FRA.MNF-1", in: one)
    #expect(none.value.held == [] && String(decoding: none.bytes, as: UTF8.self).hasSuffix("held: []\n"))
    let again = try AccessEdit.adding(entry, to: .held, in: none)
    #expect(again.value.held == [entry])
  }

  @Test func `lists that a person wrote are gone on with`() throws {
    let file = try configuration("held: [UKR.GS-1] # two\nrevoked:\n  - FRA.MNF-1 # for good\n")
    let changed = try AccessEdit.adding(WithheldNode("FRA.CELL-1", "It's lost"), to: .held, in: file)
    let text = String(decoding: changed.bytes, as: UTF8.self)
    #expect(text.contains("held: ['FRA.CELL-1 It''s lost', UKR.GS-1] # two\n"))
    #expect(changed.value.keptOff.reasons["FRA.CELL-1"] == "It's lost")
    let back = try AccessEdit.removing("FRA.CELL-1", in: changed)
    #expect(back.bytes == file.bytes)
    let free = try AccessEdit.removing("FRA.MNF-1", in: file)
    #expect(String(decoding: free.bytes, as: UTF8.self).hasSuffix("revoked: []\n"))
    let problem = #expect(throws: FileProblem.self) {
      try AccessEdit.adding(WithheldNode("FRA.MNF-1", nil), to: .held, in: file)
    }
    #expect(problem?.code == .duplicateEntry && problem?.pointer == "/revoked/0")
    #expect(throws: FileProblem.self) { try AccessEdit.removing("UKR.GS-2", in: file) }
  }
}
