import CellSchema
import CellTestSupport

/// Situations with lists of any length and texts of any width, within what the messages allow.
struct HugeSituation {
  private var random: SplitMix
  private var last = 0
  private var depth = 0

  init(seed: UInt64) { random = SplitMix(seed) }

  mutating func make() -> Situation {
    var situation = Situation(
      cell: "paris", nature: .exercise, exerciseName: line(), charter: "paris-2026-draft", asOf: .sample,
      throughSequence: 4_128, isPartial: true, omitted: 0, phase: .inForce, incidentsWithoutCase: 3,
      force: ForceStanding(incidents: 2), assistance: AssistanceStanding(), sinceHandover: SinceHandover())
    situation.silentNodes = (0..<random.below(Limits.nodes)).map { NodeName("POL.CELL-\($0)")! }
    situation.attention = list { $0.matter() }
    situation.ceasefires = list { $0.ceasefire() }
    situation.texts = list { $0.text() }
    situation.guarantees = list { $0.guarantee() }
    situation.cases = list { $0.oneCase() }
    situation.force.contributions = list { $0.contribution() }
    situation.force.support = list { maker in
      ForceSupportStanding(
        sequence: maker.sequence(), by: maker.code(), kind: .airDefence, text: maker.words(),
        period: Period(from: .sample), isBeyondText: true)
    }
    situation.force.requests = list { maker in
      ForceRequestStanding(
        id: maker.id(), sequence: maker.sequence(), what: maker.words(), by: .sample, isAnswered: false)
    }
    situation.attacks = list { maker in
      AttackStanding(
        id: maker.id(), sequence: maker.sequence(), by: "UKR.GS-1", target: .ukraine, place: maker.line(),
        began: .known(.sample), isOngoing: true, confidence: .high, obliged: maker.codes())
    }
    situation.invocations = list { $0.invocation() }
    situation.clocks = list { maker in
      ClockStanding(
        attack: maker.id(), sequence: maker.sequence(), target: .force, place: maker.line(), began: .sample,
        isRunning: true,
        stages: (0..<maker.random.below(Limits.stagesOfClock)).map { place in
          StageStanding(
            after: .hours(UInt16(place)), at: .sample, isPassed: false, expected: .measure, text: maker.line(),
            expectations: maker.codes().map {
              ExpectationStanding(participant: $0, expected: .consultation, sequence: 1, isLate: true)
            })
        })
    }
    situation.assistance = assistance()
    situation.decisions = list { maker in
      DecisionStanding(
        id: maker.id(), sequence: maker.sequence(), by: maker.code(), act: maker.id(),
        actType: "declaration.amendment", sha256: .sample, state: .open, rule: .silence, until: .sample,
        proposedUntil: .sample, electorate: WireSentence(maker.wide(512)), rosterRevision: 1, charterRevision: 1,
        electors: maker.codes().map { code in
          ElectorStanding(
            participant: code, mustAgree: false, hasLeft: false, position: .object,
            reason: WireSentence(maker.wide(512)), sequence: maker.sequence())
        })
    }
    return situation
  }

  // MARK: parts

  /// Mostly short, sometimes far longer than a frame holds; within an item shorter.
  private mutating func list<Item>(_ make: (inout Self) -> Item) -> [Item] {
    depth += 1
    defer { depth -= 1 }
    let count = depth == 1 ? [0, 1, 3, 40, 300][random.below(5)] : [0, 1, 2, 3, 90][random.below(5)]
    return (0..<count).map { _ in make(&self) }
  }

  private mutating func matter() -> SituationAttention {
    SituationAttention(
      kind: .discrepancy, sequence: sequence(), id: id(), type: "support.attack-report",
      waitingFor: codes().map(Addressee.participant), text: WireSentence(wide(512)))
  }

  private mutating func ceasefire() -> CeasefireStanding {
    CeasefireStanding(
      agreement: id(), sequence: sequence(),
      scopes: list { maker in
        ScopeStanding(
          scope: CeasefireScope(kind: .area, areas: [maker.line()]), phase: .inForce, isContested: true,
          statements: maker.codes().map {
            AuthorityStatement(by: $0, phase: .suspended, effectiveAt: .sample, sequence: 1)
          }, awaiting: maker.codes())
      })
  }

  private mutating func text() -> TextStanding {
    let signatures = codes().map { code in
      SignatureStanding(
        by: code, sequence: sequence(), sha256: .sample, capacity: .signatory, domesticProcedure: .pending,
        reservations: random.once(in: 9) ? [.init(provision: "3", text: words())] : [])
    }
    return TextStanding(
      id: id(), sequence: sequence(), instrument: "paris-declaration", version: "final", isCurrent: true,
      title: line(),
      corrections: list { maker in
        CorrectionStanding(sequence: maker.sequence(), language: "en", corrects: .sample, sha256: .sample)
      }, signatures: signatures)
  }

