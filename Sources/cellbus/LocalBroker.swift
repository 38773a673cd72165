import CellCommand
import CellSchema
import Foundation
import Subprocess

/// The real `cellbusd`, as a process of its own.
struct LocalBroker {
  /// SIGTERM, and SIGKILL where that is not heard.
  private static let end: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]

  /// Runs the broker for the length of a closure, then stops it with SIGTERM.
  ///
  /// - Throws: what the closure throws; a ``Complaint`` where the broker ends before the closure does, or with another
  ///   code than 0. It never outlives this call.
  ///
  /// - Parameters:
  ///   - place: the cell's directory, where its log is kept.
  ///   - body: is told the broker's process.
  static func running<Result: Sendable>(
    _ configuration: String, in place: String, _ body: @escaping @Sendable (Int32) async throws -> Result
  ) async throws -> Result {
    let directory = try directory()
    let log = BrokerLog(file: "\(place)/cellbusd.log")
    let outcome = try await run(
      .name(program), arguments: ["--config", configuration], environment: .inherit.updating(["PATH": directory]),
      input: .none, output: .discarded, error: .sequence
    ) { execution in
      try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
          for try await line in execution.standardError.strings() { log.append(line) }
          return nil
        }
        group.addTask { [process = execution.processIdentifier.value] in try await body(process) }
        defer { group.cancelAll() }
        do {
          guard let result = try await group.next() ?? nil else {
            throw Complaint(
              .failed, .unreachable, at: log.file,
              "the broker ended while it was needed; the last line of its log is: \(log.lastLine)")
          }
          await execution.teardown(using: Self.end)
          // Its log is read to the end.
          _ = try await group.next()
          return result
        } catch {
          await execution.teardown(using: Self.end)
          throw error
        }
      }
    }
    guard case .exited(0) = outcome.terminationStatus else {
      throw Complaint(
        .failed, .internalFault, at: log.file, "the broker stopped with \(outcome.terminationStatus), not with 0")
    }
    return outcome.closureResult
  }

  private static let program = "cellbusd"

  /// Where this program is, wherever it was started from: the broker's is beside it.
  private static func directory() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let directory = URL(filePath: own).deletingLastPathComponent()
    let path = directory.appending(path: program).path(percentEncoded: false)
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Complaint(.failed, .inputUnreadable, at: path, "the broker has to be beside this program")
    }
    return directory.path(percentEncoded: false)
  }
}

/// What the broker writes to its standard error, kept in a file.
private final class BrokerLog: Sendable {
  let file: String

  init(file: String) {
    self.file = file
    _ = FileManager.default.createFile(atPath: file, contents: nil)
  }

  func append(_ line: String) {
    guard let handle = FileHandle(forWritingAtPath: file) else { return }
    defer { try? handle.close() }
    _ = try? handle.seekToEnd()
    try? handle.write(contentsOf: Data((line.hasSuffix("\n") ? line : line + "\n").utf8))
  }

  var lastLine: String {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}
