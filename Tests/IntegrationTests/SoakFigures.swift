import Foundation

/// What the broker takes of the machine, and how long its answers take, at the beginning and at the end.
struct SoakFigures {
  private struct Turn {
    var part: Double
    var messages: Int
    var memory: Int
    var descriptors: Int
    var threads: Int
    var latencies: [SoakStation.Latencies]
  }

  /// Parts of the whole that are the beginning, when all has been done once, and the end.
  private static let beginning = 0.05...0.2
  private static let end = 0.85...1.0

  private var turns: [Turn] = []

  /// - Parameter messages: that have a receipt by now. The broker keeps the newest in memory, and a little of each.
  mutating func note(_ part: Double, broker: Int32, messages: Int, latencies: [SoakStation.Latencies]) {
    let isKept = Self.beginning.contains(part) || Self.end.contains(part)
    guard isKept else { return }
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(broker)/fd"))?.count ?? 0
    let status = (try? String(contentsOfFile: "/proc/\(broker)/status", encoding: .utf8)) ?? ""
    func value(_ name: String) -> Int {
      let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
    turns.append(
      Turn(
        part: part, messages: messages, memory: value("VmRSS"), descriptors: descriptors, threads: value("Threads"),
        latencies: latencies))
  }

  private func turns(_ range: ClosedRange<Double>) -> [Turn] { turns.filter { range.contains($0.part) } }

  /// Descriptors and threads are the same, but for the sessions that come and go, and the runtime's own pool: a thread of it
  /// for each processor may be there or not.
  var problems: [String] {
    let (first, last) = (turns(Self.beginning), turns(Self.end))
    guard let most = first.map(\.descriptors).max(), let least = last.map(\.descriptors).min(),
      let threads = first.map(\.threads).max(), let later = last.map(\.threads).min()
    else { return ["no turn is of the beginning, or none of the end"] }
    var problems: [String] = []
    if least > most { problems.append("\(least) descriptors at the end at least, \(most) at the beginning at most") }
    if later > threads + ProcessInfo.processInfo.activeProcessorCount {
      problems.append("\(later) threads at the end at least, \(threads) at the beginning at most")
    }
    return problems
  }

  var text: String {
    let columns = [turns(Self.beginning), turns(Self.end)]
    func row(_ name: String, _ figure: ([Turn]) -> String) -> String {
      let cells = columns.map { figure($0) }
      return name.padding(toLength: 36, withPad: " ", startingAt: 0)
        + cells.map { $0.padding(toLength: 24, withPad: " ", startingAt: 0) }.joined()
    }
    func spread(_ values: [Int]) -> String { "\(values.min() ?? 0) to \(values.max() ?? 0)" }
    func times(_ values: [Double]) -> String {
      let sorted = values.sorted()
      func at(_ part: Double) -> String {
        sorted.isEmpty ? "-" : String(format: "%.1f", sorted[Int(Double(sorted.count - 1) * part)] * 1_000)
      }
      return "\(at(0.5)) / \(at(0.99)) / \(at(1))"
    }
    return [
      row("") { "\($0.first.map { Int($0.part * 100) } ?? 0) to \($0.last.map { Int($0.part * 100) } ?? 0) %" },
      row("messages") { spread($0.map(\.messages)) },
      row("memory, MiB") { spread($0.map { $0.memory / 1_024 }) },
      row("descriptors") { spread($0.map(\.descriptors)) },
      row("threads") { spread($0.map(\.threads)) },
      row("receipt, ms: half/99 %/all within") { times($0.flatMap { $0.latencies.flatMap(\.receipt) }) },
      row("delivery, ms: half/99 %/all within") { times($0.flatMap { $0.latencies.flatMap(\.delivery) }) },
    ].joined(separator: "\n")
  }
}
