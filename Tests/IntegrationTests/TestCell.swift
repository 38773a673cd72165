import CellConfig
import CellNode
import CellProof
import CellSchema
import CellTestSupport
import Foundation
import Synchronization
import ZeroMQ

/// A cell of its own for one test: a directory as `cellbus init` writes it and a real `cellbusd` over it.
///
/// `@unchecked Sendable`: `process` changes under `lock` alone.
final class TestCell: @unchecked Sendable {
  let directory: String
  let configuration: String
  /// The daemon's, on loopback.
  let port: UInt16
  private let lock = NSLock()
  private var process: Process?

  init(_ participants: [ParticipantCode] = ["FRA", "UKR", "USA", "POL"]) throws {
    port = try Self.freePort()
    directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-\(UUID().uuidString.prefix(8))").path
    let created = try CellDirectory(participants: participants, port: port).create(
      at: directory,
      curveKeys: {
        let pair = try CurveKeyPair.generate()
        return .init(publicKey: pair.publicKey.z85, secretKey: pair.secretKey.z85)
      },
      logKeys: {
        let key = LogKey.generate()
        return .init(publicKey: key.publicText, secretKey: key.secretText)
      })
    configuration = created.configuration
  }

  deinit {
    process?.terminate()
    process?.end()
    try? FileManager.default.removeItem(atPath: directory)
  }

  func profile(_ node: String) throws -> NodeProfile { try .file("\(directory)/nodes/\(node).yaml") }

  /// The same node behind a bad link.
  func profile(_ node: String, through link: LinkProxy) throws -> NodeProfile {
    try .file(try profileFile(node, through: link))
  }

  /// The path of such a profile, for a program.
  func profileFile(_ node: String, through link: LinkProxy) throws -> String {
    let path = "\(directory)/nodes/\(node)-\(link.port).yaml"
    let text = try String(contentsOfFile: "\(directory)/nodes/\(node).yaml", encoding: .utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  - 'ipc:") }
    guard let place = lines.firstIndex(where: { $0.hasPrefix("  - 'tcp:") }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    lines[place] = "  - '\(link.endpoint)'"
    _ = FileManager.default.createFile(
      atPath: path, contents: Data(lines.joined(separator: "\n").utf8), attributes: [.posixPermissions: 0o600])
    return path
  }

  /// Gives a node a store, in a file beside its profile.
  func store(_ file: String, of node: String) throws {
    let profile = "\(directory)/nodes/\(node).yaml"
    let handle = try FileHandle(forUpdating: URL(filePath: profile))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("store: \(file)\n".utf8))
  }

  /// Sets limits of the daemon's before it starts.
  func limit(_ limits: KeyValuePairs<String, Int>) throws {
    let lines = limits.map { "  \($0.key): \($0.value)\n" }.joined()
    let text = try String(contentsOfFile: configuration, encoding: .utf8)
    try Data("\(text)limits:\n\(lines)".utf8).write(to: URL(filePath: configuration))
  }

  var recordDirectory: String { "\(directory)/record" }

  // MARK: the daemon

  var processIdentifier: Int32 { lock.withLock { process?.processIdentifier ?? 0 } }

  /// Starts the daemon. Nodes wait for it by connecting.
  ///
  /// - Parameters:
  ///   - errors: where its log goes; a file of the cell's unless it is given.
  ///   - environment: what is added to the tests' own.
  ///   - wrapper: a program with arguments that runs what follows them.
  func start(errors: FileHandle? = nil, environment: [String: String] = [:], within wrapper: [String] = []) throws {
    let process = Process()
    let command = wrapper + [Self.program("cellbusd").path, "--config", configuration]
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let log = FileManager.default
    let path = "\(directory)/cellbusd.log"
    if !log.fileExists(atPath: path) { _ = log.createFile(atPath: path, contents: nil) }
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    process.standardError = errors ?? handle
    try process.start()
    lock.withLock { self.process = process }
  }

  /// Kills the daemon with SIGKILL and waits until it is gone.
  func kill() {
    guard let process = lock.withLock({ process }) else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.end()
  }

  /// Asks the daemon to stop; its exit code.
  func stop() -> Int32 {
    guard let process = lock.withLock({ process }) else { return 0 }
    process.terminate()
    return process.end()
  }

  var isRunning: Bool { lock.withLock { process?.isRunning ?? false } }

  /// Waits until the daemon has ended by itself; its exit code, or the signal that ended it.
  func ended() -> Int32 {
    guard let process = lock.withLock({ process }) else { return 0 }
    return process.end()
  }

  var log: String { (try? String(contentsOfFile: "\(directory)/cellbusd.log", encoding: .utf8)) ?? "" }

  /// Bytes of the daemon's memory that are resident.
  var residentBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }

  /// A program of this build, beside the tests.
  static func program(_ name: String) -> URL {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: own).deletingLastPathComponent().appending(path: name)
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    // The tests run inside the toolchain's own runner: its first argument after the options names the bundle.
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
      let candidate = URL(filePath: argument).deletingLastPathComponent().appending(path: name)
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    return beside
  }

  /// A loopback port that was free a moment ago, below those that the system gives to connections: a node that calls
  /// while its broker is down could be given the broker's own, and then keep it.
  private static func freePort() throws -> UInt16 {
    while true {
      let port = UInt16.random(in: 15_000..<32_000)
      var socket = try ZMQSocket(try ZMQContext(), .pair)
      defer { socket.close() }
      if (try? socket.bind("tcp://127.0.0.1:\(port)")) != nil { return port }
    }
  }
}

/// A program of this build, run to its end or stopped.
final class RunningProgram: @unchecked Sendable {
  let process = Process()
  private let output = pipeForChild()
  private let errors = pipeForChild()
  private let lock = NSLock()
  private var gathered: [Int32: Data] = [:]
  private let group = DispatchGroup()

  init(_ program: String, _ arguments: [String], input: FileHandle? = nil, environment: [String: String] = [:]) throws {
    process.executableURL =
      program.hasPrefix("/") ? URL(filePath: program) : TestCell.program(program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.start()
    for pipe in [output, errors] {
      let handle = pipe.fileHandleForReading
      group.enter()
      Thread.detachNewThread { [self] in
        while case let data = handle.availableData, !data.isEmpty {
          lock.withLock { gathered[handle.fileDescriptor, default: Data()].append(data) }
        }
        group.leave()
      }
    }
  }

  var standardOutput: String { text(output) }
  var standardError: String { text(errors) }

  /// Waits for the end; the exit code.
  func wait() -> Int32 {
    process.end()
    _ = group.wait(timeout: .now() + 60)
    return process.terminationStatus
  }

  /// Waits for an end that the program has to find by itself; the exit code, or nil where it finds none.
  func ended() async throws -> Int32? {
    let hasEnded = try await eventually { !process.isRunning }
    guard hasEnded else {
      process.terminate()
      return nil
    }
    return wait()
  }

  private func text(_ pipe: Pipe) -> String {
    lock.withLock { String(decoding: gathered[pipe.fileHandleForReading.fileDescriptor] ?? Data(), as: UTF8.self) }
  }
}

/// Waits until something holds; fails by returning false after a time that only a fault takes.
func eventually(_ seconds: Double = 300, _ condition: () async throws -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    // Between two looks at the condition, so that what is waited for has the processor.
    try await Task.sleep(for: .milliseconds(5))
  }
  // Where many tests wait for a processor, the time may have gone by without a look.
  return try await condition()
}
