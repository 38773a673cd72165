package import CellSchema

/// Where things stand on one screen, worst first.
///
/// It uses the columns and lines that there are. Every system has at least one line; what there is no room for is
/// counted, with the command that shows it.
package struct SituationScreen: Sendable {
  let situation: Situation
  let asked: SituationAsked
  private let columns: Int
  private let lines: Int
  /// Exact numbers, also where the answer has a part of the items alone.
  let counts: SituationCounts

  /// - Parameters:
  ///   - columns: of the screen; fewer than 48 are taken for 48.
  ///   - lines: for all of it. By default, one of 24 is left to the prompt.
  package init(_ situation: Situation, _ asked: SituationAsked, columns: Int = 80, lines: Int = 23) {
    self.situation = situation
    self.asked = asked
    self.columns = max(48, columns)
    self.lines = lines
    counts = situation.counts ?? SituationCounts(counting: situation)
  }

  package func text(_ ink: Ink) -> String {
    let heading = SituationHeading.lines(situation, asked, in: columns).flatMap { $0.wrapped(to: columns) }
    var sections = [
      attention, phase, declaration, guarantees, cases, force, support, clock, assistance, decisions, silence,
      sinceHandover,
    ]
    // Roles take a line where it is not their holders that act.
    if !situation.roles.isEmpty { sections.insert(roles, at: 1) }
    share(lines - heading.count - (isNarrow ? 1 : 0), among: &sections)
    return (heading + sections.flatMap { $0.shown(in: room) }).map { $0.text(ink) }.joined(separator: "\n")
  }

  /// The columns beside the labels, and how many more than on a screen of 80 there are.
  var room: Int { columns - ScreenSection.labelWidth }
  private var more: Int { columns - 80 }

  /// Whether columns give way, so that what stays in a line is not cut.
  var isNarrow: Bool { columns < ScreenSection.narrow + ScreenSection.labelWidth }

  /// A width that grows and shrinks with the screen, within bounds.
  func flexible(_ width: Int, least: Int = 4, most: Int = .max) -> Int { min(most, max(least, width + more)) }

  /// A line each, then more of them in the order of what a watch officer has to see. On a narrow screen what is most
  /// pressing is there in full before there is more of the rest.
  private func share(_ lines: Int, among sections: inout [ScreenSection]) {
    var left = lines - sections.count
    let turns: [(label: String, upTo: Int)] = [
      ("NOW", 4), ("SUPPORT", 2), ("PHASE", 2), ("CASES", 2), ("FORCE", 2), ("ROLES", 2), ("ASSISTANCE", 2),
      ("CLOCK", 2),
      ("CASES", 3), ("SINCE", 2), ("NOW", 6),
      ("PHASE", 3), ("CASES", 4), ("SUPPORT", 3), ("GUARANTEES", 3), ("NOW", 8), ("ROLES", .max), ("DECLARATION", 2),
      ("FORCE", .max),
      ("CLOCK", .max), ("CASES", .max), ("ASSISTANCE", .max), ("DECISIONS", .max), ("SUPPORT", .max), ("SINCE", .max),
      ("PHASE", .max),
      ("NOW", .max),
      ("GUARANTEES", .max), ("DECLARATION", .max),
    ]
    for (place, turn) in turns.enumerated() {
      guard let index = sections.firstIndex(where: { $0.label.format == turn.label }) else { continue }
      if isNarrow, place == Self.pressingTurns { left -= sections[0].unfold(in: room, atMost: left) }
      let wanted = min(turn.upTo, sections[index].all.count) - sections[index].granted
      let given = max(0, min(left, wanted))
      sections[index].granted += given
      left -= given
    }
    guard isNarrow else { return }
    for index in sections.indices { left -= sections[index].unfold(in: room, atMost: left) }
  }

  /// The turns after which each system has what presses.
  private static let pressingTurns = 8

  func section(
    _ label: Wording, _ system: SituationSystem, _ command: String, summary: SituationPhrase? = nil,
    _ items: [SituationPhrase] = [], areDetails: Bool = false, notListed: Int = 0
  ) -> ScreenSection {
    // With exact numbers each section says itself what it does not list.
    let omitted = situation.counts == nil ? situation.omissions?.first { $0.system == system }?.items ?? 0 : 0
    return ScreenSection(
      label: label, command: command, summary: summary, items: items, areDetails: areDetails,
      notListed: notListed + omitted)
  }

  // MARK: the sections

  /// Of what comes in numbers, such as acknowledgements, one line stands for all, so that they hide nothing else; clocks
  /// have a section of their own.
  private var attention: ScreenSection {
    let ofKind = Dictionary(uniqueKeysWithValues: counts.attention.map { ($0.kind, $0) })
    var lines: [(phrase: SituationPhrase, items: Int)] = []
    var seen: Set<SituationAttention.Kind> = []
    for matter in situation.attention.worstFirst {
      let alike = ofKind[matter.kind]
      if let alike, alike.items > (matter.kind == .clockRunning ? 1 : 2), !matter.kind.standsAlone {
        if seen.insert(matter.kind).inserted { lines.append((line(matter, of: alike), alike.items)) }
      } else {
        lines.append((line(matter), 1))
      }
    }
    let all = counts.attention.reduce(0) { $0 + $1.items }
    var section = section(
      "NOW", .attention, "situation attention",
      summary: all == 0
        ? asked.nothing("Nothing needs anybody now.")
        : lines.isEmpty ? SituationPhrase(spoken("Not in this answer.")) : nil,
      lines.map(\.phrase), notListed: max(0, all - lines.reduce(0) { $0 + $1.items }))
    section.weights = lines.map(\.items)
    section.hasHintLine = true
    return section
  }

  private func line(_ matter: SituationAttention, of alike: AttentionCount? = nil) -> SituationPhrase {
    let due = (alike?.due ?? matter.due)?.short(in: situation.asOf) ?? ""
    let waiting = SituationPhrase.names(
      matter.waitingFor, to: flexible(18, least: 9, most: 40), more: matter.omitted?.value ?? 0)
    let front = alike.map { spoken("\(grouped($0.items)), the first: ") } ?? (waiting.isEmpty ? "" : "\(waiting): ")
    let words = SituationPhrase(front + matter.words)
    let what = [matter.kind.mark, matter.kind.shown.column(11)]
    return .joined(what + [SituationPhrase(due).column(7), words])
  }

  private var phase: ScreenSection {
    let scopes = situation.ceasefires.flatMap { $0.scopes }
    guard counts.scopes > 0 else {
      return section(
        "PHASE", .phase, "phase", summary: situation.phase.shown + "  " + asked.nothing("No ceasefire is agreed."))
    }
    if counts.scopes == 1, scopes.count == 1, scopes[0].phase == situation.phase {
      return section("PHASE", .phase, "phase", [line(scopes[0])])
    }
    let contested = counts.contestedScopes
    let summary =
      "  " + situation.phase.shown.column(11)
      + counted(counts.scopes, " for the guarantees; {1} scope", " for the guarantees; {1} scopes")
      + (contested > 0 ? SituationPhrase(spoken(", \(grouped(contested)) CONTESTED"), .red) : "")
    let sorted = scopes.enumerated().sorted {
      ($0.element.isContested ? 0 : 1, $0.offset) < ($1.element.isContested ? 0 : 1, $1.offset)
    }
    return section(
      "PHASE", .phase, "phase", summary: summary, sorted.map { line($0.element) },
      notListed: max(0, counts.scopes - scopes.count))
  }

  private func line(_ scope: ScopeStanding) -> SituationPhrase {
    let mark = SituationPhrase(scope.isContested ? "! " : "  ", .red)
    let since = scope.effectiveAt.map { spoken("since \($0.dtg)") } ?? ""
    var notes: [SituationPhrase] = []
    if scope.isContested { notes.append(SituationPhrase(inColumn("CONTESTED"), .red)) }
    if let time = scope.scheduledFor {
      notes.append((scope.scheduledPhase ?? .inForce).shown + spoken(" at \(time.dtg)"))
    }
    if !scope.awaiting.isEmpty {
      notes.append(SituationPhrase(spoken("awaits ") + SituationPhrase.names(scope.awaiting, to: 12)))
    }
    let rest = [.joined(notes, separator: ", "), SituationPhrase(since)].filter { !$0.isEmpty }
    return mark
      + .joined([
        scope.phase.shown.column(11), SituationPhrase(scope.scope.shown).column(flexible(12, least: 12, most: 30)),
        .joined(rest, separator: "  "),
      ])
  }

  private var declaration: ScreenSection {
    let current = situation.texts.filter(\.isCurrent)
    let items = current.map { text -> SituationPhrase in
      let counts = [
        spoken("\(text.signatures.count + (text.omitted?.value ?? 0)) signed"),
        Self.count(text, { spoken("\($0) ratified") }) { $0.isRatified },
        Self.count(text, { spoken("\($0) pending") }) { $0.isPending },
        Self.count(text, { spoken("\($0) rejected") }) { $0.isRejected },
        Self.count(text, { spoken("\($0) reserved") }) { !$0.reservations.isEmpty || $0.omitted != nil },
      ]
      // Where there are several, the instrument tells them apart.
      let name = current.count > 1 ? "\(text.instrument) \(text.version)" : "\(text.version)"
      let known = counts.compactMap(\.self).joined(separator: ", ")
      // On a narrow screen numbers give way, and not the name.
      return SituationPhrase(isNarrow ? "\(name): \(known)" : "\(known): \(name)")
    }
    let nothing =
      counts.currentTexts > 0
      ? SituationPhrase(spoken("Not in this answer."))
      : asked.nothing(situation.texts.isEmpty ? "No text is on the record." : "No text is current.")
    return section(
      "DECLARATION", .declaration, "declaration", summary: items.isEmpty ? nothing : nil, items,
      notListed: max(0, counts.currentTexts - items.count))
  }

  private static func count(
    _ text: TextStanding, _ words: (Int) -> String, _ isMeant: (SignatureStanding) -> Bool
  ) -> String? {
    let count = text.signatures.filter(isMeant).count
    return count == 0 ? nil : words(count)
  }

  private var guarantees: ScreenSection {
    let all = counts.guarantees
    guard !all.isEmpty else {
      return section("GUARANTEES", .guarantees, "guarantees", summary: asked.nothing("No guarantee has been given."))
    }
    let numbers = all.map { SituationPhrase("\(grouped($0.items)) ") + $0.state.shown }
    let force = all.reduce(0) { $0 + ($1.state == .ended ? 0 : $1.forForce) }
    let items = all.map { $0.state.shown.column(7) + " " + SituationPhrase.names($0.by, to: room - 12) }
    return section(
      "GUARANTEES", .guarantees, "guarantees",
      summary: SituationPhrase.joined(numbers, separator: ", ")
        + (force > 0 ? spoken("; \(force) of them for the force") : ""),
      items, areDetails: true)
  }

  private var cases: ScreenSection {
    let open = situation.cases.filter { !$0.isFinished }.sorted(by: CaseStanding.worstFirst)
    let (finished, disputed) = (counts.finishedCases, counts.disputedCases)
    let without = situation.incidentsWithoutCase
    let withoutCase = SituationText.withoutCase(without)
    let reports = without > 0 ? "; " + withoutCase : ""
    var summary = SituationPhrase(spoken("\(grouped(counts.openCases)) open"))
    if disputed > 0 { summary = summary + SituationPhrase(spoken(" (\(grouped(disputed)) DISPUTED)"), .red) }
    summary = summary + (finished > 0 ? spoken(", \(grouped(finished)) finished") : "") + reports
    if counts.openCases + finished == 0 { summary = asked.nothing("No case has been opened\(reports).") }
    let items = open.map { one -> SituationPhrase in
      let mark = SituationPhrase(one.isPressing ? "!" : " ", .red)
      let access = one.access.map { spoken("access \($0.status.rawValue)") }
      let gist = one.why ?? SituationPhrase(one.attribution?.shown ?? one.finding?.shown ?? access ?? "")
      let front = [mark, SituationPhrase("\(one.number)").column(13), one.state.shown.column(10)]
      let place = SituationPhrase("\(one.place)").column(flexible(16, least: 12, most: 36))
      return .joined(front + (isNarrow ? [] : [one.priority.shown.column(6)]) + [place, gist])
    }
    return section(
      "CASES", .cases, "cases", summary: summary, items, notListed: max(0, counts.openCases - items.count))
  }
}

