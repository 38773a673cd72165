import CellConfig
package import CellCore
package import CellJournal
import CellProof
package import CellSchema
import Foundation
package import StrictYAML

/// What a record would have been under other rules: each message of a node judged again, at its own time, by a charter or
/// a roster that holds from the first row on. What of the two is not given is as the record has it, with its changes. The
/// record is only read.
///
/// What cannot be known stays as it was: who had a proposal, and when nodes were connected.
package struct WhatIf: Sendable {
  /// A message of the record that would have been refused.
  package struct Refused: Sendable {
    package let sequence: SequenceNumber
    package let id: MessageID
    package let type: MessageType
    package let node: NodeName
    package let refusal: Refusal
    /// The earlier messages that would have been refused, and that this one names: it rests on them.
    package let restsOn: [SequenceNumber]
  }

  /// What the bus said, or would have said.
  package struct Saying: Sendable {
    package let type: MessageType
    /// The row on the record; nil of what is not on it.
    package let sequence: SequenceNumber?
    package let at: Microseconds
    /// In words, as the message has them; empty where it has none.
    package let explanation: String
    /// What it is about: messages of nodes, by their rows.
    package let about: [SequenceNumber]
  }

  package let head: SequenceNumber
  /// How many messages of nodes were judged.
  package let judged: Int
  package private(set) var refused: [Refused] = []
  /// Said on the record, and not under the other rules: an obligation that falls, a phase that is not reached.
  package private(set) var fallen: [Saying] = []
  /// Said under the other rules alone.
  package private(set) var arisen: [Saying] = []

  package var isSame: Bool { refused.isEmpty && fallen.isEmpty && arisen.isEmpty }

  /// Reads the whole record.
  ///
  /// - Parameters:
  ///   - roster: the other roster; nil for those that the record has.
  ///   - charter: the other charter; nil for those that the record has.
  /// - Throws: a refusal of rules that do not compile.
  package init(
    _ journal: any JournalReader, cell: CellName, roster: Located<Roster>?, charter: Located<Charter>?,
    logKey: PublicKeyText
  ) throws {
    var rules = RulesAtRows(journal: journal, otherRoster: roster, otherCharter: charter)
    var rejudging: Rejudging?
    var (known, lost, count) = ([MessageID: SequenceNumber](), [MessageID: SequenceNumber](), 0)
    var (then, now) = (Sayings(), Sayings())
    var sequence = SequenceNumber.none
    while let rows = try Self.rows(journal, after: sequence) {
      for row in rows {
        let message = try RawMessage(document: Array(row.envelope.document))
        known[message.header.id] = row.sequence
        if row.node == Announcer.busNode { then.add(row, message) } else { count += 1 }
        let adopted = try rules.change(at: row, message)
        guard var course = rejudging else {
          guard let adopted else { throw Refusal(.recordDamaged, "row \(row.sequence) is no genesis") }
          rejudging = try Rejudging(adopted, cell: cell, at: row.acceptedAt, logKey: logKey, journal: journal)
          continue
        }
        for outcome in try course.judge(row, adopting: adopted) {
          switch outcome {
          case .accepted: break
          case .said(let said): now.add(said, try RawMessage(document: Array(said.envelope.document)))
          case .refused(let refusal):
            refused.append(
              Refused(
                sequence: row.sequence, id: message.header.id, type: message.header.type, node: row.node,
                refusal: refusal, restsOn: Self.named(in: message, of: lost)))
            lost[message.header.id] = row.sequence
          }
        }
        rejudging = course
      }
      sequence = rows[rows.count - 1].sequence
    }
    (head, judged) = (sequence, count)
    (fallen, arisen) = then.difference(to: now, known)
  }

  /// The next rows; nil after the last.
  private static func rows(
    _ journal: any JournalReader, after sequence: SequenceNumber
  ) throws(JournalError) -> [RecordRow]? {
    let rows = try journal.rows(after: sequence, limit: 4_096, bytes: 16 << 20)
    return rows.isEmpty ? nil : rows
  }

  /// The lost messages whose identifiers a message names anywhere.
  private static func named(in message: RawMessage, of lost: [MessageID: SequenceNumber]) -> [SequenceNumber] {
    guard !lost.isEmpty else { return [] }
    return Identifiers.all(in: message.document).compactMap { $0 == message.header.id ? nil : lost[$0] }
      .reduce(into: Set()) { $0.insert($1) }.sorted()
  }
}

/// The rules that hold from each row on: the record's, but for what is given.
private struct RulesAtRows {
  let journal: any JournalReader
  let otherRoster: Located<Roster>?
  let otherCharter: Located<Charter>?
  private var roster: Located<Roster>?
  private var charter: Located<Charter>?

  init(journal: any JournalReader, otherRoster: Located<Roster>?, otherCharter: Located<Charter>?) {
    self.journal = journal
    self.otherRoster = otherRoster
    self.otherCharter = otherCharter
  }

