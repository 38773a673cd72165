import CellCore
import CellJournal
import CellSchema
import CellTestSupport

// MINIMIZE, as RULES.md has it: what is below priority waits, a day at most, in its own world.
extension HistoryModel {
  private static let day: Int64 = 24 * 3_600_000_000

  func minimize(in world: World?, at moment: Int64) -> (row: HistoryRow, until: Int64)? {
    world.flatMap { minimizes[$0] }.flatMap { moment < $0.until ? $0 : nil }
  }

  func checkMinimize(_ body: Minimize, _ row: HistoryRow) {
    let until = body.until.microseconds
    expect(until > row.acceptedAt && until <= row.acceptedAt + Self.day, row, "it is for a day at most")
    expect(minimize(in: row.world, at: row.acceptedAt) == nil, row, "there is one")
  }

  func takeMinimize(_ row: HistoryRow) {
    guard let amends = row.header.amends else {
      guard let body = row.body as? Minimize else { return }
      if row.world == .operation || minimize(in: minimizer, at: row.acceptedAt) == nil { minimizer = row.world }
      minimizes[row.world] = (row, body.until.microseconds)
      return
    }
    guard let known = minimize(in: row.world, at: row.acceptedAt), known.row.id == amends.id else { return }
    if let body = row.body as? Minimize, amends.kind == .correct || amends.kind == .supersede {
      expect(body.until.microseconds <= known.row.acceptedAt + Self.day, row, "it is for a day at most")
      minimizes[row.world]?.until = body.until.microseconds
    } else {
      minimizes[row.world] = nil
    }
  }

  /// Acknowledgements, statements, handovers, answers owed and what the bus says do not wait, nor does another world.
  func isUrgent(_ row: HistoryRow, _ world: HistoryWorld) -> Bool {
    guard let known = minimize(in: minimizer, at: row.acceptedAt) else { return false }
    let isExempt =
      row.node == nil || row.body is Acknowledgement || row.body is WatchHandover || row.body is WatchAssumption
      || row.body is Minimize || row.body is DecisionStatement
    return isExempt || row.world != known.row.world
      || row.header.inReplyTo.map { world.asksReply(world.standing(for: $0), row.participant) } == true
  }

  /// What is delivered at a moment though it has to wait.
  func waits(_ row: HistoryRow, at moment: Int64) -> Bool {
    guard let known = minimize(in: minimizer, at: moment), row.sequence > known.row.sequence,
      row.world == known.row.world,
      !row.isUrgent
    else { return false }
    return row.header.precedence < .priority
  }
}
