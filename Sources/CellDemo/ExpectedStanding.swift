package import CellSchema

/// Where the scenario leads, worked out by hand from what is said in it.
package struct ExpectedStanding: Sendable {
  package var phase = CeasefirePhase.inForce
  /// Whose guarantees are active or invoked.
  package var guarantors: Set<ParticipantCode>
  /// Who is obliged by the attack on the force: here the two texts differ.
  package var obligedForForce: Set<ParticipantCode>
  /// Each clock: what was attacked, and of how many something is expected at each stage.
  package var clocks: [String]
  package var cases: [CaseNumber: CaseStanding.State]
  package var contributors: Set<ParticipantCode>
  /// Confirmed, by currency.
  package var confirmed: [CurrencyCode: String]
  /// What the bus itself has to say, by type.
  package var sayings: [MessageType: Int]
}

extension Scenario {
  package var expectedStanding: ExpectedStanding {
    // Of Poland's commitment the political limb is active. New Zealand's and the United Kingdom's end in time to come.
    var guarantors = Set(Delegation.coalition.map(\.code))
    if text == .draft { guarantors.insert("USA") }
    var cases: [CaseNumber: CaseStanding.State] = [
      "V-2026-0006": .attributed, "V-2026-0007": .disputed, "V-2026-0008": .closed,
    ]
    for finding in SMMFinding.all where finding.number != 6 {
      cases[CaseNumber(stringLiteral: "V-2026-000\(finding.number)")] = .found
    }
    return ExpectedStanding(
      guarantors: guarantors, obligedForForce: text == .draft ? ["USA"] : [], clocks: expectedClocks, cases: cases,
      contributors: Set(ExerciseContribution.all.map(\.participant)), confirmed: ["EUR": "0.10", "JPY": "333333333"],
      // Agreed, in force, suspended, resumed: each contested by the first authority's word, moved by the second's.
      sayings: [
        "system.phase-changed": 8, "system.guarantee-activated": guarantors.count,
        // One report on Ukraine; under the draft one on the force, with the guarantee of the United States.
        // And Poland's once more, on another report of the same attack.
        "system.obliged": Script.invocable.count + 1 + (text == .draft ? 1 : 0),
        // One interceptor is missing, and a report names a closed case.
        "system.discrepancy": 2,
        // The text and its corrigendum, three attributions, two remedies, the force and its seat, and a silence that its
        // proposer withdraws.
        "system.decided": 10,
        // Ukraine's note, to the Europeans.
        "system.released": 1,
      ])
  }
}

extension Scenario {
  /// One clock for each attack, whoever reports it. In the draft something is expected of the United States.
  private var expectedClocks: [String] {
    let coalition = Delegation.coalition.count
    let last = coalition + (text == .draft ? 1 : 0)
    return ["force PT48H \(coalition), PT72H \(last)", "ukraine PT24H 1, PT48H \(coalition), PT72H \(last)"]
  }
}

extension Reckoning {
  /// What a node that may read all of it is told at the end, and what the bus said meanwhile.
  package struct Standing: Sendable {
    package var situation: Situation
    package var sayings: [MessageType]

    package init(situation: Situation, sayings: [MessageType]) {
      self.situation = situation
      self.sayings = sayings
    }
  }

  static func differences(_ standing: Standing, from expected: ExpectedStanding) -> [String] {
    let situation = standing.situation
    var breaches: [String] = []
    func compare<Value: Equatable>(_ what: String, _ value: Value, _ wanted: Value) {
      if value != wanted { breaches.append("\(what): \(value), not \(wanted)") }
    }
    func list(_ codes: some Sequence<ParticipantCode>) -> String {
      Set(codes).sorted().map(\.description).joined(separator: " ")
    }
    compare("the phase", situation.phase, expected.phase)
    compare(
      "active guarantees",
      list(situation.guarantees.filter { $0.state == .active || $0.state == .invoked }.map(\.by)),
      list(expected.guarantors))
    compare(
      "obliged for the force", list(situation.attacks.filter { $0.target == .force }.flatMap(\.obliged)),
      list(expected.obligedForForce))
    let clocks = situation.clocks.map { clock in
      let stages = clock.stages.map { "\($0.after) \($0.expectations.count + ($0.omitted?.value ?? 0))" }
      return "\(clock.target.rawValue) \(stages.joined(separator: ", "))"
    }
    compare("clocks", clocks.sorted(), expected.clocks)
    let cases = Dictionary(uniqueKeysWithValues: situation.cases.map { ($0.number, $0.state) })
    for (number, state) in expected.cases.sorted(by: { $0.key < $1.key }) {
      compare("the case \(number)", cases[number], state)
    }
    compare("contributors", list(situation.force.contributions.map(\.by)), list(expected.contributors))
    for (currency, amount) in expected.confirmed.sorted(by: { $0.key < $1.key }) {
      let total = situation.assistance.money.first { $0.currency == currency }
      compare("confirmed in \(currency)", total.map { "\($0.confirmed)" }, amount)
    }
    // To whom a proposal was delivered is said at the next tick, which may come after its withdrawal.
    let sayings = Dictionary(
      grouping: standing.sayings.filter { $0 != ProposalDelivered.messageType }, by: \.self
    ).mapValues(\.count)
    for type in Set(sayings.keys).union(expected.sayings.keys).sorted() {
      compare("\(type)", sayings[type] ?? 0, expected.sayings[type] ?? 0)
    }
    return breaches
  }
}