  /// The rules that come into force with a row; nil where none do.
  mutating func change(at row: RecordRow, _ message: RawMessage) throws -> RuleFiles? {
    guard row.node == Announcer.busNode else { return nil }
    var (rosterHash, charterHash): (SHA256Hex?, SHA256Hex?)
    if message.isOf(Genesis.self) {
      let body = try message.body(as: Genesis.self)
      (rosterHash, charterHash) = (body.roster.sha256, body.charter.sha256)
    } else if message.isOf(RosterChanged.self), otherRoster == nil {
      rosterHash = try message.body(as: RosterChanged.self).to.sha256
    } else if message.isOf(CharterChanged.self), otherCharter == nil {
      charterHash = try message.body(as: CharterChanged.self).to.sha256
    } else {
      return nil
    }
    if let hash = rosterHash {
      roster = try otherRoster ?? StrictYAML.read(Roster.self, from: file(hash), file: "roster.yaml")
    }
    if let hash = charterHash {
      charter = try otherCharter ?? StrictYAML.read(Charter.self, from: file(hash), file: "charter.yaml")
    }
    guard let roster, let charter else { throw Refusal(.recordDamaged, "row \(row.sequence) comes before the genesis") }
    return RuleFiles(roster: roster, charter: charter, charterFile: charter.file)
  }

  private func file(_ hash: SHA256Hex) throws -> [UInt8] {
    guard let digest = Digest(bytes: hash.bytes), let bytes = try journal.file(sha256: digest) else {
      throw Refusal(.recordDamaged, "the record does not have the file \(hash)")
    }
    return bytes
  }
}

/// The identifiers of messages that a document's strings are.
private enum Identifiers {
  static func all(in document: [UInt8]) -> [MessageID] {
    strings(in: document).compactMap { $0.count == 36 ? MessageID($0) : nil }
  }

  /// Every string value, in no order that means anything.
  static func strings(in document: [UInt8]) -> [String] {
    guard let value = try? JSONSerialization.jsonObject(with: Data(document)) else { return [] }
    var (strings, waiting): ([String], [Any]) = ([], [value])
    while let next = waiting.popLast() {
      switch next {
      case let text as String: strings.append(text)
      case let list as [Any]: waiting += list
      case let object as [String: Any]: waiting += object.values
      default: break
      }
    }
    return strings
  }
}

/// What the bus said in one course of events, comparable with what it said in another: there its own messages have other
/// identifiers, other numbers and, by a little, other times.
private struct Sayings {
  private struct Key: Hashable {
    let type: MessageType
    let world: Line?
    let content: [String]
  }

  private struct Said {
    let row: RecordRow
    let explanation: String
    let named: [MessageID]
  }

  private var said: [(key: Key, said: Said)] = []
  /// The bus's own messages: another course has none of them.
  private var own: Set<MessageID> = []

  /// What puts rules in force is not said because of what nodes said; to whom a proposal was delivered, and when, is seen
  /// and not judged.
  private static let apart: Set<MessageType> = [
    Genesis.messageType, RosterChanged.messageType, CharterChanged.messageType, ProposalDelivered.messageType,
    AccessChanged.messageType,
  ]
  mutating func add(_ row: RecordRow, _ message: RawMessage) {
    own.insert(message.header.id)
    let type = message.header.type
    guard !Self.apart.contains(type),
      let object = try? JSONSerialization.jsonObject(with: Data(message.document)) as? [String: Any],
      let body = object["body"] as? [String: Any]
    else { return }
    let named = Identifiers.all(in: message.document).filter { !own.contains($0) }
    said.append(
      (
        Key(type: type, world: message.header.exerciseName, content: content(body, at: "")),
        Said(row: row, explanation: body["explanation"] as? String ?? "", named: named)
      ))
  }

  /// What a body says, member by member, without what another course has otherwise: words, times, and the bus's own
  /// messages.
  private func content(_ value: Any, at place: String) -> [String] {
    switch value {
    case let text as String:
      let isOfCourse = Timestamp(text) != nil || MessageID(text).map(own.contains) == true
      return isOfCourse ? [] : ["\(place)=\(text)"]
    case let list as [Any]: return list.flatMap { content($0, at: "\(place)/") }.sorted()
    case let object as [String: Any]:
      return object.filter { $0.key != "explanation" }.sorted { $0.key < $1.key }
        .flatMap { content($0.value, at: "\(place)/\($0.key)") }
    default: return ["\(place)=\(value)"]
    }
  }

  /// What was said here and not there, and there and not here.
  func difference(
    to other: Self, _ known: [MessageID: SequenceNumber]
  ) -> (fallen: [WhatIf.Saying], arisen: [WhatIf.Saying]) {
    (
      missing(from: other).map { Self.saying($0, known, isRecorded: true) },
      other.missing(from: self).map { Self.saying($0, known, isRecorded: false) }
    )
  }

  private func missing(from other: Self) -> [(key: Key, said: Said)] {
    var counts = Dictionary(other.said.map { ($0.key, 1) }, uniquingKeysWith: +)
    return said.filter { entry in
      guard let count = counts[entry.key], count > 0 else { return true }
      counts[entry.key] = count - 1
      return false
    }
  }

  private static func saying(
    _ entry: (key: Key, said: Said), _ known: [MessageID: SequenceNumber], isRecorded: Bool
  ) -> WhatIf.Saying {
    WhatIf.Saying(
      type: entry.key.type, sequence: isRecorded ? entry.said.row.sequence : nil, at: entry.said.row.acceptedAt,
      explanation: entry.said.explanation,
      about: Set(entry.said.named.compactMap { known[$0] }).sorted())
  }
}
