import CellSchema
import Foundation
import Testing

@Suite("Characters that a text may not have")
struct ForbiddenCharacterTests {
  private static let name: [ClosedRange<UInt32>] = [
    0x00...0x1F, 0x7F...0x9F, 0x061C...0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
  ]
  private static let line: [ClosedRange<UInt32>] = [0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E]

  /// The basic plane, and some beyond it.
  private static let scalars =
    (Array(0...0xFFFF as ClosedRange<UInt32>) + stride(from: 0x1_0000, to: 0x11_0000, by: 509))
    .compactMap { Unicode.Scalar($0) }

  private func expect(_ set: ForbiddenCharacters, isJust ranges: [ClosedRange<UInt32>]) {
    for scalar in Self.scalars where scalar.isForbidden(set) != ranges.contains(where: { $0.contains(scalar.value) }) {
      Issue.record("U+\(String(scalar.value, radix: 16))")
    }
  }

  private static let lines: [ClosedRange<UInt32>] = [
    0x00...0x08, 0x0B...0x1F, 0x7F...0x9F, 0x202A...0x202E,
  ]

  @Test func `in a line they are the controls, the embeddings and the separators of lines`() {
    expect(.inLine, isJust: Self.line)
  }

  @Test func `in a name they are the bidirectional controls as well`() {
    expect(.inName, isJust: Self.name)
    for scalar in Self.scalars {
      let properties = scalar.properties
      #expect(
        scalar.isForbidden
          == (properties.generalCategory == .control || properties.isBidiControl
            || [.lineSeparator, .paragraphSeparator].contains(properties.generalCategory)))
    }
  }

  @Test func `in lines, line feed and tab are let through`() {
    expect(.inLines, isJust: Self.lines)
  }

  @Test func `in a file, the line breaks of every system are let through, and what YAML does not take is not`() {
    expect(
      .inFile,
      isJust: [0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x2028...0x2029, 0xFEFF...0xFEFF, 0xFFFE...0xFFFF]
        + Self.name.dropFirst())
  }

  @Test func `in a form, marks and isolates are let through besides`() {
    expect(
      .inForm,
      isJust: [
        0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0xFEFF...0xFEFF, 0xFFFE...0xFFFF,
      ])
  }

  @Test func `on a terminal, they are also what breaks a line and what nobody sees`() {
    expect(.onTerminal, isJust: Self.name + [0xFEFF...0xFEFF])
  }

  @Test func `the first bytes that the strict check looks out for are those of the table`() {
    let beyondASCII = Self.scalars.filter { $0.value >= 0x80 && $0.isForbidden }
    let leads = Set(beyondASCII.compactMap { UTF8.encode($0)?.first })
    #expect(Set((0x80...0xFF).filter { ForbiddenCharacters.mayBegin(with: $0) }) == leads)
  }

  @Test func `the JSON Schema names the same characters`() {
    #expect(
      JSONSchema.forbidden(multiline: false)
        == #"[\u0000-\u001F\u007F-\u009F\u2028-\u202E]"#)
    #expect(
      JSONSchema.forbidden(multiline: true)
        == #"[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]"#)
  }

  /// Every character of the basic plane in a document's line and lines, as it stands and as an escape.
  @Test(arguments: [false, true]) func `the strict check, the leaf and the table agree`(multiline: Bool) {
    // A blank by itself is none of a longer text's characters that are forbidden.
    let shape = StringShape(length: 2...2, multiline: multiline)
    let checker = ValueChecker(.string(shape))
    let set: ForbiddenCharacters = multiline ? .inLines : .inLine
    func isAccepted(_ json: String) -> Bool { (try? checker.check(Array("\"x\(json)\"".utf8).span)) != nil }
    for scalar in Self.scalars where scalar.value <= 0xFFFF && scalar != "\"" && scalar != "\\" {
      // An isolate alone is open, or closes none.
      let isAllowed = !scalar.isForbidden(set) && !(0x2066...0x2069).contains(scalar.value)
      let hex = String(scalar.value, radix: 16)
      // A control character may not stand in JSON as it is, whatever the text.
      let agree =
        isAccepted(String(scalar)) == (isAllowed && scalar.value >= 0x20)
        && isAccepted("\\u" + String(repeating: "0", count: 4 - hex.count) + hex) == isAllowed
        && shape.allows("x\(scalar)") == isAllowed
      if !agree { Issue.record("U+\(hex)") }
    }
  }

  /// Texts of marks, isolates and what ends a line, all of up to five characters.
  @Test func `isolates are closed on their line, for the strict check, the leaf and the regular expression`() throws {
    let expression = try NSRegularExpression(pattern: Isolates.regularExpression.dropLast() + "\\z")
    let shape = StringShape(length: 0...9, multiline: true)
    let checker = ValueChecker(.string(shape))
    let letters = ["\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\n", "\u{2029}", "\u{200F}"]
    var texts = [""]
    for _ in 0..<5 {
      texts += texts.filter { $0.unicodeScalars.count == texts.last?.unicodeScalars.count }.flatMap { text in
        letters.map { text + $0 }
      }
    }
    texts.append("\u{2066}\u{2067}\u{2068}\u{2069}\u{2069}\u{2069}\u{2066}\u{2069}")
    texts.append("\u{2066}\u{2066}\u{2066}\u{2066}\u{2069}\u{2069}\u{2069}\u{2069}")
    for text in texts {
      let json = "\"x\(text)\"".replacing("\n", with: "\\n")
      let isTaken = (try? checker.check(Array(json.utf8).span)) != nil
      let text = "x\(text)"
      let range = NSRange(text.startIndex..., in: text)
      #expect(shape.allows(text) == isTaken, "\(text.debugDescription)")
      #expect((expression.firstMatch(in: text, range: range) != nil) == isTaken, "\(text.debugDescription)")
    }
    let arabic = "شهد \u{2068}OSCE\u{2069} ثلاثة انفجارات"
    #expect(Line(arabic)?.description == arabic)
    #expect(Line(String(arabic.dropFirst(8))) == nil)
  }

  @Test func `a refusal that quotes what was found shows nothing that a terminal obeys`() {
    let checker = ValueChecker(.integer(0...9))
    for hidden in ["\u{FEFF}", "\u{2028}", "\u{202E}", "\u{9B}"] {
      do throws(Refusal) {
        try checker.check(Array("\"spoilt\(hidden)\"".utf8).span)
        Issue.record("was taken")
      } catch {
        let digits = String(hidden.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
        #expect(error.detail.contains("spoilt\\u{\(digits)}"), "\(error.detail)")
      }
    }
  }
}
