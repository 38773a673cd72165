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
    restartAtEnd()
    let delayed = (head..<stage.head).compactMap { model[$0 + 1] }
    expect(delayed.allSatisfy { $0.body is SilenceDelayed }, "a restart writes to the record")
    let putOff = Set(delayed.map(\.world))
    for ((world, node), before) in zip(questions, before) where !putOff.contains(world) {
      var after = stage.answer(world, for: node)
      after.throughSequence = before.throughSequence
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
    checkDecisions(situation, world, place)
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

  /// Where each proposal stands, and what those that are carried have led to.
  private func checkDecisions(_ situation: Situation, _ world: HistoryWorld, _ place: String) {
    expect(situation.decisions.count == world.decisions.count, "\(place): there are \(world.decisions.count) proposals")
    for shown in situation.decisions {
      guard let own = world.decisions.last(where: { $0.id == shown.id }) else {
        expect(false, "\(place): there is no proposal \(shown.id)")
        continue
      }
      let words = "\(place): the proposal of #\(own.row.sequence)"
      let moment = situation.asOf.microseconds
      let isLate = own.isSilence && own.until < moment && (own.end(model.rules).map { $0 >= moment } ?? true)
      let state = own.result?.rawValue ?? (isLate ? "not-reached" : "open")
      expect(shown.state.rawValue == state, "\(words) is \(shown.state.rawValue), not \(state)")
      expect(shown.until.microseconds == own.until, "\(words) has another moment")
      expect(
        shown.act == own.act.id && "\(shown.by)" == own.row.participant, "\(words) is another's, or of another act")
      expect(Set(shown.electors.map { "\($0.participant)" }) == own.everybody, "\(words): \(own.everybody) decide")
      for elector in shown.electors {
        let code = "\(elector.participant)"
        expect(
          elector.position == own.statements[code]?.position && elector.mustAgree == own.mustAgree.contains(code)
            && elector.delivered?.microseconds == own.delivered[code], "\(words): \(code) stands otherwise")
      }
    }
    let current = situation.texts.first(where: \.isCurrent)
    expect(
      current?.version == world.currentText?.version
        && Set(current?.languages.map(\.sha256) ?? []) == Set(world.currentText?.texts.map(\.sha256) ?? []),
      "\(place): the text is \(current?.version as Any), not \(world.currentText?.version as Any)")
    let force = world.force(at: situation.asOf.microseconds)
    if let force {
      let lead = situation.force.constitution?.lead.map { "\($0)" } ?? []
      expect(Set(lead) == Set(force.lead), "\(place): the force is led by \(lead), not by \(force.lead)")
    } else if !world.has(ForceConstitution.self) {
      expect(situation.force.constitution == nil, "\(place): there is no force")
    }
    for attribution in situation.cases.compactMap(\.attribution) {
      let row = world.rows(Attribution.self).last { Int($0.row.sequence) == attribution.sequence.value }
      let decision = world.decisions.last { $0.id == row?.row.carriedBy?.proposal && $0.wasNeeded }
      let dissents = decision?.participants(.object).count ?? row?.body.dissents?.count ?? 0
      expect(row != nil && attribution.dissents == dissents, "\(place): \(dissents) dissent from \(attribution)")
    }
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
