import CellCommand
import CellNode
import CellSchema
import Testing

@Suite("Languages")
struct LanguageTests {
  private static let translated: [Language] = [.french, .ukrainian, .arabic]

  // MARK: the catalogues

  @Test(arguments: translated) func `a catalogue has every text of the sources, and no other`(language: Language) throws
  {
    let catalogue = try #require(Translation.of(language))
    let (texts, found) = (try SpokenTexts(), Set(catalogue.entries.keys))
    let needed = texts.needed(in: language)
    #expect(needed.count > 500)
    #expect(needed.subtracting(found).sorted() == [], "not translated")
    #expect(found.subtracting(needed).sorted() == [], "not in the sources")
    #expect(catalogue.plurals == texts.counted)
  }

  @Test(arguments: translated) func `a translation has the places and the blanks of its English`(language: Language)
    throws
  {
    for (english, texts) in try #require(Translation.of(language)).entries {
      for (form, text) in texts.enumerated() {
        let (places, found) = (PortableObject.places(in: english), PortableObject.places(in: text))
        // One and two may be said without a digit; many never are.
        let isSame = texts.count > 1 && form < texts.count - 1 ? found.isSubset(of: places) : found == places
        #expect(isSame, "\(language): \(english) is \(text)")
        #expect(english.prefix { $0 == " " } == text.prefix { $0 == " " }, "\(text)")
        #expect(english.hasSuffix(" ") == text.hasSuffix(" "), "\(text)")
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isForbidden }, "\(text)")
      }
    }
  }

  /// Options, variables, commands, precedences, worlds.
  @Test(arguments: translated) func `what is never translated is not`(language: Language) throws {
    let fixed: Set<Substring> = [
      "FLASH", "IMMEDIATE", "MINIMIZE", "EXERCISE", "OPERATION", "OP", "EX", "DR", "PR", "WARNING", "CRITICAL",
      "UNCLASSIFIED", "RFC", "HELLO", "WELCOME", "PUBLISH", "QUERY", "SIGHUP", "FRA", "NAME", "FILE", "TYPE",
    ]
    for (english, texts) in try #require(Translation.of(language)).entries {
      let words = english.split { !$0.isLetter && !$0.isNumber && !"-_".contains($0) }
      for word in words {
        guard word.hasPrefix("--") || word.hasPrefix("CELLBUS_") || word == "cellbus" || fixed.contains(word) else {
          continue
        }
        // A column's title is a word like another.
        guard english != word else { continue }
        #expect(texts.allSatisfy { $0.contains(word) }, "\(language): \(word) of \(english)")
      }
    }
  }

  /// The screens of a watch officer, and what they are made of.
  @Test func `no text of a screen is left out of the catalogues`() throws {
    let folders = ["Situation/", "Operation/", "Desk/", "Text/Screen", "Messages/Message", "Complaints/", "Identity/"]
    let exempt: Set<String> = [
      // The words of the worlds, of monitoring systems, of command lines, and what never is.
      "EXERCISE EXERCISE EXERCISE{1}", "an item is made of values that always encode", "situation attention",
      "situation roles", "the document has no header, or no body", "takes no messages", "takes no messages, ",
      "cell {1}, record {2}, {3} sessions", "cellbus {1}", "{1}{2}: cellbus explain {3}", "cellbus show {1}",
      "show {1}", "cellbus ack {1}", "   cellbus reply {1} TEXT",
      "systemctl reset-failed cellbusd; systemctl start cellbusd", "chmod go-w {1}", "cellbusd --config {1}",
      "systemctl start cellbusd", "apt-get install cellbus", "journalctl --namespace=+cellbus -u cellbusd -p warning",
      "journalctl --namespace=+cellbus -u cellbusd -e; {1}", "systemctl cat cellbusd",
    ]
    let texts = try SpokenTexts()
    for literal in texts.literals where folders.contains(where: { literal.file.hasPrefix($0) }) {
      let words = literal.format.split(separator: " ").filter { $0.contains { $0.isLowercase && $0.isASCII } }
      guard words.count > 1, !exempt.contains(literal.format), !texts.isLookedUp(literal) else { continue }
      #expect(
        literal.format.contains("="), "\(literal.file):\(literal.line) says \"\(literal.format)\" in English alone")
    }
  }

  // MARK: plurals

  @Test func `a count takes its form`() {
    func said(_ count: Int, _ language: Language) -> String {
      Voice.$current.withValue(Voice(language)) { counted(count, "{1} pledge", "{1} pledges") }
    }
    #expect([1, 2, 1_200].map { said($0, .english) } == ["1 pledge", "2 pledges", "1,200 pledges"])
    #expect([0, 1, 2].map { said($0, .french) } == ["0 promesse", "1 promesse", "2 promesses"])
    #expect(
      [1, 2, 5, 11, 12, 21, 22, 25, 111].map { Language.ukrainian.plural($0) } == [0, 1, 2, 2, 2, 0, 1, 2, 2])
    #expect(
      [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map { Language.arabic.plural($0) }
        == [0, 1, 2, 3, 3, 4, 4, 5, 5, 3, 4])
    #expect(said(4, .ukrainian) == "4 обіцянки")
    #expect(said(2, .arabic) == "تعهدان")
  }

  // MARK: which one

  @Test func `the option counts before the environment, and a language that is not there is English there`() throws {
    func read(_ words: [String], _ environment: [String: String] = [:]) throws -> (Language, [String]) {
      let (voice, rest) = try Voice.read(words, environment: environment, isTerminal: true)
      return (voice.language, rest)
    }
    let ukrainian = ["LANG": "uk_UA.UTF-8"]
    #expect(try read(["tail"], ukrainian) == (.ukrainian, ["tail"]))
    #expect(try read(["--lang", "fr", "tail", "-n", "3"], ukrainian) == (.french, ["tail", "-n", "3"]))
    #expect(try read(["tail", "--lang=ar"]) == (.arabic, ["tail"]))
    #expect(try read(["log", "--", "--lang", "xx"]) == (.english, ["log", "--", "--lang", "xx"]))
    #expect(try read([], ["LC_ALL": "", "LC_MESSAGES": "fr_FR", "LANG": "uk_UA"]).0 == .french)
    for tongue in ["C", "POSIX", "de_DE.UTF-8", "", "ukr"] { #expect(try read([], ["LANG": tongue]).0 == .english) }
    for words in [["--lang", "de"], ["--lang"], ["tail", "--lang="]] {
      let complaint = #expect(throws: Complaint.self) { try read(words) }
      #expect(complaint?.code == .usage && complaint?.place == "--lang")
      #expect(complaint?.detail.contains("en, fr, uk, ar") == true)
    }
  }

  // MARK: what is said

  @Test func `a text is filled in the order of its translation, foreign words in isolates where they are ordered`() {
    func said(_ voice: Voice) -> String { Voice.$current.withValue(voice) { spoken("on the record as \(354)") } }
    #expect(said(Voice(.english)) == "on the record as 354")
    #expect(said(Voice(.ukrainian, isolates: true)) == "у реєстрі під номером 354")
    #expect(said(Voice(.arabic)) == "في السجل بالرقم 354")
    #expect(said(Voice(.arabic, isolates: true)) == "\u{2067}في السجل بالرقم \u{2068}354\u{2069}\u{2069}")
    #expect(Voice.$current.withValue(Voice(.arabic)) { inColumn("PHASE") } == "PHASE")
    // An option in the middle of Arabic runs from left to right, and what is around it stays outside.
    let notice = Voice.$current.withValue(Voice(.arabic, isolates: true)) { Voice.notice }
    #expect(notice == "\u{2067}ترجمة غير رسمية؛ النص الإنجليزي هو المعتمد: \u{2066}--lang en\u{2069}\u{2069}")
    let spaced = Voice.$current.withValue(Voice(.arabic, isolates: true)) { spoken(", lead \("FRA"), ") }
    #expect(spaced == "، \u{2067}القيادة \u{2068}FRA\u{2069}\u{2069}، ")
    let joined = SituationPhrase("FRA \u{2067}ا\u{2069}", .red) + ", 1; \u{2067}ب\u{2069}  \u{2067}ت\u{2069}"
    #expect(joined.text(Ink(isColoured: false)) == "FRA \u{2067}ا, 1; ب\u{2069}  \u{2067}ت\u{2069}")
  }

  @Test func `a refusal says what its code means, then the broker's own words`() {
    let complaint = Complaint(.refused, .notReleasable, at: "/header", "\"POL\" is outside", consequence: nil)
    let text = Voice.$current.withValue(Voice(.french)) { complaint.text(Ink(isColoured: false)) }
    #expect(
      text == """
        refusé 3107 not-releasable  /header
          le marquage le diffuse à quelqu'un hors de ce que l'expéditeur peut diffuser.
          "POL" is outside.
          Ensuite: cellbus explain 3107
        """)
    let arabic = Voice.$current.withValue(Voice(.arabic, isolates: true)) { complaint.text(Ink(isColoured: false)) }
    #expect(arabic.hasPrefix("refused 3107 not-releasable  /header\n"))
    #expect(arabic.contains("\n  \u{2068}\"POL\" is outside.\u{2069}\n"))
    #expect(Voice.$current.withValue(Voice(.arabic)) { complaint.json } == complaint.json)
  }

  @Test(arguments: Language.allCases) func `the screen fits, and says once that it is a translation`(language: Language)
  {
    let asked = SituationSamples.asked()
    for (columns, rows) in [(80, 24), (60, 24), (120, 40)] {
      Voice.$current.withValue(Voice(language, isolates: true)) {
        let frame = Screen.Frame(
          of: .exercise, "PARIS-2026", elsewhere: Elsewhere(worlds: []), width: columns, on: .exercise,
          Ink(isColoured: false))
        let body = SituationScreen(SituationSamples.full, asked, columns: columns, lines: rows - 1 - frame.count)
          .text(Ink(isColoured: false))
        let screen = Screen(
          body, of: .exercise, "PARIS-2026", elsewhere: Elsewhere(worlds: []), width: columns, on: .exercise,
          Ink(isColoured: false))
        let lines = screen.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.count < rows)
        for line in lines {
          #expect(DisplayText.width(line) <= columns, "\(line)")
          #expect(DisplayText.line(line) == line)
        }
        #expect(screen.foot.count == (language == .english ? 0 : 1))
      }
    }
  }
}

