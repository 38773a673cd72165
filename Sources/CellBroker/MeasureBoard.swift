package import CellCore
import Synchronization

/// Where the daemon's threads put what they measure, and from where it is read by whoever watches: nobody who reads
/// touches the machine or holds up its loop.
package final class MeasureBoard: Sendable {
  /// How far the daemon has come.
  package enum Phase: Sendable {
    /// The record is read, and nobody is served.
    case starting
    case serving
    case stopping
  }

  /// What is known at one moment.
  package struct Reading: Sendable {
    package var phase: Phase
    /// Of the loop, which tells twice a second; nil before it has told.
    package var measures: Measures?
    /// Milliseconds since the loop told.
    package var age: Int64
    /// How long commits took, from being asked for until they were durable; and of that, the log's write and its fsync.
    package var commits: Histogram
    package var syncs: Histogram
  }

  private struct State {
    var phase = Phase.starting
    var measures: Measures?
    var toldAt: Int64
    var commits = Histogram.ofDisk
    var syncs = Histogram.ofDisk
  }

  private let state: Mutex<State>
  /// Whether anybody reads: else the loop need not tell.
  let isWatched: Bool

  package init(isWatched: Bool) {
    self.isWatched = isWatched
    state = Mutex(State(toldAt: Clocks.now().monotonic))
  }

  package func read() -> Reading {
    let now = Clocks.now().monotonic
    return state.withLock {
      Reading(
        phase: $0.phase, measures: $0.measures, age: now - $0.toldAt, commits: $0.commits, syncs: $0.syncs)
    }
  }

  func publish(_ measures: Measures, at now: Instant) {
    state.withLock {
      $0.measures = measures
      $0.toldAt = now.monotonic
    }
  }

  func enter(_ phase: Phase) { state.withLock { $0.phase = phase } }

  /// A batch is durable.
  ///
  /// - Parameters: microseconds.
  func noteCommit(_ microseconds: Int64, sync: Int64?) {
    state.withLock {
      $0.commits.note(microseconds)
      if let sync { $0.syncs.note(sync) }
    }
  }
}
