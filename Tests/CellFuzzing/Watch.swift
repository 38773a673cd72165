package import Foundation
import Synchronization

/// Looks whether each trial goes on, from a thread of its own: an input that takes longer than all patience ends the
/// process with its number. Of long runs it says now and then how far they are.
package final class Watch: Sendable {
  private struct Place {
    var number: UInt64 = 0
    var isRunning = false
    var done: UInt64 = 0
    var seen: UInt64 = 0
    var since = ContinuousClock.now
  }

  private let places = Mutex<[String: Place]>([:])
  private let seed: UInt64
  /// Where the numbers stand for whoever finds the process gone.
  private let file: URL?

  package init(seed: UInt64, patience: Duration = .seconds(60), progress: Duration? = nil, file: URL? = nil) {
    self.seed = seed
    self.file = file
    Thread.detachNewThread { [weak self] in
      var spoken = ContinuousClock.now
      while true {
        Thread.sleep(forTimeInterval: 0.5)
        guard let self else { return }
        self.look(patience)
        if let progress, ContinuousClock.now - spoken >= progress {
          spoken = .now
          Watch.say(self.summary)
        }
      }
    }
  }

  /// A line that is out before whatever ends the process.
  package static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  package func begin(_ trial: String, part: UInt64, number: UInt64) {
    let isMark = number % 256 == 0
    let line: String? = places.withLock { places in
      let key = "\(trial) \(part)"
      places[key, default: Place()].number = number
      places[key]?.isRunning = true
      places[key]?.done += 1
      return isMark
        ? places.map { "\($0.value.isRunning ? $0.key : "") \($0.value.number)" }.sorted().joined(separator: "\n") : nil
    }
    if let line, let file { try? Data(line.utf8).write(to: file) }
  }

  package func end(_ trial: String, part: UInt64) {
    places.withLock { $0["\(trial) \(part)"]?.isRunning = false }
  }

  private func look(_ patience: Duration) {
    let late = places.withLock { places -> String? in
      for (key, place) in places where place.isRunning {
        if place.done != place.seen {
          places[key]?.seen = place.done
          places[key]?.since = .now
        } else if ContinuousClock.now - place.since > patience {
          return "\(key), number \(place.number)"
        }
      }
      return nil
    }
    if let late { fatalError("it hangs: seed \(seed), \(late)") }
  }

  private var summary: String {
    let done = places.withLock { places in
      Dictionary(places.map { ($0.key.split(separator: " ")[0], $0.value.done) }, uniquingKeysWith: +)
    }
    return done.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}
