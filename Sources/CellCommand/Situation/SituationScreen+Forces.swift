import CellSchema

extension SituationScreen {
  var force: ScreenSection {
    let force = situation.force
    let constitution =
      force.constitution.map { constitution -> SituationPhrase in
        let lead = SituationPhrase.names(constitution.lead, to: flexible(11, least: 7))
        return SituationPhrase("\(constitution.name)").cut(to: flexible(26, least: 24, most: 60))
          + (isNarrow ? ", " : spoken(", lead \(lead), "))
          + (constitution.endsAt.map { SituationPhrase(spoken("ends \($0.dtg)"), .red) }
            ?? SituationPhrase(spoken("from \(constitution.effectiveAt.dtg)")))
      } ?? asked.nothing("The force is not constituted.")
    // Where it is under fire that stands first, however few lines there are.
    let fire =
      force.incidents == 0
      ? nil
      : SituationPhrase("! " + counted(force.incidents, "under fire: {1} report", "under fire: {1} reports"), .red)
    var items = fire == nil ? [] : [constitution]
    if let next = counts.nextRequest {
      items.append(
        SituationPhrase(
          "? " + counted(counts.unansweredRequests, "{1} request unanswered", "{1} requests unanswered")
            + spoken(", the next by \(next.dtg)"), .yellow))
    }
    if counts.contributions > 0 {
      items.append(
        SituationPhrase(
          counted(counts.contributions, "{1} contribution", "{1} contributions")
            + spoken(": \(grouped(counts.readyContributions)) ready, ")
            + spoken("\(grouped(counts.pendingContributions)) mandate pending, ")
            + spoken("\(grouped(counts.contributionsWithCaveats)) with caveats"))
          + SituationPhrase(
            counts.contributionsBeyondText > 0
              ? spoken(", \(grouped(counts.contributionsBeyondText)) beyond the text") : "", .yellow))
    }
    let beyond = counts.forceSupportBeyondText
    let works = [
      counts.activities == 0 ? nil : counted(counts.activities, "{1} activity", "{1} activities"),
      counts.regeneration == 0 ? nil : spoken("\(grouped(counts.regeneration)) of regeneration"),
      counts.forceSupport == 0
        ? nil
        : spoken("\(grouped(counts.forceSupport)) of support")
          + (beyond > 0 ? spoken(" (\(grouped(beyond)) beyond the text)") : ""),
    ].compactMap { $0 }
    if !works.isEmpty { items.append(SituationPhrase(works.joined(separator: ", "))) }
    var section = section("FORCE", .force, "force", summary: fire ?? constitution, items)
    // A request that waits is counted where it has no line; the rest says more of what stands above it.
    let request = counts.nextRequest == nil ? -1 : fire == nil ? 0 : 1
    section.weights = items.indices.map { $0 == request ? 1 : 0 }
    return section
  }

  var support: ScreenSection {
    let uninvoked = situation.attacks.filter { $0.invocation == nil }
    let open = situation.invocations.filter(\.isOpen)
    let attacks = uninvoked.map { attack -> SituationPhrase in
      let head = SituationPhrase("! ", .red) + SituationPhrase(inColumn("ATTACK"), .alarm)
      let place = SituationPhrase("\(attack.place)").cut(to: flexible(20, least: 8))
      let target = spoken(" on \(attack.target.shown), ") + (attack.isOngoing ? spoken("ongoing, ") : "")
      return head + target + place
        + spoken(": not invoked, \(attack.obliged.isEmpty ? spoken("nobody") : "\(attack.obliged.count)") obliged")
    }
    let invocations = open.map { invocation -> SituationPhrase in
      let obliged = invocation.responses.filter(\.isObliged)
      let silent = obliged.filter { !$0.isDecided }.map(\.by)
      let missing = silent.isEmpty ? "" : spoken(", not \(SituationPhrase.names(silent, to: flexible(15)))")
      let answered = spoken("\(obliged.count - silent.count) of \(obliged.count) decided")
      return SituationPhrase("! " + inColumn("INVOKED"), .red)
        + spoken(" by \(invocation.by) for \(invocation.beneficiary.shown): \(answered)\(missing)")
    }
    let closed = counts.closedInvocations
    let items = attacks + invocations
    let pressing = counts.attacksNotInvoked + counts.openInvocations
    guard items.isEmpty else {
      return section("SUPPORT", .support, "support", items, notListed: closed + max(0, pressing - items.count))
    }
    guard pressing == 0 else {
      return section(
        "SUPPORT", .support, "support", summary: SituationPhrase(spoken("Not in this answer.")),
        notListed: closed + pressing)
    }
    let summary =
      counts.attacks == 0 && closed == 0
      ? asked.nothing("No attack is reported, no guarantee invoked.")
      : SituationPhrase(
        spoken(
          """
          \(counted(counts.attacks, "{1} attack reported", "{1} attacks reported")), \
          \(counted(closed, "{1} invocation", "{1} invocations")); none is open
          """))
    return section("SUPPORT", .support, "support", summary: summary)
  }

