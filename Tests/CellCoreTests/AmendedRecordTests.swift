import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Testing

/// Amendments are taken in as they come; the record read anew leads to the same.
///
/// `CELLBUS_AMENDED=N` runs so many histories, `CELLBUS_AMENDED_SEED=S` one; `CELLBUS_AMENDED_TRACE=FILE` writes what
/// they lead to, to be held against another build's.
@Suite("Amended records")
struct AmendedRecordTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [UInt64] = {
    if let seed = environment["CELLBUS_AMENDED_SEED"].flatMap({ UInt64($0) }) { return [seed] }
    return Array(0..<(environment["CELLBUS_AMENDED"].flatMap { UInt64($0) } ?? 16))
  }()
  private static let trace = environment["CELLBUS_AMENDED_TRACE"]
  private static let steps = 200

  @Test("what amendments lead to is what the record read anew leads to", arguments: Self.seeds)
  func equality(seed: UInt64) throws {
    let record = UnjudgedRecord(seed: seed)
    var lines: [String] = []
    for step in 1...Self.steps {
      record.step()
      guard step % 20 == 0 else { continue }
      let (kept, anew) = (record.state, record.state.separateCopy())
      let (answers, others) = (Self.answers(kept, at: record.now), Self.answers(anew, at: record.now))
      for (mine, its) in zip(answers, others) {
        try #require(mine == its, "seed \(seed), step \(step): \(Self.difference(mine, its))")
      }
      if step % 100 == 0 { lines += try decisions(record, kept, anew, "seed \(seed), step \(step)") }
      lines += answers
    }
    if let trace = Self.trace { try Self.write(lines, to: "\(trace).\(seed)") }
  }

  private func decisions(
    _ record: UnjudgedRecord, _ kept: RecordState, _ anew: RecordState, _ place: String
  ) throws -> [String] {
    let first = try Judge(kept, record.rules, at: record.now)
    let second = try Judge(anew, record.rules, at: record.now)
    return try (0..<40).compactMap { _ in record.draft() }.map { draft in
      let (mine, its) = (
        first.decide(draft.document, from: draft.node), second.decide(draft.document, from: draft.node)
      )
      let text = String(decoding: draft.document, as: UTF8.self)
      try #require(mine == its, "\(place): \(mine) against \(its) of \(text)")
      return mine
    }
  }

  @Test("who has followed a record as it came decides as who begins with it", arguments: Self.seeds)
  func decisions(seed: UInt64) throws {
    let record = UnjudgedRecord(seed: ~seed, isOpen: false)
    for _ in 0..<100 { record.step() }
    let follower = try Judge(record.state, record.rules, at: record.now)
    for number in 1...100 {
      guard let draft = record.draft() else { continue }
      let beginner = try Judge(
        follower.state.separateCopy(), record.rules, at: follower.now.wall, streams: UInt128(number * 100))
      let (mine, its) = (
        follower.decide(draft.document, from: draft.node), beginner.decide(draft.document, from: draft.node)
      )
      let text = String(decoding: draft.document, as: UTF8.self)
      try #require(mine == its, "seed \(seed), draft \(number): \(mine) against \(its) of \(text)")
    }
  }

  private static func write(_ lines: [String], to path: String) throws {
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  // MARK: answers

  private static func answers(_ state: RecordState, at now: Microseconds) -> [String] {
    let archive = Archive(state, cell: Fixture.cell)
    let nodes: [NodeName] = ["UKR.CELL-1", "FRA.CELL-1"]
    let whole = nodes.map { (SituationQuestion(), $0) }
    let systems = SituationSystem.allCases.map { (SituationQuestion(system: $0), nodes[0]) }
    let open = SituationSystem.allCases.map { system in
      (SituationQuestion(system: system, participant: "FRA", onlyOpen: true), nodes[1])
    }
    let cases = (1...9).map { (SituationQuestion(system: .cases, caseNumber: CaseNumber($0)), nodes[0]) }
    return (whole + systems + open + cases).map { question, node in
      let situation = archive.situation(question, in: .operation, by: node, now: now)
      return String(
        decoding: ControlCodec.encode(QueryAnswer(query: 0, situation: situation)).dropFirst(), as: UTF8.self)
    }
  }

  private static func difference(_ left: String, _ right: String) -> String {
    let common = zip(left, right).prefix { $0 == $1 }.count
    func excerpt(_ text: String) -> String { String(text.dropFirst(max(0, common - 300)).prefix(600)) }
    return "…\(excerpt(left))…\nagainst …\(excerpt(right))…"
  }
}
