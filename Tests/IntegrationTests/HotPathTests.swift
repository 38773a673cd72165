import CellTestSupport
import Foundation
import Testing

private let valgrind = "/usr/bin/valgrind"

/// What a message costs in the broker, counted: instructions and allocations, which do not depend on how busy a machine
/// is. A change that makes the path a fifth dearer fails here; one that makes it cheaper lowers the numbers.
@Suite(.serialized, .enabled(if: FileManager.default.isExecutableFile(atPath: valgrind)))
struct HotPathTests {
  /// Of one message with a document of some 600 bytes, in frames and commits of 100.
  enum Path: String, CaseIterable {
    case decide, deliver, commit

    var instructions: Int {
      switch self {
      case .decide: 54_000
      case .deliver: 61_000
      case .commit: 52_500
      }
    }

    var allocations: Double {
      switch self {
      case .decide: 39
      case .deliver: 41
      case .commit: 33
      }
    }
  }

  private struct Count {
    var instructions = 0
    var allocations = 0
  }

  @Test(.timeLimit(.minutes(10)), arguments: Path.allCases) func aMessageCostsWhatItCost(_ path: Path) async throws {
    let program = FileManager.default.temporaryDirectory.appending(path: "cellbus-hot-path-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: program) }
    // Valgrind cannot read what the compiler writes for debuggers.
    let strip = try RunningProgram("/usr/bin/strip", ["-g", "-o", program, TestCell.program("HotPath").path])
    try #require(strip.wait() == 0, "\(strip.standardError)")
    let (few, many) = (1_000, 3_000)
    let (before, after) = (try count(program, path, few), try count(program, path, many))
    let messages = many - few
    let instructions = (after.instructions - before.instructions) / messages
    let allocations = Double(after.allocations - before.allocations) / Double(messages)
    print("hot path, \(path): \(instructions) instructions and \(allocations) allocations a message")
    #expect(instructions > 0 && instructions <= path.instructions * 6 / 5)
    #expect(allocations <= path.allocations * 1.2 + 0.1)
  }

  private func count(_ hotPath: String, _ path: Path, _ messages: Int) throws -> Count {
    let file = FileManager.default.temporaryDirectory.appending(path: "cellbus-\(UUID()).callgrind")
    defer { try? FileManager.default.removeItem(at: file) }
    let program = try RunningProgram(
      valgrind,
      [
        "--tool=callgrind", "--callgrind-out-file=\(file.path)", "--compress-strings=no",
        "--toggle-collect=\(path == .commit ? "*6append*5after2to*" : "*Machine*hear*")",
        hotPath, path.rawValue, "\(messages)",
      ], environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
    try #require(program.wait() == 0, "\(program.standardError)")
    return try Self.read(String(contentsOf: file, encoding: .utf8))
  }

  /// Callgrind's file: what was counted in all, and how often `malloc` was called.
  private static func read(_ text: String) throws -> Count {
    var count = Count()
    var isAllocation = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("totals: ") || line.hasPrefix("summary: ") {
        count.instructions = max(
          count.instructions, line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
      } else if line.hasPrefix("cfn=") {
        isAllocation = ["cfn=malloc", "cfn=posix_memalign", "cfn=calloc", "cfn=realloc"].contains(line)
      } else if isAllocation, line.hasPrefix("calls=") {
        count.allocations += line.dropFirst(6).split(separator: " ").first.flatMap { Int($0) } ?? 0
      }
    }
    try #require(count.instructions > 0 && count.allocations > 0, "callgrind counted nothing")
    return count
  }
}
