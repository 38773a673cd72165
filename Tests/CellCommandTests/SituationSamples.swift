import CellCommand
import CellNode
import CellSchema

/// Situations made by hand.
enum SituationSamples {
  static let now: Timestamp = "2026-03-10T12:01:00.000Z"

  static let empty = Situation(
    cell: "paris", nature: .operation, charter: "paris-2026-draft", asOf: now, throughSequence: 1, isPartial: false,
    omitted: 0, phase: .preparation, incidentsWithoutCase: 0, force: ForceStanding(incidents: 0),
    assistance: AssistanceStanding(), sinceHandover: SinceHandover())

  static func asked(_ query: SituationQuery = .overview) -> SituationAsked { SituationAsked(query, by: "FRA.CELL-1") }

  static func id(_ number: Int) -> MessageID {
    let digits = String(number)
    return MessageID("019ccc55-7005-7f3e-844d-" + String(repeating: "0", count: 12 - digits.count) + digits)!
  }

  static func sequence(_ number: Int) -> RecordSequence { RecordSequence(number)! }

  /// One of each, every optional field there, every state somewhere.
  static var full: Situation {
    var situation = empty
    situation.nature = .exercise
    situation.exerciseName = "SHARED DAWN 26"
    situation.throughSequence = 4_128
    situation.isPartial = true
    situation.phase = .inForce
    situation.attention = SituationAttention.Kind.allCases.enumerated().map { place, kind in
      SituationAttention(
        kind: kind, sequence: sequence(4_100 + place), id: id(place), type: "support.attack-report",
        waitingFor: ["POL", "DEU", "UKR.GS-1"], due: "2026-03-10T11:00:00.000Z",
        text: WireSentence("Word \(place): the force is under attack near Odesa"))
    }
    situation.ceasefires = [ceasefire]
    situation.texts = [text("final", isCurrent: true), text("draft", isCurrent: false)]
    situation.guarantees = GuaranteeStanding.State.allCases.enumerated().map { place, state in
      GuaranteeStanding(
        commitment: id(place), sequence: sequence(20 + place), by: ["FRA", "GBR", "POL", "DEU"][place],
        instrument: "paris-declaration", version: "final", provision: "4", beneficiary: place == 1 ? .force : .ukraine,
        bindingness: .both, terms: place == 0 ? .open : .final, means: [.military, .logistics], political: .signed,
        legal: GuaranteeStanding.Legal.allCases[place + 1], state: state, track: .both,
        activeSince: "2026-03-10T22:00:00.000Z", endsAt: "2026-09-10T22:00:00.000Z")
    }
    situation.cases = CaseStanding.State.allCases.enumerated().map { oneCase($0.offset, $0.element) }
    situation.incidentsWithoutCase = 3
    situation.force = force
    situation.attacks = [attack]
    situation.invocations = [invocation]
    situation.clocks = [clock(1, running: true), clock(2, running: false)]
    situation.assistance = assistance
    situation.decisions = DecisionStanding.State.allCases.enumerated().map { oneDecision($0.offset, $0.element) }
    situation.powers = [powers(30), powers(31, confirmed: 40)]
    situation.roles = [
      RoleStanding(role: "force-command"),
      RoleStanding(
        role: "verification-lead", holders: ["USA.CELL-1"], alternates: ["NLD.CELL-1"],
        acting: [
          ActingStanding(
            sequence: 41, participant: "USA", nodes: ["NLD.CELL-1"], since: "2026-03-10T09:00:00.000Z")
        ]),
    ]
    situation.roles[1].omitted = 2
    situation.contested = [
      ContestedPhase(
        agreement: id(1), instrument: "ceasefire-2026", scope: CeasefireScope(kind: .domain, domains: [.energy]),
        phase: .inForce,
        statements: [
          AuthorityStatement(by: "UKR", phase: .suspended, effectiveAt: "2026-03-10T11:30:00.000Z", sequence: 4_090)
        ], awaiting: ["USA"])
    ]
    situation.silentNodes = ["UKR.GS-2", "POL.CELL-1"]
    situation.sinceHandover = SinceHandover(
      handover: id(1), at: "2026-03-10T07:00:00.000Z",
      systems: [SystemCount(system: "verification", messages: 41), SystemCount(system: "cell", messages: 12)],
      latest: [
        RecordedChange(
          sequence: 4_128, acceptedAt: "2026-03-10T11:58:00.000Z", from: "UKR.GS-1", type: "support.attack-report")
      ])
    return situation
  }

