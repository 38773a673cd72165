package import CellSchema
package import CellWire

/// Reduces a situation to what a question asks for: filters, paging, and a cut to what fits a frame.
package struct Selection {
  let question: SituationQuestion

  package init(_ question: SituationQuestion) { self.question = question }

  /// All that the question asks for, of which an answer takes as much as fits: see ``page(of:)``.
  func filter(_ situation: Situation) -> Situation {
    var situation = situation
    if question.onlyOpen { keepOpen(&situation) }
    if let participant = question.participant { keep(participant, &situation) }
    if question.system == nil { situation.counts = SituationCounts(counting: situation) }
    return situation
  }

  private func keepOpen(_ situation: inout Situation) {
    situation.texts.removeAll { !$0.isCurrent }
    situation.guarantees.removeAll { $0.state == .ended }
    situation.cases.removeAll(where: \.isFinished)
    let open = Set(situation.invocations.lazy.filter(\.isOpen).map(\.id))
    situation.attacks.removeAll { attack in attack.invocation.map { !open.contains($0) } ?? false }
    situation.invocations.removeAll { !$0.isOpen }
    situation.force.requests.removeAll(where: \.isAnswered)
    let asOf = situation.asOf
    situation.force.activities.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.force.regeneration.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.force.support.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.assistance.pledges.removeAll { $0.state == .confirmed || $0.state == .replaced }
    situation.clocks.removeAll { !$0.isRunning }
    situation.decisions.removeAll { !$0.isOpen }
    situation.powers.removeAll { $0.confirmed != nil }
  }

  private func keep(_ code: ParticipantCode, _ situation: inout Situation) {
    situation.attention.removeAll { item in
      !item.waitingFor.contains { addressee in
        switch addressee {
        case .participant(let other): other == code
        case .node(let node): node.participant == code
        case .role, .all: false
        }
      }
    }
    for place in situation.texts.indices { situation.texts[place].signatures.removeAll { $0.by != code } }
    situation.guarantees.removeAll { $0.by != code }
    situation.cases.removeAll { found in !found.disputes.contains { $0.by == code } }
    situation.force.contributions.removeAll { $0.by != code }
    situation.force.support.removeAll { $0.by != code }
    situation.attacks.removeAll { $0.by.participant != code && !$0.obliged.contains(code) }
    situation.invocations.removeAll { invocation in
      invocation.by != code && !invocation.responses.contains { $0.by == code }
    }
    situation.clocks.removeAll { clock in
      !clock.stages.contains { stage in stage.expectations.contains { $0.participant == code } }
    }
    situation.decisions.removeAll { decision in
      decision.by != code && !decision.electors.contains { $0.participant == code }
    }
    situation.powers.removeAll { $0.by != code }
    situation.roles.removeAll { role in !(role.holders + role.alternates).contains { $0.participant == code } }
    situation.contested.removeAll { phase in
      !phase.awaiting.contains(code) && !phase.statements.contains { $0.by == code }
    }
    situation.silentNodes.removeAll { $0.participant != code }
  }

  // MARK: paging

  /// The lists of a system, in the order in which a page counts items.
  private static func lists(_ system: SituationSystem) -> [CutList<Situation>] {
    switch system {
    case .attention: [CutList(\.attention)]
    case .phase: [CutList(\.ceasefires)]
    case .declaration: [CutList(\.powers), CutList(\.texts)]
    case .guarantees: [CutList(\.guarantees)]
    case .cases: [CutList(\.cases)]
    case .force:
      [
        CutList(\.force.changes), CutList(\.force.contributions), CutList(\.force.activities),
        CutList(\.force.regeneration), CutList(\.force.support), CutList(\.force.requests),
      ]
    case .support: [CutList(\.attacks), CutList(\.invocations)]
    case .clock: [CutList(\.clocks)]
    case .assistance:
      [
        CutList(\.assistance.money), CutList(\.assistance.goods), CutList(\.assistance.requirements),
        CutList(\.assistance.pledges),
      ]
    case .decisions: [CutList(\.contested), CutList(\.decisions)]
    case .roles: [CutList(\.roles)]
    }
  }

  /// Of a filtered situation, what the question does not skip, as far as it fits a frame, and how many items do not.
  package func page(of situation: Situation) -> Situation {
    var page = situation
    let systems = question.system.map { [$0] } ?? SituationSystem.allCases
    for other in SituationSystem.allCases where !systems.contains(other) {
      for list in Self.lists(other) { list.keep(&page, 0..<0) }
    }
    var parts = systems.flatMap { system in
      Self.lists(system).map { Part(system: system, list: $0, count: $0.count(situation)) }
    }
    var rest = Int(min(question.skip, UInt64(Int32.max)))
    for place in parts.indices {
      parts[place].start = min(rest, parts[place].count)
      rest -= parts[place].start
    }
    if fitsWhole(parts, page) {
      for place in parts.indices { parts[place].takeAll() }
    } else {
      fill(&parts, of: &page)
    }
    for part in parts { part.list.keep(&page, part.start..<part.start + part.kept) }
    let omitted = Dictionary(parts.map { ($0.system, $0.left) }, uniquingKeysWith: +)
    page.omitted = omitted.values.reduce(0, +)
    page.omissions =
      page.omitted == 0
      ? nil
      : SituationSystem.allCases.compactMap { system in
        omitted[system].flatMap { $0 > 0 ? SituationOmission(system: system, items: $0) : nil }
      }
    return page
  }

  /// A list, and what of it is in the answer.
  private struct Part {
    let system: SituationSystem
    let list: CutList<Situation>
    let count: Int
    var start = 0
    var kept = 0
    /// The next item does not fit.
    var isFull = false
    var left: Int { count - start - kept }

    mutating func takeAll() { kept = count - start }
  }

  /// Whether all of a page of few items fits without cutting any: most pages do, and are not sized item by item.
  private func fitsWhole(_ parts: [Part], _ page: Situation) -> Bool {
    guard parts.reduce(0, { $0 + $1.count }) <= Self.fewItems else { return false }
    return ControlCodec.size(of: page) <= mostBytes(room: room)
  }

  private static let fewItems = 64

  /// The room for what is not the number of the query and the omissions.
  private var room: Int { Limits.frame - 1_024 }

  /// The most bytes of one item: in an overview none hides the others. A comma follows it.
  private func mostBytes(room: Int) -> Int { question.system == nil ? room / 8 : room - 1 }

  /// In an overview the lists take turns, so that none hides another one. In a page of one system they follow each
  /// other, so that the next page goes on where this one ends.
  private func fill(_ parts: inout [Part], of page: inout Situation) {
    var bare = page
    for part in parts { part.list.keep(&bare, 0..<0) }
    var room = room - ControlCodec.size(of: bare)
    let most = mostBytes(room: room)
    func takeNext(_ part: inout Part) {
      let bytes = part.list.fit(&page, part.start + part.kept, most)
      part.isFull = bytes > room
      guard !part.isFull else { return }
      room -= bytes
      part.kept += 1
    }
    if question.system == nil {
      while parts.contains(where: { $0.left > 0 && !$0.isFull }) {
        for place in parts.indices where parts[place].left > 0 && !parts[place].isFull { takeNext(&parts[place]) }
      }
    } else {
      for place in parts.indices {
        while parts[place].left > 0, !parts[place].isFull { takeNext(&parts[place]) }
        if parts[place].isFull { return }
      }
    }
  }
}
