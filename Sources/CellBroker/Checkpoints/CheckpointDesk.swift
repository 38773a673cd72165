import CellConfig
import CellCore
import CellProof
import CellSchema
import CellWire

/// Makes checkpoints of the record and gathers their cosignatures (C2SP tlog-checkpoint, tlog-witness). It decides alone;
/// the tree and the time it is given.
///
/// One candidate stays open until it is good or its time is up; only then comes the next. A record that does not grow is
/// cosigned again now and then: silence is no agreement.
struct CheckpointDesk {
  /// The log as it signs.
  struct Log: Sendable {
    var origin: String
    var key: LogKey

    fileprivate func signed(_ checkpoint: Checkpoint) throws(NoteError) -> SignedNote {
      SignedNote(text: checkpoint.text, signatures: [try key.signed(checkpoint.text, as: origin)])
    }

    fileprivate func hasSigned(_ note: SignedNote) -> Bool {
      guard let own = NoteKey(name: origin, kind: .signature, publicBytes: key.publicBytes) else { return false }
      return (try? note.verified(by: [own])) != nil
    }
  }

  /// What the desk asks the record.
  protocol Tree {
    /// The rows that are there, and the root over them.
    func head() throws -> (size: UInt64, root: Digest)
    func root(of size: UInt64) throws -> Digest
    /// A row's place in the tree, from 0; nil for a row of an epoch that ended.
    func index(of sequence: SequenceNumber) -> UInt64?
    func consistency(from old: UInt64, to size: UInt64) throws -> [Digest]
    /// The leaf's bytes, and its path in the tree of a size.
    func inclusion(of sequence: SequenceNumber, in size: UInt64) throws -> (leaf: [UInt8], path: [Digest])
  }

  /// What is to be done.
  enum Outcome {
    case tell(LogNews)
    /// A good note to be kept.
    case keep(SignedNote)
    /// A note that says that this record is not the one that the log has signed.
    case keepShown(SignedNote)
    /// A line for the log.
    case note(BrokerEvent, KeyValuePairs<String, String>)
  }

  private struct Candidate {
    var checkpoint: Checkpoint
    var note: SignedNote
    var since: Int64
    /// Whose cosignatures it needs: of all who cosigned at some time since the last good one.
    var needed: [Quorum]
  }

  /// Witnesses with their keys. A key that is none counts as one that never cosigns.
  private struct Quorum {
    let rules: WitnessRules
    let keys: [NodeName: NoteKey]

    init(_ rules: WitnessRules) {
      self.rules = rules
      keys = rules.keys.compactMapValues { text in
        guard let key = try? NoteKey(verifier: text), key.kind == .cosignature else { return nil }
        return key
      }
    }

    func hasCosigned(_ node: NodeName, _ note: SignedNote) -> Bool {
      guard let key = keys[node] else { return false }
      return note.signatures.contains { $0.name == key.name && $0.keyID == key.id }
    }

    /// The sides that are not satisfied.
    func missing(in note: SignedNote) -> [WitnessRules.Side] {
      rules.sides.filter { side in side.witnesses.count { hasCosigned($0, note) } < side.least }
    }
  }

  private let log: Log
  /// Who cosigns and did, by the first row of the tree for which it holds.
  private var quorums: [(from: UInt64, quorum: Quorum)] = []
  private var candidate: Candidate?
  /// The last good one.
  private(set) var good: (checkpoint: Checkpoint, note: SignedNote)?
  /// When it became good, and when the last candidate was made (monotonic milliseconds).
  private var goodAt: Int64?
  private var madeAt: Int64?
  /// The size that each witness has cosigned last, as it says.
  private var known: [NodeName: UInt64] = [:]
  private var isLate = false

  /// Milliseconds for which a candidate waits for its cosignatures.
  static let patience: Int64 = 10_000
  /// Milliseconds from one candidate to the next.
  static let pause: Int64 = 1_000
  /// Milliseconds after which an unchanged record is cosigned again.
  static let renewal: Int64 = 600_000
  /// Milliseconds after which it is an alarm that no checkpoint is good.
  static let lateness: Int64 = 900_000

  /// - Parameter note: the last good checkpoint of an earlier run.
  init(_ log: Log, good note: SignedNote?) {
    self.log = log
    if let note, log.hasSigned(note), let checkpoint = try? Checkpoint(text: note.text) { good = (checkpoint, note) }
  }

  // MARK: what happens

