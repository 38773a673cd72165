/// Inputs made from a seed, one after another, each held to what is promised of every input.
///
/// Trials are cut into blocks, each of which begins anew with generator and state: input 70,000 comes back without the
/// 69,999 before it.
package protocol Trial: SendableMetatype {
  /// What is tried, in one word.
  static var name: String { get }
  /// Inputs of one block.
  static var block: UInt64 { get }
  /// What each part of an input's way found, for the last line.
  var counts: [String: Int] { get }

  init(seed: UInt64, block: UInt64)
  mutating func next() -> [UInt8]
  /// What is wrong, in words; nil where all is well.
  mutating func problem(with input: [UInt8]) -> String?
}

/// An input with which something is wrong.
package struct Failure: Sendable, CustomStringConvertible {
  package var trial: String
  package var seed: UInt64
  package var number: UInt64
  package var problem: String
  package var input: [UInt8]
  /// A smaller one with which something is wrong, if one was found.
  package var smallest: [UInt8]

  package var description: String {
    """
    \(trial) \(number) of seed \(seed): \(problem)
    smallest, \(smallest.count) of \(input.count) bytes: \(Self.shown(smallest))
    Again: CELLBUS_FUZZ_SEED=\(seed) CELLBUS_FUZZ_AT=\(number)
    """
  }

  /// Printable ASCII as it is, the rest as `\xNN`.
  package static func shown(_ bytes: [UInt8]) -> String {
    let limit = 4_096
    let text = bytes.prefix(limit).map { byte -> String in
      if byte == UInt8(ascii: "\\") { return "\\\\" }
      if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
      return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return bytes.count > limit ? text + "… and \(bytes.count - limit) more" : text
  }
}

/// Runs a trial over a part of its blocks.
package struct TrialRun<Subject: Trial> {
  package var seed: UInt64
  /// How many inputs, rounded up to whole blocks where a block is not longer than the whole.
  package var count: UInt64
  package var parts: UInt64

  package init(seed: UInt64, count: UInt64, parts: UInt64 = 1) {
    self.seed = seed
    self.count = count
    self.parts = parts
  }

  /// The first failure of the blocks of a part, and what its inputs found.
  package func run(part: UInt64, watch: Watch) -> (failure: Failure?, counts: [String: Int]) {
    var counts: [String: Int] = [:]
    for block in stride(from: part, to: (count + Subject.block - 1) / Subject.block, by: Int(parts)) {
      let numbers = block * Subject.block..<min(count, (block + 1) * Subject.block)
      var subject = Subject(seed: seed, block: block)
      for number in numbers {
        watch.begin(Subject.name, part: part, number: number)
        let input = subject.next()
        if let problem = subject.problem(with: input) {
          watch.end(Subject.name, part: part)
          return (failure(number, input, problem), counts)
        }
      }
      counts.merge(subject.counts) { $0 + $1 }
    }
    watch.end(Subject.name, part: part)
    return (nil, counts)
  }

  /// The block of an input up to it, each number and input before it is tried: what ends the process stands last.
  package func again(_ number: UInt64, say: (String) -> Void) -> Failure? {
    var subject = Subject(seed: seed, block: number / Subject.block)
    for earlier in number / Subject.block * Subject.block...number {
      let input = subject.next()
      if number - earlier < 300 { say("\(Subject.name) \(earlier): \(Failure.shown(input))") }
      if let problem = subject.problem(with: input) { return failure(earlier, input, problem) }
    }
    return nil
  }

  private func failure(_ number: UInt64, _ input: [UInt8], _ problem: String) -> Failure {
    Failure(
      trial: Subject.name, seed: seed, number: number, problem: problem, input: input,
      smallest: smallest(input, problem))
  }

  /// Leaves out ever smaller pieces while the same goes wrong, in a subject that has seen nothing else (A. Zeller,
  /// R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
  private func smallest(_ input: [UInt8], _ problem: String) -> [UInt8] {
    let kind = problem.prefix { $0 != ":" }
    var subject = Subject(seed: seed, block: 0)
    func fails(_ bytes: [UInt8]) -> Bool { subject.problem(with: bytes)?.hasPrefix(kind) == true }
    guard fails(input) else { return input }
    var bytes = input
    var piece = bytes.count / 2
    var attempts = 5_000
    while piece > 0, attempts > 0 {
      var at = 0
      while at < bytes.count, attempts > 0 {
        var shorter = bytes
        shorter.removeSubrange(at..<min(bytes.count, at + piece))
        attempts -= 1
        if fails(shorter) { bytes = shorter } else { at += piece }
      }
      piece /= 2
    }
    return bytes
  }
}
