import CellProof
import CellSchema
import CellWire
import Foundation
import Synchronization

/// Holds a broker to one history of its record: each good checkpoint that it shows begins with the last one that was seen,
/// and each message that this node signed is under one. What contradicts that is kept as evidence, and nothing that is
/// signed is published any more.
actor RecordChecker {
  private let policy: CheckpointPolicy
  private let store: CheckingStore
  private let life: LifeCycle
  /// Set once, for good: what shows the fork.
  private let forked: Mutex<NodeError?>
  private let unproven: Mutex<Set<UInt64>>
  /// What was told already, so that it is told once.
  private var late: Set<UInt64> = []
  private var wasOld: UInt64 = 0
  private var passedOver: Set<String> = []
  private nonisolated let signed = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  /// - Throws: `bad-key` for a file that is no policy; `input-unreadable`; `store-unusable`.
  init(_ profile: NodeProfile, _ checking: NodeProfile.Checking, _ life: LifeCycle) throws(NodeError) {
    let keys = profile.resolved(checking.keys.description)
    let text: String
    do { text = try String(contentsOfFile: keys, encoding: .utf8) } catch {
      throw NodeError(.inputUnreadable, at: "/checking/keys", "\(keys): \(SystemWords.of(error))")
    }
    do throws(NoteError) { policy = try CheckpointPolicy(text) } catch {
      throw NodeError(.badKey, at: "/checking/keys", "\(keys): \(error)")
    }
    store = try CheckingStore(directory: profile.resolved(checking.state.description))
    self.life = life
    forked = Mutex(store.fork.map { Self.fork(at: $0, "a fork was found before") })
    unproven = Mutex(Set(store.pending.map(\.sequence)))
  }

  private static func fork(at file: String, _ reason: String) -> NodeError {
    NodeError(.logForked, at: file, reason)
  }

  /// - Throws: `log-forked` once the log has shown two histories.
  nonisolated func expectOneHistory() throws(NodeError) {
    if let fork = forked.withLock({ $0 }) { throw fork }
  }

  /// The signed messages that no proof is known of yet.
  nonisolated var waiting: Set<UInt64> { unproven.withLock { $0 } }

  /// A signed message is on the record, by the broker's word: a proof of it is due.
  nonisolated func accepted(_ sequence: UInt64, _ message: PublishedMessage) {
    guard let id = message.id else { return }
    let hashes = Digest(of: message.document).bytes + Digest(of: message.signature).bytes
    let pending = CheckingStore.Pending(sequence: sequence, id: id, hashes: hashes, since: Self.now)
    _ = unproven.withLock { $0.insert(sequence) }
    do throws(NodeError) { try store.add(pending) } catch { life.tell(.unproven(id, error)) }
    signed.continuation.yield()
  }

  private static var now: UInt64 { UInt64(max(0, Date().timeIntervalSince1970)) }

  // MARK: the work

  /// Works until it is cancelled.
  func run(_ core: NodeCore) async {
    if let fork = forked.withLock({ $0 }) { life.tell(.forked(fork)) }
    await withTaskGroup { group in
      group.addTask {
        for await event in core.life.events {
          // The broker sends checkpoints to whoever has asked for one in its session.
          if case .connected = event { await self.ask(core) }
        }
      }
      group.addTask {
        for await command in core.checkpoints.stream where command.cosign == nil {
          await self.look(at: command.note.description, core)
        }
      }
      group.addTask { for await _ in self.signed.stream { await self.prove(core) } }
      group.addTask {
        while (try? await Task.sleep(for: .seconds(5))) != nil { await self.lookAtTheClock(core) }
      }
    }
  }

  private func ask(_ core: NodeCore) async {
    guard let answer = try? await core.ask(.proof(.checkpoint)).proof else { return }
    await look(at: answer.note.description, core)
  }

  /// A checkpoint that the broker calls good.
  private func look(at text: String, _ core: NodeCore) async {
    do throws(NodeError) {
      guard let (note, good) = judged(text) else { return }
      guard let known = try store.note(of: good.checkpoint.origin) else {
        try keep(note, good)
        return await prove(core)
      }
      if let last = try? Checkpoint(text: known.text), good.checkpoint.size > last.size {
        try await follow(from: known, last, core)
      } else {
        try keep(note, good)
      }
    } catch {
      if error.code == .logForked { return }
      life.tell(.checkpointPassedOver(error))
    }
    await prove(core)
  }

  /// What is good under the keys that this node has; what is not is told once.
  private func judged(_ text: String) -> (SignedNote, CheckpointPolicy.Good)? {
    do throws(NoteError) {
      let note = try SignedNote(text)
      let good = try policy.judge(note)
      if let time = good.witnessedAt, time > Self.now + Self.clockSkew {
        throw .malformed("its witnesses have cosigned it \(time - Self.now) s ahead of this node's clock")
      }
      return (note, good)
    } catch {
      let reason = "a checkpoint of the broker is not good: \(error)"
      if passedOver.insert(reason).inserted { life.tell(.checkpointPassedOver(NodeError(.proofInvalid, reason))) }
      return nil
    }
  }

  private static let clockSkew: UInt64 = 300

  /// Asks for the proof that the last good checkpoint begins with what is known.
  private func follow(from known: SignedNote, _ last: Checkpoint, _ core: NodeCore) async throws(NodeError) {
    // What is not answered now is asked for with the next checkpoint.
    guard let answer = try? await core.ask(.proof(.consistency(last.size))).proof else { return }
    guard let (note, good) = judged(answer.note.description), good.checkpoint.origin == last.origin else { return }
    let path = answer.path.compactMap { StrictBase64.bytes($0.text).flatMap { Digest(bytes: $0) } }
    let leads =
      path.count == answer.path.count && good.checkpoint.size >= last.size
      && (last.size == 0
        || MerkleProof.isConsistent(
          from: last.size, last.root, to: good.checkpoint.size, good.checkpoint.root, path: path))
    guard leads else {
      throw try fork(
        known, note, proof: answer.path.map(\.text),
        "the proof does not lead from \(last.size) rows to \(good.checkpoint.size)")
    }
    try keep(note, good, after: last)
  }

  /// Keeps a note in the place of what is known. What another process knows meanwhile stands.
  ///
  /// - Parameter proved: what it was proved to go on from.
  private func keep(
    _ note: SignedNote, _ good: CheckpointPolicy.Good, after proved: Checkpoint? = nil
  ) throws(NodeError) {
    var contradiction: SignedNote?
    var isBehind: UInt64?
    try store.update(note, of: good.checkpoint.origin) { known throws(NodeError) in
      guard let known, let last = try? Checkpoint(text: known.text) else { return true }
      if last.size == good.checkpoint.size {
        if last.root != good.checkpoint.root { contradiction = known }
        return last.root == good.checkpoint.root && isNewer(good, than: known)
      }
      if good.checkpoint.size < last.size { isBehind = last.size }
      return good.checkpoint.size > last.size && last == proved
    }
    if let contradiction {
      throw try fork(contradiction, note, proof: [], "two roots over \(good.checkpoint.size) rows")
    }
    if let isBehind {
      throw NodeError(
        .recordBehind,
        "the broker's last good checkpoint is over \(good.checkpoint.size) rows, and this node has seen one over \(isBehind)"
      )
    }
    life.tell(.checked(size: good.checkpoint.size))
  }

  private nonisolated func isNewer(_ good: CheckpointPolicy.Good, than known: SignedNote) -> Bool {
    guard let time = good.witnessedAt else { return false }
    return (try? policy.judge(known))?.witnessedAt.map { $0 < time } ?? true
  }

  private func fork(
    _ known: SignedNote, _ note: SignedNote, proof: [String], _ reason: String
  ) throws(NodeError) -> NodeError {
    let file = try store.keep(ForkEvidence(notes: [known, note], proof: proof, reason: reason))
    let error = Self.fork(at: file, reason)
    let isNew = forked.withLock { forked in
      defer { forked = forked ?? error }
      return forked == nil
    }
    if isNew { life.tell(.forked(error)) }
    return error
  }

  // MARK: proofs of what was signed

  private func prove(_ core: NodeCore) async {
    let pending = store.pending
    unproven.withLock { $0 = Set(pending.map(\.sequence)) }
    for message in pending {
      do throws(NodeError) {
        guard let proof = try await proof(of: message, core) else { continue }
        let file = try store.keep(proof, of: message)
        _ = unproven.withLock { $0.remove(message.sequence) }
        life.tell(.proven(message.id, sequence: message.sequence, file: file))
      } catch {
        if late.insert(message.sequence).inserted { life.tell(.unproven(message.id, error)) }
      }
    }
  }

  /// Nil while no good checkpoint has it.
  ///
  /// - Throws: `proof-invalid` for what the broker shows in the message's place.
  private func proof(of message: CheckingStore.Pending, _ core: NodeCore) async throws(NodeError) -> InclusionProof? {
    guard let answer = try? await core.ask(.proof(.inclusion(SequenceNumber(message.sequence)))).proof,
      let leaf = answer.leaf?.bytes, let (note, good) = judged(answer.note.description)
    else { return nil }
    guard Array(leaf.suffix(message.hashes.count)) == message.hashes else {
      throw NodeError(.proofInvalid, "row \(message.sequence) is of another document than the one that was signed here")
    }
    let path = answer.path.compactMap { StrictBase64.bytes($0.text).flatMap { Digest(bytes: $0) } }
    let proof = InclusionProof(extra: leaf, index: message.sequence - 1, path: path, note: note)
    do throws(NoteError) { _ = try proof.checkpoint(provingLeaf: MerkleHash.leaf(leaf)) } catch {
      throw NodeError(.proofInvalid, "the proof of row \(message.sequence): \(error)")
    }
    // It is one of the history that is known.
    if let known = try store.note(of: good.checkpoint.origin), let last = try? Checkpoint(text: known.text) {
      if good.checkpoint.size > last.size { try await follow(from: known, last, core) } else { try keep(note, good) }
    } else {
      try keep(note, good)
    }
    // Where that could not be shown now, the proof comes with a later checkpoint.
    guard let known = try store.note(of: good.checkpoint.origin), let last = try? Checkpoint(text: known.text),
      last.size >= good.checkpoint.size
    else { return nil }
    return proof
  }

  /// What is due and has not come.
  private func lookAtTheClock(_ core: NodeCore) async {
    for message in store.pending where message.since + Self.proofTime < Self.now {
      guard late.insert(message.sequence).inserted else { continue }
      life.tell(
        .unproven(
          message.id,
          NodeError(
            .proofInvalid, "\(Self.proofTime) s after its receipt no good checkpoint has row \(message.sequence)")))
    }
    for log in policy.logs {
      guard let note = try? store.note(of: log.name), let time = (try? policy.judge(note))?.witnessedAt,
        time + Self.oldestCheckpoint < Self.now, time > wasOld
      else { continue }
      wasOld = time
      life.tell(.checkpointOld(Timestamp(microseconds: Int64(time) * 1_000_000)))
    }
  }

  /// Seconds within which a message that was signed is under a good checkpoint.
  private static let proofTime: UInt64 = 60
  /// Seconds after which the witnesses have cosigned again, with a margin: they do every ten minutes.
  private static let oldestCheckpoint: UInt64 = 900
}
