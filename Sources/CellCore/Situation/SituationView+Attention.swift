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
        "Attack on \(body.target.words) at \(body.place), \(body.ongoing ? "ongoing" : "over"); "
          + (obliged.isEmpty
            ? "no guarantee was active when it began" : "\(obliged.count) obliged if it is invoked")
      )
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
        "Invoked for \(invoked.body.beneficiary.words): "
          + (waiting.isEmpty
            ? "all \(invoked.obliged.count) obliged have decided, measures are to come or under way"
            : "\(invoked.obliged.count - waiting.count) of \(invoked.obliged.count) obliged have decided"))
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
          "CONTESTED: \(scope.scope.words) is \(scope.phase.rawValue); \(last.by) states \(last.phase.rawValue)")
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
        "MINIMIZE until \(Timestamp(until).dtg) by \(name(entry.node)): \(body.scope)")
    }
  }

  /// Remedies whose time is up, whatever their addressees say of themselves, until the lead assesses them.
  private func overdueRemedies() -> [SituationAttention] {
    remedies {
      $0.isOverdue(at: moment)
    } words: { course in
      "\(course.remedy.body.addressee) was to act by then: \(course.remedy.body.measure)"
        + (course.compliance == nil ? "" : " (reported as done, not assessed)")
    }
  }

  private func unmetRemedies() -> [SituationAttention] {
    remedies(.remedyUnmet) {
      $0.isUnmet
    } words: { course in
      "\(course.remedy.body.addressee) has not complied"
        + (course.assessment?.body.result == .partly ? " wholly" : "") + ": \(course.remedy.body.measure)"
    }
  }

  private func remedies(
    _ kind: SituationAttention.Kind = .remedyOverdue,
    where isMeant: (VerificationProceedings.Case.RemedyCourse) -> Bool,
    words: (VerificationProceedings.Case.RemedyCourse) -> String
  ) -> [SituationAttention] {
    proceedings.verification.cases.flatMap { found in
      found.remedyCourses.filter(isMeant).compactMap { course in
        item(kind, course.remedy.entry, due: course.remedy.body.by, "\(found.body.id): \(words(course))")
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
        "\(found.body.id): \(Self.sent(last.body)) was to report by then")
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
        "\(found.body.id), \(found.body.place): disputed by \(code(last.entry.participant))")
    }.sorted { $0.sequence < $1.sequence }
  }

  /// Discrepancies, newest first. A discrepancy is shown until a message that it concerns is amended.
  private func discrepancies() -> [SituationAttention] {
    proceedings.cell.discrepancies.reversed().compactMap { entry, body in
      guard amended.isDisjoint(with: body.concerns.elements) else { return nil }
      return item(.discrepancy, entry, "\(body.explanation)")
    }
  }

  private func gaps() -> [SituationAttention] {
    proceedings.cell.serialGaps.reversed().compactMap { entry, body in
      item(
        .serialGap, entry, waitingFor: [.node(body.station)],
        "\(body.expected) is missing; \(body.received) came")
    }
  }

  private func requests() -> [SituationAttention] {
    proceedings.force.requests.compactMap { entry, body in
      guard !proceedings.force.isAnswered(entry.id) else { return nil }
      return item(.requestUnanswered, entry, due: body.by, "Request to the force: \(body.what)")
    }
  }
}