  /// Far more of everything than a screen holds, and longer than a line.
  static var overfull: Situation {
    let long = Line(String(repeating: "long ", count: 39))!
    var situation = full
    situation.exerciseName = long
    situation.charter = long
    situation.attention = (0..<40).map { place in
      var matter = situation.attention[place % situation.attention.count]
      matter.text = WireSentence(String(repeating: "word ", count: 90))
      matter.waitingFor = (0..<40).map { _ in "POL.CELL-WITH-NAME" }
      return matter
    }
    situation.ceasefires[0].scopes = (0..<12).map { place in
      var scope = ceasefire.scopes[place % ceasefire.scopes.count]
      scope.scope = CeasefireScope(kind: .area, areas: [long], domains: [.land, .sea, .air, .energy])
      return scope
    }
    situation.ceasefires += situation.ceasefires
    situation.texts = (0..<9).map { _ in text("final", isCurrent: true) }
    situation.guarantees += (0..<36).map { place in
      var guarantee = situation.guarantees[1]
      guarantee.by = ParticipantCode("A" + String(UnicodeScalar(UInt8(65 + place % 26))) + "A")!
      return guarantee
    }
    situation.cases = (0..<60).map { place in
      var one = oneCase(place, CaseStanding.State.allCases[place % 10])
      one.place = long
      return one
    }
    situation.force.constitution?.name = long
    situation.attacks = (0..<9).map { _ in
      var attack = attack
      attack.place = long
      attack.invocation = nil
      return attack
    }
    situation.invocations = (0..<9).map { _ in invocation }
    situation.clocks = (0..<9).map { place in
      var clock = clock(place, running: true)
      clock.place = long
      clock.stages[1].text = long
      return clock
    }
    situation.assistance.money = (0..<9).map { _ in
      let amount = AmountTotal(millionths: Int128(999_999_999_999_999) * 1_000_000)
      return MoneyTotal(currency: "EUR", pledged: amount, delivered: amount, confirmed: amount)
    }
    situation.silentNodes = (0..<60).map { NodeName("POL.CELL-\($0)")! }
    situation.sinceHandover.systems = (0..<12).map { SystemCount(system: "verification", messages: $0) }
    situation.sinceHandover.latest = (0..<40).map { _ in situation.sinceHandover.latest[0] }
    return situation
  }

  // MARK: parts

  /// A clock at T+31H: of the first stage somebody has not been heard, of the second two are late or only consult.
  static func clock(_ place: Int, running: Bool) -> ClockStanding {
    ClockStanding(
      attack: id(700 + place), sequence: sequence(700 + place), target: place == 2 ? .force : .ukraine,
      place: "Kharkiv", began: "2026-03-09T05:00:00.000Z", isRunning: running,
      stages: [
        StageStanding(
          after: .hours(24), at: "2026-03-10T05:00:00.000Z", isPassed: true, expected: .invocation,
          text: "Ukraine's forces act.", expectations: [ExpectationStanding(participant: "UKR", expected: .invocation)],
          sequence: sequence(720)),
        StageStanding(
          after: .hours(48), at: "2026-03-11T05:00:00.000Z", isPassed: !running, expected: .response,
          text: "Each says what it does.",
          expectations: [
            ExpectationStanding(participant: "FRA", expected: .response),
            ExpectationStanding(participant: "DEU", expected: .consultation),
            ExpectationStanding(participant: "POL", expected: .response, sequence: sequence(721), isLate: !running),
          ], sequence: running ? nil : sequence(722)),
      ])
  }

  static func powers(_ number: Int, confirmed: Int? = nil) -> PowersStanding {
    PowersStanding(
      act: id(number), sequence: sequence(number), type: "declaration.signature", by: "FRA",
      office: "State Secretary", confirmed: confirmed.map(sequence))
  }

  static func oneDecision(_ place: Int, _ state: DecisionStanding.State) -> DecisionStanding {
    var decision = DecisionStanding(
      id: id(500 + place), sequence: sequence(500 + place), by: "FRA", act: id(600 + place),
      actType: "declaration.amendment",
      sha256: "c6836f7ad1c4da8a997c009a4b4b120c237b1993693239e194d6307d9d0b8c3a", state: state,
      rule: DecisionProposal.Rule.allCases[place % 3], n: 3, until: "2026-03-11T12:00:00.000Z",
      proposedUntil: "2026-03-10T12:00:00.000Z", electorate: "@delegation", rosterRevision: 3, charterRevision: 2,
      electors: [
        ElectorStanding(
          participant: "DEU", mustAgree: false, hasLeft: false, delivered: "2026-03-09T12:00:01.000Z",
          position: .object, reason: "Provision 4 is not what our parliament was shown.", sequence: 510)
      ],
      delays: [
        DecisionDelay(
          sequence: 511, until: "2026-03-11T12:00:00.000Z", downFrom: "2026-03-09T13:00:00.000Z",
          downTo: "2026-03-09T14:15:00.000Z")
      ], decided: 520, code: 3204, pointer: "/body/instrument", explanation: "DEU objected.")
    decision.omitted = 4
    return decision
  }

