import CellSchema

// The ceasefires, the texts, the guarantees.
extension SituationText {
  var ceasefires: [SituationPhrase] {
    guard !situation.ceasefires.isEmpty else {
      return [
        SituationPhrase(spoken("For the guarantees: ")) + situation.phase.shown,
        asked.nothing("No ceasefire is agreed."),
      ]
    }
    var lines = [SituationPhrase(spoken("For the guarantees: ")) + situation.phase.shown]
    for ceasefire in situation.ceasefires {
      let title = SituationPhrase(
        ceasefire.instrument?.description ?? spoken("an agreement that you may not read"), .bold)
      let parties = ceasefire.parties.isEmpty ? "" : "  \(ceasefire.parties.map(\.description).joined(separator: ", "))"
      let expiry = ceasefire.expiresAt.map { spoken("  expires \($0.dtg)") } ?? ""
      lines += ["", title + "  \(ceasefire.sequence.shown)\(parties)\(expiry)"]
      let table = table(
        .left("", 1), .left("PHASE", 11), .left("SCOPE", 24), .left("SINCE", 12), .right("NUMBER", 9), .left("", 0))
      lines += table.lines(ceasefire.scopes.flatMap(rows)) + missing(ceasefire.omitted)
    }
    return lines
  }

  private func rows(of scope: ScopeStanding) -> [[SituationPhrase]] {
    var notes: [SituationPhrase] = []
    if scope.isContested { notes.append(SituationPhrase(inColumn("CONTESTED"), .red)) }
    if !scope.awaiting.isEmpty { notes.append(SituationPhrase(spoken("awaits ")) + list(scope.awaiting)) }
    let first = [
      SituationPhrase(scope.isContested ? "!" : "", .red), scope.phase.shown, words(scope.scope.shown),
      time(scope.effectiveAt), sequence(scope.sequence), .joined(notes, separator: ", "),
    ]
    let stated = scope.statements.map { statement in
      [
        "", statement.phase.shown, SituationPhrase(inColumn("  stated by \(statement.by)")),
        time(statement.effectiveAt),
        sequence(statement.sequence), "",
      ]
    }
    guard let time = scope.scheduledFor else { return [first] + stated }
    let scheduled: [SituationPhrase] = [
      "", (scope.scheduledPhase ?? .inForce).shown, SituationPhrase(inColumn("  agreed, to come")), self.time(time), "",
      "",
    ]
    return [first] + stated + [scheduled]
  }

  var texts: [SituationPhrase] {
    guard !situation.texts.isEmpty else { return [asked.nothing("No text is on the record.")] }
    let lines = situation.texts.flatMap { text -> [SituationPhrase] in
      let name = SituationPhrase("\(text.instrument) \(text.version)", .bold)
      let standing =
        text.isCurrent ? SituationPhrase(inColumn("current"), .green) : SituationPhrase(inColumn("superseded"), .faint)
      let title = text.title.map { "  \($0)" } ?? ""
      let languages = text.languages.map { "\($0.language)\($0.authentic ? " authentic" : "") \($0.sha256)" }
      let corrections = text.corrections.map {
        SituationPhrase(spoken("  \($0.language) corrected in \($0.sequence), before that \($0.corrects)"), .faint)
      }
      let table = table(
        .left("  BY", 5), .left("CAPACITY", 9), .left("AT HOME", 12), .left("RATIFICATION", 12), .left("ON", 10),
        .right("NUMBER", 9), .left("RESERVATIONS", 0))
      let signatures = text.signatures.map { signature in
        [
          SituationPhrase("  \(signature.by)"), words(signature.capacity.rawValue),
          Self.shown(signature.domesticProcedure), Self.shown(signature.ratification),
          SituationPhrase(signature.ratifiedOn?.description ?? "-"), sequence(signature.sequence),
          SituationPhrase(isUnconfirmed(signature) ? spoken("UNCONFIRMED ") : "", .yellow)
            + SituationPhrase(signature.lateFrom.map { spoken("LATE, paper of \($0.dtg) ") } ?? "", .yellow)
            + (signature.corrected == nil ? "" : spoken("signed before the correction "))
            + Self.shown(signature.reservations),
        ]
      }
      return [.joined([name, standing, SituationPhrase("\(text.sequence.shown)\(title)")], separator: "  ")]
        + languages.map { SituationPhrase("  \($0)", .faint) } + corrections
        + (signatures.isEmpty ? [SituationPhrase(spoken("  Nobody has signed it."))] : table.lines(signatures))
        + missing(text.omitted) + [""]
    }
    return trimmed(lines)
  }

