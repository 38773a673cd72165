import CellNode
import CellSchema
import Foundation
import Testing

/// Roster and charter of a founded cell: changed by its sides, and by nobody's hand alone.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RuleChangeTests {
  private let founded: FoundedCell
  private var cell: TestCell { founded.cell }

  init() throws { founded = try FoundedCell() }

  private func start() async throws {
    try founded.found()
    try await founded.start()
  }

  /// A moment a few seconds ahead, for a proposal on which all speak.
  private func soon(_ seconds: Double = 8) -> String {
    Date(timeIntervalSinceNow: seconds).formatted(.iso8601)
  }

  private func roster() async throws -> UInt64 {
    try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status().rosterRevision }
  }

  /// What an operator writes to have one reader more: a node of France's, with a key of his own.
  private func withReader(_ text: inout String) throws {
    let place = try #require(text.range(of: "  - name: FRA.CELL-1\n"))
    // The client's public key of RFC 26/CURVE's reference code.
    let key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
    let node = """
        - name: FRA.SPY-1
          curveKey: '\(key)'
          clearance: UNCLASSIFIED
          natures: [operation]

      """
    text.insert(contentsOf: node, at: place.lowerBound)
  }

  @Test func anOperatorWithRootAddsNoReader() async throws {
    try await start()
    let next = try founded.edited("roster.yaml", as: "next.yaml", revision: 2, withReader)
    let original = try Data(contentsOf: URL(filePath: founded.path("roster.yaml")))
    // On disk, by SIGHUP.
    try Data(contentsOf: URL(filePath: next)).write(to: URL(filePath: founded.path("roster.yaml")))
    kill(cell.processIdentifier, SIGHUP)
    try #require(try await eventually { cell.log.contains("7017 rules-undecided") })
    #expect(try await roster() == 1)
    // By a restart, with and without the kept state.
    for _ in 1...2 {
      #expect(cell.stop() == 0)
      try? FileManager.default.removeItem(atPath: founded.path("record/state.snapshot"))
      try await founded.start()
      #expect(try await roster() == 1)
    }
    #expect(cell.log.matches(of: /event=rules-undecided .*roster\.yaml/).count >= 2, "\(cell.log)")
    // A stale charter changes nothing either.
    try cell.edit("charter.yaml") { $0 += "# a line more\n" }
    #expect(cell.stop() == 0)
    try await founded.start()
    #expect(cell.log.contains("cellbus charter propose"), "\(cell.log)")
    #expect(cell.stop() == 0)
    try original.write(to: URL(filePath: founded.path("roster.yaml")))
    // Of his own hand, the cell's own node proposes it, and the sides do not answer.
    try await founded.start()
    let proposed = try founded.must(
      ["roster", "propose", next, "--until", soon(), "--all", "--base", founded.path("roster.yaml")] + founded.by("FRA")
    )
    let number = try FoundedCell.number(proposed)
    try #require(
      try await eventually {
        try founded.must(["decisions", "show", number] + founded.by("FRA")).contains("lapsed")
      })
    #expect(try await roster() == 1)
    #expect(cell.stop() == 0)
  }

  @Test func theSidesChangeTheRosterTogether() async throws {
    try await start()
    let next = try founded.edited("roster.yaml", as: "next.yaml", revision: 2, withReader)
    let other = try founded.edited("roster.yaml", as: "other.yaml", revision: 2) { $0 += "# another change\n" }
    let until = soon(20)
    let first = try FoundedCell.number(
      founded.must(["roster", "propose", next, "--until", until, "--all"] + founded.by("FRA")))
    let second = try FoundedCell.number(
      founded.must(["roster", "propose", other, "--until", until, "--all"] + founded.by("UKR")))
    for code in FoundedCell.codes {
      let shown = try founded.run(["roster", "sign", first, "--base", founded.path("roster.yaml")] + founded.by(code))
      #expect(shown.exit == 0 && shown.errors.contains("+  - name: FRA.SPY-1"), "\(shown)")
      try founded.must(["decide", second, "agree"] + founded.by(code))
    }
    let early = try founded.run(["roster", "apply", first] + founded.by("FRA"))
    #expect(early.exit == 78 && early.errors.contains("7017"), "\(early)")
    try #require(try await eventually { try await roster() == 2 })
    // Who builds on what is no longer in force falls, and says so.
    try #require(
      try await eventually {
        let shown = try founded.must(["decisions", "show", second] + founded.by("FRA"))
        return shown.contains("fell") && shown.contains("3230")
      })
    try #require(try await eventually { cell.log.contains("event=rules-decided") })
    // The record says why: the row follows from the decision.
    let rows = try founded.must("record", "export", "--type", "system.roster-changed", "--cell", cell.directory)
    #expect(rows.contains(#""cause":"#), "\(rows)")
    try founded.must(["roster", "apply", first] + founded.by("FRA"))
    let applied = try Data(contentsOf: URL(filePath: founded.path("roster.yaml")))
    #expect(try applied == Data(contentsOf: URL(filePath: next)))
    // A copy on disk, the record and the kept state agree; a kill loses nothing of it.
    cell.kill()
    try await founded.start()
    #expect(try await roster() == 2)
    // A proposal that builds on the old roster is refused at once.
    try Data(contentsOf: URL(filePath: other)).write(to: URL(filePath: founded.path("old-base.yaml")))
    let late = try founded.edited("other.yaml", as: "late.yaml", revision: 3) { $0 += "# late\n" }
    let stale = try founded.run(
      ["roster", "propose", late, "--base", other, "--until", soon(), "--all"] + founded.by("FRA"))
    #expect(stale.exit == 65 && stale.errors.contains("3230 stale-base"), "\(stale)")
    // And one that would leave the rules to one hand is not taken at all.
    let charter = try founded.edited("charter.yaml", as: "alone.yaml", revision: 2) { text in
      text = text.replacing(
        "    decidedBy: {electorate: {role: delegation}, rule: silence, silentSideAfter: P14D}\n", with: "")
    }
    let alone = try founded.run(["charter", "propose", charter, "--until", soon(), "--all"] + founded.by("FRA"))
    #expect(alone.exit == 65 && alone.errors.contains("3231 bad-change"), "\(alone)")
    #expect(cell.stop() == 0)
    let verified = try founded.must(
      "record", "verify", "--state", "--roots", founded.path("paris.roots"), "--cell", cell.directory)
    #expect(verified.contains("every row reads and replays"), "\(verified)")
    // Judged again, what the sides proposed is taken for what it was; and a bundle has the rules over each row.
    let again = try founded.run("what-if", "--charter", founded.path("charter.yaml"), "--cell", cell.directory)
    #expect(
      again.output.contains("8 messages of 1 to 12, judged by") && !again.output.contains("not-founded"), "\(again)")
    let keys = founded.path("paris.keys")
    try Data(founded.must("record", "checkpoint", "--keys", "--cell", cell.directory).utf8).write(
      to: URL(filePath: keys))
    let bundle = founded.path("change.bundle")
    try founded.must("record", "prove", "system.roster-changed", "--bundle", bundle, "--cell", cell.directory)
    let proof = try founded.must(
      "record", "verify", "--proof", bundle, "--keys", keys, "--roots", founded.path("paris.roots"))
    #expect(proof.contains("Founded by FRA, UKR, USA: their roots") && proof.contains("roster 2"), "\(proof)")
  }

  @Test func aParticipantsRootsAloneChangeItsNodesKeys() async throws {
    try await start()
    let origin = try #require(
      try founded.must("found", "show", founded.path("statement.json")).firstMatch(of: /cellbus\/\S+/)
    ).output
    let pair = try founded.must("keygen", "-o", "json")
    let key = try #require(pair.firstMatch(of: /"publicKey":"((?:[^"\\]|\\.)+)"/)).1.replacing("\\\"", with: "\"")
    let next = try founded.edited("roster.yaml", as: "keys.yaml", revision: 2) { text in
      let node = try #require(text.range(of: "  - name: UKR.GS-1\n"))
      let old = try #require(text[node.upperBound...].firstMatch(of: /curveKey: \S+/))
      text.replaceSubrange(old.range, with: "curveKey: '\(String(key).replacing("'", with: "''"))'")
    }
    func body(_ roots: [String], _ file: String, of participant: String = "UKR") throws -> String {
      try founded.must(
        [
          "roster", "keys", file, "--base", founded.path("roster.yaml"), "--participant", participant, "--origin",
          String(origin), "--out", founded.path("body.json"),
        ] + roots)
      return founded.path("body.json")
    }
    func publish(_ body: String) throws -> (exit: Int32, output: String, errors: String) {
      try founded.run(["publish", "--type", "cell.key-change", "--body", body] + founded.by("FRA"))
    }
    // One root of two that have to sign; another participant's; and more than keys.
    let one = try publish(try body(["--root", founded.path("UKR.1.root")], next))
    #expect(one.exit == 77 && one.errors.contains("3232 roots-required"), "\(one)")
    let others = try publish(try body(founded.roots("FRA"), next))
    #expect(others.exit == 77 && others.errors.contains("3232"), "\(others)")
    let foreign = try publish(try body(founded.roots("FRA"), next, of: "FRA"))
    #expect(foreign.exit == 65 && foreign.errors.contains("3231 bad-change"), "\(foreign)")
    let more = try founded.edited("keys.yaml", as: "more.yaml", revision: 2) { text in
      text = text.replacing("name: Ukraine\n", with: "name: Ukraina\n")
    }
    let beyond = try publish(try body(founded.roots("UKR"), more))
    #expect(beyond.exit == 65 && beyond.errors.contains("the sides decide on that"), "\(beyond)")
    // As many as have to: it holds at once, and whoever had the old key is out.
    #expect(try await Node.connected(cell.profile("UKR.GS-1")) { try await $0.status().rosterRevision } == 1)
    let done = try publish(try body(founded.roots("UKR"), next))
    #expect(done.exit == 0, "\(done)")
    try #require(try await eventually { try await roster() == 2 })
    let out = try founded.run(["status", "--timeout", "5"] + founded.by("UKR.GS-1"))
    #expect(out.exit != 0, "\(out)")
    let again = try publish(founded.path("body.json"))
    #expect(again.exit == 65 && again.errors.contains("3230 stale-base"), "\(again)")
    #expect(cell.stop() == 0)
  }

  @Test func aLostRootIsReplacedByAllSides() async throws {
    try await start()
    // France makes another root, which certifies the key that its delegation has.
    try founded.must("certificate", "key", founded.path("FRA.2.root"))
    try founded.must(
      "certificate", "issue", "--root", founded.path("FRA.2.root"), "--node", "FRA.CELL-1", "--key",
      founded.path("FRA.CELL-1.key.pub"), "--serial", "2", "--until", "2999-12-31", "--cell", cell.directory, "--out",
      founded.path("FRA.2.certificate"))
    let roots = try ["FRA.1", "FRA.2"].map { try FoundedCell.publicText(founded.path("\($0).root.pub")) }
    let certificates = try ["FRA.CELL-1", "FRA.2"].map {
      try String(contentsOfFile: founded.path("\($0).certificate"), encoding: .utf8)
    }
    let next = try founded.edited("roster.yaml", as: "next.yaml", revision: 2) { text in
      text = text.replacing(roots[0], with: roots[1]).replacing(certificates[0], with: certificates[1])
    }
    // Alone France changes its nodes' keys, and no root.
    let origin = String(
      try #require(
        try founded.must("found", "show", founded.path("statement.json")).firstMatch(of: /cellbus\/\S+/)
      ).output)
    func publish(_ file: String, base: String, root: String) throws -> (exit: Int32, output: String, errors: String) {
      try founded.must(
        "roster", "keys", file, "--base", base, "--participant", "FRA", "--origin", origin, "--root",
        founded.path(root), "--out", founded.path("body.json"))
      return try founded.run(
        ["publish", "--type", "cell.key-change", "--body", founded.path("body.json")] + founded.by("FRA"))
    }
    let alone = try publish(next, base: founded.path("roster.yaml"), root: "FRA.1.root")
    #expect(alone.exit == 65 && alone.errors.contains("3231 bad-change"), "\(alone)")
    let number = try FoundedCell.number(
      founded.must(["roster", "propose", next, "--until", soon(15), "--all"] + founded.by("UKR")))
    for code in FoundedCell.codes { try founded.must(["roster", "sign", number] + founded.by(code)) }
    try #require(try await eventually { try await roster() == 2 })
    // From then on the new one speaks, and the lost one says nothing any more.
    let later = try founded.edited("next.yaml", as: "later.yaml", revision: 3) { text in
      let node = try #require(text.range(of: "  - name: FRA.MNF-1\n"))
      let old = try #require(text[node.upperBound...].firstMatch(of: /curveKey: \S+/))
      text.replaceSubrange(old.range, with: "curveKey: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'")
    }
    let lost = try publish(later, base: next, root: "FRA.1.root")
    #expect(lost.exit == 77 && lost.errors.contains("3232 roots-required"), "\(lost)")
    #expect(try publish(later, base: next, root: "FRA.2.root").exit == 0)
    try #require(try await eventually { try await roster() == 3 })
    #expect(cell.stop() == 0)
  }

  @Test func theOperatorTakesAwayAtOnceAndSaysSo() async throws {
    try await start()
    func access() throws -> String {
      try founded.must("record", "export", "--type", "system.access-changed", "--cell", cell.directory)
    }
    let configuration = try String(contentsOfFile: cell.configuration, encoding: .utf8)
    func withhold(_ lines: String) throws {
      try Data("\(configuration)\(lines)".utf8).write(to: URL(filePath: cell.configuration))
      kill(cell.processIdentifier, SIGHUP)
    }
    // Whoever is connected is out, and comes in no more; nothing of the roster changes.
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      _ = try await node.status()
      try withhold("held: [UKR.GS-1]\n")
      try #require(try await eventually { (try? await node.status()) == nil })
    }
    let out = try founded.run(["status", "--timeout", "5"] + founded.by("UKR.GS-1"))
    #expect(out.exit != 0, "\(out)")
    let held = try access()
    #expect(held.contains(#""standing":"held""#) && held.contains(#""until":"#), "\(held)")
    #expect(try await roster() == 1)
    // Also after a kill, with the hold that the record has.
    cell.kill()
    try await founded.start()
    #expect(try founded.run(["status", "--timeout", "5"] + founded.by("UKR.GS-1")).exit != 0)
    #expect(try access().split(separator: "\n").count == 1)
    // Its own participant confirms it, and another one's does not.
    let body = founded.path("confirmation.json")
    try Data(#"{"node":"UKR.GS-1","reason":"Its machine was taken."}"#.utf8).write(to: URL(filePath: body))
    func confirm(_ code: String) throws -> (exit: Int32, output: String, errors: String) {
      try founded.run(["publish", "--type", "cell.hold-confirmation", "--body", body] + founded.by(code))
    }
    let foreign = try confirm("FRA")
    #expect(foreign.exit == 77 && foreign.errors.contains("3206 not-entitled"), "\(foreign)")
    #expect(try confirm("UKR").exit == 0)
    let confirmed = try access()
    #expect(confirmed.contains(#""confirmation":"#), "\(confirmed)")
    #expect(try confirm("UKR").errors.contains("3202 state-not-permitted"))
    // Taken out of the list, it is let on again; revoked, it is out for good.
    try withhold("")
    try #require(
      try await eventually { try founded.run(["status", "--timeout", "5"] + founded.by("UKR.GS-1")).exit == 0 })
    // A roster that is being edited keeps nobody from it.
    let roster = try cell.text("roster.yaml")
    try cell.edit("roster.yaml") { $0 += "nodes: [\n" }
    try withhold("revoked: [UKR.GS-1]\n")
    try #require(try await eventually { cell.log.contains("event=reload-refused") })
    try cell.edit("roster.yaml") { $0 = roster }
    try #require(try await eventually { try access().contains(#""standing":"revoked""#) })
    #expect(try founded.run(["status", "--timeout", "5"] + founded.by("UKR.GS-1")).exit != 0)
    #expect(cell.stop() == 0)
    let verified = try founded.must("record", "verify", "--state", "--cell", cell.directory)
    #expect(verified.contains("equal to what the rows lead to"), "\(verified)")
  }
}
