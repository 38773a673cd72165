import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import CellWire

/// Where to begin to read.
enum StartArgument {
  case beginning, now
  /// With this sequence number.
  case sequence(UInt64)

  init(reading argument: String) throws {
    switch argument {
    case "beginning": self = .beginning
    case "now": self = .now
    default:
      guard let sequence = UInt64(argument), sequence > 0, sequence <= UInt64(RecordSequence.range.upperBound) else {
        throw notAllowed(argument, spoken("beginning, now, or a sequence number such as 4128"))
      }
      self = .sequence(sequence)
    }
  }

  var start: SubscriptionStart {
    switch self {
    case .beginning: .beginning
    case .now: .now
    case .sequence(let sequence): .after(sequence - 1)
    }
  }
}

/// Which types are read: `verification.finding`, `verification.*`, `*`.
struct TypePatternArgument {
  let text: String

  init(reading argument: String) throws {
    guard TypePattern(argument).isWellFormed else {
      throw notAllowed(argument, spoken("a type such as verification.finding, a system such as verification.*, or *"))
    }
    text = argument
  }
}

extension [TypePatternArgument] {
  /// Reads by the patterns: a type that neither the broker nor this version knows is called so.
  func reading<Result>(_ work: () async throws -> Result) async throws -> Result {
    do { return try await work() } catch let error as NodeError where error.code == .badFilter {
      guard let unknown = first(where: { !UnknownType.isKnown($0.text) }) else { throw error }
      throw UnknownType.complaint(of: unknown.text, at: "--type")
    }
  }
}

enum OrderArgument: String, ExpressibleByArgument, CaseIterable {
  case lane, record
}

