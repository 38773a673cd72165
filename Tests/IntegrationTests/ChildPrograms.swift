import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Glibc

/// `cellbus publish`, run again and again as another process that counts anew, killed in between.
final class ChildPublisher {
  private let profile: String
  private let node: String
  private let options: [String]
  private var program: RunningProgram?
  private var feed = pipeForChild()
  private var lives: [(origin: String, program: RunningProgram)] = []
  private var number = 0

  init(profile: String, node: String, options: [String] = []) {
    self.profile = profile
    self.node = node
    self.options = options
  }

  private var origin: String { lives.last?.origin ?? "" }

  /// - Parameters:
  ///   - other: a profile of the same node, for this life.
  ///   - environment: what is added to the tests' own.
  func start(as other: String? = nil, environment: [String: String] = [:]) throws {
    feed = pipeForChild()
    number = 0
    let program = try RunningProgram(
      "cellbus",
      ["publish", "--profile", other ?? profile, "--ndjson", "-", "--format", "json", "--timeout", "600"] + options,
      input: feed.fileHandleForReading, environment: environment)
    lives.append(("\(node) life \(lives.count + 1)", program))
    self.program = program
  }

  /// More to publish; what fits a pipe.
  func publish(_ count: Int) throws {
    var lines = ""
    for _ in 0..<count {
      number += 1
      lines += #"{"type":"cell.liaison-note","body":\#(NumberedNote(origin: origin, number: number).body())}"# + "\n"
    }
    try feed.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
  }

  func kill() {
    guard let program else { return }
    Glibc.kill(program.process.processIdentifier, SIGKILL)
    _ = program.wait()
  }

  /// Ends by itself when everything is receipted; its exit code.
  func finish() throws -> Int32 {
    try feed.fileHandleForWriting.close()
    return program?.wait() ?? 0
  }

  /// Printed by the one that runs now, or the last one.
  var receiptCount: Int { program.map { $0.standardOutput.utf8.count { $0 == 0x0A } } ?? 0 }
  var sentCount: Int { number }
  var isRunning: Bool { program?.process.isRunning ?? false }
  var standardError: String { program?.standardError ?? "" }
  var lifeCount: Int { lives.count }

  func receipts() throws -> [(origin: String, receipts: [(sequence: UInt64, id: String)])] {
    try lives.map { life in
      (
        life.origin,
        try wholeLines(life.program).map { line in
          let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
          return ((object?["seq"] as? NSNumber)?.uint64Value ?? 0, object?["id"] as? String ?? "")
        }
      )
    }
  }
}

/// `cellbus subscribe` under a durable name, killed and run again: what it printed, it acknowledged right after.
final class ChildReader {
  struct Read {
    var sequence: UInt64
    var precedence: Precedence
  }

  private let profile: String
  private var lives: [(done: [String: UInt64], program: RunningProgram)] = []

  init(profile: String) { self.profile = profile }

  /// - Parameter done: what the broker says the one before has acknowledged, by precedence.
  func start(after done: [String: UInt64] = [:]) throws {
    let program = try RunningProgram(
      "cellbus",
      [
        "subscribe", "--profile", profile, "--type", "cell.*", "--durable", "child", "--from", "beginning", "--format",
        "json", "--timeout", "600",
      ])
    lives.append((done, program))
  }

  func kill() {
    guard let program = lives.last?.program else { return }
    Glibc.kill(program.process.processIdentifier, SIGKILL)
    _ = program.wait()
  }

  var lifeCount: Int { lives.count }
  var readCount: Int { lives.last.map { $0.program.standardOutput.utf8.count { $0 == 0x0A } } ?? 0 }

  /// Whether the one that runs now has printed the message with this number.
  func hasRead(_ sequence: UInt64) -> Bool {
    lives.last?.program.standardOutput.contains("{\"seq\":\(sequence),") ?? false
  }

  /// Whoever goes on may begin with what the one before had printed and not acknowledged, and leaves nothing out.
  func problems(against recorded: [Precedence: [UInt64]]) throws -> [String] {
    var problems: [String] = []
    var next: [Precedence: Int] = [:]
    for (number, life) in lives.enumerated() {
      for (precedence, messages) in Dictionary(grouping: try read(life.program), by: \.precedence) {
        let all = recorded[precedence] ?? []
        let sequences = messages.map(\.sequence)
        let who = "reader \(number), \(precedence.rawValue)"
        guard let first = all.firstIndex(of: sequences[0]), first <= next[precedence, default: 0] else {
          problems.append("\(who) began with #\(sequences[0]), leaving some out")
          continue
        }
        if let done = life.done[precedence.rawValue], sequences[0] <= done {
          problems.append("\(who) began with #\(sequences[0]), though #\(done) was acknowledged")
        }
        if sequences != Array(all[first...].prefix(sequences.count)) {
          problems.append("\(who) has not what the record has from #\(sequences[0]) on")
        }
        next[precedence] = max(next[precedence, default: 0], first + sequences.count)
      }
    }
    for (precedence, all) in recorded where next[precedence, default: 0] != all.count {
      problems.append("the readers have \(next[precedence, default: 0]) of \(all.count) \(precedence.rawValue)")
    }
    return problems
  }

  private func read(_ program: RunningProgram) throws -> [Read] {
    try wholeLines(program).map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let header = object?["header"] as? [String: Any]
      return Read(
        sequence: (object?["seq"] as? NSNumber)?.uint64Value ?? 0,
        precedence: (header?["precedence"] as? String).flatMap(Precedence.init(rawValue:)) ?? .deferred)
    }
  }
}

/// Without the one that a kill has cut short.
private func wholeLines(_ program: RunningProgram) -> [Substring] {
  program.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
}
