package import CellConfig
package import CellCore
import CellProof
package import CellSchema
import Foundation
import StrictYAML
import Synchronization

/// A small cell: every side, a force, a node of the lowest clearance, one that may not speak in operations.
package enum Fixture {
  package static let cell: CellName = "paris"
  package static let logKey = PublicKeyText.sample
  /// 2026-03-07T10:21:00Z
  package static let start: Int64 = 1_772_878_860_000_000

  /// The charters as they ship.
  package static let shipped: [ShippedCharter: Charter] = Dictionary(
    uniqueKeysWithValues: ShippedCharter.allCases.map { text in
      do { return (text, try text.read().value) } catch { preconditionFailure("\(error)") }
    })

  /// The charters as they ship, but that what takes a decision may be said alone: what is about something else is told
  /// without one.
  package static let charters = shipped.mapValues { charter in
    var charter = charter
    for place in charter.types.indices where charter.types[place].decision == .needed {
      charter.types[place].decision = .possible
      charter.types[place].decidedBy = nil
    }
    return charter
  }

  package static let charter = charters[.draft]!

  /// What changes a founded cell's rules, and confirms what its operator does: with real files, roots and programs in
  /// `RuleChangeTests`.
  package static let typesOfRules: Set<MessageType> = [
    RosterChange.messageType, CharterChange.messageType, KeyChange.messageType, HoldConfirmation.messageType,
  ]

  package static let roster = Roster(
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
        name: "delegation", holders: ["FRA", "DEU", "CAN", "USA", "UKR"].map { .node(NodeName("\($0).CELL-1")!) }),
      RoleAssignment(name: "ceasefire-authority", holders: [.node("UKR.CELL-1"), .participant("USA")]),
      RoleAssignment(name: "monitor", holders: ["FRA", "DEU", "CAN"].map { .participant(ParticipantCode($0)!) }),
      RoleAssignment(
        name: "verification-lead", holders: [.participant("USA")], alternates: [.participant("CAN")]),
      RoleAssignment(name: "special-commission", holders: [.participant("FRA"), .participant("DEU")]),
      RoleAssignment(name: "force-command", holders: [.node("FRA.MNF-1")]),
    ])

  /// The same with a role for all nodes of some participants.
  package static func roster(giving role: RoleName, to participants: [ParticipantCode]) -> Roster {
    var roster = roster
    for place in roster.roles.indices where roster.roles[place].name == role {
      roster.roles[place].holders = participants.map(RoleHolder.participant)
    }
    return roster
  }

  /// France speaks by two nodes, and nobody commands the force.
  package static let speakingByTwoNodes: Roster = {
    var roster = Fixture.roster(giving: "delegation", to: ["FRA", "DEU", "CAN", "USA", "UKR"])
    for place in roster.roles.indices where roster.roles[place].name == "force-command" {
      roster.roles[place].holders = []
    }
    return roster
  }()

  package static let nodes = roster.nodes.map(\.name)

  package static func node(
    _ name: NodeName, clearance: Classification = "UNCLASSIFIED", natures: NonEmpty<Nature>? = nil, key: Int = 0
  ) -> RosterNode {
    // Any forty characters of the alphabet tell keys apart here: nothing decrypts with them.
    let digits = "\(name)\(key)".utf8.filter { $0 != UInt8(ascii: "-") } + Array(repeating: 0x30, count: 40)
    return RosterNode(
      name: name, curveKey: CurveKeyText(String(decoding: digits.prefix(40), as: UTF8.self))!, clearance: clearance,
      natures: natures ?? NonEmpty(Nature.allCases)!)
  }

  /// The rule files of a roster and a charter. Their bytes are JSON, which the test's replay reads back.
  package static func files(_ roster: Roster = roster, _ charter: Charter = charter) -> RuleFiles {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let rosterBytes = try? encoder.encode(roster), let charterBytes = try? encoder.encode(charter) else {
      preconditionFailure("plain values encode")
    }
    return files(Array(rosterBytes), Array(charterBytes))
  }

  package static func files(_ rosterBytes: [UInt8], _ charterBytes: [UInt8]) -> RuleFiles {
    let decoder = JSONDecoder()
    guard let roster = try? decoder.decode(Roster.self, from: Data(rosterBytes)),
      let charter = try? decoder.decode(Charter.self, from: Data(charterBytes))
    else { preconditionFailure("a rule file does not read back") }
    let (rosterHash, charterHash) = (hash(rosterBytes), hash(charterBytes))
    return RuleFiles(
      roster: FileReference(revision: roster.revision, sha256: rosterHash), rosterBytes: rosterBytes,
      charter: CharterReference(
        name: Line("\(charter.name)")!, revision: charter.revision, sha256: charterHash,
        instrument: charter.instrument, version: charter.version), charterBytes: charterBytes
    ) { (names: inout Names) throws(Refusal) in
      let compile = { (names: inout Names) throws(Refusal) in
        try Rulebook(
          roster: roster, charter: charter, charterFile: "charter.yaml", signatures: CertifiedKeys(roster),
          names: &names,
          line: { _ in nil })
      }
      guard names.participants.count == 0, names.nodes.count == 0 else { return try compile(&names) }
      return try first("\(rosterHash)\(charterHash)", &names, compile)
    }
  }

  /// What the first rules of a record compile to: each simulated start begins with them.
  private static let compiled = Mutex<[String: (names: Names, rulebook: Rulebook)]>([:])

  private static func first(
    _ key: String, _ names: inout Names, _ compile: (inout Names) throws(Refusal) -> Rulebook
  ) throws(Refusal) -> Rulebook {
    if let known = compiled.withLock({ $0[key] }) {
      names = known.names
      return known.rulebook
    }
    let rulebook = try compile(&names)
    let result = (names: names, rulebook: rulebook)
    compiled.withLock { compiled in
      if compiled.count >= 256 { compiled.removeAll() }
      compiled[key] = result
    }
    return rulebook
  }

  package static func hash(_ bytes: [UInt8]) -> SHA256Hex {
    guard let hash = SHA256Hex(bytes: Digest(of: bytes).bytes) else { preconditionFailure("a digest has 32 bytes") }
    return hash
  }
}
