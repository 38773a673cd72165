import CellNode
import CellSchema
import Foundation
import Testing

/// A machine with a daemon on a disk of the shim's, and one node that publishes as long as there is one.
final class RecordMachine {
  let cell: TestCell
  private let shim: FaultShim
  private let ledger: Ledger
  private let permits: AsyncStream<(number: Int, padding: Int)>.Continuation
  private let publishing: Task<Void, any Error>
  private var permitted = 0

  /// Receipts that a life is to give before it is asked to stop: a commit each.
  private static let commits = 3

  init(shim: FaultShim) throws {
    cell = try TestCell(["FRA", "UKR"])
    self.shim = shim
    let profile = try cell.profile("UKR.GS-1")
    let ledger = Ledger(profile)
    self.ledger = ledger
    let (stream, permits) = AsyncStream.makeStream(of: (number: Int, padding: Int).self)
    self.permits = permits
    var options = NodeOptions()
    options.connectTimeout = .seconds(120)
    publishing = Task { [options] in
      try await Node.connected(profile, options: options) { node in
        for await (number, padding) in stream {
          let precedence: Precedence = number % 3 == 0 ? .flash : .routine
          ledger.note(try await node.publish(ledger.next(precedence, padding: padding)))
        }
      }
    }
  }

  deinit { publishing.cancel() }

  /// One life of the daemon: it opens the record, commits, and is asked to stop.
  ///
  /// - Parameter padding: bytes that make each message longer.
  /// - Returns: how it ended: its exit code, or the signal.
  func live(_ fault: FaultShim.Fault, commits: Int = RecordMachine.commits, padding: Int = 0) async throws -> Int32 {
    _ = shim.takeSteps(cell)
    try cell.start(environment: shim.environment(cell, fault))
    try await gather(commits, padding: padding)
    return cell.stop()
  }

  /// A life that ends in a kill: what it receipted is in the log alone.
  func liveAndBeKilled() async throws {
    try cell.start(environment: shim.environment(cell, .none))
    try await gather()
    cell.kill()
  }

  /// A daemon that answers what was left open, and nothing else that would have the disk synced.
  func answerAndLosePower(seed: UInt64) async throws {
    try cell.start(environment: shim.environment(cell, .none))
    try await gather(1)
    cell.kill()
    try losePower(seed: seed)
  }

  func losePower(seed: UInt64, keepingEntries: Bool = false) throws {
    try shim.losePower(cell, seed: seed, keepingEntries: keepingEntries)
  }

  var steps: [String] { shim.takeSteps(cell) }

  /// So many receipts, one after the other, or the daemon's death. What an earlier life left open comes first.
  private func gather(_ count: Int = RecordMachine.commits, padding: Int = 0) async throws {
    for _ in 0..<count where cell.isRunning {
      if permitted == ledger.receiptCount {
        permitted += 1
        permits.yield((permitted, padding))
      }
      let isOver = try await eventually { [cell, ledger, permitted] in
        ledger.receiptCount == permitted || !cell.isRunning
      }
      try #require(isOver, "the daemon neither died nor took messages:\n\(cell.log.suffix(2_000))")
    }
  }

  func audit(_ fault: String) throws {
    guard FileManager.default.fileExists(atPath: "\(cell.recordDirectory)/record.sqlite") else {
      try #require(ledger.receiptCount == 0, "\(fault): the record is gone")
      return
    }
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    try #require(audit.problems.isEmpty, "\(fault) (\(shim.takeSteps(cell).last ?? "")): \(audit.problems)")
  }

  /// A daemon without the shim goes on with the same record.
  func finish() async throws {
    try cell.start()
    try await gather()
    permits.finish()
    try await publishing.value
    #expect(cell.stop() == 0)
    let verify = try RunningProgram("cellbus", ["record", "verify", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    try audit("after a clean end")
  }
}