  var assistance: ScreenSection {
    let assistance = situation.assistance
    guard counts.requirements + counts.pledges + counts.currencies > 0 else {
      return section("ASSISTANCE", .assistance, "assistance", summary: asked.nothing("Nothing is required or pledged."))
    }
    let (uncovered, late) = (counts.uncoveredRequirements, counts.lateRequirements)
    var summary = SituationPhrase(
      counted(counts.pledges, "{1} pledge", "{1} pledges") + "; "
        + counted(counts.requirements, "{1} requirement", "{1} requirements"))
    if uncovered > 0 { summary = summary + SituationPhrase(spoken(", \(grouped(uncovered)) not covered"), .yellow) }
    if late > 0 { summary = summary + SituationPhrase(spoken(", \(grouped(late)) past its day"), .red) }
    // Amounts are never cut: the column is as wide as the longest.
    let width = assistance.money.map { DisplayText.width($0.pledged.shown) }.max() ?? 0
    let items = assistance.money.map { total -> SituationPhrase in
      let delivered = SituationPhrase(Self.share(total.delivered, of: total.pledged)).right(4)
      let confirmed = SituationPhrase(Self.share(total.confirmed, of: total.pledged)).right(4)
      return .joined([
        SituationPhrase("\(total.currency)"), SituationPhrase(total.pledged.shown).right(max(20, width)),
        SituationPhrase(spoken("pledged,")),
        delivered, SituationPhrase(spoken("delivered,")), confirmed, SituationPhrase(spoken("confirmed")),
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
    if asked.isPast {
      return ScreenSection(
        label: "SILENT", command: "status", summary: SituationPhrase(spoken("Not kept of the past.")))
    }
    if silent.isEmpty {
      return ScreenSection(label: "SILENT", command: "status", summary: SituationPhrase(spoken("No node.")))
    }
    return ScreenSection(
      label: "SILENT", command: "status",
      summary: SituationPhrase(counted(silent.count, "{1} node", "{1} nodes") + ": ", .yellow)
        + SituationPhrase.names(silent, to: room - 14))
  }

  var sinceHandover: ScreenSection {
    let since = situation.sinceHandover
    let start = since.at.map { spoken("handover \($0.dtg)") } ?? spoken("no handover yet")
    let systems = since.systems.map { "\($0.system) \($0.messages)" }
    let counts = SituationPhrase.names(systems, to: room - 2 - DisplayText.width(start), separator: ", ")
    let items = since.latest.map { change -> SituationPhrase in
      .joined([
        SituationPhrase("\(change.sequence)").right(9), SituationPhrase(change.acceptedAt.short(in: situation.asOf)),
        SituationPhrase("\(change.from)").column(14), SituationPhrase("\(change.type)"),
      ])
    }
    return ScreenSection(
      label: "SINCE", command: "tail",
      summary: SituationPhrase("\(start): \(counts.isEmpty ? spoken("nothing") : counts)"),
      items: items)
  }
}
