import CellSchema
import StrictYAML
import Testing

@Suite struct RefusedYAML {
  @Test func `a problem is one line with file, line, column, code and pointer`() throws {
    let found = try #require(
      problem(
        """
        title: Test
        revision: 1
        entries:
          - name: First
            nmae: Second
        """))
    #expect(found.description.hasPrefix("sample.yaml:5:5: 2005 unknown-field /entries/0/nmae: "))
    #expect(!found.description.contains("\n"))
  }

  @Test func `an unknown key is meant by its name, a wrong value by the value`() {
    #expect(place("title: a\nrevision: 1\n  \nextra: 1\n") == "4:1 2005")
    #expect(place("title: a\nrevision:   0\n") == "2:13 2009")
    #expect(place("title: a\nrevision: 1\nentries:\n  - name: b\n    side: neutral\n") == "5:11 2010")
    #expect(place("title: a\nrevision: 1\nentries: none\n") == "3:10 2008")
    #expect(place("title: [a]\nrevision: 1\n") == "1:8 2008")
  }

  @Test func `a missing key is placed at the mapping that lacks it`() {
    #expect(place("title: a\n") == "1:1 2007")
    #expect(problem("title: a\n")?.pointer == "/revision")
    #expect(place("title: a\nrevision: 1\nentries:\n  - side: ukraine\n") == "4:5 2007")
  }

  @Test func `the second of two equal keys is named`() {
    #expect(place("title: a\nrevision: 1\ntitle: b\n") == "3:1 2006")
    #expect(place("title: a\nrevision: 1\nentries:\n  - name: b\n    weight: 1\n    name: c\n") == "6:5 2006")
    #expect(place("title: a\nrevision: 1\n\"title\": b\n") == "3:2 2006")
    #expect(place("{title: a, revision: 1, title: b}") == "1:25 2006")
  }

  @Test func `a duplicate is found where its name stood before in another mapping`() {
    let text = """
      title: name
      revision: 1
      entries:
        - name: name
        - name: b
          weight: 1
          # name again
          name: c
      """
    #expect(place(text) == "8:5 2006")
  }

  @Test(arguments: [
    ("title: &a x\nrevision: 1\n", "1:8"),
    ("title: &a x\nrevision: 1\nnotes: *a\n", "1:8"),
    ("&k title: x\nrevision: 1\n", "1:1"),
    ("title: x\nrevision: 1\nentries: &e\n  - name: a\n", "3:10"),
    ("title: x\nrevision: !!int 1\n", "2:11"),
    ("title: !!str x\nrevision: 1\n", "1:8"),
    ("title: x\nrevision: !!int \"1\"\n", "2:11"),
    ("title: !local x\nrevision: 1\n", "1:8"),
    ("title: ! x\nrevision: 1\n", "1:8"),
    ("--- !!map\ntitle: x\nrevision: 1\n", "1:5"),
    ("title: x\nrevision: 1\nentries: !!seq []\n", "3:10"),
    ("title: x\nrevision: 1\n---\ntitle: y\n", "3:1"),
    ("? [a, b]\n: x\n", "1:3"),
    ("? {a: b}\n: x\n", "1:3"),
    ("!!int 1: x\n", "1:1"),
    ("title: [a\n", "2:1"),
    ("title: 'a\n", "2:1"),
    ("title: a\n\trevision: 1\n", "2:1"),
    ("title: a\n revision: 1\n", "2:10"),
    ("title: \"\\q\"\n", "1:9"),
    ("title: *unknown\n", "1:8"),
    ("", "1:1"),
    ("# only a comment\n", "1:1"),
  ])
  func `what YAML has beyond JSON is refused at its place`(_ text: String, _ position: String) {
    #expect(place(text) == "\(position) 7001")
  }

  @Test func `a merge key is a key like any other`() {
    #expect(place("title: a\nrevision: 1\n<<: {notes: b}\n") == "3:1 2005")
  }

  @Test func `a root that is no mapping is refused`() {
    #expect(place("just text\n") == "1:1 2008")
    #expect(place("- a\n") == "1:1 2008")
  }

  @Test func `a number is one by the grammar of JSON only`() {
    for wrong in ["0x10", "1_000", "+1", "01", "1.0", "1e3", ".5", "one", "\"1\"", "'1'", "~", "null", ""] {
      #expect(place("title: a\nrevision: \(wrong)\n")?.hasSuffix(" 2008") == true, "\(wrong)")
    }
  }

  @Test func `only true and false are booleans`() {
    for wrong in ["yes", "no", "on", "off", "True", "TRUE", "y", "1", "\"true\""] {
      #expect(place("title: a\nrevision: 1\nactive: \(wrong)\n") == "3:9 2008", "\(wrong)")
    }
  }

  @Test func `a key with nothing behind it is no empty string and no absence`() {
    #expect(place("title:\nrevision: 1\n")?.hasSuffix(" 2008") == true)
    #expect(place("title: a\nrevision: 1\nnotes:\n")?.hasSuffix(" 2008") == true)
    #expect(place("title: \"\"\nrevision: 1\n") == "1:8 2013")
  }

  @Test func `characters that deceive a reader are refused, in comments and escapes too`() {
    #expect(place("title: a\nrevision: 1 # \u{202E}1\n") == "2:15 2014")
    #expect(place("title: \u{2066}a\nrevision: 1\n") == "1:8 2014")
    #expect(place("title: \"\\u202E\"\nrevision: 1\n") == "1:8 2014")
    #expect(place("title: \"\\0\"\nrevision: 1\n") == "1:8 2014")
    #expect(place("title: a\u{0}\nrevision: 1\n") == "1:9 2014")
    #expect(place("title: a\u{FFFE}\nrevision: 1\n") == "1:9 2014")
    #expect(place("title: a\u{FEFF}\nrevision: 1\n") == "1:9 2014")
    #expect(place("title: \"a\\nb\"\nrevision: 1\n") == "1:8 2014")
  }

  @Test func `bytes that are no UTF-8 are placed`() {
    #expect(throws: FileProblem.self) {
      try StrictYAML.read(Sample.self, from: Array("title: a\nx".utf8) + [0xC3, 0x28], file: "sample.yaml")
    }
    do {
      _ = try StrictYAML.read(Sample.self, from: Array("title: a\nx".utf8) + [0xC3, 0x28], file: "sample.yaml")
    } catch {
      #expect(error.code == .notUTF8)
      #expect(error.position == FilePosition(line: 2, column: 2))
    }
  }

  @Test func `a file at the limit is read and one byte more is not`() throws {
    let text = "title: a\nrevision: 1\n#"
    let filler = [UInt8](repeating: UInt8(ascii: "x"), count: StrictYAML.largestFile - text.utf8.count)
    let bytes = Array(text.utf8) + filler
    _ = try StrictYAML.read(Sample.self, from: bytes, file: "sample.yaml")
    do {
      _ = try StrictYAML.read(Sample.self, from: bytes + [UInt8(ascii: "x")], file: "sample.yaml")
      Issue.record("one byte too many was read")
    } catch {
      #expect(error.code == .documentTooLarge)
    }
  }

  @Test func `depth is limited before anything walks the tree`() {
    let allowed = String(repeating: "[", count: 14) + String(repeating: "]", count: 14)
    #expect(place("title: \(allowed)\n") == "1:8 2008")
    let deep = String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
    #expect(place("title: \(deep)\n") == "1:23 2004")
    for depth in [900, 5_000, 100_000] {
      #expect(problem("title: " + String(repeating: "[", count: depth)) != nil)
      #expect(problem("title: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) != nil)
      #expect(problem("title: " + String(repeating: "{a: ", count: depth)) != nil)
      #expect(problem(String(repeating: "- ", count: depth)) != nil)
    }
  }

  @Test func `aliases in aliases are refused before they grow`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let inner = Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(inner)]\n"
    }
    // As a key, the tree would be hashed: 8¹³ values.
    text += "? *a12\n: x\n"
    #expect(problem(text)?.code == .badYAML)
  }

  @Test func `a secret is not quoted`() {
    do {
      _ = try StrictYAML.read(
        Sample.self, from: "title: a\nrevision: hunter2\n", file: "sample.yaml", secrets: ["/revision"])
      Issue.record("it was read")
    } catch {
      #expect(!error.description.contains("hunter2"))
      #expect(error.position == FilePosition(line: 2, column: 11))
    }
  }

  @Test func `a file that cannot be read is a problem without a line`() {
    do {
      _ = try StrictYAML.read(Sample.self, file: "/nowhere/sample.yaml")
      Issue.record("it was read")
    } catch {
      #expect(error.code == .inputUnreadable)
      #expect(error.position == nil)
      #expect(error.description.hasPrefix("/nowhere/sample.yaml: 6008 input-unreadable: "))
    }
    #expect(throws: FileProblem.self) { try StrictYAML.read(Sample.self, file: "/") }
  }
}