  static let ceasefire = CeasefireStanding(
    agreement: id(1), sequence: 12, instrument: "ceasefire-2026", parties: ["RUS", "UKR"],
    expiresAt: "2027-03-10T22:00:00.000Z",
    scopes: [
      ScopeStanding(
        scope: .general, phase: .inForce, effectiveAt: "2026-03-10T10:00:00.000Z", sequence: 17, isContested: false),
      ScopeStanding(
        scope: CeasefireScope(kind: .domain, domains: [.energy]), phase: .inForce,
        effectiveAt: "2026-03-10T10:00:00.000Z", sequence: 17, isContested: true,
        statements: [
          AuthorityStatement(by: "UKR", phase: .suspended, effectiveAt: "2026-03-10T11:30:00.000Z", sequence: 4_090)
        ], awaiting: ["USA"]),
      ScopeStanding(
        scope: CeasefireScope(kind: .area, areas: ["Kharkiv"], domains: [.land]), phase: .agreed, isContested: false,
        scheduledFor: "2026-03-11T10:00:00.000Z", scheduledPhase: .inForce),
    ])

  static func text(_ version: InstrumentVersion, isCurrent: Bool) -> TextStanding {
    TextStanding(
      id: id(2), sequence: 3, instrument: "paris-declaration", version: version, isCurrent: isCurrent,
      title: "Robust Security Guarantees",
      languages: [
        LanguageVersion(
          language: "en", sha256: "089ba6d3217f0ee0e2171e3db3f5a99195af9025ac770d76b1e12d928d3151fc", authentic: true)
      ],
      corrections: isCurrent
        ? [CorrectionStanding(sequence: 7, language: "en", corrects: .sample, sha256: .sample)] : [],
      signatures: isCurrent
        ? [
          SignatureStanding(
            by: "FRA", sequence: 4, sha256: .sample, corrected: .sample, capacity: .signatory,
            domesticProcedure: .pending,
            reservations: [.init(provision: "3", text: "Only after the consent of parliament.")],
            ratification: .approved, ratifiedOn: "2026-02-17"),
          SignatureStanding(by: "POL", sequence: 5, sha256: .sample, capacity: .associate, domesticProcedure: .pending),
          SignatureStanding(by: "ITA", sequence: 6, sha256: .sample, capacity: .witness, domesticProcedure: .rejected),
        ] : [])
  }

  static func oneCase(_ place: Int, _ state: CaseStanding.State) -> CaseStanding {
    CaseStanding(
      number: CaseNumber("V-2026-\(4_000 + place)")!, id: id(place), sequence: sequence(512 + place), state: state,
      priority: Priority.allCases[place % 4], place: "Avdiivka", provision: "1",
      suspension: state == .suspended ? SuspensionStanding(sequence: 541, reason: "The site is mined.") : nil,
      closing: state == .closed
        ? ClosingStanding(sequence: 540, by: "FRA", kind: .complied, grounds: "The mortars are withdrawn.") : nil,
      evidenceAfterFinding: state == .found ? EvidenceStanding(sequence: 542, messages: 2) : nil,
      incidents: [id(40), id(41)],
      teams: [TeamStanding(team: "Team 3", by: "2026-03-09T12:00:00.000Z", sequence: 515)],
      access: AccessStanding(status: .denied, place: "Checkpoint 4", sequence: 517),
      finding: FindingStanding(id: id(42), sequence: 520, outcome: .verified, confidence: .high, isFinal: false),
      attribution: AttributionStanding(sequence: 530, decision: .adopted, responsible: ["RUS"], dissents: 1),
      remedies: [
        RemedyStanding(
          sequence: 531, addressee: "RUS", by: "2026-03-20T12:00:00.000Z", measure: "Withdraw mortars\nbeyond 15 km.")
      ],
      disputes: [DisputeStanding(sequence: 533, by: "POL", of: id(42))], next: ["verification.remedy"],
      history: [
        RecordedChange(
          sequence: 520, acceptedAt: "2026-03-08T10:00:00.000Z", from: "USA.VER-2", type: "verification.finding"),
        RecordedChange(
          sequence: 512, acceptedAt: "2026-03-08T09:00:00.000Z", from: "USA.VER-1", type: "verification.case"),
      ])
  }

