import CellProof
import CellSchema
import Foundation

/// What a node knows of a record's log, in a directory: the last good checkpoint, the signed messages that no proof is
/// known of, the proofs, and what shows a fork. Processes of one node share it.
struct CheckingStore: Sendable {
  /// A message that the node signed and the broker has accepted.
  struct Pending: Sendable, Hashable {
    var sequence: UInt64
    var id: MessageID
    /// How its row's leaf ends: the hashes of the document and of the signature block.
    var hashes: [UInt8]
    /// When its receipt came, in seconds since 1970.
    var since: UInt64

    /// Of one line, `354 01a2… 9f86… 1767000000`.
    var text: String { "\(sequence) \(id) \(StrictBase64.text(hashes)) \(since)\n" }

    init(sequence: UInt64, id: MessageID, hashes: [UInt8], since: UInt64) {
      self.sequence = sequence
      self.id = id
      self.hashes = hashes
      self.since = since
    }

    init?(_ text: String) {
      let words = text.split(separator: "\n")[0].split(separator: " ").map(String.init)
      guard words.count == 4, let sequence = UInt64(words[0]), let id = MessageID(words[1]),
        let hashes = StrictBase64.bytes(words[2]), let since = UInt64(words[3])
      else { return nil }
      self.init(sequence: sequence, id: id, hashes: hashes, since: since)
    }
  }

  private let directory: String
  private let notes: WitnessState

  /// - Throws: `store-unusable`.
  init(directory: String) throws(NodeError) {
    self.directory = directory
    notes = try WitnessState(directory: directory, isShared: true)
  }

  /// Keeps a note where the one that is known leads to it, while no other process does the same.
  ///
  /// - Parameter judge: given what is known, whether this is to be kept in its place.
  func update(
    _ note: SignedNote, of origin: String, _ judge: (SignedNote?) throws(NodeError) -> Bool
  ) throws(NodeError) {
    try notes.exclusively { () throws(NodeError) in
      if try judge(try notes.note(of: origin)) { try notes.keep(note, of: origin) }
    }
  }

  func note(of origin: String) throws(NodeError) -> SignedNote? { try notes.note(of: origin) }

  func keep(_ evidence: ForkEvidence) throws(NodeError) -> String { try notes.keepEvidence(evidence) }

  /// The evidence of a fork that was found before; a person takes it away who has dealt with it.
  var fork: String? {
    names.first { $0.hasPrefix("fork-") && $0.hasSuffix(".txt") }.map { "\(directory)/\($0)" }
  }

  // MARK: proofs

  /// What no proof is known of, in the record's order.
  var pending: [Pending] {
    names.filter { $0.hasSuffix(Self.pendingSuffix) }.compactMap { name in
      (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)).flatMap(Pending.init)
    }.sorted { $0.sequence < $1.sequence }
  }

  func add(_ pending: Pending) throws(NodeError) {
    try notes.write(pending.text, to: "\(directory)/\(pending.sequence)\(Self.pendingSuffix)")
  }

  /// Keeps the proof of a message, which waits for none from then on.
  ///
  /// - Returns: the file.
  func keep(_ proof: InclusionProof, of pending: Pending) throws(NodeError) -> String {
    let path = "\(directory)/\(pending.sequence).tlog-proof"
    try notes.write(proof.description, to: path)
    try? FileManager.default.removeItem(atPath: "\(directory)/\(pending.sequence)\(Self.pendingSuffix)")
    return path
  }

  private static let pendingSuffix = ".pending"

  private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }
}
