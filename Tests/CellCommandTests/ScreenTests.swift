import CellCommand
import CellNode
import CellSchema
import Testing

/// What stands around every screen, and how one that stays is moved.
@Suite struct ScreenTests {
  private static let plain = Ink(isColoured: false)

  private static func matter(
    _ sequence: UInt64, _ precedence: Precedence = .flash, isKnown: Bool = false, isOwn: Bool = false
  ) -> Elsewhere.Matter {
    Elsewhere.Matter(
      sequence: sequence, id: SituationSamples.id(1), type: "support.attack-report", from: "UKR.GS-1",
      precedence: precedence, isKnown: isKnown, isOwn: isOwn)
  }

  private static let flash = Elsewhere(worlds: [
    .init(nature: .operation, exerciseName: nil, flash: 1, immediate: 0, matters: [matter(429)])
  ])
  private static let nothing = Elsewhere(worlds: [])

  @Test(arguments: [60, 80, 120] as [Int]) func `a flash of the operation stands first, with what shows it`(width: Int)
  {
    let screen = Screen(
      "body", of: .exercise, "PARIS-2026", elsewhere: Self.flash, width: width, on: .exercise, Self.plain)
    let lines = screen.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("REAL: 1 FLASH 429 support.attack-report UKR "))
    #expect(lines[0].hasSuffix(" cellbus show 429") && lines[0].count == width)
    for place in [1, 3] { #expect(lines[place] == "EXERCISE EXERCISE EXERCISE PARIS-2026") }
    #expect(lines[2] == "body")
  }

  @Test func `it is inverse as far as the screen goes, and on no terminal without colours`() {
    let screen = Screen(
      "body", of: .operation, nil, elsewhere: Self.flash, width: 80, on: .operation, Ink(isColoured: true))
    #expect(screen.top.count == 1 && screen.top[0].hasPrefix("\u{1B}[7mREAL: ") && screen.top[0].hasSuffix("\u{1B}[0m"))
    #expect(screen.bottom.isEmpty)
  }

  @Test func `what is of the operation says so on the desk of an exercise`() {
    let screen = Screen("body", of: .operation, nil, elsewhere: Self.nothing, width: 80, on: .exercise, Self.plain)
    #expect(screen.text == "REAL REAL REAL OPERATION\nbody\nREAL REAL REAL OPERATION")
    let own = Screen("body", of: .operation, nil, elsewhere: Self.nothing, width: 80, on: .operation, Self.plain)
    #expect(own.text == "body")
  }

  @Test func `what does not fit beside the message stands below it, and what is pasted is short`() {
    let long = Elsewhere(worlds: [
      .init(
        nature: .exercise, exerciseName: "A VERY LONG NAME OF AN EXERCISE IN THE NORTH", flash: 2, immediate: 3,
        matters: [Self.matter(123_456_789), Self.matter(430)])
    ])
    let lines = ElsewhereText.lines(long, width: 60).map(\.text)
    #expect(lines.allSatisfy { DisplayText.width($0) <= 60 })
    #expect(lines.contains("  cellbus show 123456789"))
    let text = lines.joined(separator: " ")
    #expect(text.contains("2 FLASH 123456789") && text.contains("3 IMMEDIATE") && text.contains("cellbus elsewhere"))
  }

