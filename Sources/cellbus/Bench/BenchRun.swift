import CellCommand
import CellSchema
import Foundation
import Subprocess
import Synchronization

/// One measurement: a fresh cell and broker, a process of all publishers and one of all readers.
struct BenchRun: Sendable {
  let work: BenchReport.Work
  let precedence: Precedence
  /// Where the cell is made for as long as it takes: its disk is measured.
  let directory: String

  /// - Throws: what kept it from being measured.
  func run() async throws -> BenchReport {
    let place = "\(directory)/cellbus-bench-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let cell = try BenchCell.create(at: place, signing: work.isSigned ? work.publishers : 0)
    for (count, most, option) in [
      (work.publishers, cell.publishers.count, "--publishers"), (work.readers, cell.readers.count, "--readers"),
    ] where count > most {
      throw Complaint.usage(spoken("a cell has nodes for \(option) \(most) at most"))
    }
    return try await LocalBroker.running(cell.configuration, in: place) { broker in
      try await measure(cell, broker)
    }
  }

  private func measure(_ cell: BenchCell, _ broker: Int32) async throws -> BenchReport {
    let (publishing, reading) = tasks(cell)
    let (publishFile, readFile) = ("\(cell.directory)/publish.task", "\(cell.directory)/read.task")
    try publishing.write(to: publishFile)
    try reading.write(to: readFile)
    let before = FirstSample()
    try await withThrowingTaskGroup(of: Void.self) { group in
      let ready = AsyncStream<Void>.makeStream()
      group.addTask {
        try await Self.worker(readFile) { ready.continuation.yield() }
      }
      group.addTask {
        for await _ in ready.stream { break }
        try await Self.worker(publishFile) { before.set(Sample(of: broker)) }
      }
      for try await _ in group {}
    }
    let after = Sample(of: broker)
    return try report(
      BenchResult.read(publishing.result), BenchResult.read(reading.result), before.value, after)
  }

  private final class FirstSample: Sendable {
    private let sample = Mutex<Sample?>(nil)

    func set(_ new: Sample) { sample.withLock { $0 = $0 ?? new } }
    var value: Sample? { sample.withLock { $0 } }
  }

  private struct Sample {
    var processor: Double?
    var memory: (now: Int, greatest: Int)?

    init(of process: Int32) {
      processor = Measured.processor(of: process)
      memory = Measured.memory(of: process)
    }
  }

  /// Runs this program as a part of the measurement.
  private static func worker(_ file: String, ready: @escaping @Sendable () -> Void) async throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let place = URL(filePath: own)
    let outcome = try await Subprocess.run(
      .name(place.lastPathComponent), arguments: ["bench", "worker", file],
      environment: .inherit.updating(["PATH": place.deletingLastPathComponent().path]), input: .none,
      output: .sequence, error: .discarded
    ) { execution in
      var last = ""
      for try await line in execution.standardOutput.strings() {
        last = line.trimmingCharacters(in: .newlines)
        if last == BenchCommand.Worker.ready { ready() }
      }
      return last
    }
    guard case .exited(0) = outcome.terminationStatus else {
      let words = outcome.closureResult.split(separator: " ", maxSplits: 1).map(String.init)
      let code = words.first.flatMap { Int($0) }.flatMap { number in ErrorCode.all.first { $0.number == number } }
      throw Complaint(.failed, code ?? .internalFault, at: "", words.count > 1 ? words[1] : outcome.closureResult)
    }
  }

  // MARK: the work

  private func tasks(_ cell: BenchCell) -> (publish: BenchTask, read: BenchTask) {
    let publishers = Array(cell.publishers.prefix(work.publishers))
    let readers = Array(cell.readers.prefix(work.readers))
    let share = (0..<work.publishers).map { place in
      work.messages / work.publishers + (place < work.messages % work.publishers ? 1 : 0)
    }
    var publish = BenchTask(
      role: .publish, result: "\(cell.directory)/publish.result", profiles: publishers.map(\.profile), counts: share,
      size: work.size, precedence: precedence, rate: work.rate, inFlight: work.inFlight, addressees: [],
      recipients: work.recipients ?? 0, sampling: work.rate == nil && work.inFlight == nil ? 64 : 1,
      signers: publishers.compactMap(\.signer))
    if work.recipients != nil {
      publish.addressees = publishers.map { publisher in
        readers.map(\.node.participant).filter { $0 != publisher.node.participant }
      }
    }
    // What each reader gets: not what its own node says.
    var counts = [ParticipantCode: Int]()
    for (place, publisher) in publishers.enumerated() {
      if work.recipients == nil {
        for reader in readers where reader.node != publisher.node {
          counts[reader.node.participant, default: 0] += share[place]
        }
      } else {
        for number in 0..<share[place] {
          for code in publish.recipients(of: place, number) { counts[code, default: 0] += 1 }
        }
      }
    }
    var read = publish
    (read.role, read.result) = (.read, "\(cell.directory)/read.result")
    read.profiles = readers.map(\.profile)
    read.counts = readers.map { counts[$0.node.participant] ?? 0 }
    read.signers = []
    return (publish, read)
  }

  private func report(
    _ published: BenchResult, _ read: BenchResult, _ before: Sample?, _ after: Sample
  ) throws -> BenchReport {
    func rate(_ count: Int, from began: UInt64, to ended: UInt64) -> Double {
      ended > began ? Double(count) * 1e9 / Double(ended - began) : 0
    }
    let messages = Double(max(1, published.count))
    var broker: Double?
    var memory: (Int, Int)?
    if let before = before?.processor, let after = after.processor { broker = (after - before) / messages }
    if let before = before?.memory, let after = after.memory { memory = (after.greatest, after.now - before.now) }
    return BenchReport(
      work: work, deliveries: read.count, refused: published.refused,
      published: rate(published.count, from: published.began, to: published.ended),
      delivered: rate(read.count, from: published.began, to: read.ended), receipt: published.digest,
      delivery: read.digest, brokerTime: broker, publisherTime: published.processor / messages,
      readerTime: read.processor / Double(max(1, read.count)), memory: memory)
  }
}
