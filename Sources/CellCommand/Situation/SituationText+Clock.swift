import CellSchema

// The clocks that run after attacks. What their stages name is expected, and not owed: both pages say so.
extension SituationText {
  var clocks: [SituationPhrase] {
    guard !situation.clocks.isEmpty else { return [asked.nothing("No attack has a clock.")] }
    let table = table(
      .left("STAGE", 6), .left("AT", 12), .left("STATE", 8), .left("EXPECTED", 12), .left("DONE", 8),
      .left("NOT YET", 0))
    let note = SituationPhrase(
      spoken("EXPECTED by the cell's own stages, not owed; what is owed is under support."), .yellow)
    return trimmed(
      [note, ""]
        + situation.clocks.flatMap { clock -> [SituationPhrase] in
          let title =
            "T+\(clock.hours(at: situation.asOf))H"
            + spoken(" since \(clock.began.dtg), attack on \(clock.target.shown) at \(clock.place)")
            + " (\(clock.sequence.shown))" + (clock.isRunning ? "" : spoken(", all stages have passed"))
          return [SituationPhrase(title, .bold)]
            + table.lines(clock.stages.map { row($0, of: clock) }, notes: clock.stages.map(notes))
            + missing(clock.omitted) + [""]
        })
  }

  private func row(_ stage: StageStanding, of clock: ClockStanding) -> [SituationPhrase] {
    let done = stage.expectations.count - stage.outstanding.count
    return [
      SituationPhrase(stage.after.inHours), time(stage.at), stage.shown(in: clock), words(stage.expected.word),
      words(inColumn("\(done) of \(stage.expectations.count)")), list(stage.outstanding),
    ]
  }

  private func notes(on stage: StageStanding) -> [SituationPhrase] {
    let consulting = stage.expectations.filter { $0.expected == .consultation && stage.expected != .consultation }
    var notes = ["\(stage.text)"]
    if let row = stage.sequence { notes.append(spoken("said in \(row)")) }
    let late = stage.expectations.filter(\.isLate)
    if !late.isEmpty {
      notes.append(spoken("late: \(Self.names(late.map { "\($0.participant) (\($0.sequence!.shown))" }))"))
    }
    if !consulting.isEmpty {
      notes.append(spoken("to consult alone, without final terms: \(Self.names(consulting.map(\.participant)))"))
    }
    return notes.map { SituationPhrase("       \($0)", .faint).hanging(at: 7) } + missing(stage.omitted)
  }
}

extension SituationScreen {
  /// A line for each clock that runs.
  var clock: ScreenSection {
    let running = situation.clocks.filter(\.isRunning)
    let summary =
      counts.runningClocks + counts.endedClocks == 0
      ? asked.nothing("No attack has a clock.")
      : counts.runningClocks == 0
        ? SituationPhrase(counted(counts.endedClocks, "{1} clock", "{1} clocks") + spoken("; none runs"))
        : SituationPhrase(spoken("Not in this answer."))
    return section(
      "CLOCK", .clock, "clock", summary: running.isEmpty ? summary : nil, running.compactMap(line),
      notListed: max(0, counts.runningClocks - running.count))
  }

  private func line(_ clock: ClockStanding) -> SituationPhrase? {
    guard let next = clock.next else { return nil }
    let missed = Set(clock.stages.filter(\.isPassed).flatMap(\.outstanding))
    let waiting = SituationPhrase.names(
      next.outstanding, to: flexible(missed.isEmpty ? 19 : 10), more: next.omitted?.value ?? 0)
    let parts: [SituationPhrase] = [
      SituationPhrase(missed.isEmpty ? "?" : "!", missed.isEmpty ? .yellow : .red),
      SituationPhrase("T+\(clock.hours(at: situation.asOf))H").column(5),
      SituationPhrase(spoken("EXPECTED by \(next.after.inHours) \(next.at.short(in: situation.asOf)):")),
      SituationPhrase("\(next.expected.word)" + (waiting.isEmpty ? spoken(", all have") : spoken(" of \(waiting)"))),
      missed.isEmpty ? "" : SituationPhrase(spoken("(\(missed.count) unheard)"), .red),
    ]
    return .joined(parts.filter { !$0.isEmpty })
  }
}

extension StageDelay {
  /// `T+24H`, `T+90M`.
  var inHours: String { inMinutes.isMultiple(of: 60) ? "T+\(inMinutes / 60)H" : "T+\(inMinutes)M" }
}

extension StageStanding {
  fileprivate func shown(in clock: ClockStanding) -> SituationPhrase {
    if isPassed { return SituationPhrase(inColumn("passed"), outstanding.isEmpty ? .faint : .red) }
    return clock.next?.after == after
      ? SituationPhrase(inColumn("NEXT"), .yellow) : SituationPhrase(inColumn("to come"))
  }
}

extension ExpectedAnswer {
  /// `invocation`, `response`.
  var word: String { String(rawValue.split(separator: ".").last ?? "") }
}
