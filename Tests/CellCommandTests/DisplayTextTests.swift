import CellCommand
import Testing

@Suite struct DisplayTextTests {
  @Test func `an isolate goes on in the next line`() {
    let text = "a \u{2067}b c \u{2066}d e\u{2069} f\u{2069} g"
    #expect(
      DisplayText.wrapped(text, to: 3)
        == ["a \u{2067}b\u{2069}", "\u{2067}c \u{2066}d\u{2069}\u{2069}", "\u{2067}\u{2066}e\u{2069} f\u{2069}", "g"])
    #expect(DisplayText.folded("  \u{2067}ab cd\u{2069}", to: 5) == "  \u{2067}ab\u{2069}\n  \u{2067}cd\u{2069}")
  }

  @Test(arguments: [
    ("\u{1B}[2J", "\\u{1B}[2J"), ("a\u{202E}b", "a\\u{202E}b"), ("a\nb\tc", "a b c"), ("\u{9B}31m", "\\u{9B}31m"),
    ("a\u{200B}b", "a\\u{200B}b"), ("a\u{2028}b", "a\\u{2028}b"), ("\u{7F}", "\\u{7F}"), ("\u{FEFF}x", "\\u{FEFF}x"),
    ("Київ, 東京, Ærø", "Київ, 東京, Ærø"),
  ])
  func `what could change a terminal is written as its number, letters of any script stay`(found: String, shown: String)
  {
    #expect(DisplayText.line(found) == shown)
  }

  @Test(arguments: [
    ("the current version is draft (#90), not final", "the current version is draft (show 90), not final"),
    ("it was opened in #11", "it was opened in 11"), ("#3 is an amendment", "3 is an amendment"),
    ("exercise #A and #", "exercise #A and #"), ("", ""),
  ])
  func `numbers in the bus's own words can be pasted`(found: String, shown: String) {
    #expect(DisplayText.pasteable(found) == shown)
  }

  @Test(arguments: ["", "FRA", "UKR.GS-1", "東京", "e\u{301}e\u{301}", "a very long name that does not fit", "東京東京東京東京"])
  func `a column has its width whatever is in it`(text: String) {
    #expect(DisplayText.width(DisplayText.column(text, 7)) == 7)
    #expect(DisplayText.width(DisplayText.right(text, 7)) == 7)
  }

  @Test func `what is left out is shown as left out`() {
    #expect(DisplayText.cut("verification", to: 6) == "verif…")
    #expect(DisplayText.cut("verify", to: 6) == "verify")
    #expect(DisplayText.cut("東京東京", to: 4) == "東…")
    #expect(DisplayText.cut("x", to: 0) == "")
  }

  @Test(arguments: [
    ("🇺🇦", 2), ("🇺🇦🇫🇷", 4), ("🚀", 2), ("👍🏽", 2), ("☎️", 2), ("⚠️ ", 3), ("1", 1), ("é", 1), ("e\u{301}\u{323}", 1),
    ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("東", 2), ("№", 1), ("🛡️", 2), ("⌚", 2), ("🪖", 2),
  ])
  func `a letter is as wide as a terminal shows it`(text: String, columns: Int) {
    #expect(DisplayText.width(text) == columns)
    #expect(DisplayText.width(DisplayText.column(text, 9)) == 9)
  }

  @Test func `a name by which something is referred to stays whole`() {
    #expect(DisplayText.whole("UKR.GS-1", 10) == "UKR.GS-1  ")
    #expect(DisplayText.whole("watch-of-the-verification-lead", 10) == "watch-of-the-verification-lead")
  }

  @Test func `what is one letter to a reader is not cut in two`() {
    #expect(DisplayText.cut("🇺🇦🇫🇷🇩🇪", to: 4) == "🇺🇦…")
    #expect(DisplayText.cut("👍🏽👍🏽👍🏽", to: 5) == "👍🏽👍🏽…")
    #expect(DisplayText.cut("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
  }
}
