import Foundation
import Glibc

/// What the kernel says of this process (`proc(5)`).
package struct ProcessMeasures: Sendable {
  package var residentBytes: Int
  package var virtualBytes: Int
  package var processorSeconds: Double
  package var threads: Int
  package var openFiles: Int
  package var mostFiles: Int

  /// Nil where `/proc` cannot be read.
  package static func now() -> Self? {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
    guard let memory = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let status = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      let limits = try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8),
      let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"),
      // The name before it may have spaces.
      let rest = status.split(separator: ")").last
    else { return nil }
    let pages = memory.split(separator: " ").compactMap { Int($0) }
    let fields = rest.split(separator: " ")
    let most = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }?.split(separator: " ")
    guard pages.count > 1, fields.count > 17, let user = Double(fields[11]), let system = Double(fields[12]),
      let threads = Int(fields[17])
    else { return nil }
    return Self(
      residentBytes: pages[1] * page, virtualBytes: pages[0] * page, processorSeconds: (user + system) / tick,
      threads: threads, openFiles: files.count, mostFiles: most.flatMap { $0.count > 3 ? Int($0[3]) : nil } ?? 0)
  }
}