struct SubscribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subscribe",
    abstract: spoken("Read messages as they come, and print them."),
    discussion: spoken(
      """
      Each message is acknowledged when it is printed. Under --durable NAME the broker keeps the place: the next time \
      it goes on there. Ctrl-C ends it.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Option(
    name: .long, help: helpText("A type, a system such as 'verification.*', or '*'. Repeatable. Default: everything."),
    completion: Completion.patterns, transform: TypePatternArgument.init(reading:))
  var type: [TypePatternArgument] = []

  @Option(
    name: .long, help: helpText("Participants or nodes: FRA,UKR.GS-1. Repeatable. Default: everybody."),
    completion: Completion.senders, transform: CommaList.init(reading:))
  var sender: [CommaList<Addressee>] = []

  @Option(name: .long, help: helpText("operation, exercise, drill, project. Repeatable. Default: all."))
  var nature: [Nature] = []

  @Option(
    name: .long, help: helpText("beginning, now, or a sequence number to begin with. A durable name's place beats it."),
    transform: StartArgument.init(reading:))
  var from: StartArgument?

  @Option(
    name: .long,
    help: helpText(
      "Leave out what was accepted before; reads from the beginning without --from. \(MomentInput().allowed)."),
    transform: pastMoment)
  var since: Timestamp?

  @Option(name: .long, help: helpText("The name under which the broker keeps the filter and the place."))
  var durable: String?

  @Option(name: .long, help: helpText("lane: a higher precedence overtakes. record: the record's order throughout."))
  var order = OrderArgument.lane

  @Option(
    name: [.long, .customShort("n", allowingJoined: true)],
    help: helpText("End after so many messages; 0 registers a durable name and leaves."))
  var count: Int?

  @Flag(name: .long, help: helpText("The documents' exact bytes, a line feed after each."))
  var raw = false

  @Flag(
    name: [.long, .customShort("q")],
    help: helpText("No bell for a flash. One of the operation rings during an exercise."))
  var quiet = false

  func validate() throws {
    if let count, count < 0 { throw ValidationError(spoken("--count is 0 or more")) }
    if count == 0, durable == nil {
      throw ValidationError(spoken("--count 0 registers a durable name: give --durable NAME"))
    }
    if raw, format.isJSON { throw ValidationError(spoken("--raw and --format json exclude each other")) }
  }

  func run() async throws {
    try await reporting(format) {
      let request = Reading(
        types: type.isEmpty ? ["*"] : type.map(\.text), senders: sender.isEmpty ? nil : sender.flatMap(\.elements),
        natures: nature.isEmpty ? nil : nature, start: from?.start ?? (since == nil ? .now : .beginning), since: since,
        durable: durable, order: order == .record ? .record : .precedence, count: count)
      let profile = try identity.read()
      let printer = MessagePrinter(format: format, profile: profile, isRaw: raw, isQuiet: quiet)
      let limit = identity.limit
      try await type.reading {
        try await connected(profile, within: limit) { node in
          if durable == nil { try await noteWait(of: node) }
          try await request.run(node, printer, within: limit)
        }
      }
    }
  }
}

extension SubscribeCommand {
  /// What begins ahead is waited for in silence, unless somebody says so.
  private func noteWait(of node: Node) async throws {
    if case .sequence(let first) = from {
      let head = try await node.status().head
      if first > head, first - head > 1 {
        Terminal.note(spoken("the record ends at \(head): nothing is printed before it has reached \(first)"))
      }
    }
    if let since, since > .now {
      Terminal.note(spoken("--since is ahead: nothing is printed that is accepted before \(since)"))
    }
  }
}

/// One subscription from its start to its end.
struct Reading: Sendable {
  var types = ["*"]
  var senders: [Addressee]?
  var natures: [Nature]?
  var start = SubscriptionStart.now
  var since: Timestamp?
  var durable: String?
  var order = DeliveryOrder.precedence
  /// Whether what the node itself sent is read too.
  var includesOwn = false
  var count: Int?
  /// Which messages are printed of those that come; nil: all.
  var isWanted: (@Sendable (Header) -> Bool)?

  /// Bytes of lines that are written at a time.
  private static let chunk = 65_536
  /// Messages that are looked at before what was written is acknowledged.
  private static let messages = 1_024

  /// Prints each message and then acknowledges it: what did not reach the reader comes again.
  ///
  /// - Parameter limit: for the broker to register the subscription; what comes then has no time.
  func run(_ node: Node, _ printer: MessagePrinter, within limit: TimeLimit) async throws {
    // What a durable name has not read yet is new to its reader, however old it is.
    let isOld = printer.isForPeople && durable == nil && start != .now
    let old = isOld ? try await node.status().head : 0
    let messages = node.subscribe(
      types: types, durable: durable, from: start, since: since, senders: senders, natures: natures,
      includesOwn: includesOwn, order: order)
    try await messages.ready()
    guard count != 0 else { return limit.stop() }
    try await printer.printTitle(node, isLater: old > 0)
    limit.stop()
    // The task that reads is cancelled, not this one: the node then still sends the last acknowledgements.
    let end: Void? = try await untilInterrupted {
      var left = count
      var iterator = messages.makeAsyncIterator()
      while left != 0 {
        do {
          guard let message = try await iterator.next() else { return }
          if printer.isForPrograms {
            try write(message, &iterator, printer, &left)
          } else {
            let takes = isWanted?(message.header) ?? true
            if takes { try await printer.print(message, isNew: message.sequence > old, on: node) }
            try message.acknowledge()
            if takes { left = left.map { $0 - 1 } }
          }
        } catch let error as NodeError where error.code == .undecodable {
          Terminal.note(spoken("passed over: \(error.code), \(DisplayText.line(error.detail))"))
        }
      }
    }
    try printer.printEnd(isInterrupted: end == nil)
  }

  /// Writes a message and those that have arrived behind it, a line each, and then acknowledges them.
  ///
  /// - Throws: the first fault among them, once what came before it is written.
  private func write(
    _ first: ReceivedMessage, _ iterator: inout Subscription<ReceivedMessage>.Iterator, _ printer: MessagePrinter,
    _ left: inout Int?
  ) throws {
    var lines: [UInt8] = []
    var done: [ReceivedMessage] = []
    var fault: (any Error)?
    var next: ReceivedMessage? = first
    do {
      while let message = next {
        if isWanted?(message.header) ?? true {
          lines += try printer.line(of: message)
          lines.append(0x0A)
          left = left.map { $0 - 1 }
        }
        done.append(message)
        let hasRoom = lines.count < Self.chunk && done.count < Self.messages && left != 0
        next = hasRoom ? try iterator.nextArrived() : nil
      }
    } catch {
      fault = error
    }
    if !lines.isEmpty { try Terminal.write(lines) }
    for message in done { try message.acknowledge() }
    if let fault { throw fault }
  }
}
