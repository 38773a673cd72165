import CellNode
import CellSchema
import Foundation
import Synchronization

/// A note that says whose it is and which, so that a record and a reader can be held to what was sent.
struct NumberedNote: Hashable, Sendable {
  /// Who counts: a node, or one process of it.
  var origin: String
  /// 1, 2, 3 … for each origin and precedence.
  var number: Int

  init(origin: String, number: Int) {
    self.origin = origin
    self.number = number
  }

  /// Nil for another message.
  init?(document: ArraySlice<UInt8>) {
    guard let body = try? DocumentDecoder.body(LiaisonNote.self, of: Array(document)) else { return nil }
    let words = "\(body.text)".split(separator: " ")
    guard words.count >= 2, let number = Int(words[1]) else { return nil }
    self.init(origin: "\(body.subject)", number: number)
  }

  /// - Parameter padding: bytes that make it longer.
  func body(padding: Int = 0) -> String {
    #"{"subject":"\#(origin)","text":"number \#(number) \#(String(repeating: "x", count: padding))"}"#
  }
}

/// What one node sent, byte by byte, and what it has receipts for.
final class Ledger: Sendable {
  let node: NodeName
  private let cell: CellName
  private let entries = Mutex(Entries())

  private struct Entries {
    var serial = 0
    var last: [Precedence: Int] = [:]
    var sent: [MessageID: [UInt8]] = [:]
    var receipts: [PublishReceipt] = []
  }

  init(_ profile: NodeProfile) {
    node = profile.node
    cell = profile.cell
  }

  var receipts: [PublishReceipt] { entries.withLock { $0.receipts } }
  var receiptCount: Int { entries.withLock { $0.receipts.count } }
  var sentCount: Int { entries.withLock { $0.sent.count } }

  func note(_ receipt: PublishReceipt) { entries.withLock { $0.receipts.append(receipt) } }
  func sent(_ id: MessageID) -> [UInt8]? { entries.withLock { $0.sent[id] } }

  /// The next note of that precedence.
  func next(_ precedence: Precedence, padding: Int = 0) -> Draft {
    entries.withLock { entries in
      entries.serial += 1
      entries.last[precedence, default: 0] += 1
      let id = MessageID.make()
      let note = NumberedNote(origin: "\(node)", number: entries.last[precedence]!)
      let serial = Serial(node: node, number: entries.serial, year: Serial.first(of: node, at: .now).year)!
      let document = Array(
        """
        {"header":{"action":["@all"],"cell":"\(cell)","from":"\(node)","id":"\(id)","label":{"classification":\
        "UNCLASSIFIED","policy":"COORDINATION-CELL","releasableTo":["ALL"]},"nature":"operation","precedence":\
        "\(precedence.rawValue)","sentAt":"\(Timestamp.now)","serial":"\(serial)","type":"cell.liaison-note",\
        "version":1},"body":\(note.body(padding: padding))}
        """.utf8)
      entries.sent[id] = document
      return Draft(document: document, precedence: precedence)
    }
  }
}

/// What one reader was handed, in its order.
final class ReadBook: Sendable {
  struct Message: Sendable {
    var sequence: UInt64
    var lane: Precedence
    var document: [UInt8]
  }

  let reader: String
  private let read = Mutex<[Message]>([])

  init(_ reader: String) { self.reader = reader }

  var messages: [Message] { read.withLock { $0 } }
  var count: Int { read.withLock { $0.count } }

  func note(_ message: ReceivedMessage) {
    read.withLock {
      $0.append(
        Message(sequence: message.sequence, lane: message.precedence, document: message.document))
    }
  }
}

extension ReadBook {
  /// Looks among the newest.
  func has(_ sequence: UInt64) -> Bool { messages.suffix(1_000).contains { $0.sequence == sequence } }
}
