import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Testing

/// Random histories of what the participants say, from seeds, held to the rules of the house written down a second time:
/// no guarantee before its time, no attribution by anyone else, no sum off by a cent, nobody told what is not theirs to
/// read, no world that moves another, and the same state from the record alone.
///
/// `CELLBUS_HISTORIES=N` runs so many (a release build does a thousand in a minute), `CELLBUS_HISTORY_FIRST=S` from that
/// seed on; `CELLBUS_HISTORY_SEED=S` runs one again, and prints its record.
///
/// Bugs that were planted in CellCore, one at a time, to see that 4,000 histories find each:
///
/// | Planted | Found by |
/// |---|---|
/// | active without ratification, or with any ratification | the conditions of an activation |
/// | active from the agreement on | the conditions of an activation |
/// | an activation ends with the ceasefire, or outlives its withdrawal | active guarantees in an answer; an invocation |
/// | obliged under a guarantee for another beneficiary | the obliged of an attack in an answer |
/// | a withdrawal counts from the date that it states, before its notice | active guarantees in an answer, obligations |
/// | of open terms as much expected as of final ones | the stages of a clock |
/// | clearance, label or addressees not asked in delivery | deliveries to a node that may not read them |
/// | clearance or label not asked in references and answers | what an answer, a refusal or the bus tells of |
/// | a refusal gives its whole reason; the bus tells whoever may read one of its causes | the same |
/// | a reference to another world heard | the same history with one world alone |
/// | an exercise's message in the docket of operations | what an answer tells of |
/// | amounts added up as Double | sums digit by digit |
/// | one authority enough; other dates, other terms the same | the statements behind a change of phase |
/// | a type's phases not asked; parts outlive the whole | the phase at each message |
/// | correction or cancellation without effect | sums over what stands |
/// | another's message amended; what binds amended; not to all who had it | the rules of an amendment |
/// | attribution by anyone; on an earlier finding | the rules of attribution |
/// | a case closed by the lead after an attribution, or as complied with on the addressee's word | who may close |
/// | a closed or suspended case goes on; an incident in two cases | where the case stands |
/// | an acknowledgement settles in another world; settles nothing | who owes, when the bus says so |
/// | owed by another time; still owed when cancelled | the same |
/// | obligations lost in a restart, or in a snapshot | the same, after it; a snapshot's answers |
/// | decided by one too few, by an abstention, by the first statement, or before the moment | the results of proposals |
/// | an objection to a silence ignored; `mustAgree` ignored; a silence carried before it reached all | the same |
/// | the electorate not frozen; silent leavers not struck; an act not judged again at its result | the same |
/// | a statement of one who is no elector, or without the authority of its act; withdrawn by another | who may say so |
/// | an act that fell has effect; its proposer owes what it leaves owed | answers; who owes, when the bus says so |
/// | said by itself though it needs a decision; decided otherwise than its charter has it | the conditions of a proposal |
/// | a silence put off by less than the time that the broker was down | down times |
/// | a result names statements that its readers may not read | what the bus tells of |
/// | a gap told in operations, counted across worlds, by its other end, or though the number came late | what is missing |
@Suite("Seeded histories keep the rules")
struct HistoryTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["CELLBUS_HISTORIES"].flatMap { Int($0) } ?? 60
  private static let first = environment["CELLBUS_HISTORY_FIRST"].flatMap { Int($0) } ?? 0
  private static let seed = environment["CELLBUS_HISTORY_SEED"].flatMap { UInt64($0) }
  private static let parts = 4
  private static let steps = 55

  @Test("no guarantee, attribution, sum, answer or world that the rules do not allow")
  func histories() async {
    if let seed = Self.seed {
      if let failure = Self.failure(of: seed) { Issue.record("\(failure)\n\(Self.record(of: failure))") }
      return
    }
    let reached = await withTaskGroup(of: Set<String>.self) { group in
      for part in 0..<Self.parts {
        group.addTask {
          var reached: Set<String> = []
          for seed in stride(from: Self.first + part, to: Self.first + Self.count, by: Self.parts) {
            let history = History(seed: UInt64(seed))
            if !history.run(steps: Self.steps).isEmpty {
              if let failure = Self.failure(of: UInt64(seed)) { Issue.record("\(failure)") }
              return reached
            }
            reached.formUnion(history.reached)
          }
          return reached
        }
      }
      return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
    }
    // A history that comes to nothing shows nothing.
    guard Self.count >= 60 else { return }
    let far: Set<String> = [
      "system.guarantee-activated", "support.invocation", "support.response", "verification.attribution",
      "force.constitution", "assistance.confirmation", "ceasefire.suspension", "system.acknowledgement-overdue",
      "system.discrepancy", "system.serial-gap", "system.clock-stage", "verification.closing", "verification.reopening",
      "verification.compliance-assessment", "declaration.corrigendum", "force.change",
      "system.proposal-delivered", "system.silence-delayed", "carried", "broken", "lapsed", "withdrawn",
    ]
    #expect(far.isSubset(of: reached), "not reached: \(far.subtracting(reached))")
  }

  private struct Failure: CustomStringConvertible {
    var seed: UInt64
    var steps: Int
    var problem: String

    var description: String { "seed \(seed), step \(steps): \(problem). Again: CELLBUS_HISTORY_SEED=\(seed)" }
  }

  /// With the shortest beginning of the history that shows it.
  private static func failure(of seed: UInt64) -> Failure? {
    for steps in 0...Self.steps {
      if let problem = History(seed: seed).run(steps: steps).first {
        return Failure(seed: seed, steps: steps, problem: problem)
      }
    }
    return nil
  }

  private static func record(of failure: Failure) -> String {
    let history = History(seed: failure.seed)
    _ = history.run(steps: failure.steps)
    return history.record
  }
}
