import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import Foundation

// What holds of pledges, as RULES.md has it.
extension HistoryModel {
  func isReplaced(_ pledge: HistoryRow, _ world: HistoryWorld) -> Bool {
    world.standing(AssistancePledge.self).contains {
      $0.body.replaces == pledge.id && $0.row.sequence > pledge.sequence
    }
  }

  /// A pledge is there, of a participant where it has to be, and nothing stands in its place.
  func checkStanding(_ id: MessageID, of participant: String?, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let pledge = world.standing(AssistancePledge.self).first(where: { $0.row.id == id }) else {
      return expect(false, row, "\(id) is no pledge that stands")
    }
    expect(participant.map { $0 == pledge.row.participant } ?? true, row, "it is another's pledge")
    expect(!isReplaced(pledge.row, world), row, "the pledge is replaced")
  }

  /// Whether less of anything is pledged than before.
  func isLowered(_ body: AssistanceRevision, _ world: HistoryWorld) -> Bool {
    guard let pledge = world.standing(AssistancePledge.self).first(where: { $0.row.id == body.pledge })?.body else {
      return false
    }
    let last = world.standing(AssistanceRevision.self).last { $0.body.pledge == body.pledge }?.body
    let before = last.map { ($0.amount, $0.items) } ?? (pledge.amount, pledge.items)
    if let money = before.0, let value = Decimal(string: "\(money.value)") {
      let now = body.amount.flatMap { $0.currency == money.currency ? Decimal(string: "\($0.value)") : nil } ?? 0
      if now < value { return true }
    }
    func count(_ items: NonEmpty<Goods>?) -> [String: Int] {
      (items?.elements ?? []).reduce(into: [:]) { $0["\($1.nomenclature) \($1.unit)", default: 0] += $1.quantity.value }
    }
    let now = count(body.items)
    return count(before.1).contains { $0.value > now[$0.key] ?? 0 }
  }
}
