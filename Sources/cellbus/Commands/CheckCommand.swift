import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation
import Synchronization

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: spoken("Hold the broker to one history of its record, by the keys that you have."),
    discussion: spoken(
      """
      Each good checkpoint has to begin with the last one that was seen, and each message that you signed has to be under \
      one: its proof is kept beside what was seen. Where the log shows two histories the evidence is kept in a file, \
      nothing that is signed is published any more, and the command ends with 76. The profile's checking names the keys \
      and the directory; --keys and --state do here.
      """))

  @Option(name: .long, help: helpText("The keys of the log and of witnesses."), completion: .file()) var keys: String?
  @Option(
    name: .long, help: helpText("The directory of what was seen; it is made where there is none."),
    completion: .directory)
  var state: String?
  @Flag(name: .long, help: helpText("End when a checkpoint was checked and every signed message has its proof."))
  var once = false
  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    if (keys == nil) != (state == nil) { throw ValidationError(spoken("--keys and --state go together")) }
  }

  func run() async throws {
    try await reporting(format) {
      var profile = try identity.read()
      if let keys, let state {
        guard let keys = Line(Self.absolute(keys)), let state = Line(Self.absolute(state)) else {
          throw Complaint(.failed, .usage, at: "--keys", spoken("allowed: \(Line.shape.inWords)"))
        }
        profile.checking = NodeProfile.Checking(keys: keys, state: state)
      }
      guard profile.checking != nil else {
        throw Complaint(.failed, .usage, at: "--keys", spoken("the profile has no checking: give --keys and --state"))
      }
      let found = try await untilInterrupted { [profile] in try await watch(Node(profile.forReading)) }
      if case .some(let fork?) = found {
        throw Complaint(
          .failed, .logForked, at: fork.pointer, fork.detail,
          consequence: spoken("Keep the file, and show it to the other sides."))
      }
    }
  }

  /// The profile's paths begin at its file.
  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }

  private final class Seen: Sendable {
    let isChecked = Mutex(false)
    let isLost = Mutex(false)
  }

  /// Says once that nobody answers, and once that somebody does again.
  private static func tellConnection(_ event: NodeEvent, _ seen: Seen) {
    switch event {
    case .disconnected(let error):
      let wasLost = seen.isLost.withLock { isLost in
        defer { isLost = true }
        return isLost
      }
      if !wasLost { Terminal.note(spoken("connection lost: \(words(error)); trying again")) }
    case .connected(let endpoint):
      let wasLost = seen.isLost.withLock { isLost in
        defer { isLost = false }
        return isLost
      }
      if wasLost { Terminal.note(spoken("connected again to \(endpoint)")) }
    case .ended, .serverError, .refused, .outboxFilling, .setAside, .parked, .checked, .proven, .unproven,
      .checkpointPassedOver, .checkpointOld, .forked:
      break
    }
  }

  /// - Returns: the fork that was found.
  private func watch(_ node: Node) async throws -> NodeError? {
    let (events, seen) = (node.events, Seen())
    return try await withThrowingTaskGroup(of: NodeError?.self) { group in
      group.addTask {
        try await node.run()
        return nil
      }
      if once {
        group.addTask { [limit = identity.limit] in
          try await Task.sleep(for: .seconds(limit.seconds))
          guard seen.isChecked.withLock({ $0 }) else { throw limit.complaint(spoken("no good checkpoint came")) }
          // Proofs have their own time, from their messages on.
          try await Task.sleep(for: .seconds(60))
          throw limit.complaint(spoken("not every signed message has its proof"))
        }
      }
      group.addTask { [isJSON = format.isJSON, once] in
        for await event in events {
          if case .checked = event { seen.isChecked.withLock { $0 = true } }
          if !isJSON { Self.tellConnection(event, seen) }
          if !isJSON { tellChecked(event) } else if let line = Self.json(event) { try Terminal.print(line) }
          if case .forked(let error) = event { return error }
          if once, case .checked = event, try await node.proofs(within: .seconds(60)).isEmpty { return nil }
        }
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  /// One object an event; nil for what has nothing to do with the check.
  private static func json(_ event: NodeEvent) -> String? {
    var object = JSONObject()
    func failed(_ name: String, _ error: NodeError) {
      object.add("event", name)
      object.add("code", Int(error.code.number))
      object.add("detail", error.detail)
    }
    switch event {
    case .checked(let size):
      object.add("event", "checked")
      object.add("size", size)
    case .proven(let id, let sequence, let file):
      object.add("event", "proven")
      object.add("id", id)
      object.add("sequence", sequence)
      object.add("file", file)
    case .unproven(let id, let error):
      failed("unproven", error)
      object.add("id", id)
    case .checkpointPassedOver(let error): failed("passed-over", error)
    case .checkpointOld(let time):
      object.add("event", "old")
      object.add("witnessedAt", time)
    case .forked(let error):
      failed("forked", error)
      object.add("evidence", error.pointer)
    case .connected, .disconnected, .ended, .serverError, .refused, .outboxFilling, .setAside, .parked: return nil
    }
    return object.text
  }
}
