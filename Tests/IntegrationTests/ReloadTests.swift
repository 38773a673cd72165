import CellConfig
import CellNode
import CellSchema
import CellWire
import Foundation
import Synchronization
import Testing
import ZeroMQ

/// SIGHUP: a changed roster or charter comes in force whole or not at all, for everybody at once, and on the record.
@Suite(.serialized) struct ReloadTests {
  @Test(.timeLimit(.minutes(10))) func aRevokedNodeIsCutOffMidStreamAndTheOthersNoticeNothing() async throws {
    let cell = try TestCell()
    // The node that is told by frames reads and says nothing.
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  heartbeatTimeout: 600000\n" }
    try cell.start()
    try await cell.isServing()
    let traffic = ReloadTraffic()
    let (stays, goes, goesToo) = (
      try cell.profile("FRA.CELL-1"), try cell.profile("USA.CELL-1"), try cell.profile("UKR.CELL-1")
    )
    let publisher = try cell.profile("UKR.GS-1")
    try await Node.connected(cell.profile("CELL.OPS-1")) { operations in
      var changes = operations.subscribe(to: RosterChanged.self).makeAsyncIterator()
      _ = try await operations.status()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await Node.connected(publisher) { node in
            for try await outcome in node.publish(contentsOf: traffic.drafts()) { _ = try outcome.result.get() }
            try await node.publish(LiaisonNote(subject: "Exercise", text: "the end"))
          }
        }
        group.addTask {
          try await Node.connected(stays) { node in
            for try await note in node.subscribe(to: LiaisonNote.self, from: .beginning) {
              traffic.note("\(note.body.text)")
              traffic.read(note.sequence, by: stays.node)
              if note.body.text == "the end" { break }
            }
          }
        }
        group.addTask {
          let error = await #expect(throws: NodeError.self) {
            try await Node.connected(goes) { node in
              for try await note in node.subscribe(to: LiaisonNote.self, from: .beginning) {
                traffic.read(note.sequence, by: goes.node)
              }
            }
          }
          #expect(error?.code == .revoked)
        }
        group.addTask {
          try await onThread {
            let node = try RawNode(goesToo)
            try node.greet()
            try node.send(
              Subscribe(
                subscription: 1, types: [TypePattern("cell.*")], after: 0, messages: 1_000_000_000,
                bytes: 1_000_000_000_000))
            #expect(try node.receive()?.first == Command.subscribed.rawValue)
            var frame = try node.receive()
            while let bytes = frame, bytes.first == Command.deliver.rawValue {
              traffic.read(try DeliverFrame(bytes).deliveries.last?.sequence.value ?? 0, by: goesToo.node)
              frame = try node.receive()
            }
            let last = try #require(frame)
            #expect(try ControlCodec.decode(Bye.self, from: last).code == 1011)
            // Nothing comes after it, and the connection is shut down.
            #expect(try node.receive() == nil)
          }
        }

        let isFlowing = try await eventually {
          [stays, goes, goesToo].allSatisfy { traffic.last($0.node) > 200 }
        }
        #expect(isFlowing)
        try cell.editRoster(revision: 2) { roster in
          for profile in [goes, goesToo] { try strike("\(profile.node)", from: &roster) }
        }
        let line = try await cell.reload()
        #expect(line.contains("changed=roster roster_revision=2") && line.hasSuffix("revoked=2"))
        let change = try #require(try await changes.next())
        let roster = try cell.sha256("roster.yaml")
        #expect(change.body.to.revision == 2 && change.body.to.sha256 == roster)

