package import CellConfig
package import CellCore
package import CellJournal
import CellProof
package import CellSchema
package import StrictYAML

extension RuleFiles {
  /// The rule files of a configuration.
  package init(_ set: ConfigurationSet) {
    self.init(roster: set.roster, charter: set.charter)
  }

  /// The rule files of an earlier time, as the record has them.
  ///
  /// The files were checked against each other when they came into force and are not checked by today's rules: next
  /// year's rules cannot rewrite this year's record.
  init(rosterBytes: [UInt8], charterBytes: [UInt8]) throws(FileProblem) {
    self.init(
      roster: try StrictYAML.read(Roster.self, from: rosterBytes, file: "roster.yaml"),
      charter: try StrictYAML.read(Charter.self, from: charterBytes, file: "charter.yaml"))
  }

  /// The rule files that a record's first row put in force, as the record has them; nil for a record without a row.
  package init?(ofFirstRowOf journal: some JournalReader) throws(JournalError) {
    guard let first = try journal.rows([1], bytes: 0).first else { return nil }
    do {
      let genesis = try DocumentDecoder.body(Genesis.self, of: Array(first.envelope.document))
      func bytes(_ sha256: SHA256Hex) throws -> [UInt8] {
        guard let digest = Digest(bytes: sha256.bytes), let bytes = try journal.file(sha256: digest) else {
          throw JournalError.damaged("the record does not have the file \(sha256)")
        }
        return bytes
      }
      try self.init(rosterBytes: bytes(genesis.roster.sha256), charterBytes: bytes(genesis.charter.sha256))
    } catch let error as JournalError {
      throw error
    } catch {
      throw .damaged("row 1: \(error)")
    }
  }

  /// The rule files that a record's last rules row put in force; nil for a record without a row. The record is replayed.
  ///
  /// - Parameter kept: the state kept beside it, which saves most of that.
  package static func inForce(
    of journal: some JournalReader, cell: CellName, kept: KeptState?
  ) throws(JournalError) -> RuleFiles? {
    // No row is judged by the rules before the first: any that read will do.
    guard let first = try RuleFiles(ofFirstRowOf: journal) else { return nil }
    let replay = RecordReplay(journal, cell: cell, rules: first)
    let restored = try replay.run(from: kept)
    do throws(Refusal) { return try replay.rulesInForce(after: restored.state) } catch {
      throw .damaged(error.description)
    }
  }

  /// - Parameter charterFile: the charter's file as refusals cite it.
  package init(roster: Located<Roster>, charter: Located<Charter>, charterFile: String = "charter.yaml") {
    let rules = charter.value
    self.init(
      roster: FileReference(revision: roster.value.revision, sha256: SHA256Hex(of: roster.bytes)),
      rosterBytes: roster.bytes,
      charter: CharterReference(
        name: Line(rules.name), revision: rules.revision, sha256: SHA256Hex(of: charter.bytes),
        instrument: rules.instrument, version: rules.version),
      charterBytes: charter.bytes
    ) { (names: inout Names) throws(Refusal) in
      try Rulebook(
        roster: roster.value, charter: rules, charterFile: charterFile,
        signatures: CertifiedKeys(roster.value), names: &names,
        line: { charter.line(of: $0) })
    }
  }
}

extension SHA256Hex {
  fileprivate init(of file: [UInt8]) {
    guard let hash = Self(bytes: Digest(of: file).bytes) else { preconditionFailure("a digest has 32 bytes") }
    self = hash
  }
}

extension Line {
  /// The instrument's name as a line; every name is one.
  fileprivate init(_ name: Instrument) {
    guard let line = Self(name.description) else { preconditionFailure("a name is shorter than a line, and plainer") }
    self = line
  }
}
