import CellDemo
import CellNode
import CellSchema

/// A message of the scenario after it was played.
struct Played: Sendable {
  let step: Step
  let document: [UInt8]
  let serial: Serial
  let sentAt: Timestamp
  let result: Result<PublishReceipt, NodeError>

  var outcome: Reckoning.Outcome {
    switch result {
    case .success(let receipt): .accepted(sequence: receipt.sequence)
    case .failure(let error): .refused(error.code, at: error.pointer)
    }
  }

  /// Its place on the record; nil where it has none.
  var sequence: UInt64? { try? result.get().sequence }

  /// It met the fate that the scenario gives it.
  var isAsExpected: Bool { outcome.fate == step.expect }
}

/// Publishes the scenario's messages, each by its sender's own node.
struct Player {
  private let stations: Stations
  private var serials: [NodeName: Serial] = [:]
  /// In how many milliseconds whoever is asked has spoken, at this machine's pace.
  private var patience = Step.Stamp.leastPatience

  init(_ stations: Stations) { self.stations = stations }

  /// Publishes the messages of a wave: those of one sender in their order, all senders at once.
  ///
  /// - Returns: in the order of the wave.
  mutating func play(_ wave: ArraySlice<Step>) async throws -> [Played] {
    try await decided(wave.first?.awaits ?? [])
    let started = ContinuousClock.now
    defer { patience = max(patience, min(10_000, 5 * Int64((ContinuousClock.now - started) / .milliseconds(1)))) }
    let messages = wave.map { stamped($0) }
    for message in messages { stations.documents.enter(message.document, as: message.step.id) }
    let bySender = Dictionary(grouping: messages.indices) { messages[$0].step.sender }
    return try await within(.seconds(30), "\(messages[0].step.name), or what was sent with it, has no receipt") {
      [stations] in
      try await withThrowingTaskGroup(of: [(Int, Played)].self) { group in
        for (sender, places) in bySender {
          group.addTask {
            let drafts = places.map {
              Draft(document: messages[$0].document, precedence: messages[$0].step.precedence)
            }
            var played: [(Int, Played)] = []
            for try await outcome in stations.node(sender).publish(contentsOf: drafts) {
              let place = places[outcome.index]
              played.append((place, messages[place].with(outcome.result)))
            }
            return played
          }
        }
        var all: [(Int, Played)] = []
        for try await played in group { all += played }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
      }
    }
  }

  private func decided(_ proposals: Set<MessageID>) async throws {
    guard !proposals.isEmpty else { return }
    try await within(.seconds(30), "proposals have no result") { [results = stations.results] in
      while !results.areKnown(proposals) { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  private struct Stamped {
    let step: Step
    let document: [UInt8]
    let serial: Serial
    let sentAt: Timestamp

    func with(_ result: Result<PublishReceipt, NodeError>) -> Played {
      Played(step: step, document: document, serial: serial, sentAt: sentAt, result: result)
    }
  }

  /// A serial is spent on what is accepted alone, so that a station's count has no gaps.
  private mutating func stamped(_ step: Step) -> Stamped {
    let now = Timestamp.now
    let serial = serials[step.sender]?.next(at: now) ?? .first(of: step.sender, at: now)
    if step.expect == .accepted { serials[step.sender] = serial }
    let stamp = Step.Stamp(cell: DemoCell.name, serial: serial, sentAt: now, patience: patience)
    return Stamped(step: step, document: step.document(stamp), serial: serial, sentAt: now)
  }
}