  private mutating func guarantee() -> GuaranteeStanding {
    GuaranteeStanding(
      commitment: id(), sequence: sequence(), by: code(), instrument: "paris-declaration", version: "final",
      provision: "4", beneficiary: .force, bindingness: .both, terms: .open, political: .signed, legal: .pending,
      state: .active)
  }

  private mutating func oneCase() -> CaseStanding {
    CaseStanding(
      number: "V-2026-0042", id: id(), sequence: sequence(), state: .disputed, priority: .high,
      place: line(), incidents: list { $0.id() },
      teams: list { TeamStanding(team: $0.line(), by: .sample, sequence: 1) },
      remedies: list { RemedyStanding(sequence: 1, addressee: "RUS", by: .sample, measure: $0.words()) },
      statements: list {
        PartyStatementStanding(sequence: 1, kind: .allegation, by: "RUS", receivedVia: $0.line(), text: $0.words())
      },
      disputes: list { DisputeStanding(sequence: 1, by: $0.code(), of: $0.id()) },
      history: list { maker in
        RecordedChange(
          sequence: maker.sequence(), acceptedAt: .sample, from: "USA.VER-2", type: "verification.finding")
      })
  }

  private mutating func contribution() -> ContributionStanding {
    ContributionStanding(
      sequence: sequence(), by: code(), domain: .land, unit: line(), location: .atSea, noticeToMove: .days(2),
      availableFrom: "2026-04-01", caveats: list { .init(kind: .territory, text: $0.words()) }, mandate: .pending)
  }

  private mutating func invocation() -> InvocationStanding {
    InvocationStanding(
      id: id(), sequence: sequence(), by: "UKR", beneficiary: .ukraine, aim: words(), isOpen: true,
      consultations: list { _ in ConsultationStanding(sequence: 1, at: .sample, level: .ministers) },
      responses: codes().map { ResponseStanding(by: $0, isObliged: true, isConsultationOnly: false) },
      measures: list { maker in
        MeasureStanding(
          sequence: 1, by: maker.code(), means: .military, description: maker.words(), status: .announced)
      })
  }

  private mutating func assistance() -> AssistanceStanding {
    let amount = AmountTotal(millionths: Int128(999_999_999_999_999) * 1_000_000_000_000)
    return AssistanceStanding(
      money: list { maker in
        MoneyTotal(
          currency: ["EUR", "PLN", "UAH", "USD"][maker.random.below(4)], pledged: amount, delivered: amount,
          confirmed: amount)
      },
      goods: list { maker in
        GoodsTotal(
          nomenclature: maker.line(), unit: maker.line(), required: .max, pledged: .max, delivered: .max,
          confirmed: .max)
      },
      requirements: list { maker in
        RequirementStanding(
          id: maker.id(), sequence: maker.sequence(), item: maker.line(), quantity: 1, unit: maker.line(),
          priority: .urgent, pledged: 0, delivered: 0)
      },
      pledges: list { maker in
        PledgeStanding(
          id: maker.id(), sequence: maker.sequence(), donor: maker.code(), ref: maker.line(), kind: .ammunition,
          items: (0..<maker.random.below(80)).map { _ in
            Goods(nomenclature: maker.line(), quantity: 1, unit: "u")
          }, state: .pledged, deliveries: 0)
      })
  }

  // MARK: leaves

  private mutating func number() -> Int {
    last += 1
    return last
  }

  private mutating func sequence() -> RecordSequence { RecordSequence(number())! }

  private mutating func id() -> MessageID {
    let digits = String(number())
    return MessageID("019ccc55-7005-7f3e-844d-" + String(repeating: "0", count: 12 - digits.count) + digits)!
  }

  private mutating func code() -> ParticipantCode {
    ParticipantCode(String(String.UnicodeScalarView((0..<3).map { _ in UnicodeScalar(UInt8(65 + random.below(26))) })))!
  }

  private mutating func codes() -> [ParticipantCode] { (0..<random.below(Limits.participants)).map { _ in code() } }
  private mutating func line() -> Line { Line(wide(1 + random.below(200)))! }
  private mutating func words() -> Text { Text(wide([1, 9, 100, 100, 8_192][random.below(5)]))! }

  /// Letters of one to four bytes, and such as JSON escapes.
  private mutating func wide(_ count: Int) -> String {
    String(repeating: ["a", "\"", "/", "\u{10348}", "\u{4E00}"][random.below(5)], count: count)
  }
}
