import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// What the answers at the end may rest on.
extension History {
  /// All worlds, and one that nobody spoke in.
  var worlds: [World] { model.worlds.keys.sorted { "\($0)" < "\($1)" } }

  /// An answer is right, and a broker that comes back says the same and writes nothing.
  func checkAnswers() {
    let questions = worlds.flatMap { world in model.rules.listed.places.map { (world, $0) } }
      .filter { _ in checks.once(in: 4) }
    let before = questions.map { world, node in
      let situation = stage.answer(world, for: node)
      check(situation, world, node)
      return situation
    }
    let head = stage.head
    stage.restart(connecting: false)
    expect(stage.head == head, "a restart writes to the record")
    for ((world, node), before) in zip(questions, before) {
      let after = stage.answer(world, for: node)
      expect(
        after == before,
        "after a restart \(HistoryRules.nodes[node]) is answered otherwise of \(world): "
          + Self.difference(before, after))
    }
  }

  /// An answer tells a node of nothing but what it may read, and its sums are exact.
  func check(_ situation: Situation, _ key: World, _ node: Int) {
    let place = "the answer of \(key) to \(HistoryRules.nodes[node])"
    let world = model.world(key)
    let told = HistoryTokens(ControlCodec.encode(QueryAnswer(query: 0, situation: situation)))
    for token in told.tokens {
      expect(world.knowers[token, default: 0].has(node), "\(place) tells of \(HistoryTokens.words(token))")
    }
    for sequence in told.sequences {
      let row = model[sequence]
      expect(row?.known.has(node) == true && row?.world == key, "\(place) tells of #\(sequence)")
    }
    expect(situation.omitted == 0, "\(place) is cut")
    let sums = HistorySums(world, for: node)
    let answered = HistorySums(situation.assistance)
    expect(sums == answered, "\(place): the sums are \(answered), not \(sums)")
    if world.rows.allSatisfy({ $0.known.has(node) || $0.body is MessageReleased }) {
      expect(!situation.isPartial, "\(place) is said to be partial")
      checkWhole(situation, world, place)
    }
  }

  /// Whoever may read all sees what is.
  private func checkWhole(_ situation: Situation, _ world: HistoryWorld, _ place: String) {
    let phase = world.phase(model.rules)
    expect(situation.phase == phase, "\(place): the phase is \(situation.phase), not \(phase)")
    let moment = situation.asOf.microseconds
    let active = world.rows(GuaranteeCommitment.self).filter { model.isActive($0.row.id, at: moment, world) }.map(
      \.row.id)
    let shown = situation.guarantees.filter { $0.state == .active || $0.state == .invoked }.map(\.commitment)
    expect(Set(active) == Set(shown), "\(place): active are \(shown), not \(active)")
    checkObliged(situation, world, place)
    for ceasefire in situation.ceasefires {
      guard let own = world.ceasefires.first(where: { $0.ids[0] == ceasefire.agreement }) else {
        expect(false, "\(place): there is no agreement of #\(ceasefire.sequence)")
        continue
      }
      for scope in ceasefire.scopes {
        let key = HistoryCeasefire.key(scope.scope)
        expect(scope.phase == own.phase(key), "\(place): \(key) is \(scope.phase), not \(own.phase(key))")
        guard let part = own.parts.first(where: { $0.key == key }), own.parts[0].phase != .terminated else { continue }
        let isContested = !part.statements.isEmpty && own.agreed(part, model.rules.authorities) == nil
        expect(scope.isContested == isContested, "\(place): \(key) is \(isContested ? "" : "not ")contested")
      }
    }
    let taken = world.takenIncidents
    let reports =
      world.rows(IncidentReport.self).map(\.row.id) + world.rows(ForceIncidentReport.self).map(\.row.id)
    expect(
      situation.incidentsWithoutCase == reports.count { !taken.contains($0) },
      "\(place): \(situation.incidentsWithoutCase) incidents without a case")
  }

  /// Obliged are those whose guarantees were active when the attack began, and of an invocation those of whom the bus
  /// said so.
  private func checkObliged(_ situation: Situation, _ world: HistoryWorld, _ place: String) {
    for attack in situation.attacks {
      guard let row = world[attack.id], let body = world.latest(row) as? AttackReport else {
        expect(false, "\(place): there is no attack report \(attack.id)")
        continue
      }
      let (obliged, shown) = (
        model.covering(row, body, world), Set(attack.obliged.map(\.description))
      )
      expect(
        shown == obliged, "\(place): obliged by #\(attack.sequence) are \(shown), not \(obliged)")
    }
    for invocation in situation.invocations {
      guard world[invocation.id]?.body is Invocation else {
        expect(false, "\(place): there is no invocation \(invocation.id)")
        continue
      }
      let obliged = model.obliged(invocation.id, world)
      let shown = Set(invocation.responses.filter(\.isObliged).map(\.by.description))
      expect(shown == obliged, "\(place): obliged by #\(invocation.sequence) are \(shown), not \(obliged)")
    }
  }

  /// Where two answers differ first.
  static func difference(_ left: Situation, _ right: Situation) -> String {
    func text(_ situation: Situation) -> String {
      String(decoding: ControlCodec.encode(QueryAnswer(query: 0, situation: situation)).dropFirst(), as: UTF8.self)
    }
    let (left, right) = (text(left), text(right))
    let common = zip(left, right).prefix { $0 == $1 }.count
    func excerpt(_ text: String) -> String { String(text.dropFirst(max(0, common - 60)).prefix(160)) }
    return "…\(excerpt(left))… against …\(excerpt(right))…"
  }
}
