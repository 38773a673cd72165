import CellSchema

// The force, and the support if it or Ukraine is attacked.
extension SituationText {
  var force: [SituationPhrase] {
    let force = situation.force
    var lines = [
      force.constitution.map { constitution in
        SituationPhrase("\(constitution.name)", .bold)
          + "  \(constitution.sequence.shown)  "
          + spoken(
            """
            lead \(Self.names(constitution.lead)), headquarters \(constitution.headquarters), \
            from \(constitution.effectiveAt.dtg)
            """)
          + (constitution.endsAt.map { SituationPhrase(spoken(", ends \($0.dtg)"), .red) } ?? "")
      } ?? SituationPhrase(spoken("The force is not constituted."))
    ]
    if force.incidents > 0 {
      lines.append(
        SituationPhrase(
          counted(
            force.incidents, "It has reported {1} time that it is under fire.",
            "It has reported {1} times that it is under fire."), .red))
    }
    if force.contributions.isEmpty { lines.append(asked.nothing("No contribution has been offered.")) }
    lines.append("")
    lines += changes + contributions + activities + regeneration + forceSupport + requests
    return trimmed(lines)
  }

  private var changes: [SituationPhrase] {
    rows(
      spoken("CHANGES OF THE FORCE"),
      table(.left("WHAT", 12), .left("FROM", 12), .right("NUMBER", 9), .left("NEW VALUE", 0)),
      situation.force.changes.map { one in
        [
          words(one.what.rawValue), time(one.effectiveAt), sequence(one.sequence),
          SituationPhrase(one.to?.description ?? ""),
        ]
      })
  }

  private var contributions: [SituationPhrase] {
    rows(
      spoken("CONTRIBUTIONS"),
      table(
        .left("BY", 5), .left("DOMAIN", 9), .left("WHERE", 12), .right("SIZE", 7), .left("NOTICE", 6),
        .left("FROM", 10), .left("MANDATE", 8), .left("READY", 11), .right("NUMBER", 9), .left("UNIT; CAVEATS", 0)),
      situation.force.contributions.map { one in
        let caveats = one.caveats.map { "\($0.kind.rawValue): \($0.text)" }.joined(separator: "; ")
        let unit = one.unit?.description ?? ""
        return [
          words(one.by), words(one.domain.rawValue), words(one.location.rawValue),
          SituationPhrase(one.size.map { grouped($0.value) } ?? "-"), words(one.noticeToMove), words(one.availableFrom),
          SituationPhrase(one.mandate.rawValue, one.mandate == .pending ? .yellow : nil), one.readiness?.shown ?? "-",
          sequence(one.sequence),
          SituationPhrase(one.isBeyondText ? spoken("beyond the text: ") : "", .yellow)
            + [unit, caveats].filter { !$0.isEmpty }.joined(separator: "; "),
        ]
      })
  }

  private var activities: [SituationPhrase] {
    rows(
      spoken("ACTIVITIES"), table(.left("KIND", 16), .left("PERIOD", 28), .right("NUMBER", 9), .left("PLACE", 0)),
      situation.force.activities.map { one in
        [
          words(one.kind.rawValue), words(one.period.shown), sequence(one.sequence),
          SituationPhrase(one.place?.description ?? ""),
        ]
      })
  }

  private var regeneration: [SituationPhrase] {
    rows(
      spoken("REGENERATION"),
      table(.left("KIND", 16), .left("PERIOD", 28), .right("NUMBER", 9), .right("QUANTITY", 8), .left("UNIT", 0)),
      situation.force.regeneration.map { one in
        [
          words(one.kind.rawValue), words(one.period.shown), sequence(one.sequence),
          SituationPhrase(one.quantity.map { grouped($0.value) } ?? "-"),
          SituationPhrase(one.beneficiaryUnit?.description ?? ""),
        ]
      })
  }

  private var forceSupport: [SituationPhrase] {
    rows(
      spoken("SUPPORT TO THE FORCE"),
      table(.left("KIND", 16), .left("PERIOD", 28), .right("NUMBER", 9), .left("BY", 5), .left("TEXT", 0)),
      situation.force.support.map { one in
        let beyond = SituationPhrase(one.isBeyondText ? spoken("beyond the text: ") : "", .yellow)
        return [
          words(one.kind.rawValue), words(one.period.shown), sequence(one.sequence), words(one.by),
          beyond + words(one.text),
        ]
      })
  }

  private var requests: [SituationPhrase] {
    rows(
      spoken("REQUESTS OF UKRAINE"),
      table(.left("ANSWER", 16), .left("BY", 28), .right("NUMBER", 9), .left("WHAT", 0)),
      situation.force.requests.map { one in
        [
          one.isAnswered
            ? SituationPhrase(inColumn("answered"), .green) : SituationPhrase(inColumn("outstanding"), .yellow),
          one.isAnswered ? time(one.by) : due(one.by), sequence(one.sequence), words(one.what),
        ]
      })
  }

