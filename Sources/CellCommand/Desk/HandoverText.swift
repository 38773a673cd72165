package import CellNode
package import CellSchema

/// A handover of the watch, made from where things stand: what is sent, and what its sender sees before.
package struct HandoverText: Sendable {
  private let overview: Situation
  private let owed: [SituationAttention]
  private let pressing: [SituationAttention]
  private let openCases: [CaseStanding]
  private let reader: NodeName
  package let body: WatchHandover

  /// - Parameters:
  ///   - overview: of the node's world, now.
  ///   - attention: the same world's items in full.
  ///   - cases: its open cases in full.
  ///   - oncoming: the appointment that takes over; nil where nobody does.
  package init(
    overview: Situation, attention: Situation, cases: Situation, by offgoing: Line, to oncoming: Line?,
    reader: NodeName, at moment: Timestamp
  ) {
    self.overview = overview
    self.reader = reader
    openCases = cases.cases
    owed = attention.attention.filter { $0.kind.isDebt }
    pressing = attention.attention.filter(\.kind.standsAlone)
    let overdue = owed.filter(\.kind.isOverdue).map(\.id)
    body = WatchHandover(
      offgoing: offgoing, oncoming: oncoming ?? "vacant", at: moment, openCases: Self.list(openCases.map(\.number)),
      overdue: Self.list(overdue), silentNodes: Self.list(overview.silentNodes))
  }

  /// As many as a handover names; nil where there is none.
  private static func list<Element: Codable & Hashable & Sendable>(_ elements: [Element]) -> NonEmpty<Element>? {
    elements.first.map { NonEmpty($0, followedBy: elements.dropFirst()) }
  }

  /// What is handed over, between the banners of its world.
  ///
  /// - Parameter real: what the operation waits for of the sender, where the desk is in another world.
  package func screen(_ ink: Ink, real: Situation? = nil, elsewhere: Elsewhere?, width: Int?, on desk: Nature) -> Screen
  {
    Screen(
      text(ink, real: real, width: width), of: overview.nature, overview.exerciseName, elsewhere: elsewhere,
      width: width, on: desk,
      ink)
  }

  package func text(_ ink: Ink, real: Situation? = nil, width: Int?) -> String {
    let width = max(40, width ?? 100)
    var lines = SituationHeading.lines(overview, SituationAsked(.overview, by: reader), in: width)
      .flatMap { $0.wrapped(to: width) }.map { $0.text(ink) }
    lines.append("")
    func row(_ name: String, _ text: String, _ colour: Ink.Colour? = nil) {
      for (place, part) in DisplayText.wrapped(DisplayText.line(text), to: width - 12).enumerated() {
        lines.append(ink(DisplayText.column(place == 0 ? name : "", 12), .bold) + ink(part, colour))
      }
    }
    row(inColumn("WATCH FROM"), "\(body.offgoing)")
    if body.isVacant {
      row(inColumn("TO"), spoken("NOBODY: the watch stays with you until somebody assumes it"), .red)
    } else {
      row(inColumn("TO"), spoken("\(body.oncoming), whose acknowledgement takes it"))
    }
    if let real {
      let debts = real.attention.filter { $0.kind.isDebt }
      row("REAL OWED", counted(debts.count, Self.groups(debts)), debts.isEmpty ? nil : .red)
    }
    row(inColumn("AT"), body.at.dtgWithLocalTimes)
    let open = pressing.map { "\($0.sequence) \($0.kind.words): \($0.words)" }
    row(inColumn("NOW"), counted(open), open.isEmpty ? nil : .red)
    row(inColumn("OPEN CASES"), counted(openCases.map { "\($0.number) \($0.state.rawValue)" }))
    let (late, due) = (owed.filter(\.kind.isOverdue), owed.filter { !$0.kind.isOverdue })
    row(inColumn("OVERDUE"), counted(late.count, Self.groups(late)), late.isEmpty ? nil : .red)
    row(inColumn("OWED"), counted(due.count, Self.groups(due)))
    row(inColumn("SILENT"), counted(overview.silentNodes.map { "\($0)" }))
    row(inColumn("SINCE"), since)
    row(inColumn("CHECKPOINT"), spoken("none: the broker gives none yet"))
    return lines.joined(separator: "\n")
  }

  private func counted(_ elements: [String]) -> String { counted(elements.count, elements) }

  private func counted(_ count: Int, _ elements: [String]) -> String {
    count == 0 ? spoken("none") : "\(count): \(elements.joined(separator: ", "))"
  }

  /// Debts of one kind, of the same debtors and for the same time, together.
  private static func groups(_ items: [SituationAttention]) -> [String] {
    var groups: [(first: SituationAttention, numbers: [String])] = []
    for item in items {
      let place = groups.firstIndex {
        ($0.first.kind, $0.first.due, $0.first.waitingFor) == (item.kind, item.due, item.waitingFor)
      }
      if let place {
        groups[place].numbers.append("\(item.sequence)")
      } else {
        groups.append((item, ["\(item.sequence)"]))
      }
    }
    return groups.map { "\($0.numbers.joined(separator: " ")) \(words($0.first))" }
  }

  /// Columns of the debtors' names: who hands over looks at what is late, not at a roll.
  private static let debtorsWidth = 24

  /// `acknowledgement of FRA since 071200Z`.
  private static func words(_ item: SituationAttention) -> String {
    let what = item.kind.isReply ? spoken("answer") : spoken("acknowledgement")
    let debtors = SituationPhrase.names(item.waitingFor, to: debtorsWidth, more: item.omitted?.value ?? 0)
    let who = debtors.isEmpty ? "" : spoken(" of \(debtors)")
    let when =
      item.due.map { item.kind.isOverdue ? spoken(" since \($0.dtg)") : spoken(" by \($0.dtg)") } ?? ""
    return "\(what)\(who)\(when)"
  }

  private var since: String {
    let came = overview.sinceHandover
    let systems = came.systems.map { "\($0.system) \($0.messages)" }.joined(separator: ", ")
    let from =
      came.at.map { spoken("the handover at \($0.dtg)") } ?? spoken("the beginning, as there was no handover yet")
    return "\(from): \(systems.isEmpty ? spoken("nothing") : systems)"
  }
}

extension SituationAttention.Kind {
  fileprivate var isOverdue: Bool { self == .acknowledgementOverdue || self == .replyOverdue }
  fileprivate var isReply: Bool { self == .replyOverdue || self == .replyOwed }
  /// An acknowledgement or an answer.
  var isDebt: Bool { isOverdue || self == .acknowledgementOwed || self == .replyOwed }
}
