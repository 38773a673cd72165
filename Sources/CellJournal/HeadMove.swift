import CellProof
package import CellSchema

extension Head {
  /// The head of a record at this head after a batch is appended.
  ///
  /// - Parameter cell: the cell whose record it is; its name is part of the last row's leaf.
  package func moved(by batch: RecordBatch, cell: CellName) -> Head {
    guard let last = batch.rows.last else { return Head(commit: commit + 1, sequence: sequence, leaf: leaf) }
    return Head(commit: commit + 1, sequence: last.sequence, leaf: RecordLeaf(row: last, cell: cell).hash)
  }
}
