/// Which logs are known and which witnesses make a checkpoint good (C2SP tlog-policy).
package struct CheckpointPolicy: Sendable, Hashable {
  /// The logs' keys, each under its origin.
  package private(set) var logs: [NoteKey] = []
  package private(set) var witnesses: [Witness] = []
  private var groups: [Group] = []
  /// Nil for `none`: no cosignature is asked for.
  private var quorum: String?

  package struct Witness: Sendable, Hashable {
    package var name: String
    package var key: NoteKey
  }

  private struct Group: Hashable {
    var name: String
    var threshold: Int
    var members: [String]
  }

  /// How many lines of each kind a policy has at most.
  private static let limit = 128

  /// Reads a policy file. A witness's key of a type that is not verified here is passed over, as one that never
  /// cosigns.
  ///
  /// - Throws: ``NoteError/malformed(_:)`` with the line's number.
  package init(_ text: String) throws(NoteError) {
    var reading = Reading()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let items = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = items.first, !first.hasPrefix("#") else { continue }
      do throws(NoteError) {
        try reading.take(items)
      } catch {
        throw .malformed("line \(index + 1): \(error)")
      }
    }
    guard reading.hasQuorum else { throw .malformed("it has no quorum line") }
    self = reading.policy
  }

  private init() {}

  private struct Reading {
    var policy = CheckpointPolicy()
    var names: Set<String> = []
    /// Names that are a member already, or the quorum.
    var used: Set<String> = []
    var keys: Set<[UInt8]> = []
    var hasQuorum = false

    mutating func take(_ items: [String]) throws(NoteError) {
      switch items[0] {
      case "log": try takeLog(items)
      case "witness": try takeWitness(items)
      case "group": try takeGroup(items)
      case "quorum":
        guard !hasQuorum else { throw .malformed("a second quorum") }
        guard items.count == 2, items[1] == "none" || names.contains(items[1]) else {
          throw .malformed("quorum NAME, with a name of a line above")
        }
        hasQuorum = true
        policy.quorum = items[1] == "none" ? nil : items[1]
      default: throw .malformed("\"\(items[0])\" is none of log, witness, group, quorum")
      }
    }

    private mutating func takeLog(_ items: [String]) throws(NoteError) {
      guard 2...3 ~= items.count, policy.logs.count < limit else { throw .malformed("log VERIFIERKEY [URL]") }
      let key = try NoteKey(verifier: items[1])
      guard key.kind == .signature else { throw .malformed("a log's key is of type 1") }
      guard keys.insert(key.publicBytes).inserted else { throw .malformed("the same key a second time") }
      policy.logs.append(key)
    }

    private mutating func takeWitness(_ items: [String]) throws(NoteError) {
      guard 3...4 ~= items.count, names.count < limit else { throw .malformed("witness NAME VERIFIERKEY [URL]") }
      try define(items[1])
      let key: NoteKey
      do throws(NoteError) {
        key = try NoteKey(verifier: items[2])
      } catch .unknownType {
        return
      }
      guard key.kind == .cosignature else { throw .malformed("a witness's key is of type 4") }
      guard keys.insert(key.publicBytes).inserted else { throw .malformed("the same key a second time") }
      policy.witnesses.append(Witness(name: items[1], key: key))
    }

    private mutating func takeGroup(_ items: [String]) throws(NoteError) {
      guard items.count >= 4, names.count < limit else { throw .malformed("group NAME all|any|NUMBER MEMBER...") }
      let members = Array(items[3...])
      let threshold: Int
      switch items[2] {
      case "all": threshold = members.count
      case "any": threshold = 1
      default:
        guard let number = Int(items[2]), String(number) == items[2], 1...members.count ~= number else {
          throw .malformed("\"\(items[2])\" is none of all, any and 1 to \(members.count)")
        }
        threshold = number
      }
      for member in members {
        guard names.contains(member) else { throw .malformed("\(member) is of no line above") }
        guard used.insert(member).inserted else { throw .malformed("\(member) is a member already") }
      }
      try define(items[1])
      policy.groups.append(Group(name: items[1], threshold: threshold, members: members))
    }

    private mutating func define(_ name: String) throws(NoteError) {
      guard name != "none" else { throw .malformed("none is no name for a witness or group") }
      guard names.insert(name).inserted else { throw .malformed("\(name) is named already") }
    }
  }

  /// A checkpoint that is good: a known log has signed it, and a quorum of witnesses has cosigned it.
  package struct Good: Sendable, Hashable {
    package var checkpoint: Checkpoint
    package var log: NoteKey
    /// The witnesses that have cosigned, by the policy's names, with the time that each says, seconds since 1970.
    package var cosigned: [String: UInt64]
    /// The earliest time at which the quorum had cosigned, by its witnesses' own clocks; nil where the policy asks for
    /// none.
    package var witnessedAt: UInt64?
  }

  /// A checkpoint that a known log has signed, whether witnesses have cosigned it or not: enough to hold it against the
  /// log.
  package func signedByLog(_ note: SignedNote) throws(NoteError) -> Checkpoint { try signatures(of: note).checkpoint }

  private func signatures(
    of note: SignedNote
  ) throws(NoteError) -> (checkpoint: Checkpoint, log: NoteKey, all: [VerifiedSignature]) {
    let checkpoint = try Checkpoint(text: note.text)
    let verified = try note.verified(by: logs + witnesses.map(\.key))
    guard let log = verified.first(where: { $0.key.kind == .signature && $0.key.name == checkpoint.origin })?.key else {
      throw .malformed("no known log of the origin \(checkpoint.origin) has signed it")
    }
    return (checkpoint, log, verified)
  }

  /// Judges a checkpoint.
  ///
  /// - Throws: ``NoteError``, with the witnesses that are missing.
  package func judge(_ note: SignedNote) throws(NoteError) -> Good {
    let (checkpoint, log, verified) = try signatures(of: note)
    var cosigned: [String: UInt64] = [:]
    for witness in witnesses {
      if let time = verified.first(where: { $0.key == witness.key })?.time { cosigned[witness.name] = time }
    }
    if let quorum, !isWitnessed(quorum, by: cosigned) {
      let names = cosigned.isEmpty ? "none" : cosigned.keys.sorted().joined(separator: ", ")
      throw .malformed("the witnesses that have cosigned it (\(names)) are no quorum")
    }
    let witnessedAt = quorum.flatMap { quorum in
      cosigned.values.sorted().first { time in isWitnessed(quorum, by: cosigned.filter { $0.value <= time }) }
    }
    return Good(checkpoint: checkpoint, log: log, cosigned: cosigned, witnessedAt: witnessedAt)
  }

  private func isWitnessed(_ name: String, by cosigned: [String: UInt64]) -> Bool {
    // A group has members of lines above it alone, so that this ends.
    guard let group = groups.first(where: { $0.name == name }) else { return cosigned[name] != nil }
    return group.members.count { isWitnessed($0, by: cosigned) } >= group.threshold
  }
}
