package import CellSchema

/// The part of a screen that stays which a terminal shows, and the keys that move it.
package struct ScreenView: Equatable, Sendable {
  package enum Key: Equatable, Sendable {
    case lineDown, lineUp, pageDown, pageUp, top, end, quit

    /// What was typed, in the order in which it was. What is no key is passed over.
    package static func keys(_ bytes: [UInt8]) -> [Self] {
      var keys: [Self] = []
      var rest = bytes[...]
      while let first = rest.first {
        // CSI and SS3, as terminals send what is no letter (ECMA-48 §5.4, xterm's control sequences).
        if first == 0x1B, let second = rest.dropFirst().first,
          second == UInt8(ascii: "[") || second == UInt8(ascii: "O")
        {
          let sequence = rest.dropFirst(2)
          let end = sequence.firstIndex { (0x40...0x7E).contains($0) } ?? sequence.endIndex
          let text = String(decoding: sequence[..<min(end + 1, sequence.endIndex)], as: UTF8.self)
          if let key = special[text] { keys.append(key) }
          rest = rest[min(end + 1, rest.endIndex)...]
        } else {
          if let key = plain[first] { keys.append(key) }
          rest = rest.dropFirst()
        }
      }
      return keys
    }

    private static let special: [String: Self] = [
      "A": .lineUp, "B": .lineDown, "5~": .pageUp, "6~": .pageDown, "H": .top, "F": .end, "1~": .top, "4~": .end,
    ]
    private static let plain: [UInt8: Self] = [
      UInt8(ascii: " "): .pageDown, UInt8(ascii: "f"): .pageDown, UInt8(ascii: "b"): .pageUp,
      UInt8(ascii: "j"): .lineDown, 0x0D: .lineDown, 0x0A: .lineDown, UInt8(ascii: "k"): .lineUp,
      UInt8(ascii: "g"): .top, UInt8(ascii: "G"): .end, UInt8(ascii: "q"): .quit, UInt8(ascii: "Q"): .quit,
    ]
  }

  package let rows: Int
  package let columns: Int
  private var first = 0

  package init(rows: Int, columns: Int) {
    self.rows = max(2, rows)
    self.columns = max(1, columns)
  }

  /// The same place on a terminal of another size.
  package func resized(rows: Int, columns: Int) -> Self {
    var view = Self(rows: rows, columns: columns)
    view.first = first
    return view
  }

  package mutating func move(_ key: Key, over screen: Screen, notice: String?) {
    let room = room(for: screen, notice)
    let shown = page(of: screen, room).lines
    switch key {
    case .lineDown: first += 1
    case .lineUp: first -= 1
    case .pageDown: first = shown.upperBound
    case .pageUp: first -= shown.count
    case .top: first = 0
    case .end: first = screen.body.count
    case .quit: break
    }
    first = page(of: screen, room).lines.lowerBound
  }

  /// Lines of the terminal, as many as it has.
  ///
  /// - Parameter notice: stands above everything else, inverse.
  package func lines(of screen: Screen, notice: String?, _ ink: Ink) -> [String] {
    let above = (notice.map { [Screen.Frame.inverse($0, columns, ink)] } ?? []) + screen.top
    let room = room(for: screen, notice)
    let page = page(of: screen, room)
    let shown = [page.above].compactMap(\.self) + screen.body[page.lines] + [page.below].compactMap(\.self)
    let filled = shown + Array(repeating: "", count: max(0, room - shown.count))
    let keys =
      screen.body.count <= room
      ? spoken("q quits")
      : spoken(
        "\(page.lines.lowerBound + 1)-\(page.lines.upperBound) of \(screen.body.count)  space and b page, q quits")
    return Array(
      (above + filled + screen.bottom + screen.foot + [ink(DisplayText.cut(keys, to: columns), .faint)]).prefix(rows))
  }

  /// The lines of the body that are shown, and the banners of their worlds where these stand on another page.
  private func page(of screen: Screen, _ room: Int) -> (above: String?, lines: Range<Int>, below: String?) {
    func page(from start: Int) -> (above: String?, lines: Range<Int>, below: String?) {
      let above = room > 2 ? screen.banner(around: start) : nil
      var end = min(screen.body.count, start + room - (above == nil ? 0 : 1))
      let below = room > 2 && end > start ? screen.banner(around: end - 1) : nil
      if below != nil { end -= 1 }
      return (above, start..<end, below)
    }
    var start = max(0, min(first, screen.body.count - room))
    // The last page ends with the last line, whatever its banners take of it.
    while start < first, start < screen.body.count - 1, page(from: start).lines.upperBound < screen.body.count {
      start += 1
    }
    return page(from: start)
  }

  /// What a screen says that lost the broker: `NOT CONNECTED, AS OF 0412Z`.
  package static func notConnected(asOf moment: Timestamp) -> String {
    spoken("NOT CONNECTED, AS OF \(moment.dtg.dropFirst(2).prefix(5))")
  }

  private func room(for screen: Screen, _ notice: String?) -> Int {
    max(1, rows - screen.top.count - (notice == nil ? 0 : 1) - screen.bottom.count - screen.foot.count - 1)
  }
}
