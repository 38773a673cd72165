import CellCore
import CellJournal
import CellSchema
import CellTestSupport

// Releases, as RULES.md has them.
extension HistoryModel {
  private static let deciders = ["delegation", "coordination-cell", "force-command"]

  /// The originator's side decides, each role on its own; what a request asks for is decided once, and what is granted
  /// may be taken back.
  func checkDecision(_ body: ReleaseDecision, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let request = world[body.request], let asked = world.latest(request) as? ReleaseRequest,
      let original = world[asked.message], let sender = original.node, let node = row.node
    else { return expect(false, row, "there is nothing that could be released") }
    expect(original.participant == row.participant, row, "it is another's message")
    let own = Self.deciders.filter { rules.holders($0).has(sender) }
    let parties = own.isEmpty ? ["delegation"] : own
    expect(parties.contains { rules.holders($0).has(node) }, row, "it is for \(parties) to decide")
    let known = world.rows(ReleaseDecision.self).filter { $0.body.request == body.request }.map(\.body.decision)
    expect(
      known.isEmpty || (known.last == .granted && body.decision == .refused && known.count == 1), row, "it is decided")
    guard body.decision == .granted else { return }
    let to = body.to.map { rules.participants(named: $0) } ?? world.asked[body.request] ?? []
    expect(to.isSubset(of: rules.releases[sender]), row, "its originator may not release to all of \(to)")
    expect(rules.nodes(of: to) & rules.allowed(original.header) != 0, row, "nobody of \(to) may have it")
  }

  /// Keeps what is asked for and granted.
  func takeRelease(_ row: HistoryRow, _ world: HistoryWorld) {
    if let amends = row.header.amends {
      guard world.asked[amends.id] != nil else { return }
      let takesBack = amends.kind == .cancel || amends.kind == .retract
      let body = takesBack ? nil : row.body as? ReleaseRequest
      world.asked[amends.id] = body.map { rules.participants(named: $0.to) }
      return
    }
    switch row.body {
    case let body as ReleaseRequest: world.asked[row.id] = rules.participants(named: body.to)
    case let body as ReleaseDecision:
      guard let request = world[body.request], let asked = world.latest(request) as? ReleaseRequest else { return }
      if body.decision == .granted {
        let to = body.to.map { rules.participants(named: $0) } ?? world.asked[body.request] ?? []
        world.grants[row.sequence] = HistoryGrant(request: body.request, message: asked.message, to: to)
      } else if let granted = world.grants.first(where: { $0.value.request == body.request })?.key {
        world.grants[granted]?.isTakenBack = true
        world.release(under: rules)
      }
    default: break
    }
  }

  /// The bus carries the message, or a correction of it, whole, once and as long as it is released.
  func carry(_ body: MessageReleased, _ row: inout HistoryRow, _ world: HistoryWorld) {
    guard let grant = world.grants[row.cause], let carried = world[body.message] else {
      return expect(false, row, "nothing is released")
    }
    expect(!grant.isTakenBack, row, "it is taken back")
    expect(
      grant.message == body.message || carried.header.amends?.id == grant.message, row, "it is not what is released")
    expect(Set(body.to.map { "\($0)" }) == grant.to, row, "it is released to \(grant.to)")
    expect(!grant.carried.contains(body.message), row, "it was carried before")
    let bytes = body.document.bytes ?? []
    expect((try? DocumentDecoder.header(of: bytes)) == carried.header, row, "it is another message")
    expect(
      Fixture.hash(bytes) == body.sha256 && body.sequence.value == Int(carried.sequence), row, "it has another hash")
    let others = row.addressed & rules.listed & ~(rules.nodes(of: grant.to) & rules.allowed(carried.header))
    expect(others == 0, row, "\(others.places.map { HistoryRules.nodes[$0] }) are not those to whom it is released")
    world.grants[row.cause]?.carried.insert(body.message)
    row.carries = (carried.header, true)
  }

  func checkReleasesDue(_ world: HistoryWorld) {
    for grant in world.grants.values where !grant.isTakenBack && !grant.carried.contains(grant.message) {
      report("nobody carries \(grant.message), which is released")
    }
  }
}
