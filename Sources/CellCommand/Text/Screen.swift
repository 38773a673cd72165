package import CellNode
package import CellSchema

/// What people look at: above, what is urgent in other worlds and the banner of this one; below, the banner again.
package struct Screen: Sendable {
  /// What stays where it is when the rest moves.
  package let top: [String]
  package let body: [String]
  package let bottom: [String]
  /// Below all of it, once: that a translation is one.
  package let foot: [String]

  /// - Parameters:
  ///   - nature: of the world that the screen is of, with the name of its exercise.
  ///   - elsewhere: what is urgent in other worlds; nil where the broker does not tell.
  ///   - width: columns of the terminal; nil where lines are as long as they are.
  package init(
    _ body: String, of nature: Nature, _ exercise: Line?, elsewhere: Elsewhere?, width: Int?, _ ink: Ink
  ) {
    let frame = Frame(of: nature, exercise, elsewhere: elsewhere, width: width, ink)
    top = frame.top
    bottom = frame.bottom
    foot = frame.foot
    self.body = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// All of it, one below the other.
  package var text: String { (framed + foot).joined(separator: "\n") }

  /// What is between its banners, with these, for a part of another screen.
  package var framed: [String] { top + body + bottom }

  /// What stands above and below.
  package struct Frame: Sendable {
    package let top: [String]
    package let bottom: [String]
    package let foot: [String]

    package init(of nature: Nature, _ exercise: Line?, elsewhere: Elsewhere?, width: Int?, _ ink: Ink) {
      let banner = MessageText.banner(of: nature, exercise).map { [Self.inverse($0, width, ink)] } ?? []
      top = ElsewhereText.lines(elsewhere, width: width).map { Self.inverse($0, width, ink) } + banner
      bottom = banner
      foot =
        Voice.notice.map { notice in
          let lines = width.map { DisplayText.wrapped(notice, to: $0) } ?? [notice]
          return lines.map { ink($0, .faint) }
        } ?? []
    }

    /// The lines that they take.
    package var count: Int { top.count + bottom.count + foot.count }

    /// A bar as wide as the screen, where it can be seen as one.
    package static func inverse(_ text: String, _ width: Int?, _ ink: Ink) -> String {
      ink.isColoured ? ink(DisplayText.column(text, max(width ?? 0, DisplayText.width(text))), .reverse) : text
    }
  }
}

/// What is flash or immediate and open in worlds that are not on the screen.
package enum ElsewhereText {
  /// A line for each world, which ends with the command that shows its worst; below it where there is no room for both:
  /// ```
  /// REAL: 1 FLASH 429 support.attack-report UKR             cellbus show 429
  /// ```
  ///
  /// - Parameter elsewhere: nil where the broker does not tell.
  package static func lines(_ elsewhere: Elsewhere?, width: Int?) -> [String] {
    guard let elsewhere else { return [spoken("OTHER WORLDS NOT KNOWN: the broker does not tell")] }
    var lines = elsewhere.worlds.flatMap { Self.lines($0, width: width) }
    if elsewhere.omitted > 0 {
      lines.append(counted(Int(elsewhere.omitted), "AND {1} MORE WORLD", "AND {1} MORE WORLDS"))
    }
    if elsewhere.worlds.contains(where: { $0.flash + $0.immediate > 1 }) {
      lines.append(spoken("all of them: cellbus elsewhere"))
    }
    return lines
  }

  private static func lines(_ world: Elsewhere.World, width: Int?) -> [String] {
    guard let worst = world.matters.first else { return [] }
    let front = "\(name(world)): \(counts(world))"
    let command = "cellbus show \(worst.sequence)"
    guard let width else { return ["\(front)  \(command)"] }
    let gap = width - DisplayText.width(front) - DisplayText.width(command)
    if gap > 0 { return [front + String(repeating: " ", count: gap) + command] }
    return DisplayText.wrapped(front, to: width) + ["  " + command]
  }

  /// `REAL`, `EXERCISE PARIS-2026`.
  package static func name(_ world: Elsewhere.World) -> String {
    let name = world.exerciseName.map { " \(DisplayText.line("\($0)"))" } ?? ""
    return world.nature == .operation ? "REAL" : world.nature.rawValue.uppercased() + name
  }

  /// `2 FLASH 429 support.attack-report UKR, 3 IMMEDIATE`: the first that is named is the worst.
  private static func counts(_ world: Elsewhere.World) -> String {
    let worst = world.matters.first.map { " \($0.sequence) \($0.type) \($0.from.participant)" } ?? ""
    guard world.flash > 0 else { return "\(world.immediate) IMMEDIATE\(worst)" }
    return "\(world.flash) FLASH\(worst)" + (world.immediate > 0 ? ", \(world.immediate) IMMEDIATE" : "")
  }

  /// Every message, world by world.
  package static func text(_ elsewhere: Elsewhere, width: Int?, _ ink: Ink) -> String {
    guard !elsewhere.worlds.isEmpty else { return spoken("Nothing is flash or immediate and open in another world.") }
    var lines: [SituationPhrase] = []
    for world in elsewhere.worlds {
      lines += [SituationPhrase("\(name(world)): \(counts(world))", .bold)]
      let table = SituationTable(
        [.left("P", 1), .right("SEQ", 9), .whole("FROM", 14), .left("TYPE", 0)], width: width)
      lines += table.lines(
        world.matters.map { matter in
          [
            SituationPhrase(String(matter.precedence.letter), matter.precedence >= .flash ? .red : .yellow),
            SituationPhrase("\(matter.sequence)"), SituationPhrase("\(matter.from)"), SituationPhrase("\(matter.type)"),
          ]
        })
      let more = Int(world.flash + world.immediate) - world.matters.count
      if more > 0 { lines.append(SituationPhrase(spoken("  \(grouped(more)) more"), .yellow)) }
      lines.append("")
    }
    if elsewhere.omitted > 0 {
      lines.append(SituationPhrase(counted(Int(elsewhere.omitted), "{1} more world", "{1} more worlds"), .yellow))
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }
      .joined(separator: "\n")
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
        return object.text
      }
    }
  }
}

/// When the terminal rings.
package enum Bell {
  /// For a flash, unless its reader wants no bell; one of the operation is heard on every other world's screen.
  package static func rings(
    for precedence: Precedence, _ nature: Nature, on screen: Nature, isQuiet: Bool
  ) -> Bool {
    precedence >= .flash && (!isQuiet || (nature == .operation && screen != .operation))
  }
}