/// A system's part of the screen.
struct ScreenSection: Sendable {
  static let labelWidth = 12
  /// With less room than this a line does not name the command that shows the rest, where it is called as the section is.
  static let narrow = 58

  /// Its name; the screen's own order goes by the English one.
  var label: Wording
  /// What shows the whole.
  var command: String
  /// Counts, or that there is nothing.
  var summary: SituationPhrase?
  var items: [SituationPhrase] = []
  /// The items say more of what the summary says: where they are cut off, nothing is missing.
  var areDetails = false
  /// How many items each line stands for; one, where this is empty.
  var weights: [Int] = []
  /// On a narrow screen the command has a line of its own.
  var hasHintLine = false
  /// Items that are not among the lines at all.
  var notListed = 0
  var granted = 1
  /// The lines that take as many rows as they are long.
  var unfolded: Set<Int> = []

  var all: [SituationPhrase] { (summary.map { [$0] } ?? []) + items }

  /// Shows lines in full that would be cut, as far as there are rows for them.
  ///
  /// - Returns: how many rows that takes.
  mutating func unfold(in room: Int, atMost rows: Int) -> Int {
    var taken = 0
    for (place, line) in all.prefix(max(1, granted)).enumerated() where !unfolded.contains(place) {
      let more = Self.rows(line, in: room).count - 1
      guard more > 0, taken + more <= rows else { continue }
      unfolded.insert(place)
      taken += more
    }
    return taken
  }

