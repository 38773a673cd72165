import CellSchema

extension SituationScreen {
  var force: ScreenSection {
    let force = situation.force
    let summary =
      force.constitution.map { constitution -> SituationPhrase in
        let lead = SituationPhrase.names(constitution.lead, to: 11)
        return SituationPhrase("\(constitution.name)").cut(to: 26)
          + ", lead \(lead), from \(constitution.effectiveAt.dtg)"
      } ?? asked.nothing("The force is not constituted.")
    var items: [SituationPhrase] = []
    if force.incidents > 0 {
      items.append(SituationPhrase("! under fire: \(counted(force.incidents, "report"))", .red))
    }
    let open = force.requests.filter { !$0.isAnswered }
    if let next = open.map(\.by).min() {
      items.append(SituationPhrase("? \(counted(open.count, "request")) unanswered, the next by \(next.dtg)", .yellow))
    }
    if !force.contributions.isEmpty {
      let pending = force.contributions.filter { $0.mandate == .pending }.count
      let ready = force.contributions.filter { $0.readiness == .full || $0.readiness == .substantial }.count
      let caveats = force.contributions.filter { !$0.caveats.isEmpty }.count
      items.append(
        SituationPhrase(
          "\(counted(force.contributions.count, "contribution")): \(ready) ready, \(pending) mandate pending, "
            + "\(caveats) with caveats"))
    }
    let beyond = force.support.filter(\.isBeyondText).count
    let works = [
      force.activities.isEmpty ? nil : counted(force.activities.count, "activity", "activities"),
      force.regeneration.isEmpty ? nil : "\(force.regeneration.count) of regeneration",
      force.support.isEmpty
        ? nil : "\(force.support.count) of support" + (beyond > 0 ? " (\(beyond) beyond the text)" : ""),
    ].compactMap { $0 }
    if !works.isEmpty { items.append(SituationPhrase(works.joined(separator: ", "))) }
    return section("FORCE", .force, "force", summary: summary, items, areDetails: true)
  }

  var support: ScreenSection {
    let uninvoked = situation.attacks.filter { $0.invocation == nil }
    let open = situation.invocations.filter(\.isOpen)
    let attacks = uninvoked.map { attack -> SituationPhrase in
      let head = SituationPhrase("! ", .red) + SituationPhrase("ATTACK", .alarm)
      let place = SituationPhrase("\(attack.place)").cut(to: 20)
      return head + " on \(attack.target.shown), \(attack.isOngoing ? "ongoing, " : "")" + place
        + ": not invoked, \(attack.obliged.isEmpty ? "nobody" : "\(attack.obliged.count)") obliged"
    }
    let invocations = open.map { invocation -> SituationPhrase in
      let obliged = invocation.responses.filter(\.isObliged)
      let silent = obliged.filter { !$0.isDecided }.map(\.by)
      let missing = silent.isEmpty ? "" : ", not \(SituationPhrase.names(silent, to: 15))"
      let answered = "\(obliged.count - silent.count) of \(obliged.count) decided"
      return SituationPhrase("! INVOKED", .red)
        + " by \(invocation.by) for \(invocation.beneficiary.shown): \(answered)\(missing)"
    }
    let closed = situation.invocations.count - open.count
    let items = attacks + invocations
    guard items.isEmpty else { return section("SUPPORT", .support, "support", items, notListed: closed) }
    let summary =
      situation.attacks.isEmpty && closed == 0
      ? asked.nothing("No attack is reported, no guarantee invoked.")
      : SituationPhrase(
        "\(counted(situation.attacks.count, "attack")) reported, \(counted(closed, "invocation")); none is open")
    return section("SUPPORT", .support, "support", summary: summary)
  }

  var assistance: ScreenSection {
    let assistance = situation.assistance
    let uncovered = assistance.requirements.filter { $0.pledged < $0.quantity.value }
    guard !assistance.requirements.isEmpty || !assistance.pledges.isEmpty || !assistance.money.isEmpty else {
      return section("ASSISTANCE", .assistance, "assistance", summary: asked.nothing("Nothing is required or pledged."))
    }
    let late = uncovered.filter { $0.neededBy.map { $0.description < situation.asOf.description } ?? false }.count
    var summary = SituationPhrase(
      "\(counted(assistance.pledges.count, "pledge")); \(counted(assistance.requirements.count, "requirement"))")
    if !uncovered.isEmpty { summary = summary + SituationPhrase(", \(uncovered.count) not covered", .yellow) }
    if late > 0 { summary = summary + SituationPhrase(", \(late) past its day", .red) }
    let items = assistance.money.map { total -> SituationPhrase in
      let delivered = SituationPhrase(Self.share(total.delivered, of: total.pledged)).right(4)
      let confirmed = SituationPhrase(Self.share(total.confirmed, of: total.pledged)).right(4)
      return .joined([
        SituationPhrase("\(total.currency)"), SituationPhrase(total.pledged.shown).right(20), "pledged,", delivered,
        "delivered,", confirmed, "confirmed",
      ])
    }
    return section("ASSISTANCE", .assistance, "assistance", summary: summary, items)
  }

  /// Rounded down: 100% is all of it.
  private static func share(_ part: AmountTotal, of whole: AmountTotal) -> String {
    whole.millionths == 0 ? "-" : "\(part.millionths * 100 / whole.millionths)%"
  }

  var silence: ScreenSection {
    let silent = situation.silentNodes
    if asked.isPast { return ScreenSection(label: "SILENT", command: "status", summary: "Not kept of the past.") }
    if silent.isEmpty { return ScreenSection(label: "SILENT", command: "status", summary: "No node.") }
    return ScreenSection(
      label: "SILENT", command: "status",
      summary: SituationPhrase("\(counted(silent.count, "node")): ", .yellow) + SituationPhrase.names(silent, to: 54))
  }

  var sinceHandover: ScreenSection {
    let since = situation.sinceHandover
    let start = since.at.map { "handover \($0.dtg)" } ?? "no handover yet"
    let systems = since.systems.map { "\($0.system) \($0.messages)" }
    let counts = SituationPhrase.names(systems, to: 66 - start.count, separator: ", ")
    let items = since.latest.map { change -> SituationPhrase in
      .joined([
        SituationPhrase("#\(change.sequence)").right(9), SituationPhrase(change.acceptedAt.short(in: situation.asOf)),
        SituationPhrase("\(change.from)").column(14), SituationPhrase("\(change.type)"),
      ])
    }
    return ScreenSection(
      label: "SINCE", command: "tail", summary: SituationPhrase("\(start): \(counts.isEmpty ? "nothing" : counts)"),
      items: items)
  }
}
