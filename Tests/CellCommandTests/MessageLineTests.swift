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
    for width in [nil, 80, 100, 120, 140, 200] {
      let start = MessageLine(ink: Ink(isColoured: false), width: width).gistStart
      for entry in Catalogue.entries {
        let line = line(header(entry.type, from: "CELL.A-LONG-NAME-HERE"), gist: "GIST", width: width)
        #expect(line.hasSuffix(" GIST"))
        #expect(DisplayText.width(line) == start + 4, "\(entry.type)")
      }
    }
  }

  @Test func `the world stands first, on every screen and where nobody watches`() {
    for width in [nil, 60, 80, 160] {
      #expect(line(header("cell.log-entry", exercise: "SHARED DAWN 26"), gist: "a note", width: width).hasPrefix("EX "))
      #expect(line(header("cell.log-entry"), gist: "a note", width: width).hasPrefix("OP "))
    }
    #expect(Nature.allCases.map(\.mark) == ["OP", "EX", "DR", "PR"])
  }

  @Test func `more columns stand there as there is room, and the gist keeps forty`() {
    func columns(_ width: Int?) -> [Substring] {
      MessageLine(ink: Ink(isColoured: false), width: width).title.split(separator: " ")
    }
    #expect(columns(80) == ["W", "NUMBER", "ACCEPTED", "P", "FROM", "GIST"])
    #expect(columns(120) == ["W", "NUMBER", "ACCEPTED", "P", "FROM", "TYPE", "GIST"])
    #expect(columns(140) == ["W", "NUMBER", "ACCEPTED", "P", "FROM", "SERIAL", "TYPE", "GIST"])
    #expect(columns(200) == columns(nil) && columns(nil).contains("TO"))
    #expect(
      line(header("cell.log-entry"), gist: "a note", width: 80) == "OP      12 071021ZMAR26 O UKR.GS-1       a note")
  }

  @Test func `a line is no longer than its terminal`() {
    let long = String(repeating: "very ", count: 100)
    for width in [60, 80, 140, 160, 240] {
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
