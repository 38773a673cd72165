import CellProof
import CellSchema
import CellWire

extension Node {
  /// The last good checkpoint of the record: a signed note (C2SP tlog-checkpoint), with the cosignatures that make it good.
  ///
  /// - Throws: ``NodeError``: `not-on-record` while there is none; otherwise as ``status()``.
  public func checkpoint() async throws -> String {
    guard let proof = try await core.ask(.proof(.checkpoint)).proof else { throw NodeError.wrongAnswer }
    return proof.note.description
  }

  /// The proof that a row which this node may read is in the last good checkpoint (C2SP tlog-proof, with the bytes of the
  /// row's leaf as its extra data). Whoever has the keys checks it without the cell.
  ///
  /// - Throws: ``NodeError``: `not-on-record` if there is no such row, the node may not read it, or no good checkpoint has
  ///   it yet; `protocol-violated` if what the broker answers proves nothing; otherwise as ``status()``.
  public func inclusionProof(of number: UInt64) async throws -> String {
    guard let answer = try await core.ask(.proof(.inclusion(SequenceNumber(number)))).proof, let leaf = answer.leaf
    else {
      throw NodeError.wrongAnswer
    }
    let path = answer.path.compactMap { StrictBase64.bytes($0.text).flatMap { Digest(bytes: $0) } }
    do throws(NoteError) {
      let note = try SignedNote(answer.note.description)
      let proof = InclusionProof(extra: leaf.bytes, index: number - 1, path: path, note: note)
      _ = try proof.checkpoint(provingLeaf: MerkleHash.leaf(leaf.bytes))
      return proof.description
    } catch {
      throw NodeError(.protocolViolated, "the broker's proof of \(number): \(error)")
    }
  }
}