  /// Who cosigns from now on, and who did.
  mutating func adopt(_ periods: [WitnessPeriod], _ tree: some Tree) -> [Outcome] {
    let isFirst = quorums.isEmpty
    quorums = []
    for period in periods {
      // What a log that ended had last is what the one that goes on begins with.
      let from = tree.index(of: period.from) ?? 0
      if from == 0 { quorums = [] }
      quorums.append((from, Quorum(period.rules)))
    }
    return isFirst
      ? good.map { [.tell(.good(CheckpointCommand(note: NoteText($0.note.description)), size: $0.checkpoint.size))] }
        ?? [] : []
  }

  /// Whose cosignatures make a checkpoint good: those of the witnesses in force at the end of the last good one, and of
  /// all that were in force since. So the checkpoint that covers a change is good under the old and the new.
  private func needed(for size: UInt64) -> [Quorum] {
    let last = (good?.checkpoint.size ?? size) - 1
    let first = quorums.lastIndex { $0.from <= last } ?? 0
    return quorums[min(first, quorums.count)...].filter { $0.from < size }.map(\.quorum)
  }

  /// Time passes, or the record grew.
  mutating func step(at now: Int64, _ tree: some Tree) throws -> [Outcome] {
    if let open = candidate, now - open.since < Self.patience { return late(at: now) }
    candidate = nil
    if let madeAt, now - madeAt < Self.pause { return late(at: now) }
    let (size, root) = try tree.head()
    let isNew = size > 0 && (good.map { size != $0.checkpoint.size } ?? true)
    let isOld = goodAt.map { now - $0 >= Self.renewal } ?? true
    guard size > 0, isNew || isOld && hasSides else { return late(at: now) }
    let checkpoint = Checkpoint(origin: log.origin, size: size, root: root)
    let open = Candidate(
      checkpoint: checkpoint, note: try log.signed(checkpoint), since: now, needed: needed(for: size))
    candidate = open
    madeAt = now
    let done = try finish(at: now)
    guard candidate != nil else { return done }
    let witnesses = Set(open.needed.flatMap(\.keys.keys)).sorted()
    return try done + witnesses.map { .tell(.ask($0, try asked($0, open, tree))) } + late(at: now)
  }

  /// When ``step(at:_:)`` is due again, if nothing happens.
  func due(after now: Int64) -> Int64 {
    if let candidate { return candidate.since + Self.patience }
    return now + Self.pause
  }

  /// A witness was welcomed.
  func welcomed(_ node: NodeName, _ tree: some Tree) throws -> [Outcome] {
    guard let open = candidate,
      open.needed.contains(where: { $0.keys[node] != nil && !$0.hasCosigned(node, open.note) })
    else { return [] }
    return [.tell(.ask(node, try asked(node, open, tree)))]
  }

  /// What a witness answered.
  mutating func cosigned(_ node: NodeName, _ answer: Cosign, at now: Int64, _ tree: some Tree) throws -> [Outcome] {
    guard answer.origin.text == log.origin, var open = candidate else { return [] }
    // Several where its key was exchanged.
    let keys = open.needed.compactMap { $0.keys[node] }
    guard !keys.isEmpty else { return [] }
    let size = answer.size.value
    guard let line = answer.signature?.text else {
      // It has cosigned another size than was thought; it is asked once more from there.
      guard size <= open.checkpoint.size else {
        known[node] = nil
        return [
          .note(
            .witnessAhead,
            [
              "node": "\(node)", "size": "\(size)", "head": "\(open.checkpoint.size)",
              "next": "this record is behind what its witness has cosigned, or the witness is wrong: compare",
            ])
        ]
      }
      guard known[node] != size else { return [] }
      known[node] = size
      return [.tell(.ask(node, try asked(node, open, tree)))]
    }
    guard size == open.checkpoint.size, let signature = try? NoteSignature(line: line),
      let key = keys.first(where: { $0.name == signature.name && $0.id == signature.keyID }),
      (try? SignedNote(text: open.note.text, signatures: [signature]).verified(by: [key])) != nil
    else {
      return [.note(.badCosignature, ["node": "\(node)", "size": "\(size)"])]
    }
    known[node] = size
    guard !open.note.signatures.contains(where: { $0.name == key.name && $0.keyID == key.id }) else { return [] }
    open.note.signatures.append(signature)
    candidate = open
    return try [.tell(.cosigned(node, SequenceNumber(size)))] + finish(at: now)
  }

