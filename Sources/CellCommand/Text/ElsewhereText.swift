package import CellNode
package import CellSchema

/// What is flash or immediate and open in worlds that are not on the screen.
///
/// What still waits for the reader is loud; what the reader's participant acknowledged or sent itself stays on the screen
/// while it is open, and does not shout.
package enum ElsewhereText {
  /// A line above a screen.
  package struct Line: Equatable, Sendable {
    package let text: String
    /// It is shown inverse.
    package let isLoud: Bool

    package init(_ text: String, isLoud: Bool) {
      self.text = text
      self.isLoud = isLoud
    }
  }

  /// A line for each world, which ends with the command that shows its worst; below it where there is no room for both.
  /// Then, quietly, what is open and known:
  /// ```
  /// REAL: 1 FLASH 429 support.attack-report UKR             cellbus show 429
  /// REAL open: 1 FLASH 411 support.attack-report UKR, acknowledged by you
  /// ```
  ///
  /// - Parameter elsewhere: nil where the broker does not tell.
  package static func lines(_ elsewhere: Elsewhere?, width: Int?) -> [Line] {
    guard let elsewhere else {
      return [Line(spoken("OTHER WORLDS NOT KNOWN: the broker does not tell"), isLoud: true)]
    }
    var loud = elsewhere.worlds.flatMap { Self.waiting($0, width: width) }
    if elsewhere.omitted > 0 {
      loud.append(counted(Int(elsewhere.omitted), "AND {1} MORE WORLD", "AND {1} MORE WORLDS"))
    }
    var quiet = elsewhere.worlds.compactMap { Self.known($0, width: width) }
    if elsewhere.worlds.contains(where: { $0.waiting.flash + $0.waiting.immediate > 1 }) {
      let all = spoken("all of them: cellbus elsewhere")
      if let last = quiet.last, let width, DisplayText.width(last) + DisplayText.width(all) + 2 <= width {
        let gap = width - DisplayText.width(last) - DisplayText.width(all)
        quiet[quiet.count - 1] = last + String(repeating: " ", count: gap) + all
      } else {
        quiet.append(all)
      }
    }
    return loud.map { Line($0, isLoud: true) } + quiet.map { Line($0, isLoud: false) }
  }

  /// What waits in a world, in one line, or in two where one is too short.
  private static func waiting(_ world: Elsewhere.World, width: Int?) -> [String] {
    guard let worst = world.matters.first, !worst.isKnown else { return [] }
    let fronts = [words(worst), " \(worst.sequence) \(worst.from.participant)"].map {
      "\(name(world)): \(counts(world.waiting, $0))"
    }
    let command = "cellbus show \(worst.sequence)"
    guard let width else { return ["\(fronts[0])  \(command)"] }
    for front in fronts {
      let gap = width - DisplayText.width(front) - DisplayText.width(command)
      if gap > 0 { return [front + String(repeating: " ", count: gap) + command] }
    }
    return DisplayText.wrapped(fronts[0], to: width) + ["  " + command]
  }

  /// What is open in a world and known: never more than a line, which says less where there is less room.
  private static func known(_ world: Elsewhere.World, width: Int?) -> String? {
    let known = world.known
    guard known.flash + known.immediate > 0 else { return nil }
    let worst = world.matters.first(where: \.isKnown)
    let reason = reason(world.matters.filter(\.isKnown))
    let named = [worst.map(words), worst.map { " \($0.sequence)" }, ""].compactMap(\.self)
    let lines = named.map { spoken("\(name(world)) open: \(counts(known, $0)), \(reason)") }
    let fitting = width.map { width in lines.first { DisplayText.width($0) <= width } } ?? lines[0]
    return fitting ?? width.map { DisplayText.cut(lines[lines.count - 1], to: $0) }
  }

  /// Why it is known.
  private static func reason(_ matters: [Elsewhere.Matter]) -> String {
    let own = matters.count(where: \.isOwn)
    if own == 0 { return spoken("acknowledged by you") }
    return own == matters.count ? spoken("sent by you") : spoken("acknowledged or sent by you")
  }

  /// `REAL`, `EXERCISE PARIS-2026`.
  package static func name(_ world: Elsewhere.World) -> String {
    let name = world.exerciseName.map { " \(DisplayText.line("\($0)"))" } ?? ""
    return world.nature == .operation ? "REAL" : world.nature.rawValue.uppercased() + name
  }

  /// ` 429 support.attack-report UKR`.
  private static func words(_ matter: Elsewhere.Matter) -> String {
    " \(matter.sequence) \(matter.type) \(matter.from.participant)"
  }

  /// `2 FLASH 429 support.attack-report UKR, 3 IMMEDIATE`: the one that is named is the worst.
  private static func counts(_ open: (flash: UInt64, immediate: UInt64), _ worst: String = "") -> String {
    guard open.flash > 0 else { return "\(open.immediate) IMMEDIATE\(worst)" }
    return "\(open.flash) FLASH\(worst)" + (open.immediate > 0 ? ", \(open.immediate) IMMEDIATE" : "")
  }

  /// Every message, world by world.
  ///
  /// - Parameter messages: what they say, of those that are known.
  package static func text(
    _ elsewhere: Elsewhere, messages: [MessageID: WaitingMessage] = [:], width: Int?, _ ink: Ink
  ) -> String {
    guard !elsewhere.worlds.isEmpty else { return spoken("Nothing is flash or immediate and open in another world.") }
    var lines: [SituationPhrase] = []
    for world in elsewhere.worlds {
      lines += part(world, of: world.matters.filter { !$0.isKnown }, messages, width: width)
      lines += part(world, of: world.matters.filter(\.isKnown), messages, width: width)
      let more = Int(world.flash + world.immediate) - world.matters.count
      if more > 0 { lines += [SituationPhrase(spoken("  \(grouped(more)) more"), .yellow), ""] }
    }
    if elsewhere.omitted > 0 {
      lines.append(SituationPhrase(counted(Int(elsewhere.omitted), "{1} more world", "{1} more worlds"), .yellow))
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }
      .joined(separator: "\n")
  }

  /// The messages of a world that wait, or those that are known.
  private static func part(
    _ world: Elsewhere.World, of matters: [Elsewhere.Matter], _ messages: [MessageID: WaitingMessage], width: Int?
  ) -> [SituationPhrase] {
    guard let first = matters.first else { return [] }
    let title =
      first.isKnown
      ? SituationPhrase(spoken("\(name(world)) open: \(counts(world.known)), \(reason(matters))"))
      : SituationPhrase("\(name(world)): \(counts(world.waiting))", .reverse)
    // The type gives way to what a message says, as in every list of messages.
    let hasType = width.map { $0 >= 100 } ?? true
    let type = SituationTable.Column.left("TYPE", 26)
    let table = SituationTable(
      [.left("", 2), .left("P", 1), .right("NUMBER", 7), .whole("FROM", 10)] + (hasType ? [type] : [])
        + [.left("GIST", 0)], width: nil)
    let rows = matters.map { matter in
      let gist = messages[matter.id].map { Voice.current.foreign(DisplayText.line($0.gist)) }
      return [
        SituationPhrase(world.nature.mark, world.nature == .operation ? .bold : .magenta),
        SituationPhrase(String(matter.precedence.letter), matter.precedence >= .flash ? .red : .yellow),
        SituationPhrase("\(matter.sequence)"), SituationPhrase("\(matter.from)"),
      ] + (hasType ? [SituationPhrase("\(matter.type)")] : [])
        + [SituationPhrase(gist ?? (hasType ? "" : "\(matter.type)"))]
    }
    let read = first.isKnown ? [] : [SituationPhrase("cellbus show \(first.sequence)")]
    let lines = table.lines(rows).map { line in width.map { line.cut(to: $0) } ?? line }
    return [title] + lines + read + [""]
  }

  /// A line for each message, with its world.
  package static func json(_ elsewhere: Elsewhere) -> [String] {
    elsewhere.worlds.flatMap { world in
      world.matters.map { matter in
        var object = JSONObject()
        object.add("nature", world.nature.rawValue)
        if let name = world.exerciseName { object.add("exerciseName", name) }
        object.add("seq", matter.sequence)
        object.add("id", matter.id)
        object.add("type", matter.type)
        object.add("from", matter.from)
        object.add("precedence", matter.precedence.rawValue)
        object.add("known", matter.isKnown)
        return object.text
      }
    }
  }
}

extension Elsewhere.World {
  /// What still waits for the reader, or is not known to it.
  fileprivate var waiting: (flash: UInt64, immediate: UInt64) {
    (flash - min(flash, knownFlash), immediate - min(immediate, knownImmediate))
  }

  fileprivate var known: (flash: UInt64, immediate: UInt64) { (knownFlash, knownImmediate) }
}
