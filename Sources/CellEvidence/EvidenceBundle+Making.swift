package import CellJournal
package import CellProof
package import CellSchema

extension EvidenceBundle {
  /// Puts rows of a record into a bundle, with the texts of the rosters and charters in force at them.
  ///
  /// - Parameters:
  ///   - checkpoint: of a tree that has all rows.
  ///   - rows: the choice, by number.
  ///   - rules: the rows that put rules in force, from the record's first to the last one up to the choice's last.
  ///   - path: the hashes that lead from a row to the checkpoint's root.
  ///   - file: the roster or charter with a hash.
  /// - Throws: ``EvidenceFault`` where the rules rows do not fit each other, and what the two closures throw.
  package init(
    cell: CellName, checkpoint: SignedNote, rows: [RecordRow], rules: [RecordRow], certificates: [[UInt8]] = [],
    path: (SequenceNumber) throws -> [Digest], file: (Digest) throws -> [UInt8]
  ) throws {
    let history = try EvidenceRules(
      rules.map { ProvedRow(leaf: RecordLeaf(row: $0, cell: cell), document: Array($0.envelope.document)) },
      origin: try Checkpoint(text: checkpoint.text).origin)
    var hashes: [SHA256Hex] = []
    for row in rows {
      let rules = try history.inForce(at: row.sequence.value, part: "rules")
      for hash in [rules.roster.sha256, rules.charter.sha256] where !hashes.contains(hash) { hashes.append(hash) }
    }
    self.init(
      cell: cell, checkpoint: checkpoint,
      rows: try rows.map { EvidenceRow($0, cell: cell, path: try path($0.sequence)) },
      rules: try rules.map { EvidenceRow($0, cell: cell, path: try path($0.sequence)) },
      files: try hashes.compactMap { Digest(hexadecimal: "\($0)") }.map(file), certificates: certificates)
  }
}
