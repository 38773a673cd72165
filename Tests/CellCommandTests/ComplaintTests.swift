import CellCommand
import CellNode
import CellSchema
import Foundation
import StrictYAML
import Testing

@Suite struct ComplaintTests {
  private let plain = Ink(isColoured: false)
  private let error = NodeError(
    .notReleasable, at: "/header/label/releasableTo/1",
    "\"POL\" is outside what UKR.GS-1 may release to (charter.yaml:88)")

  @Test func `a refusal says what, where, which rule, what next`() {
    let complaint = Complaint(error, consequence: "Nothing was recorded.")
    #expect(
      complaint.text(plain) == """
        refused 3107 not-releasable  /header/label/releasableTo/1
          "POL" is outside what UKR.GS-1 may release to (charter.yaml:88).
          Nothing was recorded. Next: cellbus explain 3107
        """)
  }

  @Test func `a refusal of one of many names its line`() {
    #expect(Complaint(error, line: 17).text(plain).hasPrefix("line 17: refused 3107 not-releasable  /header"))
    #expect(Complaint(error, line: 17).json.hasPrefix("{\"line\":17,\"code\":3107,\"name\":\"not-releasable\","))
  }

  @Test func `as JSON it is one object of code, name, pointer and detail`() throws {
    let object = try JSONDecoder().decode([String: Field].self, from: Data(Complaint(error).json.utf8))
    #expect(
      object == [
        "code": .number(3107), "name": .text("not-releasable"), "pointer": .text("/header/label/releasableTo/1"),
        "detail": .text(error.detail),
      ])
  }

  @Test func `what could not be done is no refusal`() {
    #expect(
      Complaint(NodeError(.unreachable, "no broker")).text(plain).hasPrefix("failed 6001 unreachable\n  no broker.\n"))
  }

  @Test func `a problem of a file has its line and column`() {
    let problem = FileProblem(
      .unknownField, file: "roster.yaml", position: FilePosition(line: 12, column: 5), pointer: "/nodes/0/key",
      "no field")
    #expect(
      Complaint(problem).text(plain).hasPrefix("failed 2005 unknown-field  roster.yaml:12:5\n  /nodes/0/key: no field.")
    )
    #expect(Complaint(problem).json.contains("\"fileLine\":12,\"fileColumn\":5"))
  }

  @Test func `a mistake in a file is one of configuration, in a document one of data`() {
    let problem = FileProblem(.unknownField, file: "roster.yaml", position: nil, "no field")
    #expect(Complaint(problem).status == .configuration)
    #expect(Complaint(FileProblem(.outputUnwritable, file: "keys", position: nil, "there")).status == .cannotCreate)
    #expect(Complaint(NodeError(.unknownField, "no field")).status == .data)
  }

  @Test func `a broker's words cannot change the terminal`() {
    let text = Complaint(NodeError(.busy, at: "/\u{1B}]0;x\u{7}", "\u{1B}[2J")).text(plain)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
  }

  @Test func `every code has an exit code, and the three that scripts look for are right`() {
    #expect(ErrorCode.all.count > 80)
    #expect(ExitStatus(.unknownField) == .data)
    #expect(ExitStatus(.typeNotPermitted) == .notPermitted)
    #expect(ExitStatus(.unreachable) == .unavailable)
    #expect(ExitStatus(.storageFull) == .tryAgain)
    #expect(ExitStatus(.badYAML) == .configuration)
    #expect(ErrorCode.all.filter { ExitStatus($0) == .software } == [.internalFault])
  }
}

private enum Field: Decodable, Equatable {
  case number(Int)
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}
