package import CellCore
package import CellProof
package import CellSchema
package import StrictYAML

/// A founding statement in a file: an envelope of DSSE in JSON, with the signatures that it has so far.
package struct FoundingFile: Sendable {
  package let file: String
  package let founding: Founding
  package let statement: SignedStatement

  package static func read(_ file: String) throws(FileProblem) -> Self {
    let bytes = try StrictYAML.bytes(of: file)
    do throws(StatementError) {
      let statement = try SignedStatement(json: bytes)
      return Self(file: file, founding: try Founding(statement), statement: statement)
    } catch {
      throw FileProblem(.badFounding, file: file, position: nil, "it is no founding statement: \(error.description)")
    }
  }

  /// As the genesis and its row have it.
  ///
  /// - Throws: `bad-founding`, where a block cannot have its signatures.
  package func sealed() throws(Refusal) -> SealedFounding {
    var entries: [SignatureBlock.Entry] = []
    for signature in statement.signatures {
      guard let key = Digest(hexadecimal: signature.keyID) else {
        throw Refusal(.badFounding, "a signature of it names no key by its SHA-256")
      }
      entries.append(.init(key: key, signature: signature.bytes))
    }
    guard let text = FoundingText(String(decoding: founding.payload, as: UTF8.self)) else {
      throw Refusal(.badFounding, "it is longer than a genesis holds")
    }
    do throws(SignatureBlockError) {
      return SealedFounding(statement: text, signatures: try SignatureBlock(entries).bytes)
    } catch {
      throw Refusal(.badFounding, error.description)
    }
  }
}

extension ConfigurationSet {
  /// The sealed statement with which a record begins; nil for a development cell.
  ///
  /// - Throws: `bad-founding` or `roots-required`, where it does not fit these files.
  package func sealedFounding() throws(Refusal) -> SealedFounding? {
    guard let founding else { return nil }
    do throws(Refusal) { return try sealed(founding) } catch {
      throw Refusal(error.code, "\(founding.file): \(error.detail)")
    }
  }

  /// A statement that fits these files and that all founders have signed.
  package func sealed(_ founding: FoundingFile) throws(Refusal) -> SealedFounding {
    let own = try FoundingTerms(self).founding(after: founding.founding.predecessor)
    try FoundingTerms.check(founding.founding, own)
    do throws(StatementError) {
      try founding.founding.check(founding.statement.signatures, by: roster.value.rootKeys)
    } catch {
      throw Refusal(.rootsRequired, error.description)
    }
    return try founding.sealed()
  }
}

/// What the sides would sign of a cell's files, and whether the files are fit for it.
package struct FoundingTerms {
  private let set: ConfigurationSet

  package init(_ set: ConfigurationSet) { self.set = set }

  /// The sides that found a cell, where it has participants of them.
  private static let sides: [Side] = [.coalition, .ukraine, .unitedStates]

  /// - Throws: `bad-founding`, with what of the files is to be changed before.
  package func founding(after predecessor: Founding.Predecessor? = nil) throws(Refusal) -> Founding {
    let roster = set.roster.value
    guard let origin = SigningOrigin(set.signingOrigin) else { throw Refusal(.badFounding, "the cell has no origin") }
    let founders = roster.participants.filter { $0.roots != nil }
    let present = Self.sides.filter { side in roster.participants.contains { $0.side == side } }
    guard present.count >= 2 else {
      throw Refusal(.badFounding, "the roster has one side: nobody founds a cell alone")
    }
    if let side = present.first(where: { side in !founders.contains { $0.side == side } }) {
      throw Refusal(
        .badFounding,
        "no participant of \(side.rawValue) has roots in the roster: cellbus certificate key makes one")
    }
    let signatures = founders.reduce(0) { $0 + ($1.roots?.threshold.value ?? 0) }
    guard signatures <= SignatureBlock.capacity else {
      throw Refusal(
        .badFounding,
        "\(signatures) roots would have to sign, and a genesis holds \(SignatureBlock.capacity) signatures: lower"
          + " thresholds, or have roots of fewer participants found the cell")
    }
    try Self.check(set.charter.value)
    func digest(_ bytes: [UInt8]) -> Digest { Digest(of: bytes) }
    return Founding(
      origin: origin, logKey: set.logKey.publicKey.bytes, roster: digest(set.roster.bytes),
      charter: digest(set.charter.bytes), quorum: Self.quorum(WitnessRules(roster, set.charter.value)),
      founders: founders.map { "\($0.code)" }.sorted(), predecessor: predecessor)
  }

  /// `ukraine 1 of UKR.CELL-1`, a side a line.
  static func quorum(_ rules: WitnessRules) -> [String] {
    rules.sides.map { side in
      "\(side.name) \(side.least) of \(side.witnesses.map(\.description).joined(separator: ", "))"
    }
  }

  /// A founded cell's charter leaves roster and charter to the sides.
  package static func check(_ charter: Charter) throws(Refusal) {
    for type in [RosterChange.messageType, CharterChange.messageType] {
      let rule = charter.types.first { $0.type == type }
      guard rule?.decision == .needed, rule?.decidedBy?.silentSideAfter != nil else {
        throw Refusal(
          .badFounding,
          "the charter has to have \(type) decided by the sides: decision: needed, and decidedBy with silentSideAfter")
      }
    }
  }

  /// - Throws: `bad-founding`, with the first thing that a statement says otherwise than the files.
  package static func check(_ founding: Founding, _ own: Founding) throws(Refusal) {
    let differences: [(Bool, String)] = [
      (founding.origin == own.origin, "it founds \(founding.origin.text), and these files are of \(own.origin.text)"),
      (founding.logKey == own.logKey, "it names another log key"),
      (
        founding.roster == own.roster,
        "it is of the roster \(founding.roster.hexadecimal.prefix(16)), and this one is"
          + " \(own.roster.hexadecimal.prefix(16))"
      ),
      (
        founding.charter == own.charter,
        "it is of the charter \(founding.charter.hexadecimal.prefix(16)), and this one is"
          + " \(own.charter.hexadecimal.prefix(16))"
      ),
      (founding.quorum == own.quorum, "its quorum of witnesses is not that of these files"),
      (
        founding.founders == own.founders,
        "its founders are \(founding.founders.joined(separator: ", ")), and in the"
          + " roster \(own.founders.joined(separator: ", ")) have roots"
      ),
    ]
    if let (_, words) = differences.first(where: { !$0.0 }) { throw Refusal(.badFounding, words) }
  }
}

extension Roster {
  /// The roots of its participants. Of a roster that was checked, all of them.
  package var rootKeys: RootKeys {
    RootKeys(
      Dictionary(
        participants.compactMap { participant in
          participant.roots.map { roots in
            (
              "\(participant.code)",
              .init(
                threshold: roots.threshold.value, keys: roots.keys.compactMap { SigningKey(text: $0.description) })
            )
          }
        }, uniquingKeysWith: { first, _ in first }))
  }
}
