import CellNode
import CellSchema
import Foundation
import Synchronization

/// A node of the soak's: it publishes and asks what it is told to, reads everything under a durable name, and takes the
/// time of each. It ends and begins anew as often as it is told, with the profile that is there then.
final class SoakStation: Sendable {
  let node: String

  private enum Job: Sendable {
    case publish(Precedence, padding: Int)
    case ask(Int)
  }

  /// Seconds from a message to its receipt, and from when it was sent until a station has it.
  struct Latencies: Sendable {
    var receipt: [Double] = []
    var delivery: [Double] = []
  }

  private struct State {
    var jobs = 0
    var answers = 0
    var receipts: [UInt64] = []
    var read: Set<UInt64> = []
    var problems: [String] = []
    var latencies = Latencies()
    var feed: AsyncStream<Job>.Continuation?
    var life: Task<Void, any Error>?
  }

  private let held = Mutex(State())

  init(_ node: String) { self.node = node }

  var receipts: [UInt64] { held.withLock { $0.receipts } }
  var receipted: Set<UInt64> { Set(receipts) }
  var read: Set<UInt64> { held.withLock { $0.read } }
  var answers: Int { held.withLock { $0.answers } }
  var problems: [String] { held.withLock { $0.problems } }
  var hasSettled: Bool { held.withLock { $0.jobs == $0.receipts.count + $0.answers || !$0.problems.isEmpty } }
  var state: String {
    held.withLock { "\(node): \($0.jobs) jobs, \($0.receipts.count) receipts, \($0.answers) answers, \($0.problems)" }
  }

  func takeLatencies() -> Latencies {
    held.withLock { state in
      defer { state.latencies = Latencies() }
      return state.latencies
    }
  }

  func publish(_ precedence: Precedence, _ padding: Int) { hand(.publish(precedence, padding: padding)) }
  func ask(_ kind: Int) { hand(.ask(kind)) }

  private func hand(_ job: Job) {
    held.withLock { state in
      state.jobs += 1
      state.feed?.yield(job)
    }
  }

  func begin(_ cell: TestCell) throws {
    let profile = try cell.profile(node)
    let (stream, feed) = AsyncStream.makeStream(of: Job.self)
    let life = Task { try await self.live(profile, stream) }
    held.withLock { state in
      state.feed = feed
      state.life = life
    }
  }

  /// What was handed over is done before.
  func end() async throws {
    let life = held.withLock { state in
      state.feed?.finish()
      return state.life
    }
    try await life?.value
  }

  private func live(_ profile: NodeProfile, _ jobs: AsyncStream<Job>) async throws {
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    do {
      try await Node.connected(profile, options: options) { node in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            for try await message in node.subscribe(types: ["cell.liaison-note"], durable: "soak", from: .beginning) {
              self.note(message)
              try message.acknowledge()
            }
          }
          for await job in jobs { try await self.work(job, node) }
          group.cancelAll()
          while let result = await group.nextResult() {
            if case .failure(let error) = result, !(error is CancellationError) { throw error }
          }
        }
      }
    } catch {
      held.withLock { $0.problems.append("\(node): \(error)") }
      throw error
    }
  }

  private func note(_ message: ReceivedMessage) {
    let seconds = Double(Timestamp.now.microseconds - message.header.sentAt.microseconds) / 1e6
    held.withLock { state in
      // What comes again was under way when the station ended.
      if state.read.insert(message.sequence).inserted { state.latencies.delivery.append(seconds) }
    }
  }

  private func work(_ job: Job, _ node: Node) async throws {
    switch job {
    case .publish(let precedence, let padding):
      let text = Text("x\(String(repeating: "x", count: padding))")!
      let began = ContinuousClock.now
      let receipt = try await node.publish(LiaisonNote(subject: "Soak", text: text), precedence: precedence)
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      held.withLock { state in
        state.receipts.append(receipt.sequence)
        state.latencies.receipt.append(seconds)
      }
    case .ask(let kind):
      try await ask(kind, node)
      held.withLock { $0.answers += 1 }
    }
  }

  private func ask(_ kind: Int, _ node: Node) async throws {
    switch kind {
    case 0: _ = try await node.situation()
    case 1: _ = try await node.subscriptions()
    case 2: _ = try await node.checkpoint()
    case 3:
      if let last = receipts.last { _ = try await node.message(last) }
    default: _ = try await node.status()
    }
  }
}
