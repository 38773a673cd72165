import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// The rules of guarantees and of who is obliged, as RULES has them.
extension HistoryModel {
  func signature(
    of participant: String, _ instrument: Instrument, _ version: InstrumentVersion,
    _ world: HistoryWorld
  ) -> (row: HistoryRow, body: DeclarationSignature)? {
    world.rows(DeclarationSignature.self).first {
      $0.row.participant == participant && $0.body.instrument == instrument
        && $0.body.version == version
    }
  }

  private func activations(of commitment: MessageID, _ world: HistoryWorld) -> [GuaranteeActivated] {
    world.rows(GuaranteeActivated.self).map(\.body).filter { $0.commitment == commitment }
  }

  /// From when on a withdrawal counts: the later of what it states and its acceptance a year later, where the rules of
  /// its row give notice.
  private func counting(_ row: HistoryRow, _ body: GuaranteeWithdrawal) -> Int64 {
    var earliest = row.acceptedAt
    if row.notice == .months(12) {
      let accepted = "\(Timestamp(microseconds: row.acceptedAt))"
      let next = "\(Int(accepted.prefix(4))! + 1)" + accepted.dropFirst(4)
      earliest += Timestamp(next)!.microseconds - Timestamp(accepted)!.microseconds
    }
    return max(body.effectiveAt.microseconds, earliest)
  }

  /// When a commitment ends; nil while it is not withdrawn as a whole.
  private func withdrawn(_ commitment: MessageID, _ world: HistoryWorld) -> Int64? {
    world.rows(GuaranteeWithdrawal.self).last {
      $0.body.commitment == commitment && $0.body.means == nil
    }
    .map { counting($0.row, $0.body) }
  }

  /// From when on another one stands in its place: the same participant's, under the same provision of a later version,
  /// once that is active on what it is active on.
  private func replaced(_ commitment: MessageID, _ world: HistoryWorld) -> Int64? {
    guard let old = world[commitment], let body = old.body as? GuaranteeCommitment,
      let track = activations(of: commitment, world).last?.track
    else { return nil }
    let later = world.rows(GuaranteeCommitment.self).filter { row, new in
      row.sequence > old.sequence && row.participant == old.participant && new.instrument == body.instrument
        && new.version != body.version && new.provision == body.provision && new.beneficiary == body.beneficiary
    }
    return later.compactMap { row, _ in
      activations(of: row.id, world).first { $0.track == .both || $0.track == track }?.effectiveAt.microseconds
    }.min()
  }

  private func end(of commitment: MessageID, _ world: HistoryWorld) -> Int64? {
    [withdrawn(commitment, world), replaced(commitment, world)].compactMap(\.self).min()
  }

  /// The completions of a commitment that count, each with the moment from which on it does.
  func completions(
    of commitment: MessageID, _ world: HistoryWorld
  ) -> [(at: Int64, body: GuaranteeCompletion)] {
    world.rows(GuaranteeCompletion.self).compactMap { row, body in
      guard body.commitment == commitment else { return nil }
      guard body.requiresRatification == true else { return (row.acceptedAt, body) }
      let ratified = world.rows(Ratification.self).first { other, decided in
        decided.completion == row.id && other.ratifying.contains(decided.decision)
      }
      return ratified.map { ($0.row.acceptedAt, body) }
    }
  }

  /// The tracks that are to be said of a commitment; nil where nothing is.
  func due(
    _ row: HistoryRow, _ body: GuaranteeCommitment, at moment: Int64, _ world: HistoryWorld
  ) -> GuaranteeActivated.Track? {
    let said = activations(of: row.id, world).map(\.track)
    guard end(of: row.id, world).map({ $0 > moment }) ?? true,
      let signature = signature(of: row.participant, body.instrument, body.version, world),
      rules.capacities.contains(signature.body.capacity)
    else { return nil }
    let last = world.rows(Ratification.self).last {
      $0.body.completion == nil && $0.row.participant == row.participant && $0.body.instrument == body.instrument
        && $0.body.version == body.version
    }
    let isRatified =
      !body.requiresRatification || last.map { rules.ratifying.contains($0.body.decision) } == true
    let ceasefire = governing(world)
    if let ended = ceasefire?.ended {
      switch rules.charter.guarantees.lateRatification {
      case .never: return nil
      case nil where said.isEmpty: return nil
      case .signedBeforeEnd where said.isEmpty:
        guard body.requiresRatification, isRatified, counted(row) < ended, counted(signature.row) < ended
        else { return nil }
      case nil, .signedBeforeEnd: break
      }
    }
    if said.isEmpty {
      guard ceasefire != nil else { return nil }
      if isRatified { return body.bindingness == .political ? .political : .both }
      let isEarly = rules.charter.guarantees.politicalLimb == .atSignature
      return body.bindingness == .both && isEarly ? .political : nil
    }
    return said == [.political] && body.bindingness == .both && isRatified ? .both : nil
  }

