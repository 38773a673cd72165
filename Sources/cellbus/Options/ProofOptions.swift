import ArgumentParser
import CellCommand
import CellEvidence
import CellJournal
import CellProof
import CellSchema
import StrictYAML

/// A proof or bundle that is checked by itself, and by which keys.
struct ProofOptions: ParsableArguments {
  @Option(
    name: .customLong("proof"), help: helpText("A proof or bundle, checked without a record."), completion: .file())
  var file: String?
  @Option(name: .long, help: helpText("The keys of the log and of witnesses."), completion: .file()) var keys: String?
  @Option(
    name: .long,
    help: helpText(
      "Root keys, a participant a line: its code, how many have to sign, the keys. By them founders count."),
    completion: .file())
  var roots: String?
  @Option(name: .long, help: helpText("The document that the proof is of."), completion: .file())
  var document: String?
  @Option(
    name: .long, help: helpText("An earlier checkpoint without the rows: they came after it."), completion: .file())
  var earlier: String?

  func validate() throws {
    if file != nil {
      if keys == nil { throw ValidationError(spoken("whose signatures count? Give --keys FILE")) }
    } else if keys != nil || document != nil || earlier != nil {
      throw ValidationError(spoken("--keys, --document and --earlier are for --proof FILE"))
    }
  }

  /// Checks the proof; nil where none is named.
  func report() throws -> ProofReport? {
    guard let file, let keys else { return nil }
    let policy = try Proofs.reading(keys, .badKey) { text throws(NoteError) in try CheckpointPolicy(text) }
    let document = try document.map { try Proofs.bytes(of: $0) }
    let bytes = try Proofs.bytes(of: file)
    let roots = try rootKeys()
    let proved: ProvedEvidence
    do {
      proved =
        bytes.first == UInt8(ascii: "{")
        ? try EvidenceBundle(bytes).check(by: policy, document: document, roots: roots)
        : try EvidenceProof.check(String(decoding: bytes, as: UTF8.self), by: policy, document: document)
    } catch {
      throw Complaint(
        .failed, .proofInvalid, at: "\(file): \(error.part)", error.reason,
        consequence: spoken("It proves nothing as it is."))
    }
    return ProofReport(proved, notBefore: try earlier.flatMap { try time(of: $0, before: proved, policy) })
  }

  /// The root keys that are named; nil where none are.
  func rootKeys() throws -> RootKeys? {
    guard let roots else { return nil }
    let text = String(decoding: try Proofs.bytes(of: roots), as: UTF8.self)
    do throws(StatementError) { return try RootKeys(text: text) } catch {
      throw Complaint(.failed, .badKey, at: roots, error.description)
    }
  }

  /// When an earlier checkpoint of the log was cosigned.
  private func time(
    of file: String, before proved: ProvedEvidence, _ policy: CheckpointPolicy
  ) throws -> Timestamp? {
    let good = try Proofs.reading(file) { text throws(NoteError) in try policy.judge(try SignedNote(text)) }
    guard good.checkpoint.origin == proved.good.checkpoint.origin else {
      throw Complaint(.failed, .proofInvalid, at: file, spoken("it is of another log, \(good.checkpoint.origin)"))
    }
    guard let first = proved.rows.first,
      good.checkpoint.size <= first.leaf.epoch.index(of: first.leaf.sequence) ?? 0
    else {
      throw Complaint(
        .failed, .proofInvalid, at: file, spoken("its tree of \("\(good.checkpoint.size)") rows has the row already"))
    }
    return good.witnessedAt.map(Timestamp.init(seconds:))
  }
}

extension Timestamp {
  /// A time that nobody means is as late as there is one.
  fileprivate init(seconds: UInt64) { self.init(microseconds: Int64(min(seconds, 1 << 40)) * 1_000_000) }
}

extension FoundingWords {
  init(_ proved: ProvedFounding) {
    guard let founding = proved.founding else {
      self = .development
      return
    }
    self = .founded(by: founding.founders, isJudged: proved.isJudged, after: founding.predecessor?.origin)
  }
}

extension ProofReport {
  init(_ proved: ProvedEvidence, notBefore: Timestamp?) {
    self.init(
      log: proved.good.checkpoint.origin, size: proved.good.checkpoint.size, root: "\(proved.good.checkpoint.root)",
      cosigned: proved.good.cosigned.sorted { $0.key < $1.key }.map { ($0.key, Timestamp(seconds: $0.value)) },
      witnessedAt: proved.good.witnessedAt.map(Timestamp.init(seconds:)), notBefore: notBefore,
      rows: proved.rows.map { row in
        Row(
          sequence: row.leaf.sequence.value, acceptedAt: Timestamp(row.leaf.acceptedAt), node: row.leaf.node,
          header: row.document.flatMap { try? DocumentDecoder.header(of: $0) },
          documentSHA256: "\(row.leaf.documentSHA256)", isDocumentChecked: row.document != nil,
          signatures: row.signatureCount, signers: row.signers,
          rules: row.rules.map { Rules(roster: $0.roster, charter: $0.charter) })
      }, certificates: proved.areCertificatesJudged ? 0 : proved.certificates,
      founding: proved.founding.map(FoundingWords.init))
  }
}
