import CellSchema

/// A change of a file that leaves everything else of it as it is, comments too.
///
/// Every change is given by a JSON Pointer into the file as it was read, and all are made at once. The text is changed by
/// its places, and not written anew; whoever changes a file reads the result and compares it with what it is to say.
package struct TextEdit<Value: Sendable> {
  private let file: Located<Value>
  private let text: [Unicode.Scalar]
  /// Where lines begin, the first and one behind the last included.
  private let lines: [Int]
  private let hasMark: Bool
  private var changes: [(range: Range<Int>, text: String)] = []

  package init(_ file: Located<Value>) {
    self.file = file
    hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    text = Array(String(decoding: hasMark ? file.bytes.dropFirst(3) : file.bytes[...], as: UTF8.self).unicodeScalars)
    var lines = [0]
    for (place, scalar) in text.enumerated() where scalar == "\n" { lines.append(place + 1) }
    if lines.last != text.count { lines.append(text.count) }
    self.lines = lines
  }

  /// The file as changed.
  package var bytes: [UInt8] {
    var result = text
    for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      result.replaceSubrange(change.range, with: change.text.unicodeScalars)
    }
    var changed = String.UnicodeScalarView()
    changed.append(contentsOf: result)
    return (hasMark ? [0xEF, 0xBB, 0xBF] : []) + Array(String(changed).utf8)
  }

  /// The file as changed, read again: it says what it is to say, or nothing was changed.
  ///
  /// - Throws: `by-hand` where the text is written in a way that was not reckoned with.
  package func checked(_ isExpected: (Value) -> Bool) throws(FileProblem) -> Located<Value> where Value: Codable {
    guard let changed = try? StrictYAML.read(Value.self, from: bytes, file: file.file), isExpected(changed.value) else {
      throw byHand("")
    }
    return changed
  }

  // MARK: changes

  /// Puts another text in the place of a scalar.
  package mutating func replace(_ old: String, at pointer: String, with new: String) throws(FileProblem) {
    changes.append((try scalar(old, at: pointer), new))
  }

  /// Takes an element out of a list, with the comment behind it.
  ///
  /// - Parameter value: the element's text, where it is a scalar.
  package mutating func remove(_ value: String? = nil, at pointer: String) throws(FileProblem) {
    let (list, place) = try Self.parts(of: pointer, in: file)
    let isAlone = place == 0 && !file.places.has("\(list)/1")
    guard let dash = dash(before: start(of: pointer)) else {
      guard let value else { throw byHand(pointer) }
      return try removeFromFlow(value, list, place)
    }
    changes.append((blockElement(from: dash), ""))
    // A list of nothing is written as one.
    if isAlone { changes.append((try behindKey(of: list), " []")) }
  }

  /// Adds an element to a list.
  ///
  /// - Parameters:
  ///   - last: the text of the list's last element, behind which it goes in brackets; nil: it goes first there.
  ///   - flow: the element as it stands in brackets.
  ///   - block: its lines, as they stand behind a dash.
  package mutating func append(
    to list: String, count: Int, last: String?, flow: String, block: [String]
  ) throws(FileProblem) {
    guard count > 0 else {
      let open = start(of: list)
      guard open + 1 < text.count, text[open] == "[", let close = text[open...].firstIndex(of: "]"),
        text[(open + 1)..<close].allSatisfy({ $0 == " " || $0 == "\n" })
      else { throw byHand(list) }
      guard flow.isEmpty else { return changes.append((open..<(close + 1), "[\(flow)]")) }
      let indent = String(repeating: " ", count: indent(of: file.places.key(at: list)?.line ?? 1) + 2)
      return changes.append((open..<(close + 1), "\n" + Self.element(block, indent).dropLast()))
    }
    let pointer = "\(list)/\(count - 1)"
    if let dash = dash(before: start(of: pointer)) {
      let end = blockElement(from: dash).upperBound
      let indent = String(repeating: " ", count: dash - lineStart(of: dash))
      let lead = end > 0 && text[end - 1] != "\n" ? "\n" : ""
      return changes.append((end..<end, lead + Self.element(block, indent)))
    }
    guard !flow.isEmpty else { throw byHand(pointer) }
    if let last {
      let end = try scalar(last, at: pointer).upperBound
      return changes.append((end..<end, ", \(flow)"))
    }
    let begin = start(of: list) + 1
    guard text[begin - 1] == "[" else { throw byHand(list) }
    changes.append((begin..<begin, "\(flow), "))
  }

  /// Puts other scalars in the place of a list's.
  ///
  /// - Parameters:
  ///   - old: the texts of its elements, of which there is one at least.
  ///   - new: the elements as they are written.
  package mutating func replace(list: String, of old: [String], with new: [String]) throws(FileProblem) {
    let last = "\(list)/\(old.count - 1)"
    if let first = dash(before: start(of: "\(list)/0")), let end = dash(before: start(of: last)) {
      let indent = String(repeating: " ", count: first - lineStart(of: first))
      let range = lineStart(of: first)..<blockElement(from: end).upperBound
      return changes.append((range, new.map { "\(indent)- \($0)\n" }.joined()))
    }
    let range = start(of: "\(list)/0")..<(try scalar(old[old.count - 1], at: last).upperBound)
    changes.append((range, new.joined(separator: ", ")))
  }

  /// Adds lines at the end of the file.
  package mutating func append(lines: [String]) {
    let lead = text.last == "\n" || text.isEmpty ? "" : "\n"
    changes.append((text.count..<text.count, lead + lines.map { $0 + "\n" }.joined()))
  }

  // MARK: places

  private func byHand(_ pointer: String) -> FileProblem {
    file.problem(.byHand, at: pointer, "it is written in a way in which this cannot be changed from here")
  }

  private func offset(of position: FilePosition) -> Int {
    min(text.count, lines[min(position.line, lines.count) - 1] + position.column - 1)
  }

  private func start(of pointer: String) -> Int { offset(of: file.position(of: pointer)) }

  private func lineStart(of place: Int) -> Int { lines.last { $0 <= place } ?? 0 }

  private func indent(of line: Int) -> Int { text[lines[line - 1]...].prefix { $0 == " " }.count }

  private static func parts(of pointer: String, in file: Located<Value>) throws(FileProblem) -> (String, Int) {
    guard let slash = pointer.lastIndex(of: "/"), let place = Int(pointer[pointer.index(after: slash)...]) else {
      throw file.problem(.byHand, at: pointer, "it is no element of a list")
    }
    return (String(pointer[..<slash]), place)
  }

  /// The range of a scalar, with its quotes.
  private func scalar(_ value: String, at pointer: String) throws(FileProblem) -> Range<Int> {
    let begin = start(of: pointer)
    for written in [value, "'\(value.replacing("'", with: "''"))'", "\"\(value)\""] {
      let written = Array(written.unicodeScalars)
      if text[begin...].starts(with: written) { return begin..<(begin + written.count) }
    }
    throw byHand(pointer)
  }

  /// The dash of an element of a block list; nil for one in brackets.
  private func dash(before place: Int) -> Int? {
    var dash = place - 1
    while dash >= 0, text[dash] == " " { dash -= 1 }
    guard dash >= 0, text[dash] == "-", text[lineStart(of: dash)..<dash].allSatisfy({ $0 == " " }) else { return nil }
    return dash
  }

  /// The lines of an element, up to the next thing that is not the element's own: blank lines and comments before that
  /// belong to it.
  private func blockElement(from dash: Int) -> Range<Int> {
    let begin = lineStart(of: dash)
    let indent = dash - begin
    guard var line = lines.firstIndex(of: begin) else { return begin..<begin }
    var end = line + 1
    line += 1
    while line + 1 < lines.count {
      let content = text[lines[line]..<lines[line + 1]]
      let depth = content.prefix { $0 == " " }.count
      let first = content.dropFirst(depth).first
      let isBlank = first == nil || first == "\n" || first == "\r"
      // A comment that is no deeper is of what follows.
      guard isBlank || first == "#" || depth > indent else { break }
      line += 1
      if !isBlank, depth > indent { end = line }
    }
    return begin..<lines[end]
  }

  /// What stands between a field's key and its list.
  private func behindKey(of list: String) throws(FileProblem) -> Range<Int> {
    guard let key = file.places.key(at: list) else { throw byHand(list) }
    let begin = offset(of: key)
    guard let colon = text[begin...].firstIndex(of: ":") else { throw byHand(list) }
    return (colon + 1)..<(colon + 1)
  }

  private mutating func removeFromFlow(_ value: String, _ list: String, _ place: Int) throws(FileProblem) {
    let own = try scalar(value, at: "\(list)/\(place)")
    if file.places.has("\(list)/\(place + 1)") {
      return changes.append((own.lowerBound..<start(of: "\(list)/\(place + 1)"), ""))
    }
    // The last one goes with the comma before it.
    var begin = own.lowerBound
    if place > 0 {
      guard let comma = text[start(of: "\(list)/\(place - 1)")..<begin].lastIndex(of: ",") else {
        throw byHand("\(list)/\(place)")
      }
      begin = comma
    }
    changes.append((begin..<own.upperBound, ""))
  }

  private static func element(_ block: [String], _ indent: String) -> String {
    block.enumerated().map { "\(indent)\($0.offset == 0 ? "- " : "  ")\($0.element)\n" }.joined()
  }
}