  /// The paper's date, where it was entered later.
  private func counted(_ row: HistoryRow) -> Int64 {
    row.header.enteredBy?.originalSentAt.map { min($0.microseconds, row.acceptedAt) } ?? row.acceptedAt
  }

  /// From when on a ceasefire holds, or is suspended, whose entry into force activates guarantees; where none does any
  /// more, that which ended last.
  private func governing(_ world: HistoryWorld) -> (entered: Int64, ended: Int64?)? {
    let parts = world.ceasefires.flatMap { ceasefire in
      ceasefire.parts.filter { rules.activating.contains($0.key) }.map { part in
        (phase: ceasefire.phase(part.key), part: part, whole: ceasefire.parts[0])
      }
    }
    let holding = parts.filter { $0.phase == .inForce || $0.phase == .suspended }
    if !holding.isEmpty {
      return holding.compactMap { $0.part.entered ?? $0.whole.entered }.min().map { ($0, nil) }
    }
    let ended = parts.filter { $0.phase == .terminated }.compactMap { phase, part, whole in
      part.entered.flatMap { entered in (part.ended ?? whole.ended).map { (entered: entered, ended: $0) } }
    }
    return ended.max { $0.ended < $1.ended }.map { ($0.entered, $0.ended) }
  }

  func isActive(_ commitment: MessageID, at moment: Int64, _ world: HistoryWorld) -> Bool {
    isActive(commitment, from: moment, to: moment, world)
  }

  func isActive(_ commitment: MessageID, from: Int64, to: Int64, _ world: HistoryWorld)
    -> Bool
  {
    guard let start = activations(of: commitment, world).map(\.effectiveAt.microseconds).min(),
      start <= to
    else {
      return false
    }
    return end(of: commitment, world).map { $0 > from && $0 > start } ?? true
  }

  func checkActivated(_ body: GuaranteeActivated, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let commitment = world[body.commitment],
      let terms = commitment.body as? GuaranteeCommitment
    else {
      return expect(false, row, "there is no such commitment")
    }
    let due = due(commitment, terms, at: row.acceptedAt, world)
    expect(due == body.track, row, "due is \(due.map(\.rawValue) ?? "nothing")")
    let isRaised = !activations(of: body.commitment, world).isEmpty
    let signature = signature(of: commitment.participant, terms.instrument, terms.version, world)?
      .row.acceptedAt
    let least = max(
      isRaised ? .min : governing(world)?.entered ?? .max, commitment.acceptedAt, signature ?? .max)
    expect(
      body.effectiveAt.microseconds / 1_000 >= least / 1_000
        && body.effectiveAt.microseconds <= row.acceptedAt, row,
      "it is active from \(body.effectiveAt) on, and not from \(Timestamp(microseconds: least)) on")
  }

  func checkWithdrawal(_ body: GuaranteeWithdrawal, _ row: HistoryRow, _ world: HistoryWorld) {
    expect(
      world[body.commitment]?.participant == row.participant, row, "it is another's commitment")
    expect(end(of: body.commitment, world) == nil, row, "it is withdrawn already")
    let given = given(body.commitment, world)
    expect(given.isSuperset(of: body.means?.elements ?? []), row, "it never gave these means")
  }

  /// All means that a commitment ever named.
  private func given(_ commitment: MessageID, _ world: HistoryWorld) -> Set<SupportMeans> {
    let first = (world[commitment]?.body as? GuaranteeCommitment)?.means?.elements ?? []
    return Set(first + completions(of: commitment, world).flatMap { $0.body.means?.elements ?? [] })
  }

  func checkCompletion(_ body: GuaranteeCompletion, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let commitment = world[body.commitment],
      let terms = commitment.body as? GuaranteeCommitment
    else {
      return expect(false, row, "there is no such commitment")
    }
    expect(commitment.participant == row.participant, row, "it is another's commitment")
    expect(end(of: body.commitment, world) == nil, row, "it is withdrawn")
    let earlier = completions(of: body.commitment, world)
    let isFinal = terms.terms == .final || earlier.contains { $0.body.terms == .final }
    expect(!isFinal || body.terms == .final, row, "its terms are final")
  }

