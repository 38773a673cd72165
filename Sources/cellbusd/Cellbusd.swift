import ArgumentParser
import CellBroker
import CellConfig
import CellMetrics
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

@main
struct Cellbusd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cellbusd",
    abstract: "The message bus of a coordination cell.",
    discussion: """
      Serves until SIGTERM or SIGINT. SIGHUP has the files read again, and --reload waits for what comes of it: a changed \
      roster or charter comes in force whole, or not at all. Logs one event a line to standard error.
      Exit codes are those of sysexits(3): 64 usage, 65 damaged record, 69 endpoint taken, 74 disk failure, \
      75 record in use, 78 configuration.
      """,
    version: "cellbusd \(Version.current)")

  @Option(name: .long, help: "The daemon's configuration, cellbusd.yaml; it names the roster and the charter.")
  var config: String

  @Flag(name: .long, help: "Check all three files, print every problem, and exit.")
  var check = false

  @Flag(
    name: .long,
    help: "Have the running daemon read its files again, and wait; exits 0 where they are in force, 78 where refused.")
  var reload = false

  @Flag(name: .long, help: "Read every row of the record at the start, and trust no state that was kept beside it.")
  var replay = false

  @Option(name: .long, help: "The least level that is logged: debug, info, notice, warning, error, critical.")
  var logLevel: String = "info"

  static func main() async {
    do {
      let command = try parse()
      try await command.run()
    } catch  where exitCode(for: error).isSuccess {
      // Help, or the version: whoever asked for it is told where it could not be written.
      do { try FileHandle.standardOutput.write(contentsOf: Data((fullMessage(for: error) + "\n").utf8)) } catch {
        StandardError.write("standard output: it cannot be written\n")
        Foundation.exit(74)
      }
    } catch {
      exit(withError: error)
    }
  }

  func validate() throws {
    guard !(check && reload) else {
      throw ValidationError("--check starts nothing and --reload asks what runs: one of them")
    }
    guard Logger.Level(rawValue: logLevel) != nil else { throw ValidationError("there is no log level \(logLevel)") }
  }

  func run() async throws {
    // A closed pipe is an error of the write that meets it, not the end of the service.
    signal(SIGPIPE, SIG_IGN)
    if reload { return try askToReload() }
    let hangUps = await UnixSignalsSequence(trapping: .sighup)
    let set: ConfigurationSet
    var problems: FileProblems?
    do throws(FileProblems) {
      set = try ConfigurationSet.load(config)
    } catch {
      // The cell goes on with the rules of its record, where those of the files are all that is wrong.
      guard !check, let recorded = RecordedRules(config, despite: error) else {
        printError(error.description)
        printError("\(error.problems.count) problem(s); nothing was started. Next: cellbus explain CODE")
        throw ExitCode(78)
      }
      (set, problems) = (recorded.set, error)
    }
    if check {
      let warnings = Broker.warnings(of: set)
      for warning in warnings { print("warning: \(warning)") }
      let count = warnings.isEmpty ? "" : ", \(warnings.count) warning(s)"
      print("\(config): \(Broker.summary(set)): no problems\(count)")
      return
    }
    let level = Logger.Level(rawValue: logLevel) ?? .info
    let logger = Logger(label: "cellbusd") { _ in LineHandler(logLevel: level) }
    defer { LineHandler.drain() }
    let board = MeasureBoard(isWatched: set.metrics != nil || set.health != nil)
    let broker = Broker(set, problems: problems, file: config, replaying: replay, board: board, logger: logger)
    let watched = MetricsService(
      board, address: set.metrics.map { ($0.host, $0.port) }, socket: set.health,
      version: Version.current, logger: logger)
    do {
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: [
            // Named, lest the library make a name of all that a service holds, which is the whole configuration.
            .init(
              service: broker, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "broker"),
            .init(
              service: HangUp(signals: hangUps, broker: broker), successTerminationBehavior: .ignore,
              serviceName: "hang-up"),
            .init(service: watched, successTerminationBehavior: .ignore, serviceName: "metrics"),
          ],
          gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet()))
      try await group.run()
    } catch let failure as BrokerFailure {
      logger.critical("\(EventLog.line(.failed, [("reason", failure.description)]))")
      throw ExitCode(failure.code)
    }
  }

  /// Asks the daemon that runs, and says what came of it.
  private func askToReload() throws {
    do throws(FileProblems) {
      guard let changed = try Broker.reload(config) else {
        printError(
          "\(try Broker.socket(of: config)): no daemon answers there. Next: see whether it runs, systemctl status cellbusd"
        )
        throw FileProblems([])
      }
      let what = changed.isEmpty ? "roster and charter are as before" : "changed: \(changed.joined(separator: ", "))"
      print("reloaded; \(what)")
    } catch {
      guard !error.problems.isEmpty else { throw ExitCode(69) }
      printError(error.description)
      printError("refused, \(error.problems.count) problem(s); what was in force stays. Next: cellbus explain CODE")
      throw ExitCode(78)
    }
  }

  /// The lifecycle library's own lines are not the daemon's.
  private func quiet() -> Logger {
    Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
  }

  private func printError(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      StandardError.write(StandardError.isJournal ? "<\(LineHandler.priority(.error))>\(line)\n" : "\(line)\n")
    }
  }
}