  @Test func `worlds have a line each, and what is not known is said`() {
    let worlds = Elsewhere(
      worlds: [
        Self.flash.worlds[0],
        .init(nature: .drill, exerciseName: "D", flash: 0, immediate: 1, matters: [Self.matter(7, .immediate)]),
      ], omitted: 2)
    #expect(
      ElsewhereText.lines(worlds, width: nil).map(\.text) == [
        "REAL: 1 FLASH 429 support.attack-report UKR  cellbus show 429",
        "DRILL D: 1 IMMEDIATE 7 support.attack-report UKR  cellbus show 7", "AND 2 MORE WORLDS",
      ])
    #expect(ElsewhereText.lines(Self.nothing, width: 80) == [])
    #expect(ElsewhereText.lines(nil, width: 80).first?.text.hasPrefix("OTHER WORLDS NOT KNOWN") == true)
    let text = ElsewhereText.text(worlds, width: 60, Self.plain)
    #expect(text.contains("REAL: 1 FLASH") && text.contains("429  UKR.GS-1") && text.hasSuffix("2 more worlds"))
    #expect(ElsewhereText.text(Self.nothing, width: 60, Self.plain).hasPrefix("Nothing is flash or immediate"))
    #expect(ElsewhereText.json(worlds).count == 2 && ElsewhereText.json(worlds)[1].contains("\"exerciseName\":\"D\""))
  }

  @Test func `what is acknowledged stays on the screen, quietly, and behind what waits`() {
    func real(
      _ matters: [Elsewhere.Matter], flash: UInt64, known: UInt64, immediate: UInt64 = 0, knownImmediate: UInt64 = 0
    ) -> Elsewhere {
      Elsewhere(worlds: [
        .init(
          nature: .operation, exerciseName: nil, flash: flash, immediate: immediate, knownFlash: known,
          knownImmediate: knownImmediate, matters: matters)
      ])
    }
    let acknowledged = real([Self.matter(411, isKnown: true)], flash: 1, known: 1)
    let quiet = "REAL open: 1 FLASH 411 support.attack-report UKR, acknowledged by you"
    #expect(ElsewhereText.lines(acknowledged, width: 80) == [.init(quiet, isLoud: false)])
    #expect(
      ElsewhereText.lines(acknowledged, width: 60).map(\.text) == ["REAL open: 1 FLASH 411, acknowledged by you"])
    let screen = Screen(
      "body", of: .operation, nil, elsewhere: acknowledged, width: 80, on: .operation, Ink(isColoured: true))
    #expect(screen.top == ["\u{1B}[2m\(quiet)\u{1B}[0m"], "it is there, and not inverse")

    let both = real(
      [Self.matter(429), Self.matter(411, isKnown: true)], flash: 2, known: 1, immediate: 1, knownImmediate: 1)
    let lines = ElsewhereText.lines(both, width: 100)
    #expect(lines.map(\.isLoud) == [true, false])
    #expect(lines[0].text.hasPrefix("REAL: 1 FLASH 429 ") && lines[0].text.hasSuffix("cellbus show 429"))
    #expect(lines[1].text.contains("1 FLASH 411 support.attack-report UKR, 1 IMMEDIATE, acknowledged by you"))
    let text = ElsewhereText.text(both, width: 80, Self.plain)
    #expect(text.contains("REAL: 1 FLASH\n") && text.contains("REAL open: 1 FLASH, 1 IMMEDIATE, acknowledged by you\n"))

    let own = real([Self.matter(411, isKnown: true, isOwn: true)], flash: 1, known: 1)
    #expect(ElsewhereText.lines(own, width: 80)[0].text.hasSuffix(", sent by you"))
    let mixed = real(
      [Self.matter(411, isKnown: true, isOwn: true), Self.matter(412, isKnown: true)], flash: 2, known: 2)
    #expect(ElsewhereText.lines(mixed, width: nil)[0].text.hasSuffix(", acknowledged or sent by you"))
    #expect(ElsewhereText.json(acknowledged)[0].hasSuffix("\"known\":true}"))
  }

  @Test func `the operation's flash rings in an exercise, whatever its reader wants`() {
    func rings(_ precedence: Precedence, _ nature: Nature, on screen: Nature, quiet: Bool) -> Bool {
      Bell.rings(for: precedence, nature, on: screen, isQuiet: quiet)
    }
    #expect(rings(.flash, .operation, on: .exercise, quiet: true))
    #expect(
      !rings(.flash, .exercise, on: .exercise, quiet: true) && rings(.override, .exercise, on: .exercise, quiet: false))
    #expect(
      !rings(.flash, .operation, on: .operation, quiet: true) && rings(.flash, .operation, on: .operation, quiet: false)
    )
    #expect(!rings(.immediate, .operation, on: .exercise, quiet: false))
  }

  // MARK: a screen that stays

  private static func screen(_ lines: Int) -> Screen {
    Screen(
      (1...lines).map { "line \($0)" }.joined(separator: "\n"), of: .exercise, "PARIS-2026", elsewhere: flash,
      width: 80, on: .exercise, plain)
  }

  private func body(_ view: ScreenView, of screen: Screen, _ notice: String? = nil) -> [String] {
    view.lines(of: screen, notice: notice, Self.plain).filter { $0.hasPrefix("line ") }
  }

  @Test func `what is urgent stays on top while the rest moves`() {
    var view = ScreenView(rows: 10, columns: 80)
    let screen = Self.screen(20)
    func lines() -> [String] { view.lines(of: screen, notice: nil, Self.plain) }
    #expect(lines().count == 10 && lines()[0].hasPrefix("REAL: ") && lines()[1].hasPrefix("EXERCISE"))
    #expect(lines()[8].hasPrefix("EXERCISE") && lines()[9] == "1-6 of 20  space and b page, q quits")
    #expect(body(view, of: screen) == (1...6).map { "line \($0)" })
    for (key, first) in [
      (.pageDown, 7), (.lineDown, 8), (.lineUp, 7), (.end, 15), (.pageDown, 15), (.pageUp, 9), (.top, 1), (.pageUp, 1),
    ] as [(ScreenView.Key, Int)] {
      view.move(key, over: screen, notice: nil)
      #expect(body(view, of: screen).first == "line \(first)" && lines()[0].hasPrefix("REAL: "))
    }
    view.move(.end, over: screen, notice: nil)
    // What became shorter meanwhile is shown to its end.
    #expect(body(view, of: Self.screen(8)) == (3...8).map { "line \($0)" })
    view = view.resized(rows: 30, columns: 60)
    #expect(body(view, of: screen).count == 20 && lines().last == "q quits" && lines().count == 30)
  }

  @Test func `every page of a screen of several worlds says of which world its lines are`() {
    let operation = (1...6).map { "op \($0)" }.joined(separator: "\n")
    let exercise = (1...20).map { "line \($0)" }.joined(separator: "\n")
    let screen = Screen(
      worlds: [(operation, .operation, nil), (exercise, .exercise, "PARIS-2026")], elsewhere: Self.flash, width: 80,
      on: .exercise, Self.plain)
    let banner = "EXERCISE EXERCISE EXERCISE PARIS-2026"
    let real = "REAL REAL REAL OPERATION"
    #expect(screen.body.count == 31 && screen.body[0] == real && screen.body[7] == real)
    #expect(screen.body[9] == banner && screen.body[30] == banner)
    var view = ScreenView(rows: 14, columns: 80)
    var seen: [String] = []
    for page in 1...4 {
      let lines = view.lines(of: screen, notice: nil, Self.plain)
      #expect(lines.count == 14 && lines[0].hasPrefix("REAL: "))
      let shown = lines[1..<13].filter { !$0.isEmpty }
      if let first = shown.firstIndex(where: { $0.hasPrefix("line ") }) {
        #expect(shown[..<first].contains(banner), "page \(page): \(shown)")
        #expect(shown.last == banner, "page \(page): \(shown)")
      }
      seen += shown.filter { $0.hasPrefix("line ") }
      view.move(.pageDown, over: screen, notice: nil)
    }
    #expect((1...20).allSatisfy { seen.contains("line \($0)") })
    view.move(.end, over: screen, notice: nil)
    let last = view.lines(of: screen, notice: nil, Self.plain)
    #expect(last[1] == banner && last[11] == "line 20" && last[12] == banner)
  }

  @Test func `a screen that lost the broker says so before everything else`() {
    let notice = ScreenView.notConnected(asOf: "2026-03-07T04:12:59.000Z")
    #expect(notice == "NOT CONNECTED, AS OF 0412Z")
    let lines = ScreenView(rows: 8, columns: 40).lines(of: Self.screen(20), notice: notice, Self.plain)
    #expect(lines.count == 8 && lines[0] == notice && lines[1].hasPrefix("REAL: "))
    for rows in 1...4 {
      #expect(ScreenView(rows: rows, columns: 40).lines(of: Self.screen(9), notice: notice, Self.plain)[0] == notice)
    }
  }

  @Test(
    arguments: [
      (" ", [.pageDown]), ("b", [.pageUp]), ("gG", [.top, .end]), ("q", [.quit]),
      ("\u{1B}[A\u{1B}[B", [.lineUp, .lineDown]),
      ("\u{1B}OB", [.lineDown]), ("\u{1B}[5~\u{1B}[6~", [.pageUp, .pageDown]), ("\u{1B}[1;5A", []), ("x\u{1B}", []),
      ("\u{1B}[", []), ("", []), ("\u{1B}[Hj\u{1B}[F", [.top, .lineDown, .end]),
    ] as [(String, [ScreenView.Key])])
  func `keys are read as terminals send them`(typed: String, keys: [ScreenView.Key]) {
    #expect(ScreenView.Key.keys(Array(typed.utf8)) == keys)
  }
}
