import CellConfig
import CellDemo
import CellNode
import CellSchema
import StrictYAML

/// The scenario on connected nodes: everything is said, everything that arrives is collected, the broker is asked about
/// each message.
struct Performance {
  let stations: Stations
  private var reckoning: Reckoning

  /// What arrives has so long after the last message was receipted.
  private static let patience: Duration = .seconds(15)

  /// Who reads everything that how things stand follows from: a delegation, and a member of the Special Commission.
  private static let onlooker: NodeName = "FRA.CELL-1"

  init(stations: Stations, cell: DemoCell, scenario: Scenario) {
    self.stations = stations
    reckoning = Reckoning(
      expected: ExpectedReaders(roster: cell.set.roster.value, charter: cell.set.charter.value),
      standing: scenario.expectedStanding, nodes: stations.nodes.keys)
  }

  func play(_ chapters: [Chapter], last: Chapter, on output: inout any DemoOutput) async throws -> Reckoning {
    var performance = self
    let lastWords = Set(last.steps.map(\.id))
    var played: [Played] = []
    var sayings: [MessageType] = []
    try await withThrowingTaskGroup(of: Collected?.self) { group in
      defer { group.cancelAll() }
      for name in stations.nodes.keys {
        group.addTask { [stations] in
          let received = try await stations.deliveries(to: name, until: lastWords)
          return Collected(node: name, deliveries: received.deliveries, sayings: received.sayings)
        }
      }
      var player = Player(stations)
      for chapter in chapters + [last] {
        played += try await Self.play(chapter, player: &player, on: &output)
      }
      output.waiting(for: "waiting until every node has the last word")
      group.addTask {
        try? await Task.sleep(for: Self.patience)
        return nil
      }
      var awaited = stations.nodes.count
      while awaited > 0, let next = try await group.next() {
        // Whoever has not got it by now comes with what it has.
        guard let collected = next else {
          group.cancelAll()
          continue
        }
        awaited -= 1
        performance.reckoning.enter(collected.deliveries, of: collected.node)
        if collected.node == Self.onlooker { sayings = collected.sayings }
      }
    }
    for message in played { performance.reckoning.enter(message.step, message.outcome) }
    output.waiting(for: "asking the broker about \(played.count) messages")
    for (id, trace) in try await Self.traces(of: played, stations) { performance.reckoning.enter(trace, of: id) }
    let situation = try await stations.node(Self.onlooker).situation()
    performance.reckoning.enter(Reckoning.Standing(situation: situation, sayings: sayings))
    return performance.reckoning
  }

  private struct Collected: Sendable {
    let node: NodeName
    let deliveries: [Reckoning.Delivery]
    let sayings: [MessageType]
  }

  private static func play(
    _ chapter: Chapter, player: inout Player, on output: inout any DemoOutput
  ) async throws -> [Played] {
    let started = ContinuousClock.now
    var played: [Played] = []
    try output.begin(chapter)
    for wave in chapter.waves {
      let messages = try await player.play(wave)
      try output.show(messages)
      played += messages
    }
    try output.end(chapter, after: ContinuousClock.now - started)
    return played
  }

  /// By the sender's own node, which sees every recipient.
  private static func traces(
    of played: [Played], _ stations: Stations
  ) async throws -> [(MessageID, Reckoning.Trace)] {
    let accepted = Dictionary(grouping: played.filter { $0.outcome.isAccepted }, by: \.step.sender)
    return try await withThrowingTaskGroup(of: [(MessageID, Reckoning.Trace)].self) { group in
      for (sender, messages) in accepted {
        group.addTask {
          var traces: [(MessageID, Reckoning.Trace)] = []
          for message in messages {
            do {
              traces.append((message.step.id, try await trace(message.step.id, by: stations.node(sender))))
            } catch let error as NodeError where error.code == .notOnRecord {
              // Found by the reckoning: it has a receipt and no trace.
            }
          }
          return traces
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// That something arrived is known once the reader's link has answered, about a second later.
  private static func trace(_ id: MessageID, by node: Node) async throws -> Reckoning.Trace {
    for _ in 0..<50 {
      let trace = Reckoning.Trace(try await node.trace(id))
      if trace.readers.isSubset(of: trace.delivered) { return trace }
      try await Task.sleep(for: .milliseconds(100))
    }
    return Reckoning.Trace(try await node.trace(id))
  }
}

extension Reckoning.Outcome {
  var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

extension Reckoning.Trace {
  init(_ trace: MessageTrace) {
    self.init(
      sequence: trace.sequence,
      readers: Set(trace.recipients.filter { $0.isReleasable && $0.addressed != "released" }.map(\.node)),
      delivered: Set(trace.recipients.filter { $0.delivered != nil }.map(\.node)))
  }
}
