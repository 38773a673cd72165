import CellCommand
import CellSchema
import Testing

@Suite struct MessageLineTests {
  private func header(_ type: MessageType, from: NodeName = "UKR.GS-1", exercise: Line? = nil) -> Header {
    Header(
      cell: "paris", type: type, from: from, serial: Serial(node: from, number: 412, year: 26)!, action: [.all],
      precedence: .immediate, nature: exercise == nil ? .operation : .exercise, exerciseName: exercise,
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.all]))
  }

  private func line(_ header: Header, gist: String, width: Int? = nil) -> String {
    MessageLine(ink: Ink(isColoured: false), width: width)
      .text(sequence: 12, acceptedAt: "2026-03-07T10:21:00.000Z", header: header, gist: gist)
  }

  @Test func `the gist begins at the same column for every type, sender and nature`() {
    for entry in Catalogue.entries {
      let line = line(header(entry.type, from: "CELL.A-LONG-NAME-HERE"), gist: "GIST")
      #expect(line.hasSuffix("  GIST"))
      #expect(DisplayText.width(line) == MessageLine.gistStart + 4, "\(entry.type)")
    }
  }

  @Test func `an exercise says so three times`() {
    let line = line(header("cell.log-entry", exercise: "SHARED DAWN 26"), gist: "a note")
    #expect(line.hasSuffix("EXERCISE EXERCISE EXERCISE SHARED DAWN 26: a note"))
  }

  @Test func `a line is no longer than its terminal`() {
    let long = String(repeating: "very ", count: 100)
    for width in [140, 160, 240] {
      #expect(DisplayText.width(line(header("cell.log-entry"), gist: long, width: width)) == width)
      #expect(
        DisplayText.width(line(header("cell.log-entry", exercise: "SHARED DAWN 26"), gist: long, width: width)) == width
      )
    }
  }

  @Test func `what a peer wrote cannot change the terminal`() {
    let line = line(header("cell.log-entry"), gist: "\u{1B}[31m\u{202E}\nnext")
    #expect(line.hasSuffix("\\u{1B}[31m\\u{202E} next"))
  }
}
