import CellJournal
import CellProof
import CellSchema

/// The rules over a bundle's rows: each rules row says which roster and charter it found, and which it put in force.
struct EvidenceRules: Sendable {
  private var periods: [(from: UInt64, rules: RulesOfRow)] = []
  /// What the record's first row says of how the cell came about; nil without such a row.
  private(set) var founding: ProvedFounding?

  /// - Parameter rows: of the record from its first on, by number.
  init(_ rows: [ProvedRow], origin: String) throws(EvidenceFault) {
    for (place, row) in rows.enumerated() {
      let part = "rules/\(place)/document"
      let document = row.document ?? []
      guard place == 0 || row.leaf.sequence.value > periods[place - 1].from else {
        throw EvidenceFault("rules/\(place)/sequence", "rows stand in their order, once each")
      }
      let type = try Self.reading(part) { try DocumentDecoder.header(of: document).type }
      var rules: RulesOfRow
      if place == 0 {
        (rules, founding) = try Self.first(row, type, document, origin)
      } else {
        rules = periods[place - 1].rules
        if type == RosterChanged.messageType {
          let change = try Self.reading(part) { try DocumentDecoder.body(RosterChanged.self, of: document) }
          guard change.from == rules.roster else { throw Self.gap(row) }
          rules.roster = change.to
        } else if type == CharterChanged.messageType {
          let change = try Self.reading(part) { try DocumentDecoder.body(CharterChanged.self, of: document) }
          guard change.from == rules.charter else { throw Self.gap(row) }
          rules.charter = change.to
        } else {
          throw EvidenceFault("rules/\(place)", "row \(row.leaf.sequence) puts no rules in force: \(type)")
        }
      }
      periods.append((row.leaf.sequence.value, rules))
    }
  }

  /// An epoch's first row says which rules it begins under: the genesis, or what tells of a loss.
  private static func first(
    _ row: ProvedRow, _ type: MessageType, _ document: [UInt8], _ origin: String
  ) throws(EvidenceFault) -> (RulesOfRow, ProvedFounding?) {
    let part = "rules/0/document"
    guard row.leaf.sequence == row.leaf.epoch.base,
      type == (row.leaf.epoch == .first ? Genesis.messageType : RecordRestored.messageType)
    else {
      throw EvidenceFault(
        "rules/0", "the first row of the record, or its epoch, is not the first of the rules")
    }
    guard row.leaf.epoch == .first else {
      let restored = try reading(part) {
        try DocumentDecoder.body(RecordRestored.self, of: document)
      }
      guard LogOrigin.areOfOneCell("\(restored.origin)", origin) else {
        throw EvidenceFault(
          part, "it goes on from \(restored.origin), and not from a log of \(origin)")
      }
      return (RulesOfRow(roster: restored.roster, charter: restored.charter), nil)
    }
    let genesis = try reading(part) { try DocumentDecoder.body(Genesis.self, of: document) }
    try check(genesis, origin)
    let founding = try ProvedFounding(genesis, signatures: row.signature ?? [], part: part)
    return (RulesOfRow(roster: genesis.roster, charter: genesis.charter), founding)
  }

  /// The rules at a place.
  func inForce(at sequence: UInt64, part: String) throws(EvidenceFault) -> RulesOfRow {
    guard let rules = periods.last(where: { $0.from <= sequence })?.rules else {
      throw EvidenceFault(part, "no rules are in force at row \(sequence)")
    }
    return rules
  }

  /// Each text is one that holds for a row, and each that holds is there.
  static func check(_ files: [[UInt8]], of rows: [ProvedRow]) throws(EvidenceFault) {
    var needed: Set<String> = []
    for rules in rows.compactMap(\.rules) {
      needed.insert("\(rules.roster.sha256)")
      needed.insert("\(rules.charter.sha256)")
    }
    for (place, file) in files.enumerated() where needed.remove(Digest(of: file).hexadecimal) == nil {
      throw EvidenceFault(
        "files/\(place)", "its SHA-256 is not that of a roster or charter in force at a row, or it is there twice")
    }
    if let missing = needed.min() { throw EvidenceFault("files", "the text with the SHA-256 \(missing) is not there") }
  }

  /// The log's name carries the hash of the key that the genesis names, so that no other first row fits it.
  private static func check(_ genesis: Genesis, _ origin: String) throws(EvidenceFault) {
    guard let key = StrictBase64.bytes("\(genesis.logKey)"), LogOrigin.isName(origin, firstKey: key) else {
      throw EvidenceFault("rules/0/document", "the genesis names a log key that is not the one in \(origin)")
    }
  }

  private static func gap(_ row: ProvedRow) -> EvidenceFault {
    EvidenceFault("rules", "row \(row.leaf.sequence) follows rules that no row here puts in force: one is missing")
  }

  private static func reading<Value>(_ part: String, _ work: () throws -> Value) throws(EvidenceFault) -> Value {
    do { return try work() } catch { throw EvidenceFault(part, "it does not read: \(error)") }
  }
}
