/// A log's statement of its tree: origin, size and root (C2SP tlog-checkpoint). This log writes no extension lines;
/// those of others are kept, since signatures cover them.
package struct Checkpoint: Sendable, Hashable {
  package var origin: String
  package var size: UInt64
  package var root: Digest
  /// Lines after the third, without their line feeds.
  package var extensions: [String]

  package init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) {
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Reads a note's text.
  package init(text: String) throws(NoteError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.popLast() == "", lines.count >= 3, !lines.contains("") else {
      throw .malformed("a checkpoint has three lines or more, none of them empty")
    }
    origin = String(lines[0])
    guard let size = UInt64(lines[1]), String(size) == lines[1] else {
      throw .malformed("the checkpoint's size is no number")
    }
    guard let bytes = StrictBase64.bytes(lines[2]), let root = Digest(bytes: bytes) else {
      throw .malformed("the checkpoint's root is no hash")
    }
    self.size = size
    self.root = root
    extensions = lines[3...].map(String.init)
  }

  /// The note's text.
  package var text: String {
    ([origin, String(size), StrictBase64.text(root.bytes)] + extensions).map { $0 + "\n" }.joined()
  }
}

/// A proof that an entry is in a log, to be checked without the log (C2SP tlog-proof).
package struct InclusionProof: Sendable, Hashable {
  package static let header = "c2sp.org/tlog-proof@v1"

  /// Not authenticated: context, which proves nothing.
  package var extra: [UInt8]?
  /// The entry's index, from 0.
  package var index: UInt64
  /// The audit path, the leaf's sibling first.
  package var path: [Digest]
  /// The checkpoint, with the log's signature and those of witnesses.
  package var note: SignedNote

  package init(extra: [UInt8]? = nil, index: UInt64, path: [Digest], note: SignedNote) {
    self.extra = extra
    self.index = index
    self.path = path
    self.note = note
  }

  /// Reads a proof.
  package init(_ text: String) throws(NoteError) {
    guard let gap = text.firstRange(of: "\n\n") else { throw .malformed("it has no empty line before its checkpoint") }
    var lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Substring(Self.header) else { throw .malformed("it does not begin with \(Self.header)") }
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let bytes = StrictBase64.bytes(line.dropFirst("extra ".count)) else {
        throw .malformed("its extra data is no Base64")
      }
      extra = bytes
      lines.removeFirst()
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "), let index = UInt64(line.dropFirst("index ".count)),
      line == "index \(index)"
    else { throw .malformed("it does not tell an entry's index") }
    self.index = index
    guard lines.count <= 64 else { throw .malformed("its path is longer than any tree is high") }
    var path: [Digest] = []
    for line in lines {
      guard let bytes = StrictBase64.bytes(line), let hash = Digest(bytes: bytes) else {
        throw .malformed("line \(path.count + 1) of its path is no hash")
      }
      path.append(hash)
    }
    self.path = path
    note = try SignedNote(String(text[gap.upperBound...]))
  }

  package var description: String {
    let extra = extra.map { ["extra \(StrictBase64.text($0))"] } ?? []
    let head = [Self.header] + extra + ["index \(index)"] + path.map { StrictBase64.text($0.bytes) }
    return head.map { $0 + "\n" }.joined() + "\n" + note.description
  }

  /// The checkpoint, once the proof leads from a leaf to its root. Who signed it is another question.
  package func checkpoint(provingLeaf leafHash: Digest) throws(NoteError) -> Checkpoint {
    let checkpoint = try Checkpoint(text: note.text)
    guard
      MerkleProof.root(leafHash: leafHash, index: index, size: checkpoint.size, path: path) == checkpoint.root
    else { throw .malformed("its path does not lead from the entry to the checkpoint's root") }
    return checkpoint
  }
}

/// The name under which a cell's log signs: `cellbus/CELL-HHHHHHHH/EPOCH`, with the first eight hexadecimal digits of the
/// SHA-256 of the log's first key, so that two cells of one name are two logs.
package enum LogOrigin {
  /// - Parameters:
  ///   - firstKey: the 32 bytes of the public key that the record's genesis names.
  ///   - epoch: 1 for a record that was never restored with a loss.
  package static func name(cell: String, firstKey: [UInt8], epoch: UInt64 = 1) -> String {
    "cellbus/\(cell)-\(Digest(of: firstKey).hexadecimal.prefix(8))/\(epoch)"
  }

  /// The cell in a log's name; nil for a name of another form.
  package static func cell(of origin: String) -> String? {
    guard let match = origin.wholeMatch(of: /cellbus\/(.+)-[0-9a-f]{8}\/[1-9][0-9]*/) else { return nil }
    return String(match.1)
  }

  /// The epoch in a log's name; nil for a name of another form.
  package static func epoch(of origin: String) -> UInt64? {
    cell(of: origin) == nil
      ? nil : UInt64(origin[origin.index(after: origin.lastIndex(of: "/") ?? origin.startIndex)...])
  }

  /// Whether two names are of one cell's log, in whatever epochs.
  package static func areOfOneCell(_ origin: String, _ other: String) -> Bool {
    cell(of: origin) != nil && cell(of: other) != nil
      && origin.prefix(through: origin.lastIndex(of: "/") ?? origin.startIndex)
        == other.prefix(through: other.lastIndex(of: "/") ?? other.startIndex)
  }

  /// Whether a log's name carries the hash of a first key.
  package static func isName(_ origin: String, firstKey: [UInt8]) -> Bool {
    guard let cell = cell(of: origin) else { return false }
    return origin.hasPrefix(name(cell: cell, firstKey: firstKey).dropLast())
  }
}