        let goesOn = try await eventually { traffic.last(stays.node) > change.sequence + 500 }
        #expect(goesOn)
        traffic.stop()
        try await group.waitForAll()
        // What was accepted after the change reached neither.
        for profile in [goes, goesToo] { #expect((200..<change.sequence).contains(traffic.last(profile.node))) }
        #expect(traffic.notes == (1..<traffic.notes.count).map { "note \($0)" } + ["the end"])
        try RawNode(goes).await(.handshakeFailed(.auth))
      }
    }
    #expect(cell.stop() == 0)
  }

  @Test func whatAnOldKeyOpenedIsClosedAlsoWhereItHasSaidNothing() async throws {
    let cell = try TestCell()
    // So that the silent connection ends by its key and not by its silence.
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  handshake: 60000\n" }
    try cell.start()
    try await cell.isServing()
    let old = try cell.profile("FRA.CELL-1")
    let silent = try RawNode(old)
    try silent.await(.handshakeSucceeded)
    let greeted = try RawNode(old, endpoint: 1)
    try greeted.greet()
    let left = try RawNode(old)
    try left.greet()
    try left.send(Bye())
    let hasLeft = try await eventually { !cell.lines("session-closed node=FRA.CELL-1").isEmpty }
    #expect(hasLeft)
    #expect(try left.receive() == nil, "whoever has left is cut off")
    let bystander = try RawNode(cell.profile("FRA.MNF-1"))
    try bystander.greet()

    let pair = try CurveKeyPair.generate()
    try cell.editRoster(revision: 2) { try rekey("FRA.CELL-1", pair.publicKey.z85, in: &$0) }
    #expect(try await cell.reload().hasSuffix("revoked=1"))
    for node in [greeted, silent] {
      if node === silent { try node.sendHello() }
      #expect(try node.bye() == .revoked)
      #expect(try node.receive() == nil)
    }
    try RawNode(old).await(.handshakeFailed(.auth))

    let new = try NodeProfile(
      cell: old.cell, node: old.node, endpoints: old.endpoints, serverKey: old.serverKey,
      publicKey: CurveKeyText(pair.publicKey.z85)!, secretKey: CurveKeyText(pair.secretKey.z85)!)
    try await Node.connected(new) { france in
      try await france.publish(LiaisonNote(subject: "Exercise", text: "under the new key"))
      #expect(try await france.status().rosterRevision == 2)
    }
    try bystander.send(Ping())
    #expect(try bystander.receive()?.first == Command.pong.rawValue)
  }

  @Test(.timeLimit(.minutes(10))) func aRevokedNodeThatDoesNotReadHasItsConnectionShutDown() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
      let text = Text(String(repeating: "x", count: 4_000))!
      func publish(_ count: Int) async throws {
        let drafts = (1...count).map { _ in Draft(LiaisonNote(subject: "Exercise", text: text)) }
        for try await outcome in ukraine.publish(contentsOf: drafts) { _ = try outcome.result.get() }
      }
      try await publish(1)
      let sockets = cell.openSockets
      let reader = try RunningProgram(
        "cellbus", ["subscribe", "--cell", cell.directory, "--as", "USA", "--type", "cell.*", "--format", "json"])
      defer {
        kill(reader.process.processIdentifier, SIGKILL)
        _ = reader.wait()
      }
      let hasSubscribed = try await eventually { !cell.lines("subscribed node=USA.CELL-1").isEmpty }
      #expect(hasSubscribed && cell.openSockets == sockets + 1)
      kill(reader.process.processIdentifier, SIGSTOP)
      // More than its credit and the kernel's buffers hold.
      try await publish(3_000)
      try cell.editRoster(revision: 2) { try strike("USA.CELL-1", from: &$0) }
      #expect(try await cell.reload().hasSuffix("revoked=1"))
      let isShut = try await eventually { cell.openSockets == sockets }
      #expect(isShut, "\(cell.openSockets) sockets, \(sockets) before it came")
      try await publish(1)
    }
    #expect(cell.stop() == 0)
  }

  @Test func aKeyThatGoesToAnotherNodeSpeaksForThatOne() async throws {
    let cell = try TestCell()
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  handshake: 60000\n" }
    try cell.start()
    try await cell.isServing()
    let usa = try cell.profile("USA.CELL-1")
    let greeted = try RawNode(usa)
    try greeted.greet()
    let silent = try RawNode(usa)
    try silent.await(.handshakeSucceeded)
    try cell.editRoster(revision: 2) {
      try strike("USA.CELL-1", from: &$0)
      try rekey("POL.CELL-1", "\(usa.publicKey)", in: &$0)
    }
    _ = try await cell.reload()
    #expect(try greeted.bye() == .revoked)
    try silent.sendHello()
    let frame = try #require(try silent.receive())
    #expect(try ControlCodec.decode(Welcome.self, from: frame).node == "POL.CELL-1")
  }

  @Test func aFileWithAMistakeChangesNothing() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("UKR.CELL-1")) { ukraine in
      var notes = ukraine.subscribe(to: LiaisonNote.self).makeAsyncIterator()
      func exchange(_ text: String) async throws {
        let receipt = try await ukraine.publish(LiaisonNote(subject: "Exercise", text: Text(text)!))
        let next = try await notes.next()
        #expect(next?.sequence == receipt.sequence)
      }
      try await exchange("before")
      let (roster, charter) = (try cell.text("roster.yaml"), try cell.text("charter.yaml"))

      // Two files, a mistake in each: both are named, at their places.
      try cell.editRoster(revision: 2) {
        try strike("UKR.CELL-1", from: &$0)
        $0 = $0.replacing("\nparticipants:", with: "\ncolour: blue\nparticipants:")
      }
      try cell.edit("charter.yaml") { try cell.raise(&$0, to: 2) }
      try cell.edit("charter.yaml") { $0 = $0.replacing("\nrevision: 2", with: "\nrevision: two") }
      #expect(try await cell.reload("reload-refused").contains("problems=2"))
      let lines = try cell.text("roster.yaml").split(separator: "\n", omittingEmptySubsequences: false)
      let place = try #require(lines.firstIndex(of: "colour: blue"))
      let problems = cell.lines("reload-problem")
      #expect(problems.count == 2 && problems.allSatisfy { $0.contains(" ERROR ") })
      #expect(problems[0].contains("/roster.yaml line=\(place + 1) column=1 code=\"2005 unknown-field\""))
      #expect(problems[1].contains("/charter.yaml line=") && problems[1].contains("pointer=/revision"))
      try await exchange("under the rules as before")

      // A good roster beside a bad charter does not come in force by itself.
      try cell.edit("roster.yaml") { $0 = $0.replacing("\ncolour: blue\n", with: "\n") }
      #expect(try await cell.reload("reload-refused").contains("problems=1"))
      try await exchange("still")

      try cell.edit("charter.yaml") { $0 = charter }
      try cell.edit("roster.yaml") { $0 = roster }
      #expect(try await cell.reload().contains("changed=none roster_revision=1"))
      let status = try await ukraine.status()
      #expect(status.rosterRevision == 1)
      #expect(status.head == 4, "nothing but the genesis and three notes is on the record")
    }
    #expect(cell.stop() == 0)
  }

  @Test func anOlderRevisionIsRefused() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      try cell.editRoster(revision: 3)
      #expect(try await cell.reload().contains("roster_revision=3"))
      for revision in [2, 3] {
        try cell.editRoster(revision: revision) { $0 += "# changed again: \(revision)\n" }
        _ = try await cell.reload("reload-refused")
        let problem = try #require(cell.lines("reload-problem").last)
        #expect(problem.contains("/roster.yaml line=") && problem.contains("code=\"7007 older-revision\""))
        #expect(problem.contains("must be above 3") && problem.contains("it is \(revision)"))
      }
      let status = try await france.status()
      #expect(status.rosterRevision == 3 && status.head == 2)
    }
  }

  @Test func whatTakesARestartIsRefusedAsAWhole() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      let configuration = try cell.text("cellbusd.yaml")
      try cell.editRoster(revision: 2)
      try cell.edit("cellbusd.yaml") {
        $0 = $0.replacing("record: record", with: "record: elsewhere")
        $0 = $0.replacing(#/  - 'tcp:.*'\n/#, with: "")
        $0 += "limits:\n  handshake: 3000\n"
      }
      #expect(try await cell.reload("reload-refused").contains("problems=3"))
      let problems = cell.lines("reload-problem")
      for pointer in ["/endpoints", "/directories/record", "/limits/handshake"] {
        #expect(
          problems.contains { $0.contains("pointer=\(pointer) ") && $0.contains("code=\"7009 needs-restart\"") },
          "\(pointer)")
      }
      #expect(try await france.status().rosterRevision == 1)
      // Its comments are free.
      try cell.edit("cellbusd.yaml") { $0 = "# The broker of this cell.\n" + configuration }
      #expect(try await cell.reload().contains("changed=roster roster_revision=2"))
      #expect(try await france.status().rosterRevision == 2)
    }
  }

  @Test func signalsThatFollowEachOtherAreAnsweredInTurn() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var changes = france.subscribe(to: RosterChanged.self, from: .beginning).makeAsyncIterator()
      for revision in 2...6 {
        try cell.editRoster(revision: revision)
        cell.hangUp()
      }
      // Two signals may become one; the last edit is read in any case.
      let isDone = try await eventually { try await france.status().rosterRevision == 6 }
      #expect(isDone, "\(cell.log)")
      var before: Revision = 1
      while before != 6 {
        let change = try #require(try await changes.next())
        #expect(change.body.from.revision == before && change.body.to.revision > before)
        before = change.body.to.revision
      }
    }
    #expect(cell.lines("reload-refused").isEmpty)
    #expect(cell.stop() == 0)
  }

  @Test func anotherCharterChangesWhoMaySayWhatAndARestartKeepsIt() async throws {
    let cell = try TestCell()
    try cell.start()
    let contribution = ForceContribution.example
    let authority = Authority(
      signatory: "United States of America", office: "Secretary of State", fullPowers: .office)
    func contribute(_ usa: Node) async throws {
      try await usa.publish(contribution, precedence: .priority, authority: authority)
    }
    func isRefused(_ usa: Node) async {
      let error = await #expect(throws: NodeError.self) { try await contribute(usa) }
      #expect(error?.code == .typeNotPermitted && error?.pointer == "/header/type")
    }
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var changes = france.subscribe(to: CharterChanged.self).makeAsyncIterator()
      try await Node.connected(cell.profile("USA.CELL-1")) { usa in
        try await contribute(usa)
        let draft = try cell.sha256("charter.yaml")
        try cell.edit("charter.yaml") {
          $0 = String(decoding: ShippedCharter.final.bytes, as: UTF8.self)
          try cell.raise(&$0, to: 2)
        }
        let line = try await cell.reload()
        #expect(line.contains("changed=charter ") && line.contains("charter=paris-2026-final charter_revision=2"))
        let change = try #require(try await changes.next()).body
        let final = try cell.sha256("charter.yaml")
        #expect(change.from.sha256 == draft && change.to.sha256 == final)
        #expect(change.from.name == "paris-2026-draft" && change.to.name == "paris-2026-final")
        await isRefused(usa)
      }
    }
    #expect(cell.stop() == 0)
    try cell.start()
    try await Node.connected(cell.profile("USA.CELL-1")) { usa in
      let status = try await usa.status()
      #expect(status.charter == "paris-2026-final")
      await isRefused(usa)
      // What was said under the earlier rules stays said, and is read by whom it was for.
      var contributions = usa.subscribe(to: ForceContribution.self, from: .beginning).makeAsyncIterator()
      let kept = try await contributions.next()
      #expect(kept?.body == contribution)
    }
    #expect(cell.stop() == 0)
  }

  @Test func rosterAndCharterChangeTogether() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      // A role that the new charter alone defines, and the new roster alone fills.
      try cell.editRoster(revision: 2) {
        $0 = $0.replacing("\nroles:\n", with: "\nroles:\n  - name: archivist\n    holders: [FRA]\n")
      }
      try cell.edit("charter.yaml") {
        $0 = $0.replacing("\nroles:\n", with: "\nroles:\n  - name: archivist\n    meaning: Keeps what was said.\n")
        try cell.raise(&$0, to: 2)
      }
      #expect(try await cell.reload().contains("changed=roster,charter roster_revision=2"))
      try await france.publish(LiaisonNote(subject: "Exercise", text: "for the archive"), to: ["@archivist"])
    }
    cell.kill()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var changes = france.subscribe(types: ["system.*"], from: .after(1)).makeAsyncIterator()
      let types = [try await changes.next()?.header.type, try await changes.next()?.header.type]
      #expect(types == [RosterChanged.messageType, CharterChanged.messageType])
      let status = try await france.status()
      #expect(status.rosterRevision == 2 && status.charterRevision == 2)
    }
    #expect(cell.stop() == 0)
  }

  @Test func aFileThatWasEditedWhileTheDaemonWasDownIsOnTheRecordBeforeItIsReady() async throws {
    let cell = try TestCell()
    try cell.start()
    try await cell.isServing()
    #expect(cell.lines("ready").last?.contains("head=1") == true)
    #expect(cell.stop() == 0)
    try cell.editRoster(revision: 2) { try strike("POL.CELL-1", from: &$0) }
    try cell.start()
    let isReady = try await eventually { cell.lines("ready").count == 2 }
    #expect(isReady)
    #expect(cell.lines("ready").last?.contains("head=2") == true)
    try RawNode(cell.profile("POL.CELL-1")).await(.handshakeFailed(.auth))
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var changes = france.subscribe(to: RosterChanged.self, from: .beginning).makeAsyncIterator()
      let change = try #require(try await changes.next())
      let roster = try cell.sha256("roster.yaml")
      #expect(change.sequence == 2 && change.body.to.sha256 == roster)
    }
  }
}
