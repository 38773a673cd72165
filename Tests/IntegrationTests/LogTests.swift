import CellNode
import CellSchema
import Foundation
import Testing

/// What the daemon's log says of who connects and what is published, and what it never says.
@Suite(.serialized) struct LogTests {
  private func cell(_ more: String = "") async throws -> TestCell {
    let cell = try TestCell()
    try cell.edit("cellbusd.yaml") { $0 += more }
    try cell.start()
    try await cell.isServing()
    return cell
  }

  private static let text: Text = "What nobody but its readers reads"

  @Test func whoConnectsFromWhereAndWhatIsGraveHasALine() async throws {
    let cell = try await cell()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var notes = france.subscribe(to: LiaisonNote.self).makeAsyncIterator()
      _ = try await france.status()
      try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
        try await ukraine.publish(LiaisonNote(subject: "Exercise", text: Self.text))
        let grave = try await ukraine.publish(
          LiaisonNote(subject: "Exercise", text: Self.text), to: ["FRA", "USA.CELL-1"], precedence: .immediate)
        while let note = try await notes.next(), note.sequence < grave.sequence {}
        let isSaid = try await cell.hasLogged(
          "message-submitted node=UKR.GS-1 seq=\(grave.sequence) id=\(grave.id) serial=UKR.GS-1/",
          "type=cell.liaison-note precedence=immediate world=operation recipients=2", "accepted=", "readers=")
        #expect(isSaid, "\(cell.log)")
        let isDelivered = try await cell.hasLogged(
          "message-delivered node=FRA.CELL-1", "seq=\(grave.sequence) id=\(grave.id)", "from=UKR.GS-1 lane=immediate")
        #expect(isDelivered, "\(cell.log)")
        // What is not to be said.
        await #expect(throws: NodeError.self) {
          try await ukraine.publish(ForceContribution.example, precedence: .priority)
        }
        let isRefused = try await cell.hasLogged(
          "message-refused node=UKR.GS-1 code=\"3", "serial=UKR.GS-1/", "type=force.contribution")
        #expect(isRefused, "\(cell.log)")
      }
    }
    #expect(try await cell.hasLogged("session-opened node=UKR.GS-1", "address=127.0.0.1", "client="))
    #expect(cell.stop() == 0)
    // The rest is summed up.
    #expect(cell.lines("message-submitted").count == 1)
    #expect(cell.lines("messages-summed node=UKR.GS-1 submitted=1 ").count == 1, "\(cell.log)")
    #expect(cell.lines("messages-summed node=FRA.CELL-1").contains { $0.contains("delivered=1 ") })
    #expect(!cell.log.contains("What nobody but"), "no payload")
    #expect(cell.lines("ready").last?.contains("vocabulary=1") == true)
  }

  @Test func allOfItOnRequestByAReload() async throws {
    let cell = try await cell()
    try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
      try await ukraine.publish(LiaisonNote(subject: "Exercise", text: Self.text))
      #expect(cell.lines("message-submitted").isEmpty)
      try cell.edit("cellbusd.yaml") { $0 += "log:\n  messages: all\n" }
      _ = try await cell.reload()
      let receipt = try await ukraine.publish(LiaisonNote(subject: "Exercise", text: Self.text))
      #expect(
        try await cell.hasLogged("message-submitted node=UKR.GS-1 seq=\(receipt.sequence) ", "precedence=routine"))
    }
    #expect(!cell.log.contains("What nobody but"))
  }

  @Test func theVocabularyIsPrinted() throws {
    func run(_ arguments: String...) throws -> (Int32, String, String) {
      let program = try RunningProgram("cellbus", arguments)
      return (program.wait(), program.standardOutput, program.standardError)
    }
    let (exit, list, _) = try run("events")
    #expect(exit == 0 && list.contains("\ncritical\n") || list.hasPrefix("critical\n"))
    #expect(list.contains("  message-refused"))
    let one = try run("events", "message-refused")
    #expect(one.1.contains("severity  notice") && one.1.contains("fields    node code pointer id serial type"))
    let unknown = try run("events", "message-lost")
    #expect(unknown.0 == 64 && unknown.2.contains("message-submitted"))
    let objects = try run("events", "--format", "json").1.split(separator: "\n")
    #expect(objects.count > 50)
    for object in objects { _ = try JSONSerialization.jsonObject(with: Data(object.utf8)) }
  }
}