@Suite("PO text")
struct PortableObjectTests {
  private static let header =
    "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n"

  @Test func `entries, plurals, several lines, escapes`() throws {
    let text =
      Self.header + "# a comment\nmsgid \"one\"\nmsgstr \"\"\n\"u\\n\"\n\"n \\\"x\\\"\"\n\nmsgid \"{1} node\"\n"
      + "msgid_plural \"{1} nodes\"\nmsgstr[0] \"{1} nœud\"\nmsgstr[1] \"{1} nœuds\"\n"
    let entries = try PortableObject.read(text, of: .french)
    #expect(entries.map(\.id) == ["one", "{1} node"])
    #expect(entries.map(\.texts) == [["u\nn \"x\""], ["{1} nœud", "{1} nœuds"]])
    #expect(entries[1].plural == "{1} nodes")
  }

  @Test(arguments: [
    ("msgid \"one\"\nmsgstr \"un\"\n", 1), (header.replacing("fr", with: "uk"), 1),
    (header + "msgid \"one\"\n", 4), (header + "msgid \"one\"\nmsgstr \"\"\n", 4),
    (header + "msgid \"one\"\nmsgstr \"un\nmsgstr \"x\"\n", 5), (header + "msgctxt \"c\"\nmsgid \"one\"\n", 4),
    (header + "msgid \"one\"\nmsgstr[0] \"un\"\n", 5), (header + "msgid \"one\"\nmsgstr \"\\u\"\n", 5),
    (header + "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"\n", 6), (header + "nothing\n", 4),
    (header + "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\n", 4),
  ]) func `what is not understood has its line`(text: String, line: Int) {
    let problem = #expect(throws: PortableObject.Problem.self) { try PortableObject.read(text, of: .french) }
    #expect(problem?.line == line)
  }

  @Test func `a text stands once`() {
    let part = Self.header + "msgid \"one\"\nmsgstr \"un\"\n"
    #expect(throws: PortableObject.Problem.self) { try Translation([part, part], of: .french) }
  }
}
