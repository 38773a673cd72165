import CellSchema

/// The languages of screens, help and refusals. English prevails over the others, which are unofficial translations of it.
package enum Language: String, CaseIterable, Sendable {
  case english = "en"
  case french = "fr"
  case ukrainian = "uk"
  case arabic = "ar"

  /// By its tag, `uk`; nil where there is none.
  package init?(tag: String) { self.init(rawValue: tag.lowercased()) }

  /// The language that a POSIX locale names, `uk_UA.UTF-8`: English where it is none of these.
  package init(locale: String) {
    self = Language(tag: String(locale.prefix { !"_.@-".contains($0) })) ?? .english
  }

  /// What the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty (POSIX, XBD
  /// §8.2).
  package init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    self.init(locale: names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "")
  }

  /// The rule of its plurals, as gettext's header `Plural-Forms` has it.
  package var pluralForms: String {
    switch self {
    case .english: "nplurals=2; plural=(n != 1);"
    case .french: "nplurals=2; plural=(n > 1);"
    case .ukrainian:
      "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    case .arabic:
      "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    }
  }

  /// How many forms a text with a count has.
  package var pluralCount: Int {
    switch self {
    case .english, .french: 2
    case .ukrainian: 3
    case .arabic: 6
    }
  }

  /// Which of the forms a count takes: ``pluralForms`` in Swift.
  package func plural(_ count: Int) -> Int {
    let (count, ten, hundred) = (abs(count), abs(count % 10), abs(count % 100))
    switch self {
    case .english: return count == 1 ? 0 : 1
    case .french: return count > 1 ? 1 : 0
    case .ukrainian:
      if ten == 1, hundred != 11 { return 0 }
      return (2...4).contains(ten) && !(10..<20).contains(hundred) ? 1 : 2
    case .arabic:
      if count <= 2 { return count }
      return (3...10).contains(hundred) ? 3 : hundred >= 11 ? 4 : 5
    }
  }
}

/// In which language the command speaks, and to what.
package struct Voice: Sendable {
  package var language: Language
  /// Whether foreign words in a text that runs from right to left are put in isolates (Unicode UAX 9 §2.4): a terminal
  /// orders them by these, and a file or a dumb terminal shows them.
  package var isolates: Bool

  package init(_ language: Language, isolates: Bool = false) {
    self.language = language
    self.isolates = isolates && language == .arabic
  }

  /// Set once for a process, before anything is said.
  @TaskLocal package static var current = Voice(.english)

  /// What stands at the foot of a screen that is translated; nil in English.
  package static var notice: String? {
    current.language == .english ? nil : spoken("Unofficial translation; English prevails: --lang en")
  }
}

// What runs from right to left among what does not (Unicode UAX 9 §2.4): nothing is ordered here, a terminal is told
// what belongs together.
extension Voice {
  private static let (rightToLeft, leftToRight, byItself, end) = ("\u{2067}", "\u{2066}", "\u{2068}", "\u{2069}")

  /// A foreign text as a whole, such as what the broker says in English.
  package func foreign(_ text: String) -> String {
    guard isolates, !text.isEmpty, !text.hasPrefix(Self.rightToLeft) else { return text }
    return Self.byItself + text + Self.end
  }

  /// A text of the language as a whole: what stands beside it on a line stays where it is.
  func whole(_ text: String) -> String {
    guard isolates else { return text }
    // What separates it from its neighbours is between them.
    let isBetween: (Character) -> Bool = { " ,;:،؛".contains($0) }
    let front = text.prefix(while: isBetween)
    let words = text.dropFirst(front.count)
    let back = String(words.reversed().prefix(while: isBetween).reversed())
    return words.isEmpty ? text : front + Self.rightToLeft + words.dropLast(back.count) + Self.end + back
  }

  /// A text of the language, in which commands, options and codes run from left to right.
  func native(_ text: Substring) -> String {
    guard isolates else { return String(text) }
    var all = ""
    var rest = text
    while let first = rest.first {
      let run = rest.prefix { $0.isASCII == first.isASCII }
      rest = rest[run.endIndex...]
      guard first.isASCII, run.contains(where: \.isLetter) else {
        all += run
        continue
      }
      // What separates it from the words around it is theirs.
      let isBetween: (Character) -> Bool = { " .,:;()\n".contains($0) }
      let front = run.prefix(while: isBetween)
      let back = run.reversed().prefix(while: isBetween)
      all += front + Self.leftToRight + run.dropFirst(front.count).dropLast(back.count) + Self.end
      all += String(back.reversed())
    }
    return all
  }
}

extension Voice {
  /// The voice that a command line and its environment ask for, and the command line without that.
  ///
  /// - Parameters:
  ///   - arguments: `--lang uk` or `--lang=uk` stands anywhere in them before `--`; the last one counts.
  ///   - isTerminal: whether a person reads on one that draws.
  /// - Throws: `usage` for a language that is not there.
  package static func read(
    _ arguments: [String], environment: [String: String], isTerminal: Bool
  ) throws(Complaint) -> (voice: Voice, rest: [String]) {
    let option = "--lang"
    var (language, rest, words) = (Language(environment: environment), [] as [String], arguments[...])
    while let word = words.popFirst(), word != "--" {
      guard word == option || word.hasPrefix("\(option)=") else {
        rest.append(word)
        continue
      }
      let tag = word == option ? words.popFirst() ?? "" : String(word.dropFirst(option.count + 1))
      guard let found = Language(tag: tag) else {
        let all = Language.allCases.map(\.rawValue).joined(separator: ", ")
        throw Complaint(.failed, .usage, at: option, "there is no language \"\(tag)\"; there are \(all)")
      }
      language = found
    }
    let literal = arguments.firstIndex(of: "--").map { arguments[$0...] } ?? []
    return (Voice(language, isolates: isTerminal), rest + literal)
  }
}
