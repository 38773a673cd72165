import CellSchema

extension SituationScreen {
  var force: ScreenSection {
    let force = situation.force
    let summary =
      force.constitution.map { constitution -> SituationPhrase in
        let lead = SituationPhrase.names(constitution.lead, to: flexible(11, least: 7))
        return SituationPhrase("\(constitution.name)").cut(to: flexible(26, least: 12, most: 60))
          + ", lead \(lead), "
          + (constitution.endsAt.map { SituationPhrase("ends \($0.dtg)", .red) }
            ?? SituationPhrase("from \(constitution.effectiveAt.dtg)"))
      } ?? asked.nothing("The force is not constituted.")
    var items: [SituationPhrase] = []
    if force.incidents > 0 {
      items.append(SituationPhrase("! under fire: \(counted(force.incidents, "report"))", .red))
    }
    if let next = counts.nextRequest {
      items.append(
        SituationPhrase(
          "? \(counted(counts.unansweredRequests, "request")) unanswered, the next by \(next.dtg)", .yellow))
    }
    if counts.contributions > 0 {
      items.append(
        SituationPhrase(
          "\(counted(counts.contributions, "contribution")): \(grouped(counts.readyContributions)) ready, "
            + "\(grouped(counts.pendingContributions)) mandate pending, "
            + "\(grouped(counts.contributionsWithCaveats)) with caveats")
          + SituationPhrase(
            counts.contributionsBeyondText > 0
              ? ", \(grouped(counts.contributionsBeyondText)) beyond the text" : "", .yellow))
    }
    let beyond = counts.forceSupportBeyondText
    let works = [
      counts.activities == 0 ? nil : counted(counts.activities, "activity", "activities"),
      counts.regeneration == 0 ? nil : "\(grouped(counts.regeneration)) of regeneration",
      counts.forceSupport == 0
        ? nil
        : "\(grouped(counts.forceSupport)) of support" + (beyond > 0 ? " (\(grouped(beyond)) beyond the text)" : ""),
    ].compactMap { $0 }
    if !works.isEmpty { items.append(SituationPhrase(works.joined(separator: ", "))) }
    return section("FORCE", .force, "force", summary: summary, items, areDetails: true)
  }

  var support: ScreenSection {
    let uninvoked = situation.attacks.filter { $0.invocation == nil }
    let open = situation.invocations.filter(\.isOpen)
    let attacks = uninvoked.map { attack -> SituationPhrase in
      let head = SituationPhrase("! ", .red) + SituationPhrase("ATTACK", .alarm)
      let place = SituationPhrase("\(attack.place)").cut(to: flexible(20, least: 8))
      return head + " on \(attack.target.shown), \(attack.isOngoing ? "ongoing, " : "")" + place
        + ": not invoked, \(attack.obliged.isEmpty ? "nobody" : "\(attack.obliged.count)") obliged"
    }
    let invocations = open.map { invocation -> SituationPhrase in
      let obliged = invocation.responses.filter(\.isObliged)
      let silent = obliged.filter { !$0.isDecided }.map(\.by)
      let missing = silent.isEmpty ? "" : ", not \(SituationPhrase.names(silent, to: flexible(15)))"
      let answered = "\(obliged.count - silent.count) of \(obliged.count) decided"
      return SituationPhrase("! INVOKED", .red)
        + " by \(invocation.by) for \(invocation.beneficiary.shown): \(answered)\(missing)"
    }
    let closed = counts.closedInvocations
    let items = attacks + invocations
    let pressing = counts.attacksNotInvoked + counts.openInvocations
    guard items.isEmpty else {
      return section("SUPPORT", .support, "support", items, notListed: closed + max(0, pressing - items.count))
    }
    guard pressing == 0 else {
      return section("SUPPORT", .support, "support", summary: "Not in this answer.", notListed: closed + pressing)
    }
    let summary =
      counts.attacks == 0 && closed == 0
      ? asked.nothing("No attack is reported, no guarantee invoked.")
      : SituationPhrase("\(counted(counts.attacks, "attack")) reported, \(counted(closed, "invocation")); none is open")
    return section("SUPPORT", .support, "support", summary: summary)
  }

  var assistance: ScreenSection {
    let assistance = situation.assistance
    guard counts.requirements + counts.pledges + counts.currencies > 0 else {
      return section("ASSISTANCE", .assistance, "assistance", summary: asked.nothing("Nothing is required or pledged."))
    }
    let (uncovered, late) = (counts.uncoveredRequirements, counts.lateRequirements)
    var summary = SituationPhrase(
      "\(counted(counts.pledges, "pledge")); \(counted(counts.requirements, "requirement"))")
    if uncovered > 0 { summary = summary + SituationPhrase(", \(grouped(uncovered)) not covered", .yellow) }
    if late > 0 { summary = summary + SituationPhrase(", \(grouped(late)) past its day", .red) }
    // Amounts are never cut: the column is as wide as the longest.
    let width = assistance.money.map { DisplayText.width($0.pledged.shown) }.max() ?? 0
    let items = assistance.money.map { total -> SituationPhrase in
      let delivered = SituationPhrase(Self.share(total.delivered, of: total.pledged)).right(4)
      let confirmed = SituationPhrase(Self.share(total.confirmed, of: total.pledged)).right(4)
      return .joined([
        SituationPhrase("\(total.currency)"), SituationPhrase(total.pledged.shown).right(max(20, width)), "pledged,",
        delivered, "delivered,", confirmed, "confirmed",
      ])
    }
    return section(
      "ASSISTANCE", .assistance, "assistance", summary: summary, items,
      notListed: max(0, counts.currencies - items.count))
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
      summary: SituationPhrase("\(counted(silent.count, "node")): ", .yellow)
        + SituationPhrase.names(silent, to: room - 14))
  }

  var sinceHandover: ScreenSection {
    let since = situation.sinceHandover
    let start = since.at.map { "handover \($0.dtg)" } ?? "no handover yet"
    let systems = since.systems.map { "\($0.system) \($0.messages)" }
    let counts = SituationPhrase.names(systems, to: room - 2 - DisplayText.width(start), separator: ", ")
    let items = since.latest.map { change -> SituationPhrase in
      .joined([
        SituationPhrase("\(change.sequence)").right(9), SituationPhrase(change.acceptedAt.short(in: situation.asOf)),
        SituationPhrase("\(change.from)").column(14), SituationPhrase("\(change.type)"),
      ])
    }
    return ScreenSection(
      label: "SINCE", command: "tail", summary: SituationPhrase("\(start): \(counts.isEmpty ? "nothing" : counts)"),
      items: items)
  }
}
