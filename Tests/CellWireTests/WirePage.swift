import Foundation
import Testing

/// The page, read from the sources.
struct WirePage {
  let text: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = try String(
      contentsOf: root.appending(path: "Sources/CellSchema/CellSchema.docc/WireProtocol.md"), encoding: .utf8)
  }

  /// What stands under a heading, to the next one of any level.
  func section(_ heading: String) -> String {
    var lines: [Substring] = []
    var isInside = false
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() }
      if !isCode, line.hasPrefix("#") {
        if isInside { break }
        isInside = line.drop { $0 == "#" } == " \(heading)"
      } else if isInside {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The rows of the tables under a heading, cell by cell, without heads and rules.
  func rows(under heading: String) -> [[String]] {
    let lines = section(heading).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.compactMap { index in
      let line = lines[index]
      let next = index + 1 < lines.count ? lines[index + 1] : ""
      guard line.hasPrefix("|"), !line.hasPrefix("|---"), !next.hasPrefix("|---") else { return nil }
      return line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// The bytes of a block that begins with "```hex NAME". A line is an offset, up to 16 bytes, and their text.
  func block(_ name: String) throws -> [UInt8] {
    let start = try #require(text.range(of: "```hex \(name)\n"), "no block \(name)")
    let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
    var bytes: [UInt8] = []
    for line in text[start.upperBound..<end.lowerBound].split(separator: "\n") {
      let words = line.prefix { $0 != "|" }.split(separator: " ")
      #expect(Int(words[0], radix: 16) == bytes.count, "the offset of \(line)")
      let ofLine = try words.dropFirst().map { try #require(UInt8($0, radix: 16)) }
      let shown = ofLine.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "." }
      #expect(line.hasSuffix("|\(String(shown))|"), "the text of \(line)")
      bytes += ofLine
    }
    return bytes
  }
}
