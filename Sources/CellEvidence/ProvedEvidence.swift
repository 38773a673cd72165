package import CellJournal
package import CellProof
package import CellSchema

/// What a proof or a bundle shows, once all of it was checked.
package struct ProvedEvidence: Sendable, Hashable {
  package var good: CheckpointPolicy.Good
  package var rows: [ProvedRow]
  /// Each is the text of a roster or charter that a rules row of the bundle names.
  package var files: [[UInt8]] = []
  /// How many certificates are enclosed.
  package var certificates = 0
  /// Whether they were judged, by root keys that whoever verifies has.
  package var areCertificatesJudged = false
  /// How the cell came about; nil where nothing shows it, as in the proof of one row.
  package var founding: ProvedFounding?
}

/// A row that stands in a tree.
package struct ProvedRow: Sendable, Hashable {
  package var leaf: RecordLeaf
  /// The document's exact bytes; nil where nobody gave them.
  package var document: [UInt8]?
  /// The signature block as it is recorded, empty where there is none; nil where nobody gave it.
  package var signature: [UInt8]?
  /// The nodes whose certified keys have signed it; nil where that was not judged.
  package var signers: [String]?
  /// The rules in force at its place; nil where nothing shows them.
  package var rules: RulesOfRow?
}

/// The roster and the charter that the last rules rows up to a place name.
package struct RulesOfRow: Sendable, Hashable {
  package var roster: FileReference
  package var charter: CharterReference
}

extension ProvedRow {
  /// How many signatures the row has, by its block's own count; nil where the block is not at hand or in another form.
  package var signatureCount: Int? {
    if leaf.signatureSHA256 == MerkleHash.empty { return 0 }
    guard let signature, signature.count > 2, signature[0] == 1, signature.count == 2 + 96 * Int(signature[1]) else {
      return nil
    }
    return Int(signature[1])
  }
}