  func checkRatification(_ body: Ratification, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let id = body.completion else {
      return expect(
        signature(of: row.participant, body.instrument, body.version, world) != nil, row, "nothing was signed")
    }
    let completion = world[id]
    expect(
      (completion?.body as? GuaranteeCompletion)?.requiresRatification == true
        && completion?.participant == row.participant, row, "it ratifies no completion of its own that takes it")
  }

  // MARK: support

  /// Whom an invocation obliges, by what the bus said right after it.
  func obliged(_ invocation: MessageID, _ world: HistoryWorld) -> Set<String> {
    let said = world.rows(GuaranteeObliged.self).map(\.body)
    return Set(
      said.filter { $0.invocation == invocation && $0.standing == .obliged }
        .compactMap { world[$0.commitment]?.participant })
  }

  func checkInvocation(_ body: Invocation, _ row: HistoryRow, _ world: HistoryWorld) {
    expect(
      rules.invokers[body.beneficiary]?.contains(row.participant) == true, row,
      "its sender does not invoke for \(body.beneficiary.rawValue)")
    for id in body.guarantees {
      expect(world[id]?.body is GuaranteeCommitment, row, "\(id) is no commitment here")
    }
    let attacks = world.standing(AttackReport.self)
    for id in body.reports {
      expect(
        attacks.contains { $0.row.id == id && $0.body.target == body.beneficiary }, row,
        "\(id) reports no attack on \(body.beneficiary.rawValue)")
    }
  }

  /// The moments at which an attack may have begun.
  func began(_ row: HistoryRow, _ body: AttackReport) -> (from: Int64, to: Int64) {
    let stated: (Timestamp, Timestamp)
    switch (body.began, body.beganWithin) {
    case (.known(let moment), _): stated = (moment, moment)
    case (.notKnown, let span?): stated = (span.earliest, span.latest)
    case (.notKnown, nil):
      let sent = row.header.enteredBy?.originalSentAt ?? row.header.sentAt
      stated = (sent, sent)
    }
    return (min(stated.0.microseconds, row.acceptedAt), min(stated.1.microseconds, row.acceptedAt))
  }

  /// Those whose guarantees were active at some moment at which an attack may have begun.
  func covering(_ row: HistoryRow, _ body: AttackReport, _ world: HistoryWorld) -> Set<String> {
    let began = began(row, body)
    let covering = world.rows(GuaranteeCommitment.self).filter {
      $0.body.beneficiary == body.target
        && isActive($0.row.id, from: began.from, to: began.to, world)
    }
    return Set(covering.map(\.row.participant))
  }

  func checkObliged(_ body: GuaranteeObliged, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let commitment = world[body.commitment]?.body as? GuaranteeCommitment,
      let report = world[body.report],
      let attack = world.latest(report) as? AttackReport
    else { return expect(false, row, "there is no such report or commitment") }
    expect(
      !world.rows(GuaranteeObliged.self).contains {
        $0.body.invocation == body.invocation && $0.body.report == body.report
          && $0.body.commitment == body.commitment
      }, row, "it was said before")
    let (from, to) = began(report, attack)
    var standing: GuaranteeObliged.Standing
    if commitment.beneficiary != attack.target {
      standing = .beneficiaryDiffers
    } else if let end = end(of: body.commitment, world), end <= from {
      standing = replaced(body.commitment, world) == end ? .replaced : .withdrawn
    } else {
      standing = isActive(body.commitment, from: from, to: to, world) ? .obliged : .notYetActive
    }
    expect(body.standing == standing, row, "it is \(standing.rawValue)")
    guard standing == .obliged else {
      return expect(body.marks == nil, row, "what does not oblige is marked")
    }
    let isThroughout =
      isActive(body.commitment, at: from, world) && isActive(body.commitment, at: to, world)
    let isMarked = body.marks?.contains(.beganUncertain) == true
    expect(isThroughout || isMarked, row, "it was not active at every moment")
    expect(from != to || !isMarked, row, "the moment is known")
    let completed = completions(of: body.commitment, world).contains { $0.body.terms == .final && $0.at < to }
    let terms: GuaranteeCommitment.Terms = commitment.terms == .final || completed ? .final : .open
    expect(body.terms == terms, row, "its terms were \(terms.rawValue)")
  }
}
