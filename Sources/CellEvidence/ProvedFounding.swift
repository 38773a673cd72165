package import CellProof
package import CellSchema

/// What a record's first row shows of how its cell came about.
package struct ProvedFounding: Sendable, Hashable {
  /// What the roots of the sides signed; nil of a development cell, which one hand made and changes.
  package let founding: Founding?
  private let signatures: [UInt8]
  /// Whether the signatures were verified by root keys that whoever verifies has from elsewhere.
  package private(set) var isJudged = false

  /// Reads the first row, and compares the founding statement with the row that has it.
  ///
  /// - Parameters:
  ///   - signatures: the row's signature block.
  ///   - part: as faults name the row's document.
  package init(_ genesis: Genesis, signatures: [UInt8], part: String = "genesis") throws(EvidenceFault) {
    self.signatures = signatures
    guard let text = genesis.founding else {
      founding = nil
      return
    }
    let founding: Founding
    do throws(StatementError) { founding = try Founding(payload: text.bytes) } catch {
      throw EvidenceFault(part, "/body/founding: \(error.description)")
    }
    let isOwn =
      founding.logKey == StrictBase64.bytes("\(genesis.logKey)")
      && founding.origin == SigningOrigin(cell: "\(genesis.cell)", firstKey: founding.logKey)
      && founding.roster.hexadecimal == "\(genesis.roster.sha256)"
      && founding.charter.hexadecimal == "\(genesis.charter.sha256)"
    guard isOwn else {
      throw EvidenceFault(part, "/body/founding: it founds another cell than the one that the row begins")
    }
    self.founding = founding
  }

  /// Verifies the signatures by root keys. A development cell has none.
  package func judged(by roots: RootKeys, part: String = "genesis") throws(EvidenceFault) -> Self {
    guard let founding else { return self }
    do throws(StatementError) {
      try founding.check(try Founding.signatures(in: signatures), by: roots)
    } catch {
      throw EvidenceFault(part, error.description)
    }
    var judged = self
    judged.isJudged = true
    return judged
  }
}
