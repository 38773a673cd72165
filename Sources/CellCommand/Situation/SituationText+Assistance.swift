import CellSchema

extension SituationText {
  var assistance: [SituationPhrase] {
    let assistance = situation.assistance
    let lines = money(assistance) + goods(assistance) + requirements(assistance) + pledges(assistance)
    return lines.isEmpty ? [asked.nothing("Nothing has been required or pledged.")] : trimmed(lines)
  }

  private func money(_ assistance: AssistanceStanding) -> [SituationPhrase] {
    rows(
      spoken("MONEY"),
      table(
        .left("CURRENCY", 8), .amount("PLEDGED", 24), .amount("DELIVERED", 24), .amount("CONFIRMED", 24)),
      assistance.money.map { total in
        [
          words(total.currency), words(total.pledged.shown), words(total.delivered.shown), words(total.confirmed.shown),
        ]
      })
  }

  private func goods(_ assistance: AssistanceStanding) -> [SituationPhrase] {
    rows(
      spoken("GOODS"),
      table(
        .amount("REQUIRED", 13), .amount("PLEDGED", 13), .amount("DELIVERED", 13), .amount("CONFIRMED", 13),
        .whole("UNIT", 8), .left("WHAT", 0)),
      assistance.goods.map { total in
        let isShort = total.pledged < total.required
        return [
          words(grouped(total.required)), SituationPhrase(grouped(total.pledged), isShort ? .yellow : nil),
          words(grouped(total.delivered)), words(grouped(total.confirmed)), words(total.unit),
          words(total.nomenclature),
        ]
      })
  }

  private func requirements(_ assistance: AssistanceStanding) -> [SituationPhrase] {
    rows(
      spoken("REQUIREMENTS"),
      table(
        .right("NUMBER", 9), .left("PRIO", 6), .left("NEEDED BY", 10), .amount("REQUIRED", 13), .amount("PLEDGED", 13),
        .amount("DELIVERED", 13), .whole("UNIT", 8), .left("WHAT", 0)),
      assistance.requirements.map { one in
        let isCovered = one.pledged >= one.quantity.value
        // Days in ISO 8601 are in the order of their letters.
        let isLate = !isCovered && one.neededBy.map { $0.description < situation.asOf.description } ?? false
        return [
          sequence(one.sequence), one.priority.shown,
          SituationPhrase(one.neededBy?.description ?? "-", isLate ? .red : nil), words(grouped(one.quantity.value)),
          SituationPhrase(grouped(one.pledged), isCovered ? nil : .yellow), words(grouped(one.delivered)),
          words(one.unit), words(one.item),
        ]
      })
  }

  private func pledges(_ assistance: AssistanceStanding) -> [SituationPhrase] {
    rows(
      spoken("PLEDGES"),
      table(
        .right("NUMBER", 9), .left("DONOR", 5), .left("STATE", 16), .left("KIND", 14), .right("DELIVERIES", 10),
        .whole("REF", 20), .left("WHAT", 0)),
      assistance.pledges.map { pledge in
        let amount = pledge.amount.map { "\($0.currency) \(AmountTotal(millionths: $0.value.millionths).shown)" }
        let items = pledge.items.map { item in
          "\(grouped(item.quantity.value)) \(item.unit) \(item.nomenclature)"
            + (item.value.map { " (\($0.currency) \(AmountTotal(millionths: $0.value.millionths).shown))" } ?? "")
        }
        let revised = pledge.revisions == 0 ? [] : [counted(pledge.revisions, "revised {1} time", "revised {1} times")]
        let enabled =
          pledge.enabledBy.isEmpty
          ? [] : [spoken("enabled by \(pledge.enabledBy.map { Self.enabler($0, of: pledge) }.joined(separator: ", "))")]
        return [
          sequence(pledge.sequence), words(pledge.donor), Self.shown(pledge.state), words(pledge.kind.rawValue),
          words(pledge.deliveries), words(pledge.ref),
          SituationPhrase(((amount.map { [$0] } ?? []) + items + revised + enabled).joined(separator: "; ")),
        ]
      })
  }

  private static func enabler(_ code: ParticipantCode, of pledge: PledgeStanding) -> String {
    pledge.unconfirmed.contains(code)
      ? spoken("\(code) (UNCONFIRMED)") : pledge.declined.contains(code) ? spoken("\(code) (DECLINED)") : "\(code)"
  }

  private static func shown(_ state: PledgeStanding.State) -> SituationPhrase {
    switch state {
    case .pledged: SituationPhrase(state.rawValue)
    case .partlyDelivered: SituationPhrase(state.rawValue, .yellow)
    case .delivered: SituationPhrase(state.rawValue, .cyan)
    case .confirmed: SituationPhrase(state.rawValue, .green)
    case .replaced: SituationPhrase(state.rawValue, .faint)
    }
  }
}
