import CellProof
import CellSchema
import CellWire

extension Node {
  /// Waits until each message that this node has signed is proved to be under a good checkpoint, by the keys of the
  /// profile's `checking`. A node without that signs on the broker's word.
  ///
  /// - Guarantee: a proof is in its file before this returns, and holds without the cell.
  /// - Parameter numbers: of the messages that are waited for; nil: of all.
  /// - Returns: the numbers of those without a proof when the time is up.
  /// - Throws: `log-forked` once the log has shown two histories; `CancellationError`.
  public func proofs(of numbers: Set<UInt64>? = nil, within time: Duration) async throws -> [UInt64] {
    guard let checker = core.publishing.checker else { return [] }
    let end = ContinuousClock.now + time
    while true {
      try checker.expectOneHistory()
      let waiting = numbers.map(checker.waiting.intersection) ?? checker.waiting
      guard !waiting.isEmpty, ContinuousClock.now < end else { return waiting.sorted() }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

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
