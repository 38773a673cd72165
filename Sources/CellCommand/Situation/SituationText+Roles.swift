import CellSchema

// Who holds which role, and who signed without full powers.
extension SituationText {
  var roles: [SituationPhrase] {
    guard !situation.roles.isEmpty else { return [asked.nothing("The charter has no role.")] }
    let table = table(.left("", 1), .left("ROLE", 20), .left("HOLDERS", 40), .left("ALTERNATES", 0))
    return table.lines(
      situation.roles.map { role in
        [
          SituationPhrase(role.needsAttention ? "!" : "", .red), words(role.role),
          role.isVacant ? RoleStanding.vacant : SituationPhrase(role.holders.map(\.description).joined(separator: " ")),
          list(role.alternates),
        ]
      },
      notes: situation.roles.map { role in
        role.acting.map { acting in
          (SituationPhrase("     ") + acting.shown(\.dtg) + "  \(acting.sequence.shown)").hanging(at: 5)
        } + missing(role.omitted)
      })
  }

  /// Acts that wait for a confirmation, before everything else, and those that have it.
  var unconfirmed: [SituationPhrase] {
    let table = table(
      .left("", 1), .left("BY", 4), .right("NUMBER", 9), .left("TYPE", 25), .left("POWERS", 11), .left("OFFICE", 0))
    return rows(
      spoken("Signed without registered full powers"), table,
      situation.powers.map { act in
        let isOpen = act.confirmed == nil
        return [
          SituationPhrase(isOpen ? "?" : "", .yellow), words(act.by), sequence(act.sequence), words(act.type),
          isOpen
            ? SituationPhrase(inColumn("UNCONFIRMED"), .yellow)
            : SituationPhrase(inColumn("by ")) + sequence(act.confirmed),
          words(act.office),
        ]
      })
  }
}

extension SituationScreen {
  var roles: ScreenSection {
    let vacant = situation.roles.filter(\.isVacant)
    let items = situation.roles.filter { !$0.isVacant }.flatMap { role in
      role.acting.map { SituationPhrase("@\(role.role): ") + $0.shown { $0.short(in: situation.asOf) } }
    }
    let summary =
      vacant.isEmpty
      ? nil : RoleStanding.vacant + ": " + SituationPhrase.names(vacant.map { "@\($0.role)" }, to: room - 12)
    return section("ROLES", .roles, "situation roles", summary: summary, items)
  }
}

extension RoleStanding {
  static var vacant: SituationPhrase { SituationPhrase(inColumn("VACANT"), .red) }
}

extension ActingStanding {
  /// `ALTERNATE ACTS: NLD.CELL-1 since 071021ZMAR26`.
  func shown(_ time: (Timestamp) -> String) -> SituationPhrase {
    SituationPhrase(spoken("ALTERNATE ACTS"), .yellow)
      + SituationPhrase(
        "\(participant.map { spoken(" for \($0)") } ?? ""): \(SituationPhrase.names(nodes, to: 26))"
          + (since.map { spoken(" since \(time($0))") } ?? ""))
  }
}
