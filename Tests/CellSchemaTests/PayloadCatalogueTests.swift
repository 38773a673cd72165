import CellSchema
import Foundation
import Testing

@Suite struct PayloadCatalogueTests {
  /// Every type that travels, by hand: a type that is renamed or lost is found here.
  static let types: [String] = [
    "cell.liaison-note", "cell.situation-report", "cell.request-for-information", "cell.answer",
    "cell.acknowledgement", "cell.log-entry", "cell.watch-handover", "cell.watch-assumption", "cell.absence",
    "cell.release-request", "cell.release-decision", "cell.minimize",
    "declaration.draft", "declaration.amendment", "declaration.corrigendum", "declaration.signature",
    "declaration.ratification", "declaration.confirmation",
    "guarantee.commitment", "guarantee.withdrawal",
    "ceasefire.agreement", "ceasefire.entry-into-force", "ceasefire.suspension", "ceasefire.resumption",
    "ceasefire.termination",
    "verification.incident-report", "verification.case", "verification.tasking", "verification.access",
    "verification.finding", "verification.attribution", "verification.remedy", "verification.dispute",
    "verification.daily-report",
    "verification.joining", "verification.suspension", "verification.resumption", "verification.closing",
    "verification.reopening", "verification.allegation", "verification.reply", "verification.compliance",
    "verification.compliance-assessment",
    "force.constitution", "force.change", "force.contribution", "force.readiness", "force.activity",
    "force.regeneration",
    "force.support", "force.incident-report", "force.request",
    "support.attack-report", "support.invocation", "support.consultation", "support.response", "support.measure",
    "assistance.requirement", "assistance.pledge", "assistance.revision", "assistance.enablement",
    "assistance.delivery", "assistance.confirmation",
    "guarantee.completion", "system.obliged", "system.clock-stage",
    "decision.proposal", "decision.statement", "decision.postponement", "decision.withdrawal",
    "system.decided", "system.proposal-delivered", "system.silence-delayed",
    "system.genesis", "system.phase-changed", "system.guarantee-activated", "system.roster-changed",
    "system.charter-changed", "system.acknowledgement-overdue", "system.reply-overdue", "system.watch-not-taken",
    "system.alternate-acting",
    "system.delivery-expired", "system.serial-gap",
    "system.discrepancy", "system.released",
    "system.record-restored", "system.access-changed",
    "cell.roster-change", "cell.charter-change", "cell.key-change", "cell.hold-confirmation",
  ]

  @Test func `the catalogue has every type of the design once and no other`() {
    #expect(Catalogue.entries.map(\.type.description).sorted() == Self.types.sorted())
  }

  /// The types that the sources declare to be payloads, wherever in CellSchema they stand.
  private static func declaredPayloads() throws -> [String] {
    let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CellSchema")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let sources = try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .map { try String(contentsOf: $0, encoding: .utf8) }
    let declaration = /(?:struct|enum|class|extension) ([\w.]+)\s*:\s*([^{]*)\{/
    return sources.flatMap { $0.matches(of: declaration) }.filter { match in
      match.2.split { !$0.isLetter && !$0.isNumber }.contains("Payload")
    }.map { String($0.1.split(separator: ".").last ?? $0.1) }
  }

  @Test func `every payload that is declared is in the catalogue`() throws {
    let declared = try Self.declaredPayloads()
    let listed = Catalogue.entries.map { "\($0.payload)" }
    #expect(Set(declared).subtracting(listed) == [], "declared, and in no list that Catalogue.entries takes in")
    #expect(Set(listed).subtracting(declared) == [], "listed, and not found by this test")
  }

  @Test func `a type is found by its version and by no other`() {
    #expect(Catalogue.entry("verification.finding", version: 1)?.payload == Finding.self)
    #expect(Catalogue.entry("verification.finding", version: 2) == nil)
    #expect(Catalogue.versions(of: "verification.rumour").isEmpty)
  }

  @Test(arguments: Catalogue.entries.map(\.type)) func `an example passes the strict check and comes back the same`(
    type: MessageType
  ) throws {
    let entry = try #require(Catalogue.entry(type, version: 1))
    try check(entry.payload)
  }

  private func check<Body: Payload>(_: Body.Type) throws {
    let header = sampleHeader(for: Body.messageType)
    let document = DocumentEncoder.encode(header: header, body: Body.example)
    #expect(refusal(of: document) == nil)
    let message = try DocumentDecoder.decode(Body.self, from: document)
    #expect(message.body == Body.example)
    #expect(message.header == header)
    #expect(DocumentEncoder.encode(message) == document)
  }

  @Test func `the checker returns the place of a type in the catalogue`() throws {
    for (index, entry) in Catalogue.entries.enumerated() {
      let document = DocumentEncoder.encode(header: sampleHeader(for: entry.type), rawBody: entry.exampleBody)
      var slots = DocumentSlots()
      #expect(try Catalogue.checker.check(document.span, into: &slots) == index)
    }
  }

  @Test func `every summary is a sentence`() {
    for entry in Catalogue.entries {
      #expect(entry.summary.hasSuffix(".") && entry.summary.count > 12, "\(entry.type)")
    }
  }
}
