import CellCommand
import CellNode
import CellSchema
import Testing

@Suite struct DraftReaderTests {
  private func draft(_ line: String, type: MessageType? = nil, defaults: HeaderDraft = HeaderDraft()) throws(Refusal)
    -> Draft
  {
    var reader = DraftReader(type: type, defaults: defaults)
    return try reader.draft(Array(line.utf8)[...])
  }

  private func refusal(_ line: String) -> String {
    do throws(Refusal) {
      _ = try draft(line)
      return "none"
    } catch {
      return "\(error.code.name) \(error.pointer)"
    }
  }

  @Test func `a line's header beats the options, and the options fill the rest`() throws {
    var defaults = HeaderDraft()
    defaults.precedence = .priority
    defaults.action = ["FRA"]
    defaults.classification = "RESTRICTED"
    let draft = try draft(
      #"{"type":"cell.log-entry","header":{"precedence":"flash","label":{"releasableTo":["ALL"]}},"body":{}}"#,
      defaults: defaults)
    #expect(draft.precedence == .flash)
    #expect(draft.action == ["FRA"])
    #expect(draft.releasableTo == [.all])
    #expect(draft.classification == "RESTRICTED")
  }

  @Test func `a type from the options serves lines without one`() throws {
    _ = try draft(#"{"body":{}}"#, type: "cell.log-entry")
  }

  @Test(arguments: [
    ("", "not-json "), ("nonsense", "not-json "), (#"{"type":"cell.log-entry","body":{"#, "not-json "),
    (#"{"body":{}}"#, "missing-field /type"), (#"{"type":"cell.log-entry"}"#, "missing-field /body"),
    (#"{"type":"x","body":{}}"#, "bad-format /type"), (#"{"type":7,"body":{}}"#, "wrong-type /type"),
    (#"{"type":"cell.log-entry","body":{},"to":[]}"#, "unknown-field /to"),
    (#"{"type":"cell.log-entry","body":{},"body":{}}"#, "duplicate-field /body"),
    (#"{"type":"cell.log-entry","body":{}} {}"#, "not-json "),
    (#"{"type":"cell.log-entry","header":{"precedence":"urgent"},"body":{}}"#, "unknown-value /header/precedence"),
    (#"{"type":"cell.log-entry","header":{"colour":1},"body":{}}"#, "unknown-field /header/colour"),
    (#"{"type":"cell.log-entry","header":{"case":"42"},"body":{}}"#, "too-short /header/case"),
  ])
  func `a line that is wrong is refused with its place`(line: String, refused: String) {
    #expect(refusal(line) == refused)
  }

  @Test func `a header seen before reads the same again`() throws {
    var reader = DraftReader()
    let line = Array(#"{"type":"cell.log-entry","header":{"precedence":"flash"},"body":{}}"#.utf8)[...]
    #expect(try reader.draft(line).precedence == .flash)
    #expect(try reader.draft(line).precedence == .flash)
  }
}
