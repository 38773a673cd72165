import CellSchema

extension SituationText {
  var cases: [SituationPhrase] {
    var lines: [SituationPhrase] = []
    if situation.cases.isEmpty {
      lines.append(asked.nothing("No case has been opened."))
    } else {
      let table = table(
        .left("", 1), .left("CASE", 13), .left("STATE", 10), .left("PRIO", 6), .left("DUE", 12), .left("PLACE", 24),
        .left("ACCESS", 10), .left("FINDING", 26), .right("NUMBER", 9), .left("ATTRIBUTED TO, WHY", 0))
      lines += table.lines(
        situation.cases.sorted(by: CaseStanding.worstFirst).map { one in
          [
            SituationPhrase(one.isPressing ? "!" : "", .red), words(one.number), one.state.shown,
            one.priority.shown, next(of: one), words(one.place), Self.shown(one.access?.status),
            SituationPhrase(one.finding?.shown ?? "-"), sequence(one.sequence),
            Self.attributed(one),
          ]
        })
    }
    if situation.incidentsWithoutCase > 0 {
      lines += ["", SituationPhrase(Self.withoutCase(situation.incidentsWithoutCase) + ".")]
    }
    return lines
  }

  /// `92 incident reports without a case`.
  static func withoutCase(_ count: Int) -> String {
    counted(count, "{1} incident report without a case", "{1} incident reports without a case")
  }

  /// What comes next by its time: the team's report until there is a finding, the remedy after it.
  private func next(of one: CaseStanding) -> SituationPhrase {
    if one.isFinished { return one.remedies.isEmpty ? "-" : due(one.remedies.map(\.by).max()) }
    return one.finding == nil ? due(one.teams.map(\.by).min()) : due(one.remedies.map(\.by).min())
  }

  /// To whom it is attributed, and why it is closed, suspended or late.
  private static func attributed(_ one: CaseStanding) -> SituationPhrase {
    let parts = [one.attribution.map { SituationPhrase($0.shown) }, one.why].compactMap(\.self)
    return parts.isEmpty ? "-" : .joined(parts, separator: "; ")
  }

  private static func shown(_ status: AccessReport.Status?) -> SituationPhrase {
    switch status {
    case .granted: SituationPhrase(inColumn("granted"))
    case .restricted: SituationPhrase(inColumn("restricted"), .yellow)
    case .delayed: SituationPhrase(inColumn("delayed"), .yellow)
    case .denied: SituationPhrase(inColumn("denied"), .red)
    case nil: "-"
    }
  }

  /// A case in full, with what was said on it.
  func wholeCase(_ one: CaseStanding) -> [SituationPhrase] {
    let title: SituationPhrase = .joined(
      [SituationPhrase("\(one.number)", .bold), one.state.shown, one.priority.shown, words(one.sequence.shown)],
      separator: "  ")
    var lines = [title, field("place", words(one.place))]
    if let provision = one.provision {
      let mark = SituationPhrase(one.isProvisionUnlisted ? spoken("  UNLISTED") : "", .yellow)
      lines.append(field("provision", words(provision) + mark))
    }
    if let closing = one.closing {
      lines.append(
        field(
          "closed",
          words(spoken("\(closing.kind.rawValue), by \(closing.by): \(closing.grounds)")) + place(closing.sequence)))
    }
    if let suspension = one.suspension {
      lines.append(field("suspended", words(suspension.reason) + place(suspension.sequence)))
    }
    lines += fields("incidents", one.incidents.map { words($0) })
    lines += fields("teams", one.teams.map { words($0.team) + spoken(", by ") + due($0.by) + place($0.sequence) })
    if let access = one.access {
      lines.append(field("access", Self.shown(access.status) + spoken(" at \(access.place)") + place(access.sequence)))
    }
    if let finding = one.finding { lines.append(field("finding", words(finding.shown) + place(finding.sequence))) }
    if let evidence = one.evidenceAfterFinding {
      let messages = counted(evidence.messages, "{1} message", "{1} messages")
      lines.append(
        field(
          "",
          SituationPhrase(spoken("new evidence after the finding"), .yellow) + ", \(messages)"
            + place(evidence.sequence)))
    }
    if let attribution = one.attribution {
      lines.append(field("attributed", words(attribution.shown) + place(attribution.sequence)))
    }
    lines += fields(
      "remedies",
      one.remedies.map { remedy in
        SituationPhrase(spoken("\(remedy.addressee), by ")) + due(remedy.by) + ": \(remedy.measure)"
          + place(remedy.sequence)
          + (remedy.shown.map { "  " + $0 } ?? "")
      })
    lines += fields(
      "statements",
      one.statements.map { statement in
        let via = statement.receivedVia.map { spoken(", via \($0)") } ?? ""
        return words(spoken("\(statement.kind.rawValue) by \(statement.by)\(via): \(statement.text)"))
          + place(statement.sequence)
      })
    lines += fields(
      "disputes",
      one.disputes.map {
        SituationPhrase(spoken("\($0.by) of \($0.of?.description ?? spoken("what you may not read"))"), .red)
          + place($0.sequence)
      })
    lines.append(field("next", list(one.next)))
    return lines + history(of: one) + missing(one.omitted)
  }

  private func history(of one: CaseStanding) -> [SituationPhrase] {
    guard let history = one.history, !history.isEmpty else { return [] }
    let table = table(.right("NUMBER", 9), .left("ACCEPTED", 12), .whole("FROM", 14), .left("TYPE", 0))
    return ["", SituationPhrase(spoken("HISTORY"), .bold)]
      + table.lines(
        history.sorted { $0.sequence < $1.sequence }.map { change in
          [sequence(change.sequence), time(change.acceptedAt), words(change.from), words(change.type)]
        })
  }

  private func place(_ sequence: RecordSequence) -> SituationPhrase { SituationPhrase("  \(sequence.shown)", .faint) }

  private func field(_ label: Wording, _ value: SituationPhrase) -> SituationPhrase {
    (SituationPhrase(inColumn(label), .faint).column(11) + " " + value).hanging(at: 12)
  }

  private func fields(_ label: Wording, _ values: [SituationPhrase]) -> [SituationPhrase] {
    values.enumerated().map { field($0.offset == 0 ? label : "", $0.element) }
  }
}
