import CellNode
import CellSchema
import CellWire
import Foundation
import Testing
import ZeroMQ

/// What an operator does to one node, by commands: nobody else notices.
@Suite(.serialized) struct NodeCommandTests {
  private func run(_ cell: TestCell, _ arguments: [String]) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", arguments + ["--cell", cell.directory])
    return (program.wait(), program.standardOutput, program.standardError)
  }

  @discardableResult
  private func must(_ cell: TestCell, _ arguments: String...) throws -> String {
    let result = try run(cell, arguments)
    try #require(result.exit == 0, "\(arguments): \(result)")
    return result.output
  }

  private func started(_ edit: (inout String) -> Void = { _ in }) async throws -> TestCell {
    let cell = try TestCell()
    try cell.edit("cellbusd.yaml") {
      $0 = "# Ours.\n" + $0
      edit(&$0)
    }
    try cell.start()
    try await cell.isServing()
    return cell
  }

  @Test func aNodeIsHeldAndReleasedOnTheRecord() async throws {
    // The bystander says nothing for as long as the commands take.
    let cell = try await started { $0 += "limits:\n  heartbeatTimeout: 600000\n" }
    let bystander = try RawNode(cell.profile("FRA.CELL-1"))
    try bystander.greet()
    let held = try RawNode(cell.profile("UKR.GS-1"))
    try held.greet()
    let said = try must(cell, "node", "hold", "UKR.GS-1", "--reason", "Its key may be lost")
    #expect(said.contains("UKR.GS-1 is held for 72 hours"))
    #expect(try held.bye() == .revoked)
    try RawNode(cell.profile("UKR.GS-1")).await(.handshakeFailed(.auth))
    #expect(try cell.text("cellbusd.yaml").hasPrefix("# Ours.\n"))
    let mistyped = try run(cell, ["node", "hold", "UKR.GS-11", "--reason", "again"])
    #expect(mistyped.exit == 78 && mistyped.errors.contains("7004 unknown-name"), "\(mistyped)")
    let again = try run(cell, ["node", "hold", "UKR.GS-1", "--reason", "again"])
    #expect(again.exit == 78 && again.errors.contains("7003 duplicate-entry"), "\(again)")

    try must(cell, "node", "release", "UKR.GS-1", "--reason", "The key is here")
    try await Node.connected(cell.profile("UKR.GS-1")) { _ = try await $0.status() }
    let rows = try must(cell, "record", "export", "--type", "system.access-changed")
    #expect(rows.contains(#""reason":"Its key may be lost""#) && rows.contains(#""standing":"held""#), "\(rows)")
    #expect(rows.contains(#""reason":"The key is here""#) && rows.contains(#""standing":"restored""#))
    try bystander.send(Ping())
    #expect(try bystander.receive()?.first == Command.pong.rawValue)
    #expect(cell.stop() == 0)
  }

  @Test func aNodeIsAddedRekeyedAndRevoked() async throws {
    let cell = try await started()
    try await Node.connected(cell.profile("FRA.CELL-1")) { bystander in
      try await addRekeyAndRevoke(cell)
      _ = try await bystander.status()
    }
    let sessions = cell.log.split(separator: "\n").filter {
      $0.contains("event=session-opened") && $0.contains("node=FRA.CELL-1")
    }
    #expect(sessions.count == 1, "the bystander was not dropped")
    #expect(cell.stop() == 0)
  }

  private func addRekeyAndRevoke(_ cell: TestCell) async throws {
    let output = try must(cell, "roster", "add", "UKR.AIR-1", "--role", "watch-officer", "--format", "json")
    #expect(output.contains(#""revision":2"#) && output.contains(#""inForce":true"#))
    let file = "\(cell.directory)/nodes/UKR.AIR-1.yaml"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let first = try cell.profile("UKR.AIR-1")
    #expect(!output.contains(first.secretKey.description))
    try await Node.connected(first) { node in
      _ = try await node.publish(LiaisonNote(subject: "Exercise", text: "here"))
    }
    let there = try run(cell, ["roster", "add", "UKR.AIR-1"])
    #expect(there.exit == 78 && there.errors.contains("7003 duplicate-entry"), "\(there)")

    try Data((String(contentsOfFile: file, encoding: .utf8) + "store: air.sqlite # ours\n").utf8)
      .write(to: URL(filePath: file))
    let session = try RawNode(first)
    try session.greet()
    #expect(try must(cell, "roster", "rotate", "UKR.AIR-1").contains("It is in force."))
    #expect(try session.bye() == .revoked)
    try RawNode(first).await(.handshakeFailed(.auth))
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasSuffix("store: air.sqlite # ours\n"))
    try await Node.connected(cell.profile("UKR.AIR-1").forReading) { _ = try await $0.status() }

    try must(cell, "roster", "revoke", "UKR.AIR-1")
    try RawNode(cell.profile("UKR.AIR-1")).await(.handshakeFailed(.auth))
    let roster = try cell.text("roster.yaml")
    #expect(!roster.contains("UKR.AIR-1") && roster.contains("revision: 4"))
    #expect(roster.contains("# A role of a participant falls to all its nodes"))
  }

  @Test func theOwnersOwnKeyIsEntered() async throws {
    let cell = try await started()
    let pair = try CurveKeyPair.generate()
    try must(cell, "roster", "add", "UKR.AIR-1", "--key", pair.publicKey.z85)
    let profile = try cell.text("nodes/UKR.AIR-1.yaml")
    #expect(profile.contains("publicKey: '\(pair.publicKey.z85)'") && !profile.contains("\nsecretKey:"))
    #expect(throws: NodeError.self) { try cell.profile("UKR.AIR-1") }
    try cell.edit("nodes/UKR.AIR-1.yaml") { $0 += "secretKey: '\(pair.secretKey.z85)'\n" }
    try await Node.connected(cell.profile("UKR.AIR-1")) { _ = try await $0.status() }
  }

  @Test func theSoleHolderOfARoleIsRevokedAndTheRoleIsShownVacant() async throws {
    let cell = try await started()
    let said = try must(cell, "roster", "revoke", "FRA.MNF-1")
    #expect(said.contains("7014 vacant-role") && said.contains("force-command"), "\(said)")
    #expect(try cell.text("roster.yaml").contains("- name: force-command\n    holders: []\n"))
    try RawNode(cell.profile("FRA.MNF-1")).await(.handshakeFailed(.auth))
  }

  @Test func whatTheBrokerDoesNotTakeOverIsAsItWas() async throws {
    let cell = try await started()
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  handshake: 9000\n" }
    let roster = try cell.text("roster.yaml")
    let refused = try run(cell, ["roster", "add", "UKR.AIR-1"])
    #expect(refused.exit == 78 && refused.errors.contains("7009 needs-restart"), "\(refused)")
    #expect(try cell.text("roster.yaml") == roster)
    #expect(!FileManager.default.fileExists(atPath: "\(cell.directory)/nodes/UKR.AIR-1.yaml"))
    // A hold does not wait for the rest of the files.
    let held = try run(cell, ["node", "hold", "UKR.GS-1", "--reason", "now"])
    #expect(held.exit == 0 && held.errors.contains("7009 needs-restart"), "\(held)")
    try RawNode(cell.profile("UKR.GS-1")).await(.handshakeFailed(.auth))
  }

  @Test func withoutABrokerTheFilesAreChangedAndThatIsSaid() async throws {
    let cell = try TestCell()
    #expect(try must(cell, "roster", "revoke", "POL.CELL-1").contains("No broker runs on"))
    #expect(try must(cell, "node", "hold", "UKR.GS-1", "--reason", "r").contains("No broker runs on"))
    let dropped = try run(cell, ["node", "drop", "UKR.GS-1", "--reason", "r"])
    #expect(dropped.exit == 69 && dropped.errors.contains("6001 unreachable"), "\(dropped)")
    try cell.start()
    try await cell.isServing()
    try RawNode(cell.profile("UKR.GS-1")).await(.handshakeFailed(.auth))
    try RawNode(cell.profile("POL.CELL-1")).await(.handshakeFailed(.auth))
  }

  @Test func sessionsAreEndedAndQuotasForgotten() async throws {
    let cell = try await started { $0 += "limits:\n  sessionsPerMinute: 1\n" }
    let bystander = try RawNode(cell.profile("FRA.CELL-1"))
    try bystander.greet()
    let node = try RawNode(cell.profile("UKR.GS-1"))
    try node.greet()
    #expect(try must(cell, "node", "drop", "UKR.GS-1", "--reason", "It hangs").contains("1 session ended"))
    #expect(try node.bye() == .dropped)
    // It may come back at once, as often as it may.
    let early = try RawNode(cell.profile("UKR.GS-1"))
    try early.sendHello()
    #expect(try early.bye() == .throttled)
    try must(cell, "node", "reset", "UKR.GS-1", "--reason", "Mended")
    let back = try RawNode(cell.profile("UKR.GS-1"))
    try back.greet()
    #expect(try await cell.hasLogged("node-dropped node=UKR.GS-1", "sessions=1", "reason=\"It hangs\""))
    #expect(try await cell.hasLogged("node-reset node=UKR.GS-1", "reason=Mended"))
    try bystander.send(Ping())
    #expect(try bystander.receive()?.first == Command.pong.rawValue)
  }

  @Test func limitsChangeByAReloadAndNobodyIsCutOff() async throws {
    let cell = try await started()
    let node = try RawNode(cell.profile("UKR.GS-1"))
    try node.greet()
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  sessionsPerNode: 1\n  queriesPerMinute: 5\n" }
    #expect(try await cell.reload().contains("limits=sessionsPerNode,queriesPerMinute"))
    let second = try RawNode(cell.profile("UKR.GS-1"))
    try second.sendHello()
    #expect(try second.bye() == .tooManySessions)
    try node.send(Ping())
    #expect(try node.receive()?.first == Command.pong.rawValue)
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing("sessionsPerNode: 1", with: "sessionsPerNode: 2") }
    _ = try await cell.reload()
    let third = try RawNode(cell.profile("UKR.GS-1"))
    try third.greet()
  }

  @Test func theBrokersKeyIsExchangedWithBothServedUntilAMoment() async throws {
    let cell = try await started()
    let old = try cell.profile("FRA.CELL-1")
    let session = try RawNode(old)
    try session.greet()
    let endpoint = "ipc://\(cell.directory)/next.sock"
    let said = try must(cell, "broker", "rotate", "--endpoint", endpoint, "--until", "2999-12-31T00:00:00Z")
    #expect(said.contains("serverKey: '") && said.contains("also:"), "\(said)")
    let new = try cell.profile("FRA.CELL-1")
    #expect(new.serverKey != old.serverKey && new.endpoints == [endpoint] + old.endpoints)
    for key in try [cell.text("keys/broker.key"), cell.text("keys/broker-2.key")] {
      let secret = try #require(key.firstMatch(of: /secretKey: '(.*)'/)).1
      #expect(!said.contains(secret))
    }
    // Both are served, and who was there noticed nothing.
    try session.send(Ping())
    #expect(try session.receive()?.first == Command.pong.rawValue)
    try RawNode(old).greet()
    try await Node.connected(new) { _ = try await $0.status() }
    let twice = try run(
      cell, ["broker", "rotate", "--endpoint", "\(endpoint)2", "--until", "2999-12-31T00:00:00Z"])
    #expect(twice.exit == 78 && twice.errors.contains("7003 duplicate-entry"), "\(twice)")
    let added = try must(cell, "roster", "add", "UKR.AIR-1")
    #expect(added.contains("nodes/UKR.AIR-1.yaml"))
    #expect(try cell.profile("UKR.AIR-1").also?.count == 1)

    // The time of the old one is over.
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing("2999-12-31", with: "2026-01-01") }
    _ = try await cell.reload()
    #expect(try session.bye() == .shuttingDown)
    #expect(try await cell.hasLogged("endpoint-closed endpoint=tcp://"))
    try await Node.connected(new) { node in
      _ = try await node.publish(LiaisonNote(subject: "Exercise", text: "by the new key"))
    }
    #expect(cell.stop() == 0)
    try cell.start()
    try await Node.connected(new) { _ = try await $0.status() }
    try await theKeyIsExchangedAgain(cell, after: new)
  }

  /// The first one is over for good, and a profile has the two that are served.
  private func theKeyIsExchangedAgain(_ cell: TestCell, after old: NodeProfile) async throws {
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing(#/(?m)^former:\n(?: .*\n)+/#, with: "") }
    _ = try await cell.reload()
    let endpoint = "ipc://\(cell.directory)/third.sock"
    let said = try must(cell, "broker", "rotate", "--endpoint", endpoint, "--until", "2999-12-31T00:00:00Z")
    let profiles = try FileManager.default.contentsOfDirectory(atPath: "\(cell.directory)/nodes").count
    #expect(said.contains("\(profiles) profiles carry both."), "\(said)")
    let new = try cell.profile("FRA.CELL-1")
    #expect(new.also?.map(\.serverKey) == [old.serverKey])
    #expect(new.endpoints == [endpoint, "ipc://\(cell.directory)/next.sock"])
    try await Node.connected(old) { _ = try await $0.status() }
    try await Node.connected(new) { _ = try await $0.status() }
  }

  @Test func theRuleOfAFoundedCellIsProposed() async throws {
    let founded = try FoundedCell()
    try founded.found()
    try await founded.start()
    let said = try must(founded.cell, "roster", "revoke", "UKR.GS-1", "--reason", "Its key is lost")
    #expect(said.contains("It is kept off the bus at once.") && said.contains("roster propose"), "\(said)")
    try RawNode(founded.cell.profile("UKR.GS-1")).await(.handshakeFailed(.auth))
    #expect(try founded.cell.text("roster.yaml").contains("UKR.GS-1"))
    let proposed = try founded.cell.text("roster-2.yaml")
    #expect(!proposed.contains("name: UKR.GS-1") && proposed.contains("revision: 2"))
    try founded.must(
      ["roster", "propose", founded.path("roster-2.yaml"), "--yes"] + founded.by("FRA.CELL-1"))
  }
}
