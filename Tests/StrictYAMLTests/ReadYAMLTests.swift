import CellSchema
import StrictYAML
import Testing

@Suite struct ReadYAML {
  private func read(_ text: String) throws -> Located<Sample> {
    try StrictYAML.read(Sample.self, from: text, file: "conf/sample.yaml")
  }

  @Test func `the shape decides what a scalar is`() throws {
    #expect(try read("title: no\nrevision: 1\n").value.title == "no")
    #expect(try read("title: 1.10\nrevision: 1\n").value.title == "1.10")
    #expect(try read("title: 2026-01-06\nrevision: 1\n").value.title == "2026-01-06")
    #expect(try read("title: null\nrevision: 1\n").value.title == "null")
    #expect(try read("title: ~\nrevision: 1\n").value.title == "~")
    #expect(try read("title: 0o17\nrevision: 12\n").value.revision == 12)
  }

  @Test func `every shape is read from block and flow style`() throws {
    let block = try read(
      """
      ---
      title: "Quoted: \\"yes\\" \\\\ \\u00e9"
      revision: 7
      active: true
      distance: 2.5
      notes: |
        first line
        second
      entries:
        - name: 'it''s'
          side: ukraine
          weight: 3
        - name: plain # with a comment
      ...
      """)
    #expect(block.value.title.description == "Quoted: \"yes\" \\ é")
    #expect(block.value.notes == "first line\nsecond\n")
    #expect(block.value.distance == .known(2.5))
    #expect(block.value.entries?.map(\.name) == ["it's", "plain"])
    let flow = try read(
      "{title: \"Quoted: \\\"yes\\\" \\\\ é\", revision: 7, active: true, distance: 2.5, notes: \"first line\\nsecond\\n\","
        + " entries: [{name: \"it's\", side: ukraine, weight: 3}, {name: plain}]}")
    #expect(flow.value == block.value)
  }

  @Test func `not known is a value where the shape has it`() throws {
    #expect(try read("title: a\nrevision: 1\ndistance: N/K\n").value.distance == .notKnown)
    #expect(try read("title: a\nrevision: 1\ndistance: \"N/K\"\n").value.distance == .notKnown)
  }

  @Test func `a text with a byte order mark and carriage returns is read`() throws {
    #expect(try read("\u{FEFF}title: a\r\nrevision: 1\r\n").value.title == "a")
  }

  @Test func `Z85 keys with ampersands and stars are no aliases`() throws {
    let names = (0..<200).map { "  - name: '&ab*ab.\($0)'" }.joined(separator: "\n")
    #expect(throws: FileProblem.self) { try read("title: a\nrevision: 1\nentries:\n\(names)\n") }
    let few = (0..<4).map { "  - name: '&ab*ab.\($0)'" }.joined(separator: "\n")
    #expect(try read("title: a\nrevision: 1\nentries:\n\(few)\n").value.entries?.count == 4)
    let apart = (0..<200).map { "  - name: '&b\($0)*a\($0)'" }.joined(separator: "\n")
    #expect(try read("title: a\nrevision: 1\nentries:\n\(apart)\n").value.entries?.count == 200)
  }

  @Test func `a value is cited by the line where it stands`() throws {
    let file = try read("title: a\nrevision: 1\nentries:\n  - name: b\n    side: ukraine\n\n  - name: c\n")
    #expect(file.line(of: "/entries/1") == 7)
    #expect(file.citation(of: "/entries/0/side") == "sample.yaml:5")
    #expect(file.position(of: "/entries/1/side") == FilePosition(line: 7, column: 5))
    #expect(file.line(of: "/nothing/there") == 1)
    let problem = file.problem(.unknownName, at: "/entries/1/name", "no such name")
    #expect(problem.description == "conf/sample.yaml:7:11: 7004 unknown-name /entries/1/name: no such name")
  }

  @Test func `the bytes are kept as they were`() throws {
    let text = "title: a # comment\nrevision: 1\n"
    #expect(try read(text).bytes == Array(text.utf8))
  }

  @Test func `mutated files are read or refused, never more`() throws {
    let seed = """
      title: "Quoted: \\"yes\\" \\u00e9"
      revision: 7
      active: true
      distance: N/K
      notes: |
        first line
        second
      entries:
        - {name: 'it''s', side: ukraine, weight: 3}
        - name: >-
            folded
            text
      """
    let bytes = Array(seed.utf8)
    let marks = Array("&*!|>'\"[]{},:-?#%@`\n\t \\~0\u{0}\u{E9}a".utf8)
    var generator = SplitMix(state: 20_260_106)
    var readable = 0
    for _ in 0..<3_000 {
      var mutated = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<mutated.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: mutated[index] = marks.randomElement(using: &generator)!
        case 1: mutated.insert(marks.randomElement(using: &generator)!, at: index)
        case 2: mutated.remove(at: index)
        default: mutated[index] = UInt8.random(in: 0...255, using: &generator)
        }
      }
      do {
        _ = try StrictYAML.read(Sample.self, from: mutated, file: "sample.yaml")
        readable += 1
      } catch {
        #expect(error.position != nil)
        #expect(ErrorCode.all.contains(error.code))
      }
    }
    #expect(readable > 100 && readable < 2_900)
  }
}

/// A seeded generator, so that a failure can be had again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
