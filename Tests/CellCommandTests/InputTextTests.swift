import CellCommand
import CellSchema
import Testing

@Suite("What is wrong with a person's file")
struct InputTextTests {
  private func words(_ bytes: [UInt8]) -> String {
    do throws(Refusal) {
      try InputText.check(bytes, expected: "an object")
      _ = try JSONMembers(of: bytes[...])
      return "read"
    } catch {
      return "\(error.code.name): \(error.detail)"
    }
  }

  @Test func `is told in terms of the file`() {
    #expect(words([]) == "not-json: there is nothing in it; expected is an object")
    #expect(words(Array(" \r\n\t".utf8)) == "not-json: there is nothing in it; expected is an object")
    #expect(words([0xEF, 0xBB, 0xBF] + "{}".utf8).contains("byte order mark (U+FEFF); save it as UTF-8 without one"))
    for start: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF], [0x7B, 0], [0, 0x7B], [0xFF, 0xFE, 0, 0]] {
      #expect(words(start + [0x7B, 0]).contains("UTF-16 or UTF-32; save it as UTF-8"))
    }
  }

  @Test(arguments: [
    ("nonsense", "an object in braces is expected where nonsense stands (column 1)"),
    ("{\"a\":1,\n \"b\" 2}", "a colon is expected where 2} stands (line 2, column 6)"),
    ("{\"ж\":1", "a comma or the closing brace is expected, and the text ends (column 7)"),
    ("{} {}", "the end is expected where {} stands (column 4)"),
    ("{\"a\":\"x", "a closing quotation mark is expected, and the text ends (column 8)"),
  ])
  func `names the line and the column`(text: String, says: String) {
    #expect(words(Array(text.utf8)) == "not-json: \(says)")
  }

  @Test func `numbers of lines are listed as a person would`() {
    #expect(LineNumbers.words([]) == "no line")
    #expect(LineNumbers.words([4]) == "line 4")
    #expect(LineNumbers.words([1, 2, 3]) == "lines 1 to 3")
    #expect(LineNumbers.words([1, 3, 4, 5, 9]) == "lines 1, 3 to 5 and 9")
  }
}
