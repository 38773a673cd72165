import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Glibc
import Testing

/// What an answer costs, in processor time of the thread that computes it, grows with the record as the record does.
/// `CELLBUS_ACTS` says at how many acts figures are printed: 200000 is what trials used.
@Suite("What answers cost", .serialized) struct AnswerCostTests {
  private static let acts = ProcessInfo.processInfo.environment["CELLBUS_ACTS"].flatMap { Int($0) }

  enum Kind: String, CaseIterable {
    case attacks = "attack reports, some of them invoked"
    case goods = "pledges of 250 different goods"
    case pledges = "pledges that answer as many requirements"
    case contributions = "contributions, each with its readiness"
    case measures = "measures of support"

    /// Acts for each of which a small size is tried.
    var small: Int { self == .goods ? 10 : 500 }
    var weight: Int { self == .goods ? 200 : self == .pledges ? 10 : 1 }

    func fill(_ record: inout LongRecord, _ count: Int) throws {
      switch self {
      case .attacks:
        let guarantee = try record.say(GuaranteeCommitment.example, from: "FRA.CELL-1")
        for number in 0..<count {
          let report = try record.say(AttackReport.example, from: "UKR.CELL-1")
          guard number % 5 == 0 else { continue }
          try record.say(
            Invocation(
              reports: [report], guarantees: [guarantee], beneficiary: .ukraine, requested: [.military], aim: "Help."),
            from: "UKR.CELL-1")
        }
      case .goods:
        for number in 0..<count {
          let items = (0..<250).map { place in
            Goods(
              nomenclature: Line("\(number)-\(place)-" + String(repeating: "\u{4E00}", count: 60))!, quantity: 1,
              unit: "u")
          }
          try record.say(
            AssistancePledge(
              ref: Line("R\(number)")!, donor: "FRA", kind: .equipment, items: NonEmpty(items)!,
              period: Period(from: .sample)), from: "FRA.CELL-1")
        }
      case .pledges:
        for number in 0..<count {
          let requirement = try record.say(AssistanceRequirement.example, from: "UKR.CELL-1")
          let pledge = try record.say(
            AssistancePledge(
              ref: Line("R\(number)")!, donor: "FRA", kind: .ammunition,
              items: [Goods(nomenclature: "Round", quantity: 9, unit: "rounds")], period: Period(from: .sample),
              requirement: requirement), from: "FRA.CELL-1")
          try record.say(
            AssistanceDelivery(
              pledge: pledge, items: [Goods(nomenclature: "Round", quantity: 4, unit: "rounds")], on: "2026-03-07",
              datePrecision: .day), from: "FRA.CELL-1")
        }
      case .contributions:
        for number in 0..<count {
          var body = ForceContribution.example
          body.unit = Line("Unit \(number)")
          try record.say(body, from: "FRA.CELL-1")
          try record.say(
            ForceReadiness(unit: Line("Unit \(number)")!, level: .full, asOf: .sample), from: "FRA.CELL-1")
        }
      case .measures:
        let report = try record.say(AttackReport.example, from: "UKR.CELL-1")
        let guarantee = try record.say(GuaranteeCommitment.example, from: "FRA.CELL-1")
        let invocation = try record.say(
          Invocation(
            reports: [report], guarantees: [guarantee], beneficiary: .ukraine, requested: [.military], aim: "Help."),
          from: "UKR.CELL-1")
        var response = SupportResponse.example
        response.invocation = invocation
        let answer = try record.say(response, from: "FRA.CELL-1")
        for number in 0..<count {
          var measure = SupportMeasure.example
          measure.response = answer
          measure.description = Text("Measure \(number)")!
          try record.say(measure, from: "FRA.CELL-1")
        }
      }
    }
  }

  private static func cost(_ work: () throws -> Void) rethrows -> Double {
    func seconds() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = seconds()
    try work()
    return seconds() - start
  }

  /// Processor time for filling a record, for an overview, and for a question for the past that sees a part.
  private func costs(_ kind: Kind, _ count: Int) throws -> (fill: Double, now: Double, past: Double) {
    var record = try LongRecord()
    let fill = try Self.cost { try kind.fill(&record, count) }
    let now = Self.cost { _ = record.situation() }
    let past = Self.cost { _ = record.situation(SituationQuestion(moment: .sequence(UInt64(count) * 3 / 4))) }
    return (fill, now, past)
  }

  @Test("four times the acts cost about four times as much, not sixteen times", arguments: Kind.allCases)
  func growth(kind: Kind) throws {
    let (one, four) = (try costs(kind, kind.small), try costs(kind, kind.small * 4))
    // What an answer costs whatever is on the record.
    let base = 0.05
    #expect(four.fill < 10 * one.fill + base, "\(one) \(four)")
    #expect(four.now < 10 * one.now + base, "\(one) \(four)")
    #expect(four.past < 10 * one.past + base, "\(one) \(four)")
  }

  @Test("figures of a long record", .enabled(if: Self.acts != nil), arguments: Kind.allCases)
  func figures(kind: Kind) throws {
    let count = try #require(Self.acts) / kind.weight
    let (fill, now, past) = try costs(kind, count)
    print("\(count) \(kind.rawValue): filled in \(fill) s, an overview \(now) s, one for the past \(past) s")
  }
}
