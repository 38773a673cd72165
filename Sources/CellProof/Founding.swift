import Foundation

/// What the roots of the sides sign when they found a cell: which log it is, which roster and charter govern it on its
/// first day, and who has to cosign its checkpoints.
///
/// It travels as a ``SignedStatement`` between those who sign; afterwards the genesis has its payload, and the genesis's
/// row the signatures. One statement has one form: the members below in their order, without white space.
package struct Founding: Sendable, Hashable {
  package static let payloadType = "application/vnd.cellbus.founding+json"

  /// The log that came before, where a cell takes the place of one that cannot go on.
  package struct Predecessor: Sendable, Hashable {
    /// The log's name, with its epoch.
    package var origin: String
    /// The last checkpoint of it that is known: rows and root.
    package var size: UInt64
    package var root: Digest

    package init(origin: String, size: UInt64, root: Digest) {
      self.origin = origin
      self.size = size
      self.root = root
    }
  }

  package var origin: SigningOrigin
  /// The 32 bytes of the log's key.
  package var logKey: [UInt8]
  package var roster: Digest
  package var charter: Digest
  /// Who has to cosign a checkpoint, a side a line: `ukraine 1 of UKR.CELL-1`. None: the log's own signature is enough.
  package var quorum: [String]
  /// The participants whose roots sign, by code, ascending.
  package var founders: [String]
  package var predecessor: Predecessor?

  package init(
    origin: SigningOrigin, logKey: [UInt8], roster: Digest, charter: Digest, quorum: [String], founders: [String],
    predecessor: Predecessor? = nil
  ) {
    self.origin = origin
    self.logKey = logKey
    self.roster = roster
    self.charter = charter
    self.quorum = quorum
    self.founders = founders
    self.predecessor = predecessor
  }

  private struct Form: Codable {
    struct Predecessor: Codable {
      var origin: String
      var size: UInt64
      var root: String
    }
    var origin, logKey, roster, charter: String
    var quorum, founders: [String]
    var predecessor: Predecessor?
  }

  /// Reads a statement's payload.
  ///
  /// - Throws: ``StatementError/malformed(_:)``, with what is wrong.
  package init(_ statement: SignedStatement) throws(StatementError) {
    guard statement.payloadType == Self.payloadType else {
      throw .malformed(
        "its payloadType is \(statement.payloadType.prefix(100)), and a founding's is \(Self.payloadType)")
    }
    try self.init(payload: statement.payload)
  }

  package init(payload: [UInt8]) throws(StatementError) {
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(payload)) else {
      throw .malformed("its payload is no object with origin, logKey, roster, charter, quorum, founders")
    }
    guard let origin = SigningOrigin(form.origin) else { throw .malformed("\"\(form.origin)\" is no cell's origin") }
    guard let logKey = StrictBase64.bytes(form.logKey), logKey.count == 32 else {
      throw .malformed("its logKey is no Ed25519 key in Base64")
    }
    guard let roster = Digest(hexadecimal: form.roster), let charter = Digest(hexadecimal: form.charter) else {
      throw .malformed("its roster and charter are no SHA-256 in hexadecimal digits")
    }
    guard !form.founders.isEmpty, form.founders == Set(form.founders).sorted() else {
      throw .malformed("its founders do not stand in their order, once each")
    }
    var predecessor: Predecessor?
    if let given = form.predecessor {
      guard LogOrigin.cell(of: given.origin) != nil, let root = Digest(hexadecimal: given.root) else {
        throw .malformed("its predecessor is no log's name with a root")
      }
      predecessor = Predecessor(origin: given.origin, size: given.size, root: root)
    }
    self.init(
      origin: origin, logKey: logKey, roster: roster, charter: charter, quorum: form.quorum, founders: form.founders,
      predecessor: predecessor)
    guard self.payload == payload else { throw .malformed("its payload is not in the one form of a founding") }
  }

  /// The payload of the statement that the roots sign.
  package var payload: [UInt8] {
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
    func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ","))]" }
    var members: [(String, String)] = [
      ("origin", quoted(origin.text)), ("logKey", quoted(StrictBase64.text(logKey))),
      ("roster", quoted(roster.hexadecimal)), ("charter", quoted(charter.hexadecimal)), ("quorum", list(quorum)),
      ("founders", list(founders)),
    ]
    if let predecessor {
      let root = predecessor.root.hexadecimal
      members.append(
        ("predecessor", "{\"origin\":\(quoted(predecessor.origin)),\"size\":\(predecessor.size),\"root\":\"\(root)\"}"))
    }
    return Array("{\(members.map { "\"\($0)\":\($1)" }.joined(separator: ","))}".utf8)
  }

  /// The statement, with no signature yet.
  package var statement: SignedStatement { SignedStatement(payload: payload, payloadType: Self.payloadType) }

  /// Whether as many roots of each founder have signed as have to, and nobody else.
  ///
  /// - Parameter signatures: by the SHA-256 of keys, in digits.
  package func check(
    _ signatures: [SignedStatement.Signature], by roots: RootKeys
  ) throws(StatementError) {
    var statement = statement
    statement.signatures = signatures
    var owned: Set<String> = []
    for founder in founders {
      guard let own = roots.participants[founder] else {
        throw .malformed("there are no roots of \(founder), who founds the cell")
      }
      let signed = try statement.verified(by: own.keys)
      guard signed.count >= own.threshold else {
        throw .malformed("\(signed.count) of the roots of \(founder) have signed it; \(own.threshold) have to")
      }
      owned.formUnion(own.keys.map(\.id.hexadecimal))
    }
    if let stray = signatures.first(where: { !owned.contains($0.keyID) }) {
      throw .malformed("the key \(stray.keyID.prefix(16)) has signed it, and is no root of a founder")
    }
  }

  /// The signatures of a genesis's block.
  package static func signatures(in block: [UInt8]) throws(StatementError) -> [SignedStatement.Signature] {
    do throws(SignatureBlockError) {
      return try SignatureBlock(block[...]).entries.map { .init(keyID: $0.key.hexadecimal, bytes: $0.signature) }
    } catch {
      throw .malformed(error.description)
    }
  }
}