  /// A node shows a checkpoint. One that the log's own key has signed, and that is not of this record, means that the
  /// record lost rows, was altered, or that somebody else has the key: nothing is added until a person has looked.
  func shown(_ node: NodeName, _ text: String, _ tree: some Tree) throws -> [Outcome] {
    guard let note = try? SignedNote(text), log.hasSigned(note), let shown = try? Checkpoint(text: note.text),
      shown.origin == log.origin
    else { return [.note(.foreignCheckpoint, ["node": "\(node)"])] }
    let size = try tree.head().size
    if shown.size <= size, try shown.size == 0 || tree.root(of: shown.size) == shown.root { return [] }
    let reason =
      shown.size > size
      ? "\(node) shows a checkpoint of \(shown.size) rows that this log has signed, and the record has \(size)"
      : "\(node) shows a checkpoint of \(shown.size) rows that this log has signed, with another root than the record's"
    return [.keepShown(note), .tell(.readOnly(Refusal(.readOnly, reason)))]
  }

  /// The answer to a question about the tree: it leads to the last good checkpoint.
  func prove(_ request: ProofRequest, _ tree: some Tree) throws -> [Outcome] {
    func answer(_ result: Result<ProofAnswer, Refusal>) -> [Outcome] { [.tell(.proved(request, result))] }
    guard let good else {
      return answer(.failure(Refusal(.notOnRecord, "no checkpoint is good yet")))
    }
    let note = NoteText(good.note.description)
    switch request.proof {
    case .checkpoint: return answer(.success(ProofAnswer(note: note)))
    case .consistency(let size):
      guard size <= good.checkpoint.size else {
        return answer(
          .failure(Refusal(.notOnRecord, "the last good checkpoint has \(good.checkpoint.size) rows, not \(size)")))
      }
      let path = try tree.consistency(from: size, to: good.checkpoint.size)
      return answer(.success(ProofAnswer(note: note, path: Self.texts(path))))
    case .inclusion(let sequence):
      guard let index = tree.index(of: sequence) else {
        return answer(
          .failure(
            Refusal(
              .notOnRecord,
              "row \(sequence) is of a log that ended: its proofs are made from the record")))
      }
      guard index < good.checkpoint.size else {
        return answer(.failure(Refusal(.notOnRecord, "no good checkpoint has row \(sequence) yet")))
      }
      let (leaf, path) = try tree.inclusion(of: sequence, in: good.checkpoint.size)
      return answer(.success(ProofAnswer(note: note, path: Self.texts(path), leaf: WireBytes(leaf))))
    }
  }

  // MARK: what becomes of a candidate

  private static func texts(_ hashes: [Digest]) -> [WireText] { hashes.map { WireText(StrictBase64.text($0.bytes)) } }

  private func asked(_ node: NodeName, _ open: Candidate, _ tree: some Tree) throws -> CheckpointCommand {
    let old = min(known[node] ?? good?.checkpoint.size ?? 0, open.checkpoint.size)
    let proof = try tree.consistency(from: old, to: open.checkpoint.size)
    // The log's own signature alone: what others have cosigned is no concern of a witness.
    let note = SignedNote(text: open.note.text, signatures: Array(open.note.signatures.prefix(1)))
    return CheckpointCommand(
      note: NoteText(note.description), cosign: .init(old: WireNumber(old), proof: Self.texts(proof)))
  }

  /// Whether anybody's cosignature is needed now.
  private var hasSides: Bool { !(quorums.last?.quorum.rules.sides.isEmpty ?? true) }

  /// Makes the candidate good if every side is satisfied.
  private mutating func finish(at now: Int64) throws -> [Outcome] {
    guard let open = candidate, open.needed.allSatisfy({ $0.missing(in: open.note).isEmpty }) else { return [] }
    candidate = nil
    good = (open.checkpoint, open.note)
    goodAt = now
    var outcomes: [Outcome] = [
      .keep(open.note),
      .tell(.good(CheckpointCommand(note: NoteText(open.note.description)), size: open.checkpoint.size)),
    ]
    if isLate {
      isLate = false
      outcomes.append(.note(.checkpointGoodAgain, ["size": "\(open.checkpoint.size)"]))
    }
    return outcomes
  }

  private mutating func late(at now: Int64) -> [Outcome] {
    guard !isLate, hasSides, now - (goodAt ?? madeAt ?? now) >= Self.lateness else { return [] }
    isLate = true
    let missing =
      candidate.map { open in open.needed.flatMap { $0.missing(in: open.note) } } ?? quorums.last?.quorum.rules.sides
      ?? []
    return [
      .note(
        .checkpointLate,
        [
          "minutes": "\(Self.lateness / 60_000)", "missing": missing.map(\.name).joined(separator: ","),
          "next": "see that the witnesses run and reach the broker",
        ])
    ]
  }
}
