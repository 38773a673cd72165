import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Foundation

/// What all histories have in common: a few rosters and charters, compiled once, since a history has no time to.
struct HistoryCast: Sendable {
  static let shared = HistoryCast()

  static let rosters = 4
  static let charters = 4
  /// How many times a history may change its rules.
  static let changes = 3

  /// Which roster and which charter, and their revisions.
  struct Choice: Hashable, Sendable {
    var roster = 0
    var charter = 0
    var rosterRevision = 1
    var charterRevision = 1
  }

  private let rules: [HistoryRules]
  private let rulebooks: [Rulebook]
  private let names: Names
  /// By variant, then by revision.
  private let rosterFiles: [[(bytes: [UInt8], reference: FileReference)]]
  private let charterFiles: [[(bytes: [UInt8], reference: CharterReference)]]

  /// 0: as it is. 1: Canada is European and speaks in operations, the United States are cleared for what is public.
  /// 2: another lead, another Special Commission, Germany cleared. 3: Germany's node has left, France is not European,
  /// an exercise has ended.
  private static func roster(_ variant: Int) -> Roster {
    var roster = Fixture.roster
    func assign(_ role: RoleName, _ holders: [RoleHolder]) {
      roster.roles = roster.roles.map { $0.name == role ? RoleAssignment(name: role, holders: holders) : $0 }
    }
    func replace(_ node: RosterNode) { roster.nodes = roster.nodes.map { $0.name == node.name ? node : $0 } }
    switch variant {
    case 1:
      roster.participants[2].memberships = ["european"]
      replace(Fixture.node("CAN.CELL-1"))
      replace(Fixture.node("USA.CELL-1", clearance: "PUBLIC"))
    case 2:
      assign("verification-lead", [.participant("CAN"), .node("UKR.CELL-1")])
      assign("special-commission", [.participant("DEU")])
      replace(Fixture.node("DEU.CELL-1"))
      replace(Fixture.node("CAN.CELL-1"))
    case 3:
      roster.nodes.removeAll { $0.name == "DEU.CELL-1" }
      roster.participants[0].memberships = []
      roster.closedExercises = ["AMBER"]
    default: break
    }
    return roster
  }

  /// 0: the draft. 1: the draft with other procedures: one authority, ratified by deposit, signatories alone, and an
  /// energy truce activates as well; no clock. 2: as 0, without what the United States may say in the draft alone, and
  /// nothing expected of them. 3: as 0, and what has to be decided together as in the charters that ship; in the others it
  /// may be. Stages and silences are shorter than in the charters that ship: a history has a few hours.
  private static func charter(_ variant: Int) -> Charter {
    var charter = Fixture.charter
    charter.decisions = DecisionProcedure(silence: 5, voices: [.role("delegation")])
    charter.support.stages = [
      .init(after: .minutes(20), target: .ukraine, who: [.group("ukraine")], expected: .invocation, text: "Calls."),
      .init(after: .minutes(40), who: [.group("coalition")], expected: .response, text: "Answers."),
      .init(
        after: .minutes(90), who: [.group("coalition"), .group("united-states")], expected: .measure, text: "Act."),
    ]
    switch variant {
    case 1:
      charter.support.stages = nil
      charter.ceasefire.authorities = ["ukraine"]
      charter.ceasefire.activating = [.general, CeasefireScope(kind: .domain, domains: [.energy])]
      charter.declaration.capacities = [.signatory]
      charter.guarantees.ratifiedBy = .deposited
      charter.guarantees.politicalLimb = nil
      charter.guarantees.notice = nil
      charter.guarantees.lateRatification = nil
    case 2:
      charter.name = "paris-2026-final"
      charter.guarantees.lateRatification = .never
      charter.support.stages = NonEmpty(
        charter.support.stages!.map { stage in
          var stage = stage
          stage.who = NonEmpty(stage.who.filter { $0 != .group("united-states") })!
          return stage
        })
      for place in charter.types.indices
      where ["declaration.signature", "guarantee.commitment"].contains("\(charter.types[place].type)") {
        charter.types[place].publishers = [.roleOf("delegation", ["coalition", "ukraine"])]
      }
    case 3: charter.types = Fixture.shipped[.draft]!.types
    default: break
    }
    return charter
  }

  private init() {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    func encode(_ value: some Encodable) -> [UInt8] {
      guard let bytes = try? encoder.encode(value) else { preconditionFailure("plain values encode") }
      return Array(bytes)
    }
    let revisions = 1...Self.changes + 1
    rosterFiles = (0..<Self.rosters).map { variant in
      revisions.map { revision in
        var roster = Self.roster(variant)
        roster.revision = Revision(revision)!
        let bytes = encode(roster)
        return (bytes, FileReference(revision: roster.revision, sha256: Fixture.hash(bytes)))
      }
    }
    charterFiles = (0..<Self.charters).map { variant in
      revisions.map { revision in
        var charter = Self.charter(variant)
        charter.revision = Revision(revision)!
        let bytes = encode(charter)
        return (
          bytes,
          CharterReference(
            name: Line("\(charter.name)")!, revision: charter.revision, sha256: Fixture.hash(bytes),
            instrument: charter.instrument, version: charter.version)
        )
      }
    }
    var rules: [HistoryRules] = []
    var rulebooks: [Rulebook] = []
    var names = Names()
    do {
      for roster in (0..<Self.rosters).map(Self.roster) {
        for charter in (0..<Self.charters).map(Self.charter) {
          rules.append(HistoryRules(roster, charter))
          rulebooks.append(
            try Rulebook(
              roster: roster, charter: charter, charterFile: "charter.yaml", names: &names, line: { _ in nil }))
        }
      }
      _ = try names.intern(Announcer.busNode)
    } catch { preconditionFailure("the rules do not compile: \(error)") }
    self.rules = rules
    self.rulebooks = rulebooks
    self.names = names
  }

  func rules(_ choice: Choice) -> HistoryRules { rules[choice.roster * Self.charters + choice.charter] }

  /// The index of a node of ``HistoryRules/nodes`` in the machine.
  func place(of node: Int) -> NodeIndex { names.node(Fixture.nodes[node])! }

  /// The rule files of a choice. Every history has the same names, so that a rulebook is compiled once for all.
  func files(_ choice: Choice) -> RuleFiles {
    let roster = rosterFiles[choice.roster][choice.rosterRevision - 1]
    let charter = charterFiles[choice.charter][choice.charterRevision - 1]
    let rulebook = rulebooks[choice.roster * Self.charters + choice.charter]
    return RuleFiles(
      roster: roster.reference, rosterBytes: roster.bytes, charter: charter.reference, charterBytes: charter.bytes
    ) { [names] (own: inout Names) throws(Refusal) in
      own = names
      return rulebook
    }
  }
}
