import CellSchema

extension Beneficiary {
  var words: String {
    switch self {
    case .ukraine: "Ukraine"
    case .force: "the force"
    }
  }
}

extension SituationView {
  typealias Sentence = AttentionSentence

  /// Items that an operator should look at, worst first.
  func attention() -> [SituationAttention] {
    let all =
      attacksWithoutInvocation() + answersOutstanding() + clocksRunning() + contested() + minimizes() + debts()
      + replies() + unmetRemedies() + overdueRemedies() + tasks() + unconfirmedPowers() + disputes() + discrepancies()
      + gaps() + requests()
      + silences()
      + unreachedDecisions()
      + statementsOwed()
    let ofKind = Dictionary(grouping: all, by: \.kind)
    return SituationAttention.Kind.allCases.flatMap { ofKind[$0] ?? [] }
  }

  func item(
    _ kind: SituationAttention.Kind, _ entry: Entry, waitingFor: [Addressee] = [], due: Timestamp? = nil,
    _ text: String
  ) -> SituationAttention? {
    type(of: entry.sequence).map { type in
      SituationAttention(
        kind: kind, sequence: RecordSequence(entry.sequence), id: entry.id, type: type, waitingFor: waitingFor,
        due: due, text: WireSentence(text))
    }
  }

  private func attacksWithoutInvocation() -> [SituationAttention] {
    let invocationOf = firstInvocations
    let coverings = coverings
    return proceedings.support.attacks.reversed().compactMap { entry, body in
      guard invocationOf[entry.id] == nil else { return nil }
      let obliged = coverings.obliged(by: body, entry)
      return item(
        .attackReported, entry, waitingFor: [],
        obliged.isEmpty
          ? (body.ongoing ? Sentence.attackOngoingUncovered : Sentence.attackOverUncovered)(
            body.target.words, body.place)
          : (body.ongoing ? Sentence.attackOngoing : Sentence.attackOver)(body.target.words, body.place, obliged.count))
    }
  }

  private func answersOutstanding() -> [SituationAttention] {
    invoked.filter(\.isOpen).compactMap { invoked in
      let waiting = invoked.obliged.keys.filter {
        guard let response = invoked.responses[$0]?.body.response else { return true }
        return response == .inConsultation
      }
      return item(
        .invocationOpen, invoked.entry, waitingFor: codes(waiting).map(Addressee.participant),
        due: invoked.body.consultationAt,
        waiting.isEmpty
          ? Sentence.allDecided(invoked.body.beneficiary.words, invoked.obliged.count)
          : Sentence.someDecided(
            invoked.body.beneficiary.words, invoked.obliged.count - waiting.count, invoked.obliged.count))
    }
  }

  private func contested() -> [SituationAttention] {
    ceasefires().flatMap { ceasefire in
      ceasefire.scopes.filter(\.isContested).compactMap { scope in
        guard let last = scope.statements.last,
          let entry = entry(at: SequenceNumber(UInt64(last.sequence.value)))
        else { return nil }
        return item(
          .phaseContested, entry, waitingFor: scope.awaiting.map(Addressee.participant), due: last.effectiveAt,
          Sentence.contested(scope.scope.words, scope.phase.rawValue, last.by, last.phase.rawValue))
      }
    }
  }

  /// The MINIMIZE in force, as far as the node may read it.
  private func minimizes() -> [SituationAttention] {
    proceedings.cell.minimizes.compactMap { entry, body in
      guard let longest = entry.terms.minimize else { return nil }
      let until = min(body.until.moment, entry.acceptedAt + longest)
      guard moment < until else { return nil }
      return item(
        .minimize, entry, due: Timestamp(until),
        Sentence.minimize(Timestamp(until).dtg, name(entry.node), body.scope))
    }
  }

  /// Remedies whose time is up, whatever their addressees say of themselves, until the lead assesses them.
  private func overdueRemedies() -> [SituationAttention] {
    remedies {
      $0.isOverdue(at: moment)
    } sentence: {
      $0.compliance == nil ? Sentence.remedyOverdue : Sentence.remedyNotAssessed
    }
  }

  private func unmetRemedies() -> [SituationAttention] {
    remedies(.remedyUnmet) {
      $0.isUnmet
    } sentence: {
      $0.assessment?.body.result == .partly ? Sentence.remedyPartlyMet : Sentence.remedyUnmet
    }
  }

  private func remedies(
    _ kind: SituationAttention.Kind = .remedyOverdue,
    where isMeant: (VerificationProceedings.Case.RemedyCourse) -> Bool,
    sentence: (VerificationProceedings.Case.RemedyCourse) -> AttentionSentence
  ) -> [SituationAttention] {
    proceedings.verification.cases.flatMap { found in
      found.remedyCourses.filter(isMeant).compactMap { course in
        item(
          kind, course.remedy.entry, due: course.remedy.body.by,
          sentence(course)(found.body.id, course.remedy.body.addressee, course.remedy.body.measure))
      }
    }.sorted { $0.sequence < $1.sequence }
  }

  private func tasks() -> [SituationAttention] {
    proceedings.verification.cases.compactMap { found in
      guard found.state == .tasked, let last = found.taskings.last, last.body.by.moment <= moment else {
        return nil
      }
      return item(
        .taskOverdue, last.entry, due: last.body.by,
        Sentence.taskOverdue(found.body.id, Self.sent(last.body)))
    }.sorted { $0.sequence < $1.sequence }
  }

  /// The team that was sent, or the asset.
  private static func sent(_ body: Tasking) -> String {
    [body.team, body.asset].compactMap { $0?.description }.joined(separator: ", ")
  }

  private func disputes() -> [SituationAttention] {
    proceedings.verification.cases.compactMap { found in
      guard found.state == .disputed, let last = found.disputes.last else { return nil }
      return item(
        .caseDisputed, last.entry,
        Sentence.disputed(found.body.id, found.body.place, code(last.entry.participant)))
    }.sorted { $0.sequence < $1.sequence }
  }

  /// Discrepancies, newest first. A discrepancy is shown until a message that it concerns is amended.
  private func discrepancies() -> [SituationAttention] {
    proceedings.cell.discrepancies.reversed().compactMap { entry, body in
      guard amended.isDisjoint(with: body.concerns.elements) else { return nil }
      return item(.discrepancy, entry, Sentence.asSaid(body.explanation))
    }
  }

  private func gaps() -> [SituationAttention] {
    proceedings.cell.serialGaps.reversed().compactMap { entry, body in
      item(
        .serialGap, entry, waitingFor: [.node(body.station)],
        Sentence.serialGap(body.expected, body.received))
    }
  }

  private func requests() -> [SituationAttention] {
    proceedings.force.requests.compactMap { entry, body in
      guard !proceedings.force.isAnswered(entry.id) else { return nil }
      return item(.requestUnanswered, entry, due: body.by, Sentence.request(body.what))
    }
  }
}
