import CellSchema

// Proposals on which participants decide together.
extension SituationText {
  var decisions: [SituationPhrase] {
    let proposals =
      situation.decisions.isEmpty ? [asked.nothing("Nothing has been proposed.")] : proposals
    return contested.isEmpty ? proposals : contested + [""] + proposals
  }

  /// Each authority makes its own statement: none of these is a proposal to which another could agree.
  private var contested: [SituationPhrase] {
    let rows = situation.contested.flatMap { phase in
      phase.statements.map { statement in
        [
          words(statement.by), words(statement.phase.rawValue), time(statement.effectiveAt),
          sequence(statement.sequence),
          words(spoken("\(phase.instrument.map { "\($0), " } ?? "")\(phase.scope.shown), now \(phase.phase.rawValue)")),
        ]
      }
        + phase.awaiting.map { code in
          [
            words(code), SituationPhrase(inColumn("silent"), .yellow), "-", "",
            words(spoken("\(phase.scope.shown), now \(phase.phase.rawValue)")),
          ]
        }
    }
    guard !rows.isEmpty else { return [] }
    let table = table(
      .left("BY", 5), .left("STATES", 11), .left("FROM", 12), .right("NUMBER", 9), .left("CEASEFIRE", 0))
    return [SituationPhrase(spoken("CONTESTED: each authority states it by itself; none agrees to another's"), .bold)]
      + table.lines(rows) + situation.contested.flatMap { missing($0.omitted) }
  }

  private var proposals: [SituationPhrase] {
    let table = table(
      .right("NUMBER", 9), .left("STATE", 11), .left("RULE", 10), .left("UNTIL", 12), .left("BY", 4), .left("SAID", 8),
      .left("ACT", 0))
    return table.lines(
      situation.decisions.map { decision in
        [
          sequence(decision.sequence), decision.state.shown, words(decision.ruleInWords), due(decision),
          words(decision.by), words(decision.said), words(decision.actType),
        ]
      }, notes: situation.decisions.map { missing($0.omitted) })
  }

  private func due(_ decision: DecisionStanding) -> SituationPhrase {
    decision.isOpen ? due(decision.until) : time(decision.until)
  }
}

extension SituationScreen {
  var decisions: ScreenSection {
    let open = situation.decisions.filter(\.isOpen)
    let nothing = asked.nothing("Nothing has been proposed.")
    var summary = SituationPhrase(spoken("\(grouped(counts.openDecisions)) open, \(grouped(counts.decided)) decided"))
    if counts.openDecisions + counts.decided == 0 { summary = nothing }
    return section(
      "DECISIONS", .decisions, "decisions", summary: summary,
      open.map { decision in
        .joined([
          SituationPhrase("\(decision.sequence)").column(8), decision.state.shown.column(11),
          SituationPhrase(decision.ruleInWords).column(10), SituationPhrase(decision.until.short(in: situation.asOf)),
          SituationPhrase("\(decision.actType), \(decision.said)"),
        ])
      }, notListed: max(0, counts.openDecisions - open.count))
  }
}

extension DecisionStanding {
  /// `silence`, `all`, `3 agree`.
  var ruleInWords: String {
    switch rule {
    case .all: inColumn("all")
    case .silence: inColumn("silence")
    case .nOfM: inColumn("\(n.map(\.description) ?? "?") agree")
    }
  }

  /// How many of the electors in the answer have spoken: `5 of 7`.
  var said: String { inColumn("\(electors.count { $0.position != nil }) of \(electors.count)") }
}

extension DecisionStanding.State {
  var shown: SituationPhrase {
    switch self {
    case .open: SituationPhrase(inColumn("open"), .yellow)
    case .notReached: SituationPhrase(inColumn("NOT REACHED"), .red)
    case .carried: SituationPhrase(inColumn("carried"), .green)
    case .broken: SituationPhrase(inColumn("broken"), .red)
    case .lapsed: SituationPhrase(inColumn("lapsed"), .faint)
    case .fell: SituationPhrase(inColumn("fell"), .red)
    case .withdrawn: SituationPhrase(inColumn("withdrawn"), .faint)
    }
  }
}
