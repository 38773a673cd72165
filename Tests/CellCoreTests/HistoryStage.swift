import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// The bus of a history, with a station for each node, which connects when it has something to say.
final class HistoryStage {
  enum Outcome {
    case accepted
    case refused(Refusal)
    /// The roster does not list the node.
    case unsent
  }

  let bus: Bus
  private var stations = [Station?](repeating: nil, count: HistoryRules.nodes.count)
  /// The next number of each node in each lane.
  private var numbers = [[UInt64]](
    repeating: [UInt64](repeating: 1, count: Precedence.laneCount), count: HistoryRules.nodes.count)
  /// What came since it was looked at last.
  var delivered: [(node: Int, delivery: RecordedEnvelope)] = []
  let listeners: NodeMask
  private let report: (String) -> Void

  /// - Parameters:
  ///   - choices: all rules that the history will have, the first ones first.
  ///   - listeners: the nodes that read from the beginning on.
  init(_ choices: [HistoryCast.Choice], listeners: NodeMask, report: @escaping (String) -> Void) {
    var limits = SessionLimits()
    limits.heartbeatInterval = .max >> 1
    limits.heartbeatTimeout = .max >> 1
    let known = Self.files(choices)
    // The verification lead is always there: who is connected is no matter of one world, and its alternate waits for it.
    self.listeners = listeners | 1 << NodeMask(Fixture.nodes.firstIndex(of: "USA.CELL-1")!)
    self.report = report
    bus = Bus(known[0], limits: limits, known: known, report: report)
    connectAll()
  }

  /// The rule files of choices, and those in between: where roster and charter change together, the row of the roster
  /// stands before that of the charter.
  static func files(_ choices: [HistoryCast.Choice]) -> [RuleFiles] {
    let between = zip(choices, choices.dropFirst()).map { before, after in
      var choice = after
      (choice.charter, choice.charterRevision) = (before.charter, before.charterRevision)
      return choice
    }
    return (choices + between).map(HistoryCast.shared.files)
  }

  var head: UInt64 { bus.journal.head }

  private func connectAll() {
    for node in listeners.places { _ = station(node) }
  }

  private func station(_ node: Int) -> Station? {
    if let known = stations[node], !known.isCut { return known }
    let name = Fixture.nodes[node]
    guard bus.core.rulebook.node(named: name).map({ bus.core.rulebook.nodes[$0] != nil }) == true else { return nil }
    let station = bus.connect(name)
    stations[node] = station
    station.watcher = { [unowned self] frame in
      switch frame {
      case .deliver(let frame): delivered += frame.deliveries.map { (node, $0) }
      case .error(let error): report("\(name) got \(error.name): \(error.detail)")
      case .welcome, .receipt, .subscribed, .answer, .ping, .pong, .bye: break
      }
    }
    station.hello(stream: UInt128(node + 1) << 64 | 0xCE11)
    if listeners.has(node) {
      station.subscribe()
      bus.settle()
    }
    return station
  }

  func publish(_ document: [UInt8], from node: Int, _ precedence: Precedence) -> Outcome {
    guard let station = station(node) else { return .unsent }
    let lane = Int(precedence.lane)
    let number = numbers[node][lane]
    numbers[node][lane] += 1
    station.publish([document], precedence, from: number)
    bus.settle()
    station.forgetInbox()
    switch bus.journal.decision(stream: station.stream!.value, lane: precedence, number: number) {
    case .accepted: return .accepted
    case .refused(let refused): return .refused(refused.refusal)
    case nil:
      report("\(HistoryRules.nodes[node]) number \(number) of lane \(lane) is not decided")
      return .unsent
    }
  }

  func pass(milliseconds: Int64) {
    bus.advance(milliseconds: milliseconds)
    bus.handle(.tick)
    bus.settle()
  }

  func restart(connecting: Bool = true) {
    bus.restart()
    if connecting { connectAll() }
  }

  func change(_ choice: HistoryCast.Choice) {
    do throws(Refusal) { try bus.change(HistoryCast.shared.files(choice)) } catch {
      report("the rules were refused: \(error)")
    }
    connectAll()
  }

  // MARK: answers

  /// Where a world stands for a node, but for who is connected: that is no matter of the record.
  func answer(_ world: World, for node: Int, _ moment: SituationQuestion.Moment? = nil) -> Situation {
    Self.answer(of: bus.archive, world, for: node, moment, at: bus.now)
  }

  static func answer(
    of archive: Archive, _ world: World, for node: Int, _ moment: SituationQuestion.Moment? = nil, at now: Instant
  ) -> Situation {
    var situation = archive.situation(
      SituationQuestion(moment: moment), in: world, by: Fixture.nodes[node], now: now.wall)
    situation.silentNodes = []
    return situation
  }
}
