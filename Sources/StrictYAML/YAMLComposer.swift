import CellSchema
import Yams

/// A file as a tree of marked nodes, without what is refused in every file.
enum YAMLTree {
  case scalar(String, isPlain: Bool, FilePosition)
  case sequence([YAMLTree], FilePosition)
  case mapping([(key: String, keyPosition: FilePosition, value: YAMLTree)], FilePosition)

  var position: FilePosition {
    switch self {
    case .scalar(_, _, let position), .sequence(_, let position), .mapping(_, let position): position
    }
  }
}

/// Composes a text with Yams and refuses what has no place in a configuration.
struct YAMLComposer {
  /// Aliases that Yams may resolve before they are refused: one in another they could make a tree of any size or depth.
  static let mostAliases = 8

  let text: String
  let file: String

  func tree() throws(FileProblem) -> YAMLTree {
    try boundAliases()
    let parser: Parser
    let root: Node?
    do {
      // The basic resolver guesses nothing: without it every key runs through eight regular expressions.
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw problem(error)
    }
    guard let root else {
      throw FileProblem(.badYAML, file: file, position: FilePosition(line: 1, column: 1), "the file is empty")
    }
    // A node holds its anchor weakly; the parser keeps it.
    return try withExtendedLifetime(parser) { () throws(FileProblem) in try convert(root, depth: 1) }
  }

  private func convert(_ node: Node, depth: Int) throws(FileProblem) -> YAMLTree {
    let position = FilePosition(node.mark)
    guard depth <= Limits.depth else {
      throw FileProblem(.tooDeep, file: file, position: position, "more than \(Limits.depth) levels")
    }
    guard node.anchor == nil else { throw refused("an anchor or alias", position) }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      // libyaml marks every quoted scalar as a string, so that only there `!!str` cannot be told from no tag at all.
      let isUntagged = scalar.tag.rawValue.isEmpty || (!isPlain && scalar.tag == Tag(.str))
      guard isUntagged else { throw refused("a tag", position) }
      return .scalar(scalar.string, isPlain: isPlain, position)
    case .sequence(let sequence):
      guard sequence.tag.rawValue.isEmpty else { throw refused("a tag", position) }
      var elements: [YAMLTree] = []
      for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
      return .sequence(elements, position)
    case .mapping(let mapping):
      guard mapping.tag.rawValue.isEmpty else { throw refused("a tag", position) }
      return .mapping(try pairs(of: mapping, depth: depth), position)
    case .alias(let alias):
      throw refused("an anchor or alias", FilePosition(alias.mark))
    }
  }

  private func pairs(
    of mapping: Node.Mapping, depth: Int
  ) throws(FileProblem) -> [(key: String, keyPosition: FilePosition, value: YAMLTree)] {
    var pairs: [(key: String, keyPosition: FilePosition, value: YAMLTree)] = []
    for (key, value) in mapping {
      let position = FilePosition(key.mark)
      guard case .scalar(let name) = key else { throw refused("a key that is not a string", position) }
      guard name.anchor == nil else { throw refused("an anchor or alias", position) }
      // Yams has resolved every key's tag while it looked for duplicates, so that `!!str` cannot be seen any more.
      guard name.tag == Tag(.str) else { throw refused("a tag", position) }
      pairs.append((name.string, position, try convert(value, depth: depth + 1)))
    }
    return pairs
  }

  private func refused(_ what: String, _ position: FilePosition) -> FileProblem {
    FileProblem(.badYAML, file: file, position: position, "\(what) is not allowed")
  }

  /// Names that stand both as `&name` and `*name` are counted in the raw text, wherever they stand: Z85 keys have both
  /// characters, so that a few are no proof of an alias.
  private func boundAliases() throws(FileProblem) {
    let bytes = Array(text.utf8)
    var anchors: Set<ArraySlice<UInt8>> = []
    var aliases: [ArraySlice<UInt8>] = []
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") {
      let name = bytes[(index + 1)...].prefix(while: ByteSet("0-9A-Za-z_-").contains)
      guard !name.isEmpty else { continue }
      if byte == UInt8(ascii: "&") { anchors.insert(name) } else { aliases.append(name) }
    }
    guard !anchors.isEmpty else { return }
    let matching = aliases.filter(anchors.contains)
    guard let first = matching.first, matching.count > Self.mostAliases else { return }
    let before = bytes[..<first.startIndex]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    throw refused("an anchor or alias", FilePosition(line: line, column: 1))
  }

  private func problem(_ error: any Error) -> FileProblem {
    func problem(_ text: String, _ mark: Mark?) -> FileProblem {
      FileProblem(.badYAML, file: file, position: FilePosition(mark), text)
    }
    guard let error = error as? YamlError else { return problem("not readable", nil) }
    switch error {
    case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _),
      .composer(let context, let text, let mark, _):
      // Only the single-document check has a context of its own that says nothing.
      if case .composer = error, context != nil { return refused("a second document", FilePosition(mark)) }
      return problem([context?.text, text].compactMap { $0 }.joined(separator: ", "), mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      return FileProblem(
        .duplicateField, file: file, position: secondPlace(of: key, after: FilePosition(context.mark)),
        "\"\(key)\" stands twice in one mapping")
    case .reader(let text, _, _, _), .writer(let text), .emitter(let text), .representer(let text):
      return problem(text, nil)
    case .no, .memory, .dataCouldNotBeDecoded: return problem("not readable", nil)
    }
  }

  /// Yams names the first of two equal keys. The second is on the first line that makes the text before and with it
  /// have the duplicate.
  private func secondPlace(of key: String, after first: FilePosition) -> FilePosition {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in (first.line - 1)..<lines.count where lines[index].contains(key) {
      let upToHere = lines[...index].joined(separator: "\n")
      do {
        _ = try Parser(yaml: upToHere, resolver: .basic, encoding: .utf8).singleRoot()
      } catch YamlError.duplicatedKeysInMapping(let duplicates, _) where duplicates.contains(key) {
        let searched = index == first.line - 1 ? lines[index].dropFirst(first.column) : lines[index]
        guard let found = searched.firstRange(of: key) else { return first }
        let column = lines[index].unicodeScalars.distance(from: lines[index].startIndex, to: found.lowerBound) + 1
        return FilePosition(line: index + 1, column: column)
      } catch {
        continue
      }
    }
    return first
  }
}

extension FilePosition {
  fileprivate init(_ mark: Mark?) {
    self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
