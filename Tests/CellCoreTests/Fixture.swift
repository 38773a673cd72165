import CellConfig
import CellCore
import CellSchema
import Foundation
import StrictYAML

/// A small cell: every side, a force, a node of the lowest clearance, one that may not speak in operations.
enum Fixture {
  static let cell: CellName = "paris"
  static let logKey = PublicKeyText.sample
  static let catalogue: [(type: String, version: Int)] = Catalogue.entries.map { ("\($0.type)", $0.version.value) }
  /// 2026-03-07T10:21:00Z
  static let start: Int64 = 1_772_878_860_000_000

  static let charter: Charter = {
    do { return try ShippedCharter.draft.read().value } catch { preconditionFailure("\(error)") }
  }()

  static let roster = Roster(
    revision: 1,
    participants: [
      Participant(code: "FRA", name: "France", side: .coalition, memberships: ["european"]),
      Participant(code: "DEU", name: "Germany", side: .coalition, memberships: ["european"]),
      Participant(code: "CAN", name: "Canada", side: .coalition),
      Participant(code: "USA", name: "United States", side: .unitedStates),
      Participant(code: "UKR", name: "Ukraine", side: .ukraine),
      Participant(code: "CELL", name: "Coordination cell", side: .cell),
    ],
    nodes: [
      node("FRA.CELL-1"), node("FRA.MNF-1"), node("DEU.CELL-1", clearance: "PUBLIC"),
      node("CAN.CELL-1", natures: [.exercise, .drill, .project]), node("USA.CELL-1"), node("UKR.CELL-1"),
      node("UKR.GS-1"), node("CELL.OPS-1"),
    ],
    roles: [
      RoleAssignment(name: "coordination-cell", holders: [.participant("CELL")]),
      RoleAssignment(name: "watch-officer", holders: [.node("CELL.OPS-1")]),
      RoleAssignment(
        name: "delegation", holders: ["FRA", "DEU", "CAN", "USA", "UKR"].map { .participant(ParticipantCode($0)!) }),
      RoleAssignment(name: "ceasefire-authority", holders: [.participant("UKR"), .participant("USA")]),
      RoleAssignment(name: "monitor", holders: ["FRA", "DEU", "CAN"].map { .participant(ParticipantCode($0)!) }),
      RoleAssignment(
        name: "verification-lead", holders: [.participant("USA")], alternates: [.participant("CAN")]),
      RoleAssignment(name: "special-commission", holders: [.participant("FRA"), .participant("DEU")]),
      RoleAssignment(name: "force-command", holders: [.node("FRA.MNF-1")]),
    ])

  static let nodes = roster.nodes.map { "\($0.name)" }

  static func node(
    _ name: NodeName, clearance: Classification = "UNCLASSIFIED", natures: NonEmpty<Nature>? = nil, key: Int = 0
  ) -> RosterNode {
    // Any forty characters of the alphabet tell keys apart here: nothing decrypts with them.
    let digits = "\(name)\(key)".utf8.filter { $0 != UInt8(ascii: "-") } + Array(repeating: 0x30, count: 40)
    return RosterNode(
      name: name, curveKey: CurveKeyText(String(decoding: digits.prefix(40), as: UTF8.self))!, clearance: clearance,
      natures: natures ?? NonEmpty(Nature.allCases)!)
  }

  /// The rule files of a roster and a charter. Their bytes are JSON, which the test's replay reads back.
  static func files(_ roster: Roster = roster, _ charter: Charter = charter) -> RuleFiles {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let rosterBytes = try? encoder.encode(roster), let charterBytes = try? encoder.encode(charter) else {
      preconditionFailure("plain values encode")
    }
    return files(Array(rosterBytes), Array(charterBytes))
  }

  static func files(_ rosterBytes: [UInt8], _ charterBytes: [UInt8]) -> RuleFiles {
    let decoder = JSONDecoder()
    guard let roster = try? decoder.decode(Roster.self, from: Data(rosterBytes)),
      let charter = try? decoder.decode(Charter.self, from: Data(charterBytes))
    else { preconditionFailure("a rule file does not read back") }
    return RuleFiles(
      roster: FileReference(revision: roster.revision, sha256: hash(rosterBytes)), rosterBytes: rosterBytes,
      charter: CharterReference(
        name: Line("\(charter.name)")!, revision: charter.revision, sha256: hash(charterBytes),
        instrument: charter.instrument, version: charter.version), charterBytes: charterBytes
    ) { (names: inout Names) throws(Refusal) in
      try Rulebook(
        roster: roster, charter: charter, charterFile: "charter.yaml", catalogue: catalogue, names: &names,
        line: { _ in nil })
    }
  }

  /// FNV-1a, four times over: a name for bytes, no more.
  static func hash(_ bytes: [UInt8]) -> SHA256Hex {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return SHA256Hex(String(repeating: String(repeating: "0", count: 16 - digits.count) + digits, count: 4))!
  }
}