  static let force = ForceStanding(
    constitution: ConstitutionStanding(
      id: id(3), sequence: 30, name: "Multinational Force for Ukraine", lead: ["FRA", "GBR"], headquarters: "Paris",
      effectiveAt: "2026-03-11T00:00:00.000Z", endsAt: "2027-03-11T00:00:00.000Z"),
    changes: [
      ForceChangeStanding(sequence: 39, what: .end, effectiveAt: "2027-03-11T00:00:00.000Z"),
      ForceChangeStanding(
        sequence: 38, what: .lead, to: "DEU, FRA, GBR", effectiveAt: "2026-09-01T00:00:00.000Z"),
    ],
    contributions: [
      ContributionStanding(
        sequence: 31, by: "FRA", domain: .land, unit: "Mechanised brigade", size: 4_200, location: .inUkraine,
        noticeToMove: .days(10), availableFrom: "2026-04-01",
        caveats: [.init(kind: .territory, text: "Not east of the Dnipro.")], mandate: .approved,
        readiness: .substantial, readinessAsOf: "2026-03-10T06:00:00.000Z", isBeyondText: true),
      ContributionStanding(
        sequence: 32, by: "ITA", domain: .sea, location: .atSea, noticeToMove: .days(2), availableFrom: "2026-04-01",
        mandate: .pending),
    ],
    activities: [
      ActivityStanding(
        sequence: 33, kind: .reassuranceAir, place: "Black Sea", period: Period(from: "2026-03-12T00:00:00.000Z"))
    ],
    regeneration: [
      RegenerationStanding(
        sequence: 34, kind: .training, beneficiaryUnit: "3rd brigade", quantity: 1_200,
        period: Period(from: "2026-03-12T00:00:00.000Z", to: "2026-05-12T00:00:00.000Z"))
    ],
    support: [
      ForceSupportStanding(
        sequence: 35, by: "USA", kind: .airDefence, text: "Two batteries.",
        period: Period(from: "2026-03-12T00:00:00.000Z"), isBeyondText: true)
    ],
    requests: [
      ForceRequestStanding(
        id: id(4), sequence: 36, what: "Mine clearance", by: "2026-03-09T12:00:00.000Z", isAnswered: false),
      ForceRequestStanding(id: id(5), sequence: 37, what: "Bridges", by: "2026-03-09T12:00:00.000Z", isAnswered: true),
    ], incidents: 2)

  static let attack = AttackStanding(
    id: id(6), sequence: 4_119, by: "FRA.FOR-1", target: .force, place: "Odesa",
    began: .known("2026-03-10T11:40:00.000Z"),
    isOngoing: true, confidence: .moderate, obliged: ["FRA", "GBR", "USA"], invocation: nil)

  static let invocation = InvocationStanding(
    id: id(7), sequence: 4_121, by: "UKR", beneficiary: .ukraine, requested: [.military, .sanctions],
    aim: "To stop it.", isOpen: true,
    consultations: [ConsultationStanding(sequence: 4_122, at: "2026-03-10T14:00:00.000Z", level: .ministers)],
    responses: [
      ResponseStanding(
        by: "FRA", isObliged: true, isConsultationOnly: false, determination: .attackAccepted, response: .committed,
        means: [.military], decisionBy: "2026-03-10T13:00:00.000Z", sequence: 4_123),
      ResponseStanding(by: "POL", isObliged: true, isConsultationOnly: true),
      ResponseStanding(by: "CHE", isObliged: false, isConsultationOnly: false, determination: .moreInformation),
    ],
    measures: [
      MeasureStanding(
        sequence: 4_124, by: "FRA", means: .military, description: "Air patrols over Odesa.", status: .underWay)
    ])

  static let assistance = AssistanceStanding(
    money: [
      MoneyTotal(
        currency: "EUR", pledged: AmountTotal(millionths: 1_250_000_000_500_000),
        delivered: AmountTotal(millionths: 800_000_000_000_000), confirmed: AmountTotal(millionths: 700_000_000_000_000)
      )
    ],
    goods: [
      GoodsTotal(
        nomenclature: "155 mm artillery round", unit: "rounds", required: 120_000, pledged: 90_000, delivered: 40_000,
        confirmed: 30_000)
    ],
    requirements: [
      RequirementStanding(
        id: id(8), sequence: 40, item: "155 mm artillery round", quantity: 120_000, unit: "rounds", priority: .urgent,
        neededBy: "2026-03-01", pledged: 90_000, delivered: 40_000)
    ],
    pledges: [
      PledgeStanding(
        id: id(9), sequence: 41, donor: "CZE", ref: "CZ-26-014", kind: .ammunition, enabledBy: ["USA"],
        amount: Money("250000000.50", "EUR"),
        items: [Goods(nomenclature: "155 mm artillery round", quantity: 90_000, unit: "rounds")], requirement: id(8),
        state: .partlyDelivered, deliveries: 2)
    ])
}
