import CellCore
import CellJournal
import CellSchema
import CellTestSupport

// Answers that are owed, and watches that nobody has taken, as RULES.md has them.
extension HistoryModel {
  /// A message of a participant answers what it replies to, unless it acknowledges.
  func countReply(_ row: HistoryRow, _ world: HistoryWorld) {
    if let asked = row.header.inReplyTo, !(row.body is Acknowledgement) {
      world.replies[world.standing(for: asked)]?.participants.remove(row.participant)
    }
    let kind = row.header.amends?.kind
    guard let due = row.header.replyBy, kind != .cancel, kind != .retract else { return }
    ask(row.id, of: debt(row, dueAt: due.microseconds), world)
  }

  /// An answer is a participant's, whichever of its nodes gives it.
  func ask(_ message: MessageID, of debt: HistoryDebt?, _ world: HistoryWorld) {
    guard var debt else { return }
    for place in debt.nodes.places { debt.participants.insert(HistoryRules.participants[place]) }
    debt.nodes = 0
    world.replies[message] = debt
    world.note(asks: debt.participants, by: message)
  }

  /// A watch is owed from its handover on, until the next word on it or until it is taken.
  func countWatch(_ row: HistoryRow, _ node: Int, _ world: HistoryWorld) {
    switch row.body {
    case let body as WatchHandover where row.header.amends == nil:
      let due = max(row.acceptedAt, body.at.microseconds) + 30 * 60_000_000
      world.watches[row.participant] = (row.id, HistoryDebt(dueAt: due, participants: [row.participant], nodes: 0))
    case is WatchAssumption where row.header.amends == nil: world.watches[row.participant] = nil
    case let body as Acknowledgement:
      guard let watch = world.watches[row.participant], watch.id == body.of, let handover = world[body.of],
        let said = world.latest(handover) as? WatchHandover, "\(said.oncoming)" != "vacant",
        node != handover.node || said.oncoming == body.by
      else { return }
      world.watches[row.participant] = nil
    default: break
    }
  }

  func checkReplyOverdue(_ body: ReplyOverdue, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let debt = world.replies[body.message], !debt.isPaid else { return expect(false, row, "nobody owes it") }
    expect(!debt.hasLapsed, row, "it was said before")
    expect(
      debt.dueAt == body.dueAt.microseconds && debt.dueAt <= row.acceptedAt, row,
      "it is due at \(Timestamp(microseconds: debt.dueAt))")
    expect(Set(body.owedBy.map { "\($0)" }) == debt.participants, row, "\(debt.participants.sorted()) owe it")
    world.replies[body.message]?.hasLapsed = true
  }

  func checkWatchNotTaken(_ body: WatchNotTaken, _ row: HistoryRow, _ world: HistoryWorld) {
    let code = "\(body.participant)"
    guard let watch = world.watches[code], watch.id == body.handover else {
      return expect(false, row, "the watch is taken")
    }
    expect(!watch.debt.hasLapsed, row, "it was said before")
    expect(
      watch.debt.dueAt == body.dueAt.microseconds && watch.debt.dueAt <= row.acceptedAt, row,
      "it is to be taken by \(Timestamp(microseconds: watch.debt.dueAt))")
    world.watches[code]?.debt.hasLapsed = true
  }

  func checkDebtsDue(_ world: HistoryWorld, at moment: Int64) {
    for (id, debt) in world.replies where !debt.isPaid && !debt.hasLapsed && debt.dueAt <= moment {
      report("nobody says that \(id) is not answered")
    }
    for (code, watch) in world.watches where !watch.debt.hasLapsed && watch.debt.dueAt <= moment {
      report("nobody says that the watch of \(code) is not taken")
    }
  }
}