  var support: [SituationPhrase] {
    guard !situation.attacks.isEmpty || !situation.invocations.isEmpty else {
      return [asked.nothing("No attack has been reported, and no guarantee invoked.")]
    }
    let attacks = rows(
      spoken("ATTACKS"),
      table(
        .left("TARGET", 9), .left("BEGAN", 12), .left("", 8), .left("CONFIDENCE", 10), .left("INVOKED", 7),
        .whole("BY", 14), .right("NUMBER", 9), .left("PLACE; OBLIGED", 0)),
      situation.attacks.map { attack in
        let obliged = attack.obliged.isEmpty ? spoken("nobody is obliged") : Self.names(attack.obliged)
        return [
          words(attack.target.shown), SituationPhrase(attack.began.value?.dtg ?? "N/K"),
          SituationPhrase(attack.isOngoing ? inColumn("ongoing") : "", .red),
          words(attack.confidence.rawValue),
          attack.invocation == nil ? SituationPhrase(inColumn("no"), .red) : SituationPhrase(inColumn("yes")),
          words(attack.by),
          sequence(attack.sequence),
          SituationPhrase(
            "\(attack.place); \(obliged)"
              + (attack.beganLatest.map { spoken("; began by \($0.dtg)") } ?? "")),
        ]
      })
    let invoked = situation.attacks.filter { !$0.standings.isEmpty }.flatMap(obligations)
    return trimmed(attacks + invoked + situation.invocations.flatMap { lines(of: $0) })
  }

  /// Who is obliged because of an attack, and who is not: worst first.
  private func obligations(by attack: AttackStanding) -> [SituationPhrase] {
    let table = table(
      .left("  BY", 5), .left("OBLIGED", 19), .left("LIMB", 9), .left("TERMS", 5), .right("NUMBER", 9),
      .left("MARKS", 0))
    let title =
      SituationPhrase(spoken("OBLIGED"), .bold)
      + "  \(attack.target.shown), \(attack.place) (\(attack.sequence.shown))"
    let rows = attack.standings.map { standing in
      [
        SituationPhrase("  \(standing.by)"), Self.shown(standing.standing),
        SituationPhrase(standing.track?.rawValue ?? "-"),
        SituationPhrase(standing.terms?.rawValue ?? "-"),
        sequence(standing.sequence),
        SituationPhrase(
          (standing.marks.map(\.rawValue) + [Self.reserved(standing.reservations)].compactMap(\.self))
            .joined(separator: ", "), .yellow),
      ]
    }
    return [title] + table.lines(rows) + missing(attack.omitted) + [""]
  }

  private static func shown(_ standing: GuaranteeObliged.Standing) -> SituationPhrase {
    switch standing {
    case .obliged: SituationPhrase(inColumn("obliged"), .green)
    case .notYetActive: SituationPhrase(standing.rawValue, .yellow)
    case .withdrawn: SituationPhrase(standing.rawValue, .red)
    case .replaced: SituationPhrase(standing.rawValue)
    case .beneficiaryDiffers: SituationPhrase(standing.rawValue)
    }
  }

  private func lines(of invocation: InvocationStanding) -> [SituationPhrase] {
    let state =
      invocation.isOpen ? SituationPhrase(inColumn("OPEN"), .red) : SituationPhrase(inColumn("closed"), .faint)
    let title =
      SituationPhrase(spoken("INVOCATION"), .bold)
      + "  \(invocation.sequence.shown) "
      + spoken("by \(invocation.by) for \(invocation.beneficiary.shown)  ")
    var lines = [title + state, SituationPhrase(spoken("  aim: \(invocation.aim)"))]
    if !invocation.requested.isEmpty {
      lines.append(SituationPhrase(spoken("  asked for: ")) + list(invocation.requested.map(\.rawValue)))
    }
    lines += invocation.consultations.map { consultation in
      SituationPhrase(
        spoken("  consultation \(consultation.at.dtg), \(consultation.level.rawValue)  \(consultation.sequence.shown)"))
    }
    let answers = table(
      .left("  BY", 5), .left("OBLIGED", 12), .left("DETERMINATION", 16), .left("RESPONSE", 15),
      .left("DECIDES BY", 12),
      .right("NUMBER", 9), .left("MEANS; RESERVED", 0))
    lines += [answers.title]
    lines += invocation.responses.map { response in
      let determination =
        response.determination.map { SituationPhrase($0.rawValue) }
        ?? SituationPhrase(inColumn("outstanding"), response.isObliged ? .red : nil)
      return answers.row([
        SituationPhrase("  \(response.by)"),
        SituationPhrase(
          response.isObliged ? response.isConsultationOnly ? inColumn("consultation") : inColumn("yes") : inColumn("no")
        ),
        determination, Self.shown(response.response), due(response.decisionBy), sequence(response.sequence),
        SituationPhrase(
          (response.means.map(\.rawValue) + [Self.reserved(response.reservations)].compactMap(\.self))
            .joined(separator: ", ")),
      ])
    }
    let measures = table(
      .left("  BY", 5), .left("MEASURE", 12), .left("STATUS", 16), .right("NUMBER", 9), .left("WHAT", 0))
    if !invocation.measures.isEmpty { lines.append(measures.title) }
    lines += invocation.measures.map { measure in
      measures.row([
        SituationPhrase("  \(measure.by)"), words(measure.means.rawValue), words(measure.status.rawValue),
        sequence(measure.sequence), words(measure.description),
      ])
    }
    return lines + missing(invocation.omitted) + [""]
  }

  private static func shown(_ response: SupportResponse.Response?) -> SituationPhrase {
    switch response {
    case .committed: SituationPhrase(inColumn("committed"), .green)
    case .partial: SituationPhrase(inColumn("partial"), .yellow)
    case .declined: SituationPhrase(inColumn("declined"), .red)
    case .inConsultation: SituationPhrase("in-consultation", .yellow)
    case .notObliged: SituationPhrase("not-obliged")
    case nil: "-"
    }
  }
}
