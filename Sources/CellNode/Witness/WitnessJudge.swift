import CellProof
import CellSchema
import CellWire

/// Judges what a witness is asked to cosign (C2SP tlog-witness): the log's own signature, and that the tree that was
/// cosigned last is the beginning of this one.
struct WitnessJudge {
  enum Verdict {
    /// It may be cosigned, once this text is kept.
    case cosign(Checkpoint)
    /// The proof begins elsewhere: this is the size that was cosigned last.
    case conflict(UInt64)
    /// The log has two histories: both notes show it.
    case fork(last: SignedNote, offered: SignedNote, reason: String)
    /// It is passed over, for this reason.
    case refused(String)
  }

  /// The log's key, under its origin.
  let log: NoteKey

  /// - Parameter last: what was cosigned last; nil where this witness begins with this log.
  func judge(_ command: CheckpointCommand, after last: SignedNote?) -> Verdict {
    guard let asked = command.cosign else { return .refused("it asks for no cosignature") }
    let offered: SignedNote
    let checkpoint: Checkpoint
    do throws(NoteError) {
      offered = try SignedNote(command.note.description)
      _ = try offered.verified(by: [log])
      checkpoint = try Checkpoint(text: offered.text)
    } catch {
      return .refused("\(error)")
    }
    guard checkpoint.origin == log.name else { return .refused("it is of the log \(checkpoint.origin)") }
    guard let last else {
      guard asked.old.value == 0 else { return .conflict(0) }
      return .cosign(checkpoint)
    }
    guard let known = try? Checkpoint(text: last.text) else { return .refused("what is kept is no checkpoint") }
    guard checkpoint.size >= known.size else { return .conflict(known.size) }
    if checkpoint.size == known.size {
      guard checkpoint.root == known.root else {
        return .fork(last: last, offered: offered, reason: "two roots over \(known.size) rows")
      }
      return .cosign(checkpoint)
    }
    guard asked.old.value == known.size else { return .conflict(known.size) }
    let proof = asked.proof.compactMap { StrictBase64.bytes($0.text).flatMap { Digest(bytes: $0) } }
    guard proof.count == asked.proof.count, proof.count <= 63 else {
      return .refused("its proof has other than hashes")
    }
    guard
      known.size == 0
        || MerkleProof.isConsistent(
          from: known.size, known.root, to: checkpoint.size, checkpoint.root, path: proof)
    else {
      return .fork(
        last: last, offered: offered,
        reason: "the proof does not lead from \(known.size) rows to \(checkpoint.size)")
    }
    return .cosign(checkpoint)
  }
}
