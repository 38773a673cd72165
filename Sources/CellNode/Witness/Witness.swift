import CellProof
import CellSchema
import CellWire
import Foundation
import Synchronization

/// A witness of a cell's log: it cosigns each checkpoint that begins with all that it has cosigned before (C2SP
/// tlog-witness, tlog-cosignature 0x04), and nothing else. Whoever trusts one witness of each side knows that the log
/// shows everybody one history.
///
/// It connects as a node of its own, which the roster lists with the witness's key.
public struct Witness: Sendable {
  /// What a witness tells its operator.
  public enum Event: Sendable, Hashable {
    /// It has cosigned a tree of so many rows.
    case cosigned(size: UInt64)
    /// It was asked for something that it does not cosign, for this reason.
    case refused(String)
  }

  /// The log's own key has signed two histories.
  public struct Fork: Sendable, Hashable {
    /// How the two contradict each other.
    public var reason: String
    /// The file with both notes and the proof.
    public var evidence: String
  }

  private let profile: NodeProfile
  private let key: LogKey
  private let name: String
  private let own: NoteKey
  private let judge: WitnessJudge
  private let state: WitnessState
  private let isNewLog: Bool

  /// - Parameters:
  ///   - key: the witness's Ed25519 seed in Base64: a key of its own, which signs nothing else.
  ///   - name: the witness's name, as its verifier key has it.
  ///   - log: the log's verifier key.
  ///   - directory: where its state is kept, of this key alone. A copy of it must never be put back.
  ///   - pinned: a checkpoint that is good under the other witnesses, from which a new witness of a living log begins.
  ///   - isNewLog: whether a witness without state may begin with whatever it is shown first: at the founding alone.
  /// - Throws: ``NodeError``: `bad-key`; `store-unusable` where its state cannot be had.
  public init(
    _ profile: NodeProfile, key: String, name: String, log: String, directory: String, pinned: String? = nil,
    isNewLog: Bool = false
  ) throws(NodeError) {
    self.profile = profile
    self.name = name
    self.isNewLog = isNewLog
    do { self.key = try LogKey(secret: key) } catch { throw NodeError(.badKey, at: "/key", "it is no Ed25519 seed") }
    do throws(NoteError) {
      let log = try NoteKey(verifier: log)
      guard log.kind == .signature else { throw .malformed("a log's key is of type 1") }
      judge = WitnessJudge(log: log)
    } catch {
      throw NodeError(.badKey, at: "/log", "\(error)")
    }
    state = try WitnessState(directory: directory)
    guard let own = NoteKey(name: name, kind: .cosignature, publicBytes: self.key.publicBytes) else {
      throw NodeError(.badKey, at: "/name", "\"\(name)\" is no witness's name")
    }
    self.own = own
    guard let pinned, try state.note(of: judge.log.name) == nil else { return }
    let note: SignedNote
    do throws(NoteError) {
      note = try SignedNote(pinned)
      _ = try note.verified(by: [judge.log])
      _ = try Checkpoint(text: note.text)
    } catch {
      throw NodeError(.badKey, at: "/pinned", "\(error)")
    }
    try state.keep(note, of: judge.log.name)
  }

  /// Its verifier key, for the roster.
  public var verifier: String { own.verifier }

  /// Cosigns until the task is cancelled, or the broker refuses the node for good.
  ///
  /// - Returns: the fork for which it stopped; nil where it was asked to stop.
  /// - Throws: ``NodeError``: as ``Node/run()``; `store-unusable` where what it cosigns cannot be kept.
  public func run(_ tell: @escaping @Sendable (Event) -> Void = { _ in }) async throws -> Fork? {
    let node = Node(profile.forReading)
    return try await withThrowingTaskGroup { group in
      group.addTask { () -> Fork? in
        try await node.run()
        return nil
      }
      group.addTask { () -> Fork? in
        for await command in node.core.checkpoints.stream {
          guard command.cosign != nil else { continue }
          switch try answer(command, tell) {
          case .answer(let answer): node.core.post(.say(.cosign(answer)))
          case .nothing: break
          case .fork(let fork): return fork
          }
        }
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  private enum Answer {
    case answer(Cosign)
    case nothing
    case fork(Fork)
  }

  /// Judges, keeps, and only then answers.
  private func answer(_ command: CheckpointCommand, _ tell: (Event) -> Void) throws(NodeError) -> Answer {
    let origin = judge.log.name
    let last = try state.note(of: origin)
    if last == nil, !isNewLog {
      tell(.refused("this witness has no state of \(origin): begin from a checkpoint that is good under the others"))
      return .nothing
    }
    switch judge.judge(command, after: last) {
    case .conflict(let size): return .answer(Cosign(origin: WireText(origin), size: WireNumber(size)))
    case .refused(let reason):
      tell(.refused(reason))
      return .nothing
    case .fork(let last, let offered, let reason):
      let proof = command.cosign?.proof.map(\.text) ?? []
      let file = try state.keepEvidence(ForkEvidence(notes: [last, offered], proof: proof, reason: reason))
      return .fork(Fork(reason: reason, evidence: file))
    case .cosign(let checkpoint):
      let signature: NoteSignature
      var note: SignedNote
      do throws(NoteError) {
        note = try SignedNote(command.note.description)
        signature = try key.cosigned(checkpoint.text, as: name, at: time(after: last))
      } catch {
        tell(.refused("\(error)"))
        return .nothing
      }
      note.signatures.append(signature)
      try state.keep(note, of: origin)
      tell(.cosigned(size: checkpoint.size))
      return .answer(
        Cosign(origin: WireText(origin), size: WireNumber(checkpoint.size), signature: WireText(signature.line)))
    }
  }

  /// Now, in seconds; never before what it has said already.
  private func time(after last: SignedNote?) -> UInt64 {
    let before = last.flatMap { try? $0.verified(by: [own]).first?.time } ?? nil
    return max(before ?? 0, UInt64(max(0, Date().timeIntervalSince1970)))
  }
}
