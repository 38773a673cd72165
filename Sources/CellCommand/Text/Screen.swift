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
  /// Lines of the body that are of another world than the screen: its banner stands around them.
  private let parts: [(lines: Range<Int>, banner: String)]

  /// - Parameters:
  ///   - nature: of the world that the screen is of, with the name of its exercise.
  ///   - elsewhere: what is urgent in other worlds; nil where the broker does not tell.
  ///   - width: columns of the terminal; nil where lines are as long as they are.
  ///   - desk: the world of whoever looks at it.
  package init(
    _ body: String, of nature: Nature, _ exercise: Line?, elsewhere: Elsewhere?, width: Int?, on desk: Nature,
    _ ink: Ink
  ) {
    let frame = Frame(of: nature, exercise, elsewhere: elsewhere, width: width, on: desk, ink)
    top = frame.top
    bottom = frame.bottom
    foot = frame.foot
    parts = []
    self.body = Self.lines(body)
  }

  /// Several worlds, one below the other, each between its own banners.
  ///
  /// - Parameter end: what stands below them all.
  package init(
    worlds: [(text: String, nature: Nature, exercise: Line?)], end: [String] = [], elsewhere: Elsewhere?, width: Int?,
    on desk: Nature, _ ink: Ink
  ) {
    let frame = Frame(of: .operation, nil, elsewhere: elsewhere, width: width, on: .operation, ink)
    (top, bottom, foot) = (frame.top, frame.bottom, frame.foot)
    var body: [String] = []
    var parts: [(lines: Range<Int>, banner: String)] = []
    for world in worlds {
      if !body.isEmpty { body.append("") }
      let banner = MessageText.banner(of: world.nature, world.exercise, on: desk).map { Frame.inverse($0, width, ink) }
      let lines = Self.lines(world.text)
      if let banner { parts.append((body.count + 1..<body.count + 1 + lines.count, banner)) }
      body += (banner.map { [$0] } ?? []) + lines + (banner.map { [$0] } ?? [])
    }
    if !body.isEmpty, !end.isEmpty { body.append("") }
    self.body = body + end
    self.parts = parts
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The banner that stands around a line of the body; nil for a banner, and in the screen's own world.
  func banner(around line: Int) -> String? { parts.first { $0.lines.contains(line) }?.banner }

  /// All of it, one below the other.
  package var text: String { (top + body + bottom + foot).joined(separator: "\n") }

  /// What stands above and below.
  package struct Frame: Sendable {
    package let top: [String]
    package let bottom: [String]
    package let foot: [String]

    package init(
      of nature: Nature, _ exercise: Line?, elsewhere: Elsewhere?, width: Int?, on desk: Nature, _ ink: Ink
    ) {
      let banner = MessageText.banner(of: nature, exercise, on: desk).map { [Self.inverse($0, width, ink)] } ?? []
      let others = ElsewhereText.lines(elsewhere, width: width).map { line in
        line.isLoud ? Self.inverse(line.text, width, ink) : ink(line.text, .faint)
      }
      top = others + banner
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

/// When the terminal rings.
package enum Bell {
  /// For a flash, unless its reader wants no bell; one of the operation is heard on every other world's screen.
  package static func rings(
    for precedence: Precedence, _ nature: Nature, on screen: Nature, isQuiet: Bool
  ) -> Bool {
    precedence >= .flash && (!isQuiet || (nature == .operation && screen != .operation))
  }
}
