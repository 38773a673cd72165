import CellNode
import CellSchema
import Foundation
import Histogram
import Synchronization

/// Publishes or reads as a task says, in a process of its own.
final class BenchWorker: Sendable {
  private let task: BenchTask
  private let latency = Mutex(Histogram<UInt64>(numberOfSignificantValueDigits: .three))
  private let span = Mutex((began: UInt64.max, ended: UInt64(0), count: 0, refused: 0))

  init(_ task: BenchTask) { self.task = task }

  /// - Parameter ready: is called when every node is there: publishers begin then.
  func run(ready: @Sendable () throws -> Void) async throws {
    var options = NodeOptions()
    options.client = "cellbus bench"
    let nodes = try task.profiles.map { Node(try NodeProfile.file($0), options: options) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for node in nodes { group.addTask { try await node.run() } }
      try await work(nodes, ready)
      for node in nodes { await node.close() }
      group.cancelAll()
    }
  }

  private func work(_ nodes: [Node], _ ready: () throws -> Void) async throws {
    switch task.role {
    case .read:
      let readers = nodes.map { $0.subscribe(types: ["\(BenchTask.type)"], natures: Nature.allCases) }
      for reader in readers { try await reader.ready() }
      try ready()
      try await measured {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for (reader, count) in zip(readers, task.counts) {
            group.addTask { try await self.read(reader, count) }
          }
          try await group.waitForAll()
        }
      }
    case .publish:
      for node in nodes { _ = try await node.status() }
      let stencils = try await nodes.enumerated().asyncMap { try await stencil(of: $1, $0) }
      try ready()
      try await measured {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for (place, stencil) in stencils.enumerated() {
            group.addTask { try await self.publish(stencil, self.task.counts[place]) }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  private func measured(_ work: () async throws -> Void) async throws {
    let processor = Measured.processor
    try await work()
    let spent = Measured.processor - processor
    let span = span.withLock { $0 }
    var result = BenchResult(began: span.began, ended: span.ended)
    (result.count, result.refused, result.processor) = (span.count, span.refused, spent)
    result.latency = latency.withLock { $0 }
    try result.write(to: task.result)
  }

  private func note(_ count: Int, refused: Int = 0, from began: UInt64, to ended: UInt64) {
    span.withLock { span in
      span.began = min(span.began, began)
      span.ended = max(span.ended, ended)
      span.count += count
      span.refused += refused
    }
  }

  private func sample(_ nanoseconds: UInt64) { latency.withLock { _ = $0.record(nanoseconds) } }

  // MARK: reading

  private func read(_ reader: Subscription<ReceivedMessage>, _ count: Int) async throws {
    guard count > 0 else { return }
    var (got, began) = (0, UInt64(0))
    for try await message in reader {
      if got == 0 { began = Measured.now }
      got += 1
      if got.isMultiple(of: task.sampling), let sent = BenchStencil.stamp(in: message.document) {
        let now = Measured.now
        sample(now > sent ? now - sent : 0)
      }
      if got == count { break }
    }
    note(got, from: began, to: Measured.now)
  }

  // MARK: publishing

  private func stencil(of node: Node, _ place: Int) async throws -> BenchStencil {
    let signer = task.signers.isEmpty ? nil : task.signers[place]
    return try await BenchStencil(
      node, size: task.size, task.precedence, to: { [task] in task.recipients(of: place, $0) },
      signer: signer.map { signer in
        try DocumentSigner(
          certificate: [UInt8](Data(contentsOf: URL(filePath: signer.certificate))),
          key: String(contentsOfFile: signer.key, encoding: .utf8))
      })
  }

  private func publish(_ stencil: BenchStencil, _ count: Int) async throws {
    let drafts = try await stencil.signed(count)
    let began = Measured.now
    if let rate = task.rate {
      try await publish(stencil, count, each: 1e9 * Double(task.profiles.count) / Double(rate))
    } else if let width = task.inFlight {
      try await publish(stencil, count, width)
    } else {
      try await publishAll(stencil, count, drafts)
    }
    note(0, from: began, to: Measured.now)
  }

  /// As many at a time as the outbox holds.
  private func publishAll(_ stencil: BenchStencil, _ count: Int, _ signed: [Draft]?) async throws {
    let every = task.sampling
    let drafts = BenchDrafts(stencil: stencil, signed: signed, count: count, sampling: every)
    var (receipted, refused) = (0, 0)
    for try await outcome in stencil.node.publish(contentsOf: drafts) {
      switch outcome.result {
      case .success:
        receipted += 1
        if outcome.index.isMultiple(of: every), let time = drafts.handed.take(outcome.index) {
          sample(Measured.now - time)
        }
      case .failure(let error):
        refused += 1
        if refused == 1 { FileHandle.standardError.write(Data("\(error)\n".utf8)) }
      }
    }
    let now = Measured.now
    note(receipted, refused: refused, from: now, to: now)
  }

  /// So many at a time: each follows the receipt of one before it.
  private func publish(_ stencil: BenchStencil, _ count: Int, _ width: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for line in 0..<width {
        group.addTask {
          for number in stride(from: line, to: count, by: width) {
            try await self.one(stencil, number, at: Measured.now)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// At even distances, whatever becomes of those before: latency is counted from when a message was due, so that a
  /// broker that stands still is not spared what came meanwhile.
  private func publish(_ stencil: BenchStencil, _ count: Int, each nanoseconds: Double) async throws {
    let began = Measured.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        let due = began + UInt64(Double(number) * nanoseconds)
        let now = Measured.now
        if due > now { try await Task.sleep(nanoseconds: due - now) }
        group.addTask { try await self.one(stencil, number, at: due) }
      }
      try await group.waitForAll()
    }
  }

  private func one(_ stencil: BenchStencil, _ number: Int, at began: UInt64) async throws {
    do {
      _ = try await stencil.node.publish(stencil.draft(number, at: began))
      let now = Measured.now
      sample(now > began ? now - began : 0)
      note(1, from: began, to: now)
    } catch let error as NodeError where error.code != .nodeClosed {
      note(0, refused: 1, from: began, to: Measured.now)
    }
  }
}

/// A node's messages, made as they are asked for.
private struct BenchDrafts: Sequence, Sendable {
  let stencil: BenchStencil
  /// Those that were signed before; nil where none are.
  let signed: [Draft]?
  let count: Int
  let sampling: Int
  let handed = HandedTimes()

  func makeIterator() -> AnyIterator<Draft> {
    var number = 0
    return AnyIterator {
      guard number < count else { return nil }
      defer { number += 1 }
      let now = Measured.now
      if number.isMultiple(of: sampling) { handed.set(number, now) }
      return signed?[number] ?? stencil.draft(number, at: now)
    }
  }
}

/// When messages were handed over, of those that are measured.
private final class HandedTimes: Sendable {
  private let times = Mutex<[Int: UInt64]>([:])

  func set(_ number: Int, _ time: UInt64) { times.withLock { $0[number] = time } }
  func take(_ number: Int) -> UInt64? { times.withLock { $0.removeValue(forKey: number) } }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
