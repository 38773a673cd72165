package import CellSchema

/// What the roots of the sides signed when they founded a cell, and their signatures, as the genesis's row has them.
package struct SealedFounding: Sendable {
  package var statement: FoundingText
  /// A signature block.
  package var signatures: [UInt8]

  package init(statement: FoundingText, signatures: [UInt8]) {
    self.statement = statement
    self.signatures = signatures
  }
}

/// Roster and charter as files: their references on the record, their bytes, and the rulebook compiled from them.
package struct RuleFiles: Sendable {
  package var roster: FileReference
  package var charter: CharterReference
  package var rosterBytes: [UInt8]
  package var charterBytes: [UInt8]
  package var rulebook: @Sendable (inout Names) throws(Refusal) -> Rulebook
  /// With which a record begins; nil: it begins as that of a development cell.
  package var founding: SealedFounding?

  package init(
    roster: FileReference, rosterBytes: [UInt8], charter: CharterReference, charterBytes: [UInt8],
    rulebook: @escaping @Sendable (inout Names) throws(Refusal) -> Rulebook
  ) {
    self.roster = roster
    self.rosterBytes = rosterBytes
    self.charter = charter
    self.charterBytes = charterBytes
    self.rulebook = rulebook
  }

  /// Compiles the files, with the names known so far.
  func compiled(_ names: Names) throws(Refusal) -> RulesInForce {
    var names = names
    let rulebook = try rulebook(&names)
    _ = try names.intern(Announcer.busNode)
    return RulesInForce(roster: roster, charter: charter, rulebook: rulebook, names: names)
  }
}
