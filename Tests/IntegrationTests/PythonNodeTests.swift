import CellNode
import CellSchema
import Foundation
import Testing

/// A second implementation of the wire, written from `WireProtocol.md` alone, talks to the same broker.
@Suite(.serialized) struct PythonNodeTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../deploy/examples/node.py"
  ).standardizedFileURL.path

  private func python(_ cell: TestCell, _ node: String, _ arguments: [String]) throws -> RunningProgram {
    try RunningProgram("/usr/bin/python3", [Self.script, "\(cell.directory)/nodes/\(node).yaml"] + arguments)
  }

  @Test func itPublishesToASwiftNode() async throws {
    let cell = try TestCell()
    try cell.start()
    let publisher = try python(
      cell, "UKR.CELL-1",
      ["publish", "--type", "cell.liaison-note", "--body", #"{"subject":"Exercise","text":"from Python"}"#])
    #expect(publisher.wait() == 0, "\(publisher.standardError)")
    #expect(publisher.standardOutput.contains("\"seq\""))
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var notes = france.subscribe(to: LiaisonNote.self, from: .beginning).makeAsyncIterator()
      let next1 = try await notes.next()
      #expect(next1?.body.text == "from Python")
    }
  }

  @Test func itReadsAndAcknowledges() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      func read() throws -> RunningProgram {
        try python(
          cell, "UKR.CELL-1",
          ["subscribe", "--type", "cell.*", "--durable", "py", "--from", "beginning", "--count", "2"])
      }
      for number in 1...4 {
        try await france.publish(LiaisonNote(subject: "Exercise", text: Text("note \(number)")!))
      }
      for expected in [["note 1", "note 2"], ["note 3", "note 4"]] {
        let reader = try read()
        #expect(reader.wait() == 0, "\(reader.standardError)")
        for text in expected { #expect(reader.standardOutput.contains(text), "\(reader.standardOutput)") }
      }
    }
  }

  @Test func itIsToldWhyItIsRefused() async throws {
    let cell = try TestCell()
    try cell.start()
    let publisher = try python(
      cell, "UKR.CELL-1", ["publish", "--type", "cell.liaison-note", "--body", #"{"subject":"Exercise"}"#])
    #expect(publisher.wait() == 65)
    #expect(publisher.standardError.contains("2007"))
    #expect(publisher.standardError.contains("/body/text"))
  }
}