  private func isUnconfirmed(_ signature: SignatureStanding) -> Bool {
    situation.powers.contains { $0.sequence == signature.sequence && $0.confirmed == nil }
  }

  private static func shown(_ procedure: DeclarationSignature.DomesticProcedure) -> SituationPhrase {
    switch procedure {
    case .rejected: SituationPhrase(procedure.rawValue, .red)
    case .pending: SituationPhrase(procedure.rawValue, .yellow)
    case .approved, .notRequired: SituationPhrase(procedure.rawValue)
    }
  }

  private static func shown(_ decision: Ratification.Decision?) -> SituationPhrase {
    switch decision {
    case .approved, .deposited: SituationPhrase(decision?.rawValue ?? "", .green)
    case .rejected: SituationPhrase(inColumn("rejected"), .red)
    case nil: "-"
    }
  }

  private static func shown(_ reservations: [DeclarationSignature.Reservation]) -> SituationPhrase {
    SituationPhrase(
      reservations.map { ($0.provision.map { "\($0): " } ?? "") + $0.text.description }.joined(separator: "; "))
  }

  /// What is reserved where it counts; nil for nothing.
  static func reserved(_ reservations: [DeclarationSignature.Reservation]) -> String? {
    reservations.isEmpty ? nil : spoken("RESERVED ") + reservations.map { "\"\($0.text)\"" }.joined(separator: "; ")
  }

  var guarantees: [SituationPhrase] {
    guard !situation.guarantees.isEmpty else { return [asked.nothing("No guarantee has been given.")] }
    let table = table(
      .left("BY", 5), .left("FOR", 9), .left("STATE", 7), .left("POLITICAL", 9), .left("LEGAL", 12), .left("TERMS", 5),
      .left("SINCE", 12), .left("PROVISION", 9), .right("NUMBER", 9), .left("TEXT, TRACK, MEANS", 0))
    return table.lines(
      situation.guarantees.map { guarantee in
        let means = guarantee.means.map(\.rawValue).joined(separator: ", ")
        let rest =
          [
            "\(guarantee.instrument) \(guarantee.version)", Self.limb(of: guarantee),
            Self.end(of: guarantee),
          ]
          + [means.isEmpty ? nil : means] + guarantee.partialEnds.map(Self.end)
          + guarantee.pendingCompletions.map { spoken("completion \($0) awaits its ratification") }
          + [
            guarantee.lateFrom.map { spoken("LATE, paper of \($0.dtg)") },
            guarantee.isProvisionUnlisted ? spoken("UNLISTED PROVISION") : nil, Self.reserved(guarantee.reservations),
          ]
        return [
          words(guarantee.by), words(guarantee.beneficiary.rawValue), guarantee.state.shown,
          words(guarantee.political.rawValue), Self.shown(guarantee.legal), words(guarantee.terms.rawValue),
          time(guarantee.activeSince), words(guarantee.provision), sequence(guarantee.sequence),
          SituationPhrase(rest.compactMap(\.self).joined(separator: "; ")),
        ]
      })
  }

  private static func limb(of guarantee: GuaranteeStanding) -> String? {
    switch (guarantee.track, guarantee.bindingness) {
    case (.political, .both): spoken("limb political, the legal one not yet")
    case (.political, .political), (.political, .legal): spoken("limb political")
    case (.both, .legal): spoken("limb legal")
    case (.both, .both), (.both, .political): spoken("limbs political and legal")
    case (nil, _): nil
    }
  }

  /// The date that counts, and the one that was stated where it is another.
  private static func end(of guarantee: GuaranteeStanding) -> String? {
    guard let endsAt = guarantee.endsAt else { return nil }
    if let replacedBy = guarantee.replacedBy { return spoken("replaced by \(replacedBy) from \(endsAt.dtg)") }
    return spoken("ends \(endsAt.dtg)") + stated(guarantee.statedEnd, endsAt)
  }

  private static func end(of part: PartialWithdrawalStanding) -> String {
    spoken("\(part.means.map(\.rawValue).joined(separator: ", ")) until \(part.endsAt.dtg)")
      + stated(part.statedEnd, part.endsAt)
  }

  private static func stated(_ stated: Timestamp?, _ counting: Timestamp) -> String {
    stated.map { $0 == counting ? "" : spoken(" (stated \($0.dtg))") } ?? ""
  }

  private static func shown(_ legal: GuaranteeStanding.Legal) -> SituationPhrase {
    switch legal {
    case .rejected: SituationPhrase(legal.rawValue, .red)
    case .pending: SituationPhrase(legal.rawValue, .yellow)
    case .approved, .deposited: SituationPhrase(legal.rawValue, .green)
    case .notRequired: SituationPhrase(legal.rawValue)
    }
  }
}
