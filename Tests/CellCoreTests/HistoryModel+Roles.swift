import CellCore
import CellJournal
import CellSchema
import CellTestSupport

// Full powers and alternates, as RULES.md has them.
extension HistoryModel {
  /// Of an act of its own that an office without full powers signed, once; by an office that has them.
  func checkConfirmation(_ body: DeclarationConfirmation, _ row: HistoryRow, _ world: HistoryWorld) {
    func isPower(_ office: Line?) -> Bool { office == "Prime Minister" }
    expect(isPower(row.header.authority?.office), row, "who confirms has no full powers")
    guard let act = world[body.of] else { return expect(false, row, "there is no such act") }
    expect(act.participant == row.participant, row, "it confirms another's act")
    expect(
      rules.rule(act.type)?.binding == true && act.header.authority?.office == body.office && !isPower(body.office),
      row,
      "there is nothing to confirm")
    expect(!world.rows(DeclarationConfirmation.self).contains { $0.body.of == body.of }, row, "it is confirmed")
  }

  /// The lead is connected all the time: its alternates act by its own word alone, until its next one.
  func checkAlternate(_ body: AlternateActing, _ row: HistoryRow, _ world: HistoryWorld) {
    let before = world.rows(AlternateActing.self).last { $0.body.role == body.role }?.body.state ?? .ended
    expect(before != body.state, row, "it was said before")
    let last = world.rows.last { $0.node != nil && $0.carriedBy == nil }
    let isHolder = last?.node.map(rules.holdersAlone(body.role).has) == true
    switch body.state {
    case .acting:
      expect(isHolder && (last?.body as? RoleAbsence)?.role == body.role, row, "no holder said that it is away")
    case .ended: expect(isHolder, row, "no holder has spoken")
    }
  }
}
