import CellSchema
import CellWire

/// Reduces a situation to what a question asks for: filters, paging, and a cut to what fits a frame.
struct Selection {
  let question: SituationQuestion

  init(_ question: SituationQuestion) { self.question = question }

  func select(_ situation: Situation) -> Situation {
    var situation = situation
    if question.onlyOpen { keepOpen(&situation) }
    if let participant = question.participant { keep(participant, &situation) }
    skip(&situation)
    fit(&situation)
    return situation
  }

  private func keepOpen(_ situation: inout Situation) {
    situation.texts.removeAll { !$0.isCurrent }
    situation.guarantees.removeAll { $0.state == .ended }
    situation.cases.removeAll(where: \.isDone)
    situation.attacks.removeAll { attack in
      attack.invocation != nil && !situation.invocations.contains { $0.id == attack.invocation && $0.isOpen }
    }
    situation.invocations.removeAll { !$0.isOpen }
    situation.force.requests.removeAll(where: \.isAnswered)
    let asOf = situation.asOf
    situation.force.activities.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.force.regeneration.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.force.support.removeAll { $0.period.to.map { $0 < asOf } ?? false }
    situation.assistance.pledges.removeAll { $0.state == .confirmed }
    situation.assistance.requirements.removeAll { $0.pledged >= $0.quantity.value }
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
    situation.assistance.pledges.removeAll { $0.donor != code && !$0.enabledBy.contains(code) }
  }

  // MARK: paging

  /// The lists of a system, in the order in which a page counts items.
  private static func lists(_ system: SituationSystem) -> [any ItemList] {
    switch system {
    case .attention: [List(\.attention)]
    case .phase: [List(\.ceasefires)]
    case .declaration: [List(\.texts)]
    case .guarantees: [List(\.guarantees)]
    case .cases: [List(\.cases)]
    case .force:
      [
        List(\.force.contributions), List(\.force.activities), List(\.force.regeneration), List(\.force.support),
        List(\.force.requests),
      ]
    case .support: [List(\.attacks), List(\.invocations)]
    case .assistance: [List(\.assistance.requirements), List(\.assistance.pledges)]
    }
  }

  private func skip(_ situation: inout Situation) {
    guard let system = question.system else { return }
    var rest = Int(min(question.skip, UInt64(Int32.max)))
    for list in Self.lists(system) {
      let dropped = min(rest, list.count(in: situation))
      list.dropFirst(dropped, of: &situation)
      rest -= dropped
    }
  }

  /// Cuts lists at their ends until the answer fits a frame, and notes how many items are missing.
  private func fit(_ situation: inout Situation) {
    let room = Limits.frame - 1_024
    var omitted: [SituationSystem: Int] = [:]
    while ControlCodec.encode(QueryAnswer(query: 0, situation: situation)).count > room {
      guard let (system, list) = nextToCut(situation) else { return }
      let count = list.count(in: situation)
      let dropped = max(1, count / 4)
      list.dropLast(dropped, of: &situation)
      omitted[system, default: 0] += dropped
    }
    guard !omitted.isEmpty else { return }
    situation.omitted = omitted.values.reduce(0, +)
    situation.omissions = SituationSystem.allCases.compactMap { system in
      omitted[system].map { SituationOmission(system: system, items: $0) }
    }
  }
}

extension Selection {
  /// The list to cut next: in an overview the longest; in a page of one system the last, so that the next page goes on
  /// there.
  private func nextToCut(_ situation: Situation) -> (SituationSystem, any ItemList)? {
    if let system = question.system {
      return Self.lists(system).last { $0.count(in: situation) > 0 }.map { (system, $0) }
    }
    let all = SituationSystem.allCases.flatMap { system in Self.lists(system).map { (system, $0) } }
    return all.filter { $0.1.count(in: situation) > 0 }
      .max { $0.1.count(in: situation) < $1.1.count(in: situation) }
  }
}

private protocol ItemList {
  func count(in situation: Situation) -> Int
  func dropFirst(_ count: Int, of situation: inout Situation)
  func dropLast(_ count: Int, of situation: inout Situation)
}

private struct List<Item>: ItemList {
  let path: WritableKeyPath<Situation, [Item]>

  init(_ path: WritableKeyPath<Situation, [Item]>) { self.path = path }

  func count(in situation: Situation) -> Int { situation[keyPath: path].count }
  func dropFirst(_ count: Int, of situation: inout Situation) { situation[keyPath: path].removeFirst(count) }
  func dropLast(_ count: Int, of situation: inout Situation) { situation[keyPath: path].removeLast(count) }
}
