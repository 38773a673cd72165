import CellConfig
import CellCore
import CellSchema
import Foundation
import StrictYAML
import Testing

@Suite struct TheShippedCharters {
  private func rule(_ type: MessageType, _ charter: ShippedCharter) throws -> TypeRule {
    try #require(try charter.read().value.types.first { $0.type == type })
  }

  /// The sides within which delegations say a type.
  private func sides(_ type: MessageType, _ charter: ShippedCharter) throws -> [Membership] {
    guard case .roleOf("delegation", let members) = try rule(type, charter).publishers.first else { return [] }
    return members.elements
  }

  @Test(arguments: ShippedCharter.allCases)
  func `each has a rule for every type and no problem`(_ shipped: ShippedCharter) throws {
    let charter = try shipped.read()
    #expect(CharterCheck.problems(in: charter) == [])
    #expect(CharterCheck.warnings(in: charter) == [])
    #expect(charter.value.name.description == shipped.rawValue)
    #expect(charter.value.policy.name == "COORDINATION-CELL")
    #expect(charter.value.policy.ceiling == "UNCLASSIFIED")
  }

  @Test func `the draft is the default`() {
    #expect(CellDirectory(port: 1).charter == .draft)
  }

  @Test func `in the final text the United States signs nothing and commits itself to nothing`() throws {
    for type: MessageType in [
      "declaration.signature", "declaration.ratification", "guarantee.commitment", "force.contribution",
    ] {
      #expect(try sides(type, .draft).contains(.group("united-states")), "\(type)")
      #expect(try !sides(type, .final).contains(.group("united-states")), "\(type)")
    }
    #expect(try sides("guarantee.withdrawal", .final).contains(.group("united-states")))
  }

  @Test func `the procedures are the same in both`() throws {
    let draft = try ShippedCharter.draft.read().value
    let final = try ShippedCharter.final.read().value
    #expect(draft.speedOfService == final.speedOfService && draft.ceasefire == final.ceasefire)
    #expect(draft.declaration == final.declaration && draft.guarantees == final.guarantees)
    #expect(draft.force == final.force && draft.support.invokers == final.support.invokers)
  }

  /// The press has the United States in the last stage; the text as published has no commitment of theirs.
  @Test func `the stages differ in the United States alone`() throws {
    let draft = try #require(ShippedCharter.draft.read().value.support.stages)
    let final = try #require(ShippedCharter.final.read().value.support.stages)
    #expect(draft.map(\.after) == [.hours(24), .hours(48), .hours(72)])
    #expect(draft.elements.dropLast() == final.elements.dropLast())
    #expect(draft.elements.last?.who.elements == [.group("coalition"), .group("united-states")])
    #expect(final.elements.allSatisfy { !$0.who.contains(.group("united-states")) })
  }

  @Test(arguments: ShippedCharter.allCases)
  func `the speed of service is that of the design`(_ shipped: ShippedCharter) throws {
    let speed = try shipped.read().value.speedOfService
    for precedence in Precedence.allCases {
      let seconds = precedence.speedOfService ?? 24 * 3_600
      #expect(speed[precedence].value * 60 == seconds, "\(precedence)")
    }
  }

  @Test(arguments: ShippedCharter.allCases)
  func `acts wait for their phase and nothing else does`(_ shipped: ShippedCharter) throws {
    let afterEntry: NonEmpty<CeasefirePhase> = [.inForce, .suspended, .terminated]
    let phases: [MessageType: NonEmpty<CeasefirePhase>] = [
      "verification.case": afterEntry, "verification.tasking": afterEntry, "verification.finding": afterEntry,
      "verification.attribution": afterEntry, "verification.remedy": afterEntry, "verification.dispute": afterEntry,
      "verification.joining": afterEntry, "verification.suspension": afterEntry, "verification.resumption": afterEntry,
      "verification.closing": afterEntry, "verification.reopening": afterEntry,
      "verification.compliance-assessment": afterEntry,
      "force.constitution": [.inForce], "force.activity": afterEntry, "support.invocation": afterEntry,
      "support.consultation": afterEntry, "support.response": afterEntry, "support.measure": afterEntry,
    ]
    for rule in try shipped.read().value.types { #expect(rule.phases == phases[rule.type], "\(rule.type)") }
  }

  @Test(arguments: ShippedCharter.allCases)
  func `override is granted to nobody`(_ shipped: ShippedCharter) throws {
    #expect(try shipped.read().value.types.allSatisfy { $0.precedence.greatest < .override })
  }

  @Test(arguments: ShippedCharter.allCases)
  func `the facts are those of the design`(_ shipped: ShippedCharter) throws {
    let facts: Set<MessageType> = [
      "verification.incident-report", "verification.access", "force.incident-report", "force.readiness",
      "verification.allegation", "verification.reply", "verification.compliance",
      "support.attack-report", "assistance.delivery", "assistance.confirmation", "cell.log-entry",
    ]
    let acts: Set<MessageType> = [
      "declaration.signature", "ceasefire.entry-into-force", "force.constitution", "support.invocation",
      "verification.attribution", "guarantee.commitment", "support.response",
    ]
    for rule in try shipped.read().value.types {
      if facts.contains(rule.type) { #expect(rule.kind == .fact, "\(rule.type)") }
      if acts.contains(rule.type) {
        #expect(rule.kind == .act && rule.authority && rule.binding, "\(rule.type)")
      }
    }
  }

  @Test(arguments: ShippedCharter.allCases)
  func `no node of the force may say anything of verification`(_ shipped: ShippedCharter) throws {
    let charter = try shipped.read().value
    let files = try CellFixture.everybody(shipped)
    let holdings = RoleHoldings(files.roster.value, under: charter)
    let force: NodeName = "FRA.MNF-1"
    #expect(holdings.roles(of: force) == ["force-command"])
    for rule in charter.types where rule.type.system == "verification" {
      for publisher in rule.publishers {
        switch publisher {
        case .role(let role), .roleOf(let role, _):
          #expect(!holdings.roles(of: force).contains(role), "\(rule.type)")
        case .group(let group): #expect(group == "ukraine", "\(rule.type)")
        case .all, .participant, .node: Issue.record("\(rule.type) is open to \(publisher)")
        }
      }
    }
  }

  @Test func `a command names a shipped charter by its name and any other by its file`() throws {
    #expect(try ShippedCharter.read(named: "paris-2026-final").value.name == "paris-2026-final")
    let refused = #expect(throws: FileProblem.self) { try ShippedCharter.read(named: "paris-2026") }
    #expect(refused?.detail.contains("paris-2026-draft") == true)
    try TemporaryDirectory.with { directory in
      let file = directory.appending(path: "own.yaml")
      try Data(Fixture().charter.utf8).write(to: file)
      #expect(try ShippedCharter.read(named: file.path(percentEncoded: false)).value.name == "test")
    }
  }
}
