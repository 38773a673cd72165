import CellConfig
import CellCore
import CellProof
import CellSchema
import StrictYAML

extension RuleFiles {
  /// The files of a configuration.
  init(_ set: ConfigurationSet) {
    self.init(roster: set.roster, charter: set.charter)
  }

  /// The files of an earlier day, as the record kept them.
  ///
  /// They were checked against each other when they came into force. Today's checks do not touch them: next year's
  /// rules cannot rewrite this year's record.
  init(rosterBytes: [UInt8], charterBytes: [UInt8]) throws(FileProblem) {
    self.init(
      roster: try StrictYAML.read(Roster.self, from: rosterBytes, file: "roster.yaml"),
      charter: try StrictYAML.read(Charter.self, from: charterBytes, file: "charter.yaml"))
  }

  private init(roster: Located<Roster>, charter: Located<Charter>) {
    let rules = charter.value
    self.init(
      roster: FileReference(
        revision: roster.value.revision, sha256: SHA256Hex(Digest(of: roster.bytes).hexadecimal)!),
      rosterBytes: roster.bytes,
      charter: CharterReference(
        name: Line("\(rules.name)")!, revision: rules.revision,
        sha256: SHA256Hex(Digest(of: charter.bytes).hexadecimal)!, instrument: rules.instrument,
        version: rules.version),
      charterBytes: charter.bytes
    ) { (names: inout Names) throws(Refusal) in
      try Rulebook(
        roster: roster.value, charter: rules, charterFile: "charter.yaml", catalogue: Catalogue.index, names: &names,
        line: { charter.line(of: $0) })
    }
  }
}

extension Catalogue {
  /// Type and version by catalogue index, which is the checker's.
  static var index: [(type: String, version: Int)] { entries.map { ("\($0.type)", $0.version.value) } }
}