  private static func rows(_ line: SituationPhrase, in room: Int) -> [SituationPhrase] {
    line.hanging(at: 4).wrapped(to: room)
  }

  /// The lines that were granted; the last one says how much more there is.
  func shown(in room: Int) -> [SituationPhrase] {
    let granted = all.prefix(max(1, granted))
    var lines = granted.enumerated().flatMap { place, line in
      unfolded.contains(place) ? Self.rows(line, in: room) : [line.cut(to: room)]
    }
    let cut = all.count - granted.count
    let hidden = (areDetails ? 0 : weights.isEmpty ? cut : weights.suffix(cut).reduce(0, +)) + notListed
    if cut + notListed > 0, let last = lines.last {
      let whole = (hidden > 0 ? "+\(hidden): " : "") + "cellbus \(command)"
      let isKnown = hidden > 0 && command == label.format.lowercased()
      let hint = SituationPhrase(room < Self.narrow && isKnown ? "+\(hidden)" : whole, .faint)
      if room < Self.narrow, hidden > 0, hasHintLine {
        lines.append(hint)
      } else if hidden > 0 || last.width + hint.width < room {
        lines[lines.count - 1] = last.column(room - hint.width - 1) + " " + hint
      }
    }
    return lines.enumerated().map { index, line in
      SituationPhrase(index == 0 ? inColumn(label) : "", .bold).column(Self.labelWidth) + line
    }
  }
}

extension [SituationAttention] {
  /// What presses before what does not, else in the order of the answer.
  var worstFirst: [SituationAttention] { filter(\.kind.isPressing) + filter { !$0.kind.isPressing } }
}
