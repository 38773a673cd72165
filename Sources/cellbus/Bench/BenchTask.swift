import CellCommand
import CellSchema
import Foundation
import Histogram
import Synchronization

/// What one process of a measurement does, as a file tells it: publishers share a process, and so do readers, so that the
/// processor time of each is its own.
struct BenchTask: Codable, Sendable {
  enum Role: String, Codable {
    case publish, read
  }

  var role: Role
  /// Where the result goes.
  var result: String
  /// The nodes' profiles.
  var profiles: [String]
  /// How many messages each of them publishes, or gets.
  var counts: [Int]
  /// Bytes of a document.
  var size: Int
  var precedence: Precedence
  var rate: Int?
  var inFlight: Int?
  /// Whom each node's messages go to, so many at a time and in turn; empty: everybody.
  var addressees: [[ParticipantCode]]
  var recipients: Int
  /// Every how many messages a latency is taken: taking it is work, too.
  var sampling: Int
  /// The keys by which each node signs; empty: nothing is signed.
  var signers: [Signer]

  struct Signer: Codable, Sendable {
    var certificate: String
    var key: String
  }

  static let type: MessageType = IncidentReport.messageType

  func write(to file: String) throws { try JSONEncoder().encode(self).write(to: URL(filePath: file)) }

  static func read(_ file: String) throws -> Self {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: file)))
  }

  /// Whom a node's message goes to.
  func recipients(of node: Int, _ number: Int) -> [ParticipantCode] {
    let all = addressees.isEmpty ? [] : addressees[node]
    guard !all.isEmpty else { return [] }
    return (0..<min(recipients, all.count)).map { all[(number * recipients + $0) % all.count] }
  }
}

/// What came of it.
struct BenchResult: Codable, Sendable {
  /// Nanoseconds of the machine's monotonic clock, which all its processes share.
  var began: UInt64
  var ended: UInt64
  var count = 0
  var refused = 0
  /// Microseconds of processor time from `began` to `ended`.
  var processor: Double = 0
  /// In nanoseconds.
  var latency = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  func write(to file: String) throws { try JSONEncoder().encode(self).write(to: URL(filePath: file)) }

  static func read(_ file: String) throws -> Self {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: file)))
  }

  var digest: LatencyDigest { LatencyDigest(latency) }
}

extension LatencyDigest {
  /// - Parameter nanoseconds: a histogram of them.
  init(_ nanoseconds: Histogram<UInt64>) {
    func at(_ percentile: Double) -> Double { Double(nanoseconds.valueAtPercentile(percentile)) / 1_000 }
    let count = Int(nanoseconds.totalCount)
    var curve: [Point] = []
    if count > 0 {
      for step in nanoseconds.percentiles(ticksPerHalfDistance: 5) {
        curve.append(Point(percentile: step.percentile, microseconds: Double(step.value) / 1_000))
      }
    }
    self.init(
      count: count, p50: count > 0 ? at(50) : 0, p99: count > 0 ? at(99) : 0, p999: count > 0 ? at(99.9) : 0,
      greatest: count > 0 ? Double(nanoseconds.max) / 1_000 : 0, curve: curve)
  }
}

/// Clocks that the processes of a machine share, and what the kernel says of one.
enum Measured {
  /// Nanoseconds of the monotonic clock.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Microseconds of processor time of this process.
  static var processor: Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  /// Microseconds of processor time of another one, in steps of 10 ms; nil where it is not there.
  static func processor(of process: Int32) -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
    return (user + system) * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Bytes that it has in memory, and had at most.
  static func memory(of process: Int32) -> (now: Int, greatest: Int)? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
    func kibibytes(_ name: String) -> Int? {
      text.split(separator: "\n").first { $0.hasPrefix(name) }?
        .split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1_024 }
    }
    guard let now = kibibytes("VmRSS:"), let greatest = kibibytes("VmHWM:") else { return nil }
    return (now, greatest)
  }
}
