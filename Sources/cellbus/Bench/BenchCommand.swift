import ArgumentParser
import CellCommand
import CellSchema
import Foundation

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: spoken("Measure a broker: messages a second, latency, processor time and memory."),
    discussion: spoken(
      """
      Starts cellbusd with a cell of its own on a loopback port, and a process of publishers and one of readers beside it. \
      Messages are valid reports of incidents, over CURVE, with every check, under the limits that a cell ships with, and \
      each receipt comes after its sync to the disk. Without --rate and --in-flight publishers send as fast as they can, and \
      latency has in it how long a message waited in the outbox. With --rate it is counted from when a message was due. \
      cellbus bench floor measures what the machine allows.
      """),
    subcommands: [Load.self, Floor.self, Worker.self], defaultSubcommand: Load.self)
}

extension BenchCommand {
  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "load", abstract: spoken("Publish and read, and measure both. It is what bench alone does."))

    @Option(name: .long, help: helpText("Nodes that publish.")) var publishers = 1
    @Option(name: .long, help: helpText("Nodes that read.")) var readers = 1
    @Option(name: .long, help: helpText("Messages of all publishers together.")) var messages = 100_000
    @Option(name: .long, help: helpText("Bytes of a message's document.")) var size = 600
    @Option(name: .long, help: helpText("Messages a second of all publishers; else as many as go.")) var rate: Int?
    @Option(name: .long, help: helpText("How many messages of a publisher wait for their receipts at most."))
    var inFlight: Int?
    @Option(name: .long, help: helpText("To how many readers each message goes; else to everybody.")) var recipients:
      Int?
    @Option(name: .long, help: helpText("flash, immediate, priority, routine or deferred.")) var precedence =
      Precedence.routine
    @Flag(name: .long, help: helpText("Publishers sign, and the broker verifies.")) var signed = false
    @Option(name: .long, help: helpText("How often; each on a broker of its own.")) var runs = 1
    @Option(name: .long, help: helpText("Write latency by percentile as a picture, SVG."), completion: .file())
    var chart: String?
    @Option(name: .long, help: helpText("On whose disk the record is made.")) var directory = FileManager.default
      .temporaryDirectory.path
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      for (value, option) in [
        (publishers, "--publishers"), (readers, "--readers"), (messages, "--messages"), (runs, "--runs"),
        (rate ?? 1, "--rate"), (inFlight ?? 1, "--in-flight"), (recipients ?? 1, "--recipients"),
      ] where value < 1 {
        throw ValidationError(spoken("\(option) is 1 or more"))
      }
      if rate != nil, inFlight != nil { throw ValidationError(spoken("give --rate or --in-flight, not both")) }
      if signed, rate != nil || inFlight != nil {
        throw ValidationError(spoken("signed messages are made before the measurement: without --rate and --in-flight"))
      }
      if messages < publishers { throw ValidationError(spoken("each publisher has a message at least")) }
    }

    func run() async throws {
      try await reporting(format) {
        let work = BenchReport.Work(
          publishers: publishers, readers: readers, messages: messages, size: size,
          precedence: precedence.rawValue, recipients: recipients, rate: rate, inFlight: inFlight, isSigned: signed)
        let run = BenchRun(work: work, precedence: precedence, directory: directory)
        for number in 1...runs {
          guard let report = try await untilInterrupted({ try await run.run() }) else { throw ExitCode(130) }
          if number > 1, !format.isJSON { try Terminal.print("") }
          try Terminal.print(format.isJSON ? report.json.text : report.text)
          if let chart { try OutputFile.write(Array(report.chart.svg.utf8), to: chart, mode: 0o644, isForced: true) }
        }
      }
    }
  }

  /// A part of a measurement, started by it.
  struct Worker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "worker", abstract: spoken("A part of a measurement, started by it."), shouldDisplay: false)

    static let ready = "ready"

    @Argument(help: .hidden) var file: String

    func run() async throws {
      do {
        try await BenchWorker(BenchTask.read(file)).run { try Terminal.print(Self.ready) }
      } catch {
        // Whoever started it reads its standard output.
        let complaint = Self.complaint(error)
        try Terminal.print("\(complaint.code.number) \(complaint.detail)")
        throw ExitCode.failure
      }
    }
  }
}
