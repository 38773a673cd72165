import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Glibc
import Synchronization
import Testing

@Suite("A store survives kill -9 at any step")
struct StoreCrashTests {
  /// A child appends and takes off, round after round, until another of its threads kills it wherever it is. What it
  /// had reported is there after, no number has two messages, and none came back with other bytes.
  @Test func `what was taken is kept, and a number stands for one message`() async throws {
    let scratch = Scratch()
    var known: [String: String] = [:]
    for round in 1...6 {
      let path = scratch.path
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
        let store = try Outbound.open(path + "/outbox.sqlite")
        let left = try store.takeContents().left
        let taken = Atomic(0)
        // What only a fault takes: another signal than the one that is waited for.
        alarm(300)
        Thread.detachNewThread {
          while taken.load(ordering: .relaxed) < 7 * round {}
          kill(getpid(), SIGKILL)
        }
        let report = try FileHandle(forWritingTo: Outbound.journal(path))
        try report.seekToEnd()
        store.remove(
          left.prefix(left.count / 2).map { StoredDecision(place: OutboxPlace(lane: $0.lane, number: $0.number)) })
        for index in 0... {
          let lane = Precedence.lanes[index % Precedence.laneCount]
          let text = "\(round)-\(index)"
          store.append(Outbound.message(text, lane: lane)) { result in
            guard case .success(let number) = result else { return }
            // In one write each, so that a line is there or not.
            try? report.write(contentsOf: Data("\(lane.lane)/\(number) \(text)\n".utf8))
            taken.add(1, ordering: .relaxed)
          }
          if index % 5 == 4 { _ = try await store.append(Outbound.message("\(text)+", lane: lane)) }
        }
      }
      let lines = String(decoding: try Data(contentsOf: Outbound.journal(path)), as: UTF8.self).split(separator: "\n")
      for line in lines {
        let parts = line.split(separator: " ").map(String.init)
        #expect(known[parts[0]] == nil || known[parts[0]] == parts[1], "\(parts[0]) stands for two messages")
        known[parts[0]] = parts[1]
      }
      let store = try Outbound.open(scratch.store)
      let contents = try store.takeContents()
      for message in contents.left {
        let place = "\(message.lane.lane)/\(message.number)"
        #expect(known[place] == nil || known[place] == Outbound.text(message))
        known[place] = Outbound.text(message)
        #expect(message.number < contents.next[message.lane])
      }
      let mine = Set(contents.left.map(Outbound.text))
      let reported = lines.map { String($0.split(separator: " ")[1]) }.filter { $0.hasPrefix("\(round)-") }
      #expect(!reported.isEmpty)
      #expect(reported.allSatisfy { mine.contains($0) }, "what was reported in round \(round) is there")
      for lane in Precedence.lanes {
        let numbers = contents.left.filter { $0.lane == lane }.map(\.number)
        #expect(numbers == numbers.sorted(), "append order is number order within a lane")
      }
      store.close()
    }
  }
}

extension Outbound {
  /// Where a child writes what it was told.
  static func journal(_ directory: String) -> URL {
    let file = URL(filePath: directory + "/reported")
    if !FileManager.default.fileExists(atPath: file.path) { try? Data().write(to: file) }
    return file
  }
}
