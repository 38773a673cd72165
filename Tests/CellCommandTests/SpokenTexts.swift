import CellCommand
import CellSchema
import Foundation

/// The texts for people that stand in the sources: the literals of calls that look them up in a language.
struct SpokenTexts {
  /// Where a string literal stands.
  struct Literal {
    /// Its text, with `{1}` for the first interpolation.
    var format: String
    /// The function whose argument it is, and where that call begins.
    var call: String
    var start: Int
    /// The first argument, without a name or as `label:`.
    var isFirst: Bool
    var file: String
    var line: Int
  }

  /// Whose literal arguments are texts.
  private static let functions: Set<String> = ["spoken", "helpText", "inColumn", "nothing"]
  /// Whose first argument is the text of a column or of a row's name.
  private static let namesFirst: Set<String> = [
    "left", "right", "whole", "amount", "section", "ScreenSection", "field", "fields", "label", "name",
  ]

  private(set) var literals: [Literal] = []
  /// Texts that stand where they may run from right to left.
  private(set) var free: Set<String> = []
  /// Texts that stand in columns.
  private(set) var inColumns: Set<String> = []
  /// Texts with a count, and what they are where it is not 1.
  private(set) var counted: [String: String] = [:]

  init() throws {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    for target in ["CellCommand", "cellbus"] {
      let folder = root.appending(path: target)
      let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      for name in names.sorted() where name.hasSuffix(".swift") && name.filter({ $0 == "/" }).count < 2 {
        var scan = SwiftScan(try String(contentsOf: folder.appending(path: name), encoding: .utf8), file: name)
        scan.code()
        literals += scan.literals
      }
    }
    for literal in literals where literal.format.contains(where: \.isLetter) {
      if Self.functions.contains(literal.call) {
        if literal.call == "inColumn" { inColumns.insert(literal.format) } else { free.insert(literal.format) }
      } else if Self.namesFirst.contains(literal.call), literal.isFirst {
        inColumns.insert(literal.format)
      }
    }
    let calls = Dictionary(grouping: literals.filter { $0.call == "counted" }) { "\($0.file) \($0.start)" }
    for call in calls.values where call.count == 2 { counted[call[0].format] = call[1].format }
    free.formUnion(ErrorCode.all.flatMap { [$0.meaning, $0.remedy] })
    free.formUnion(Gist.templates.values.filter { Gist.hasWords($0) })
    free.formUnion(AttentionSentence.allCases.filter { $0 != .asSaid }.map(\.rawValue) + ["an act"])
    let schema = SchemaTexts()
    free.formUnion(schema.sentences)
    inColumns.formUnion(schema.names)
  }

  /// Whether a literal is looked up.
  func isLookedUp(_ literal: Literal) -> Bool {
    Self.functions.contains(literal.call) || literal.call == "counted"
      || (Self.namesFirst.contains(literal.call) && literal.isFirst)
  }

  /// What a language's catalogue has to have.
  func needed(in language: Language) -> Set<String> {
    (language == .arabic ? free : free.union(inColumns)).union(counted.keys)
  }
}

/// Swift, as far as its string literals need it.
private struct SwiftScan {
  private let source: [Unicode.Scalar]
  private let file: String
  private var at = 0
  private var calls: [(name: String, open: Int)] = []
  private(set) var literals: [SpokenTexts.Literal] = []

  init(_ text: String, file: String) {
    source = Array(text.unicodeScalars)
    self.file = file
  }

  private func begins(_ word: String) -> Bool { source[at...].starts(with: word.unicodeScalars) }

  /// Up to the end, or to the parenthesis that closes an interpolation.
  mutating func code(isInterpolation: Bool = false) {
    let depth = calls.count
    while at < source.count {
      switch source[at] {
      case "/" where begins("//"): while at < source.count, source[at] != "\n" { at += 1 }
      case "#" where begins("#\""):
        at += 2
        while !begins("\"#") { at += 1 }
        at += 2
      case "\"": literal()
      case "(", "[", "{":
        calls.append((source[at] == "(" ? word(before: at) : "", at))
        at += 1
      case ")", "]", "}":
        at += 1
        if isInterpolation, calls.count == depth { return }
        _ = calls.popLast()
      default: at += 1
      }
    }
  }

  private func word(before end: Int) -> String {
    var start = end
    while start > 0, source[start - 1].properties.isAlphabetic || source[start - 1] == "_" { start -= 1 }
    return string(start, end)
  }

  private func string(_ start: Int, _ end: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: source[start..<end])
    return String(text)
  }

  private mutating func literal() {
    let start = at
    let isLong = begins("\"\"\"")
    let quote = isLong ? "\"\"\"" : "\""
    let call = calls.last
    let before = call.map { string($0.open + 1, start).filter { !$0.isWhitespace } } ?? ""
    at += quote.count
    var (text, places) = (String.UnicodeScalarView(), 0)
    while !begins(quote) {
      guard source[at] == "\\" else {
        text.append(source[at])
        at += 1
        continue
      }
      at += 2
      switch source[at - 1] {
      case "(":
        places += 1
        text.append(contentsOf: "{\(places)}".unicodeScalars)
        code(isInterpolation: true)
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "0": text.append("\0")
      case "u":
        let end = source[at...].firstIndex(of: "}") ?? at
        text.append(UInt32(string(at + 1, end), radix: 16).flatMap(Unicode.Scalar.init) ?? "?")
        at = end + 1
      // A line goes on in the next one.
      case "\n": text.append("\u{1}")
      case let other: text.append(other)
      }
    }
    at += quote.count
    let line = source[..<start].count { $0 == "\n" } + 1
    let format = isLong ? Self.withoutMargin(String(text)) : String(text)
    literals.append(
      SpokenTexts.Literal(
        format: format, call: call?.name ?? "", start: call?.open ?? 0, isFirst: before.isEmpty || before == "label:",
        file: file, line: line))
  }

  private static func withoutMargin(_ text: String) -> String {
    let lines = text.replacing("\u{1}", with: "\u{1}\n").split(separator: "\n", omittingEmptySubsequences: false)
    let margin = lines.last?.count ?? 0
    let kept = lines.dropFirst().dropLast().map { String($0.dropFirst(min(margin, $0.prefix { $0 == " " }.count))) }
    return kept.joined(separator: "\n").replacing("\u{1}\n", with: "")
  }
}
