/// What others wrote, on its way to a terminal.
///
/// A message's text may not change the terminal, move the cursor, or make a reader see another order of letters than
/// there is (CWE-150, Unicode TR 36 §3.4). The bus refuses such characters; this screen does not rely on it.
package enum DisplayText {
  /// One line: whatever is not printed as it stands becomes `\u{…}`, line feeds and tabs a space. What Arabic, Hebrew and
  /// Persian are written with stays: joiners, marks, and isolates that are closed.
  package static func line(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var line = ""
    let areSound = closed(text) == text
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" || scalar == "\r" {
        line += " "
      } else if isHarmful(scalar), !isJoinerOrMark(scalar), !(areSound && isIsolate(scalar)) {
        line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// The bus's own words, with messages named so that their names can be pasted: a shell takes `#90` for a comment.
  ///
  /// `(#90)` becomes `(show 90)`, and `in #90` becomes `in 90`.
  package static func pasteable(_ words: String) -> String {
    var text = ""
    var rest = words[...]
    while let mark = rest.firstIndex(of: "#") {
      let digits = rest[rest.index(after: mark)...].prefix { ("0"..."9").contains($0) }
      text += rest[..<mark]
      text += digits.isEmpty ? "#" : text.hasSuffix("(") ? "show \(digits)" : "\(digits)"
      rest = rest[digits.endIndex...]
    }
    return text + rest
  }

  /// Columns that a text takes: none for combining marks, two for the wide letters of East Asia, for emoji and for flags
  /// (Unicode UAX 11, UTS 51).
  package static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  /// At most so many columns; what is left out is an ellipsis. What a reader takes for one letter stays whole, and of a
  /// number there is all or nothing: a part of it is another number.
  package static func cut(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    guard width(text) > columns else { return text }
    var cut = ""
    var taken = 0
    for place in text.indices {
      let letter = text[place]
      let next = width(letter)
      if taken + next > columns - 1 {
        if isNumber(text[place...]) { while let last = cut.last, isNumber(last) { cut.removeLast() } }
        break
      }
      taken += next
      cut.append(letter)
    }
    return closed(cut) + "…"
  }

  /// Whether a number goes on here, with or without a sign between its digits.
  private static func isNumber(_ rest: Substring) -> Bool {
    rest.prefix(2).contains { ("0"..."9").contains($0) } && rest.first.map(isNumber) ?? false
  }

  private static func isNumber(_ letter: Character) -> Bool { ("0"..."9").contains(letter) || ",.".contains(letter) }

  /// A part of a text, with the isolates closed that a cut left open, and without what closes none.
  package static func closed(_ part: String) -> String {
    guard part.unicodeScalars.contains(where: isIsolate) else { return part }
    var text = ""
    var open = 0
    for scalar in part.unicodeScalars {
      if scalar.value == 0x2069 {
        if open == 0 { continue }
        open -= 1
      } else if isIsolate(scalar) {
        open += 1
      }
      text.unicodeScalars.append(scalar)
    }
    return text + String(repeating: "\u{2069}", count: open)
  }

  /// All of one line, in as many lines as it takes; between words where it can be.
  package static func wrapped(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var taken = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var word = word
      if taken > 0, taken + 1 + width(String(word)) > columns {
        lines.append(line)
        (line, taken) = ("", 0)
      }
      while width(String(word)) > columns {
        // A word that is longer than the screen is broken, and nothing of it is left out.
        var room = columns
        let part = word.prefix { letter in
          room -= width(letter)
          return room >= 0
        }
        lines.append(String(part.isEmpty ? word.prefix(1) : part))
        word = word.dropFirst(max(1, part.count))
      }
      line += (taken > 0 || !line.isEmpty ? " " : "") + word
      taken = width(line)
    }
    return reopened(lines + [line])
  }

  /// Lines of one text: an isolate that a line leaves open is closed there, and opened again in the next.
  private static func reopened(_ lines: [String]) -> [String] {
    var open = ""
    return lines.map { line in
      let margin = line.prefix { $0 == " " }
      let whole = margin + open + line.dropFirst(margin.count)
      for scalar in line.unicodeScalars where isIsolate(scalar) {
        if scalar.value == 0x2069 { _ = open.popLast() } else { open.unicodeScalars.append(scalar) }
      }
      return closed(String(whole))
    }
  }

  /// A text of our own with lines no longer than the screen: what is longer goes on below, two columns further in than it
  /// began. Colours take no column.
  package static func folded(_ text: String, to width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard self.width(plain(line)) > width else { return String(line) }
      let margin = line.prefix { $0 == " " }
      let indent = String(repeating: " ", count: min(width / 2, margin.count + 2))
      var lines: [String] = []
      var open = String(margin)
      for (place, word) in line.dropFirst(margin.count).split(separator: " ", omittingEmptySubsequences: false)
        .enumerated()
      {
        let longer = place == 0 ? open + word : "\(open) \(word)"
        if place > 0, self.width(plain(longer[...])) > width {
          lines.append(open)
          open = indent + word
        } else {
          open = longer
        }
      }
      return reopened(lines + [open]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The words of a text in one line, wherever its lines ended.
  package static func plainWords(_ text: String) -> String {
    plain(text[...]).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  /// Without what colours it.
  private static func plain(_ text: Substring) -> String {
    String(text.contains("\u{1B}") ? text.replacing(/\u{1B}\[[0-9;]*m/, with: "") : text)
  }

  /// Exactly so many columns.
  package static func column(_ text: String, _ columns: Int) -> String {
    let cut = cut(text, to: columns)
    return cut + String(repeating: " ", count: max(0, columns - width(cut)))
  }

  /// At least so many columns: a name by which a reader refers to something is never cut.
  package static func whole(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  /// Exactly so many columns, the text at their end.
  package static func right(_ text: String, _ columns: Int) -> String {
    let cut = cut(text, to: columns)
    return String(repeating: " ", count: max(0, columns - width(cut))) + cut
  }

  private static func isIsolate(_ scalar: Unicode.Scalar) -> Bool { (0x2066...0x2069).contains(scalar.value) }

  /// ZWNJ and ZWJ, LRM and RLM, ALM.
  private static func isJoinerOrMark(_ scalar: Unicode.Scalar) -> Bool {
    (0x200C...0x200F).contains(scalar.value) || scalar.value == 0x061C
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Columns of what a reader takes for one letter: a flag of two regional indicators, and an emoji with its modifiers,
  /// are two wide as a whole.
  private static func width(_ letter: Character) -> Int {
    let scalars = letter.unicodeScalars
    let isEmoji = scalars.contains { scalar in
      // U+FE0F asks for the picture of a letter that has one.
      scalar.properties.isEmojiPresentation || scalar == "\u{FE0F}" || isRegionalIndicator(scalar)
    }
    if isEmoji, scalars.contains(where: \.properties.isEmoji) { return 2 }
    return scalars.reduce(0) { $0 + width($1) }
  }

  private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
    (0x1F1E6...0x1F1FF).contains(scalar.value)
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    // Vowels and finals of Hangul stand in the place of their first letter.
    case 0x1160...0x11FF: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
      0x1F200...0x1F265, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
