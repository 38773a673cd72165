import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Whatever a situation holds, an answer is a frame at most, and pages lose nothing.
@Suite("An answer's room") struct AnswerFrameTests {
  private func size(_ page: Situation) -> Int {
    ControlCodec.encode(QueryAnswer(query: WireNumber(WireNumber.largest), situation: page)).count
  }

  /// The items of a system, as pages count them.
  private func items(_ system: SituationSystem, of situation: Situation) -> [[Int]] {
    let (force, assistance) = (situation.force, situation.assistance)
    func numbers<Item>(_ items: [Item], _ sequence: (Item) -> RecordSequence) -> [Int] {
      items.map { sequence($0).value }
    }
    switch system {
    case .attention: return [numbers(situation.attention, \.sequence)]
    case .phase: return [numbers(situation.ceasefires, \.sequence)]
    case .declaration: return [numbers(situation.powers, \.sequence), numbers(situation.texts, \.sequence)]
    case .guarantees: return [numbers(situation.guarantees, \.sequence)]
    case .cases: return [numbers(situation.cases, \.sequence)]
    case .force:
      return [
        numbers(force.contributions, \.sequence), numbers(force.activities, \.sequence),
        numbers(force.regeneration, \.sequence), numbers(force.support, \.sequence),
        numbers(force.requests, \.sequence),
      ]
    case .support: return [numbers(situation.attacks, \.sequence), numbers(situation.invocations, \.sequence)]
    case .decisions: return [numbers(situation.decisions, \.sequence)]
    case .clock: return [numbers(situation.clocks, \.sequence)]
    case .roles: return [situation.roles.map { $0.role.description.hashValue }]
    case .assistance:
      return [
        assistance.money.map { $0.currency.description.hashValue },
        assistance.goods.map { $0.nomenclature.description.hashValue },
        numbers(assistance.requirements, \.sequence), numbers(assistance.pledges, \.sequence),
      ]
    }
  }

  @Test("an overview fits, whatever it holds, and counts what it leaves out", arguments: 1...5 as ClosedRange<UInt64>)
  func overview(seed: UInt64) {
    var maker = HugeSituation(seed: seed)
    let situation = maker.make()
    let page = Selection(SituationQuestion()).page(of: situation)
    #expect(size(page) <= Limits.frame)
    for system in SituationSystem.allCases {
      let left = page.omissions?.first { $0.system == system }?.items ?? 0
      let (all, shown) = (items(system, of: situation), items(system, of: page))
      #expect(all.joined().count == shown.joined().count + left)
      for (all, shown) in zip(all, shown) { #expect(Array(all.prefix(shown.count)) == shown) }
    }
    #expect(page.omitted == page.omissions?.reduce(0) { $0 + $1.items } ?? 0)
  }

  @Test("the pages of a system fit, and have each item once", arguments: 1...3 as ClosedRange<UInt64>)
  func pages(seed: UInt64) {
    var maker = HugeSituation(seed: seed &+ 100)
    let situation = maker.make()
    for system in SituationSystem.allCases {
      var question = SituationQuestion(system: system)
      var found = items(system, of: situation).map { _ in [Int]() }
      var omitted = Int.max
      while omitted > 0 {
        let page = Selection(question).page(of: situation)
        #expect(size(page) <= Limits.frame)
        let shown = items(system, of: page)
        guard !shown.joined().isEmpty || page.omitted == 0 else {
          Issue.record("\(system): an item fits no page")
          return
        }
        for place in found.indices { found[place] += shown[place] }
        question.skip += UInt64(shown.joined().count)
        #expect(page.omitted < omitted)
        omitted = page.omitted
      }
      #expect(found == items(system, of: situation), "\(system)")
    }
  }

  @Test("lists of an item that are longer than a frame are cut and counted") func listsInItems() {
    var situation = Situation(
      cell: "paris", nature: .operation, charter: "paris-2026-draft", asOf: .sample, throughSequence: 1,
      isPartial: false, omitted: 0, phase: .preparation, incidentsWithoutCase: 0, force: ForceStanding(incidents: 0),
      assistance: AssistanceStanding(), sinceHandover: SinceHandover())
    situation.cases = [
      CaseStanding(
        number: "V-2026-0042", id: .sample, sequence: 2, state: .disputed, priority: .high, place: "Odesa",
        disputes: Array(repeating: DisputeStanding(sequence: 3, by: "POL", of: .sample), count: 5_000))
    ]
    for question in [SituationQuestion(), SituationQuestion(system: .cases)] {
      let page = Selection(question).page(of: situation)
      #expect(size(page) <= Limits.frame && page.omitted == 0)
      let (shown, left) = (page.cases.first?.disputes.count ?? 0, page.cases.first?.omitted?.value ?? 0)
      #expect(shown > 100 && shown + left == 5_000)
    }
  }
}
