package import CellSchema

/// One proposal in full: the act, who decides and by which files, who has it, what was said, down time, result.
package struct DecisionText: Sendable {
  let decision: DecisionStanding
  let asOf: Timestamp
  /// Columns of the terminal; nil where lines are as long as they are.
  let width: Int?

  package init(_ decision: DecisionStanding, asOf: Timestamp, width: Int?) {
    self.decision = decision
    self.asOf = asOf
    self.width = width
  }

  package func text(_ ink: Ink) -> String {
    lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }.joined(separator: "\n")
  }

  private var lines: [SituationPhrase] {
    let electors = SituationTable(
      [
        .left("ELECTOR", 7), .left("HAS IT", 12), .left("SAYS", 7), .right("NUMBER", 9), .left("", 9), .left("WHY", 0),
      ], width: width)
    var lines = [
      SituationPhrase("\(decision.sequence)  \(decision.id)", .bold),
      field("act", spoken("\(decision.actType), proposed by \(decision.by)")),
      field("", "\(decision.act)"), field("sha256", "\(decision.sha256)"),
      field("decided by", "\(decision.electorate), \(decision.ruleInWords)"),
      field(
        "basis", spoken("roster revision \(decision.rosterRevision), charter revision \(decision.charterRevision)")),
      label("until") + moment, label("state") + decision.state.shown + result,
    ]
    if let explanation = decision.explanation { lines.append(field("why", explanation.description)) }
    if let code = decision.code {
      let place = decision.pointer.map { spoken(" at \($0)") } ?? ""
      lines.append(field("refused", "\(code)\(place): cellbus explain \(code)"))
    }
    lines += decision.delays.map { field("put off", words($0)) }
    lines.append("")
    lines += electors.lines(decision.electors.map(row))
    if let omitted = decision.omitted {
      lines.append(SituationPhrase(spoken("\(grouped(omitted.value)) more of it did not fit the answer."), .yellow))
    }
    return lines
  }

  private func label(_ name: Wording) -> SituationPhrase { SituationPhrase(inColumn(name), .faint).column(12) }
  private func field(_ name: Wording, _ words: String) -> SituationPhrase {
    (label(name) + words).hanging(at: 12)
  }

  private var moment: SituationPhrase {
    let isLate = decision.isOpen && decision.until < asOf
    let proposed = decision.until == decision.proposedUntil ? "" : spoken(", proposed \(decision.proposedUntil.dtg)")
    return SituationPhrase(decision.until.dtg, isLate ? .red : nil) + proposed
  }

  private var result: SituationPhrase { SituationPhrase(decision.decided.map { "  \($0.shown)" } ?? "") }

  private func words(_ delay: DecisionDelay) -> String {
    let cause =
      if let from = delay.downFrom, let to = delay.downTo { spoken("down \(from.dtg) to \(to.dtg)") } else {
        spoken("by its proposer")
      }
    return spoken("until \(delay.until.dtg), \(cause) (\(delay.sequence.shown))")
  }

  private func row(_ elector: ElectorStanding) -> [SituationPhrase] {
    let says: SituationPhrase =
      switch elector.position {
      case .agree: SituationPhrase(inColumn("agree"), .green)
      case .object: SituationPhrase(inColumn("object"), .red)
      case .abstain: SituationPhrase(inColumn("abstain"), .yellow)
      case nil: SituationPhrase("-")
      }
    let delivered =
      elector.delivered.map { SituationPhrase($0.dtg) }
      ?? SituationPhrase(decision.isOpen ? inColumn("NOT YET") : "-", .red)
    let notes = [elector.mustAgree ? inColumn("MUST") : nil, elector.hasLeft ? inColumn("LEFT") : nil].compactMap(
      \.self)
    return [
      SituationPhrase("\(elector.participant)"), delivered, says,
      SituationPhrase(elector.sequence.map { "\($0)" } ?? ""), SituationPhrase(notes.joined(separator: " ")),
      SituationPhrase(elector.reason?.description ?? ""),
    ]
  }
}
