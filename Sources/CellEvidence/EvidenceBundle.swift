import CellJournal
package import CellProof
package import CellSchema
import Foundation

/// Rows of a record with all that it takes to check them without it, in one file.
///
/// The file is one JSON object in UTF-8 and a line feed. The same content gives the same bytes: members stand in the
/// order of their names, nothing stands between the parts, and no character is escaped that need not be. A reader takes
/// nothing else, so that every byte of the file is checked.
package struct EvidenceBundle: Codable, Sendable, Hashable {
  package static let format = "cellbus-bundle@v1"
  /// How many bytes a bundle has at most: 256 MiB.
  package static let maximumBytes = 256 << 20

  package var cell: String
  /// Certificates of keys that have signed, DSSE envelopes in Base64, in the order of their bytes.
  package var certificates: [String]
  /// The checkpoint, a note.
  package var checkpoint: String
  /// The texts of rosters and charters in Base64.
  package var files: [String]
  package var format: String
  /// The choice, by number.
  package var rows: [EvidenceRow]
  /// The rows that put rules in force, from the first of the record to the last one up to the choice's last.
  package var rules: [EvidenceRow]

  package init(
    cell: CellName, checkpoint: SignedNote, rows: [EvidenceRow], rules: [EvidenceRow], files: [[UInt8]],
    certificates: [[UInt8]] = []
  ) {
    self.cell = "\(cell)"
    self.certificates = certificates.map { StrictBase64.text($0) }.sorted()
    self.checkpoint = checkpoint.description
    self.files = files.map { StrictBase64.text($0) }
    format = Self.format
    self.rows = rows
    self.rules = rules
  }

  /// The file.
  package var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("texts, numbers and lists of them always encode")
    }
    return Array(data) + [0x0A]
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(EvidenceFault) {
    guard bytes.count <= Self.maximumBytes else { throw EvidenceFault("bundle", "it has more than 256 MiB") }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw Self.fault(error)
    } catch {
      throw EvidenceFault("bundle", "it is not JSON")
    }
    guard format == Self.format else { throw EvidenceFault("format", "it is not \(Self.format)") }
    let own = self.bytes
    guard own == bytes else {
      let place = zip(own, bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? min(own.count, bytes.count)
      throw EvidenceFault("bundle", "byte \(place) is not the one that a bundle of this content has there")
    }
  }

  private static func fault(_ error: DecodingError) -> EvidenceFault {
    func part(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "bundle" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }
    switch error {
    case .keyNotFound(let key, let context): return EvidenceFault(part(context.codingPath + [key]), "it is not there")
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      return EvidenceFault(part(context.codingPath), "it is a value of another kind")
    case .dataCorrupted(let context): return EvidenceFault(part(context.codingPath), "it is not JSON, or no such value")
    @unknown default: return EvidenceFault("bundle", "it is not JSON")
    }
  }
}

extension EvidenceBundle {
  /// Checks the bundle: signatures of the checkpoint, each row, the chain of rules, the texts that it names.
  ///
  /// - Parameters:
  ///   - policy: whose signatures make a checkpoint good.
  ///   - document: bytes that are to be the document of one of the rows.
  ///   - roots: the participants' root keys; nil: no signature of theirs or of nodes is judged.
  package func check(
    by policy: CheckpointPolicy, document: [UInt8]? = nil, roots: RootKeys? = nil
  ) throws(EvidenceFault) -> ProvedEvidence {
    guard let cell = CellName(cell) else { throw EvidenceFault("cell", "it is no cell's name") }
    let good = try EvidenceFault.of("checkpoint") { () throws(NoteError) in try policy.judge(SignedNote(checkpoint)) }
    guard LogOrigin.cell(of: good.checkpoint.origin) == "\(cell)" else {
      throw EvidenceFault("cell", "it is not the cell of the log \(good.checkpoint.origin)")
    }
    var proved: [ProvedRow] = []
    for (place, row) in rules.enumerated() {
      proved.append(try row.proved(in: good.checkpoint, cell: cell, part: "rules/\(place)"))
    }
    let history = try EvidenceRules(proved, origin: good.checkpoint.origin)
    var founding = history.founding
    if let roots { founding = try founding?.judged(by: roots, part: "rules/0/signature") }
    let signers = try roots.map { roots throws(EvidenceFault) in
      try RowSigners(certificates, log: good.checkpoint.origin, roots: roots)
    }
    guard let first = rows.first else { throw EvidenceFault("rows", "there is none") }
    proved = []
    var last = first.sequence &- 1
    for (place, row) in rows.enumerated() {
      guard row.sequence > last else {
        throw EvidenceFault("rows/\(place)/sequence", "rows stand in their order, once each")
      }
      last = row.sequence
      var found = try row.proved(in: good.checkpoint, cell: cell, part: "rows/\(place)")
      found.rules = try history.inForce(at: row.sequence, part: "rules")
      // The first row's signatures are the founders'.
      if found.leaf.sequence > 1 { found.signers = try signers?.signers(of: found, part: "rows/\(place)/signature") }
      proved.append(found)
    }
    var files: [[UInt8]] = []
    for (place, text) in self.files.enumerated() {
      guard let bytes = StrictBase64.bytes(text) else {
        throw EvidenceFault("files/\(place)", "it is no strict Base64")
      }
      files.append(bytes)
    }
    try EvidenceRules.check(files, of: proved)
    if let document, !proved.contains(where: { $0.document == document }) {
      throw EvidenceFault("document", "none of the rows has it")
    }
    return ProvedEvidence(
      good: good, rows: proved, files: files, certificates: certificates.count,
      areCertificatesJudged: roots != nil, founding: founding)
  }
}
