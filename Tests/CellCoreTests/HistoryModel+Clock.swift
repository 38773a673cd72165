import CellCore
import CellJournal
import CellSchema
import CellTestSupport

/// The attack that a report is of, as it was first accepted.
struct HistoryAttack {
  var first: MessageID
  var target: Beneficiary
  /// The rules under which the first report was accepted.
  var rules: HistoryRules
}

// The clock after an attack, as RULES has it: one for each attack, from its earliest trigger.
extension HistoryModel {
  typealias Stage = SupportProcedure.Stage

  private struct Clock {
    var began: Int64
    var latest: Int64
    /// The stage that comes next, and its moment.
    var next: (stage: Stage, at: Int64)?
  }

  /// A report in reply to a report of an attack on the same target is of the same attack.
  func countAttack(_ row: HistoryRow, _ world: HistoryWorld) {
    guard let body = row.body as? AttackReport, row.header.amends == nil else { return }
    let replied = row.header.inReplyTo.flatMap { world.attacks[$0] }
    world.attacks[row.id] =
      replied?.target == body.target ? replied : HistoryAttack(first: row.id, target: body.target, rules: rules)
  }

  /// From the earliest moment at which the attack may have begun by a report that stands, once a ceasefire was in force.
  private func clock(of attack: HistoryAttack, on target: Beneficiary, _ world: HistoryWorld) -> Clock? {
    guard let inForce = world.inForce else { return nil }
    let reports = world.standing(AttackReport.self).filter {
      $0.body.target == target && world.attacks[$0.row.id]?.first == attack.first
    }
    let beginnings = reports.map { began($0.row, $0.body) }.filter { $0.to >= inForce }
      .map { (from: max($0.from, inForce), to: $0.to) }
    guard let first = beginnings.min(by: { $0.from < $1.from }) else { return nil }
    let said = world.rows(ClockStage.self).map(\.body).filter {
      $0.target == target && world.attacks[$0.attack]?.first == attack.first
    }
    let stages = attack.rules.charter.support.stages?.elements ?? []
    let next = stages.filter { stage in
      (stage.target == nil || stage.target == target)
        && said.allSatisfy { $0.after.inMinutes < stage.after.inMinutes }
    }.min { $0.after.inMinutes < $1.after.inMinutes }
    return Clock(
      began: first.from, latest: first.to,
      next: next.map { ($0, first.from + $0.after.inMinutes * 60_000_000) })
  }

  func checkStage(_ body: ClockStage, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let attack = world.attacks[body.attack], let clock = clock(of: attack, on: body.target, world),
      let (stage, at) = clock.next
    else { return expect(false, row, "no clock runs there") }
    let (began, passedAt) = (Timestamp(microseconds: clock.began), Timestamp(microseconds: at))
    expect(body.began == began && body.passedAt == passedAt, row, "it runs from \(began), and comes at \(passedAt)")
    expect(at < row.acceptedAt, row, "it has not passed")
    expect(
      body.after == stage.after && body.expected == stage.expected && body.text == stage.text, row,
      "\(stage.after) comes next")
    let present = Set(rules.roster.participants.map { "\($0.code)" })
    let who = attack.rules.members(stage.who).intersection(present)
    let said = body.expectations?.elements ?? []
    expect(Set(said.map { "\($0.participant)" }) == who && said.count == who.count, row, "it is expected of \(who)")
    let reports = Set(
      world.standing(AttackReport.self).filter {
        $0.body.target == body.target && world.attacks[$0.row.id]?.first == attack.first
      }.map(\.row.id))
    for expectation in said {
      let code = "\(expectation.participant)"
      var expected = stage.expected
      if expected == .response || expected == .measure,
        !hasFinalTerms(code, body.target, from: clock.began, to: clock.latest, world)
      {
        expected = .consultation
      }
      expect(expectation.expected == expected, row, "of \(code) \(expected.rawValue) is expected")
      let done = world.rows.first {
        $0.participant == code && $0.acceptedAt <= at && does(expected, $0, because: reports, world)
      }
      expect(expectation.by == done?.id, row, "\(code) did it by \(done.map { "\($0.id)" } ?? "nothing")")
    }
  }

  private func hasFinalTerms(
    _ code: String, _ target: Beneficiary, from: Int64, to: Int64, _ world: HistoryWorld
  ) -> Bool {
    world.rows(GuaranteeCommitment.self).contains { row, body in
      let isCompleted = completions(of: row.id, world).contains { $0.at < to && $0.body.terms == .final }
      return row.participant == code && body.beneficiary == target
        && isActive(row.id, from: from, to: to, world) && (body.terms == .final || isCompleted)
    }
  }

  /// Whether a message does what is expected, because of one of some reports.
  private func does(
    _ expected: ExpectedAnswer, _ row: HistoryRow, because reports: Set<MessageID>, _ world: HistoryWorld
  ) -> Bool {
    func isOnThem(_ invocation: MessageID) -> Bool {
      guard let invoked = world[invocation], invoked.sequence <= row.sequence else { return false }
      return (world.latest(invoked) as? Invocation)?.reports.contains(where: reports.contains) ?? false
    }
    guard row.header.amends == nil, let body = world.latest(row) else { return false }
    switch (expected, body) {
    case (.invocation, is Invocation): return isOnThem(row.id)
    case (.consultation, let body as Consultation): return isOnThem(body.invocation)
    case (.consultation, let body as SupportResponse): return isOnThem(body.invocation)
    case (.response, let body as SupportResponse):
      return isOnThem(body.invocation) && body.response != .inConsultation
    case (.measure, let body as SupportResponse):
      return isOnThem(body.invocation) && (body.response == .declined || body.response == .notObliged)
    case (.measure, let body as SupportMeasure):
      guard let given = world[body.response], given.sequence < row.sequence,
        let response = world.latest(given) as? SupportResponse
      else { return false }
      return isOnThem(response.invocation)
    default: return false
    }
  }

  /// Of every stage whose moment has passed the bus has said so.
  func checkStagesDue(_ world: HistoryWorld, at moment: Int64) {
    // Where an exercise has ended, nobody could answer.
    if rules.isClosed(world.world) { return }
    let attacks = Dictionary(world.attacks.values.map { ($0.first, $0) }, uniquingKeysWith: { first, _ in first })
    for attack in attacks.values {
      for target in Beneficiary.allCases {
        if let (stage, at) = clock(of: attack, on: target, world)?.next, at < moment {
          report("nobody says that \(stage.after) after \(attack.first) has passed")
        }
      }
    }
  }
}