/// Participants' root keys as whoever verifies has them: from a file alone, never from a record.
package struct RootKeys: Sendable {
  package struct Roots: Sendable {
    /// How many of them have to sign.
    package var threshold: Int
    package var keys: [SigningKey]

    package init(threshold: Int, keys: [SigningKey]) {
      self.threshold = threshold
      self.keys = keys
    }
  }

  /// By the participants' codes.
  package var participants: [String: Roots]

  package init(_ participants: [String: Roots]) { self.participants = participants }

  /// Reads a file: for each participant a line with its code, how many of its roots have to sign, and the roots'
  /// SubjectPublicKeyInfo in Base64. Lines that begin with `#` are passed over.
  ///
  /// - Throws: ``StatementError/malformed(_:)`` with the line's number.
  package init(text: String) throws(StatementError) {
    participants = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
      guard let code = words.first, !code.hasPrefix("#") else { continue }
      let keys = words.dropFirst(2).compactMap { SigningKey(text: $0) }
      guard words.count > 2, keys.count == words.count - 2, let threshold = Int(words[1]),
        1...keys.count ~= threshold
      else {
        throw .malformed("line \(index + 1): it is no participant, number and roots of a key in Base64 each")
      }
      guard participants[code] == nil else { throw .malformed("line \(index + 1): \(code) has a line already") }
      participants[code] = Roots(threshold: threshold, keys: keys)
    }
  }
}

/// What a participant's roots sign when it exchanges keys of its own nodes.
package struct KeyChangeStatement: Sendable, Hashable {
  package static let payloadType = "application/vnd.cellbus.key-change+json"

  package var origin: SigningOrigin
  package var participant: String
  /// The roster in force, and the one from then on.
  package var from: Digest
  package var to: Digest

  package init(origin: SigningOrigin, participant: String, from: Digest, to: Digest) {
    self.origin = origin
    self.participant = participant
    self.from = from
    self.to = to
  }

  /// The statement, with no signature yet: its payload has one form, and every text in it needs no escape.
  package var statement: SignedStatement {
    let payload =
      "{\"origin\":\"\(origin.text)\",\"participant\":\"\(participant)\",\"from\":\"\(from.hexadecimal)\""
      + ",\"to\":\"\(to.hexadecimal)\"}"
    return SignedStatement(payload: Array(payload.utf8), payloadType: Self.payloadType)
  }
}
