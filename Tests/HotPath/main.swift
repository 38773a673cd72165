import CellCore
import CellJournal
import CellRecord
import CellSchema
import CellTestSupport
import CellWire
import Foundation

// What each message goes through in the broker, a number of times and nothing else: its instructions and allocations
// are counted from outside, where they do not depend on the machine's mood.
//
// usage: HotPath decide|deliver|commit MESSAGES

let words = CommandLine.arguments
guard words.count == 3, let count = Int(words[2]), count > 0 else {
  FileHandle.standardError.write(Data("usage: HotPath decide|deliver|commit MESSAGES\n".utf8))
  exit(64)
}

/// As many messages as a frame has that a busy node sends.
let messagesOfFrame = 100

switch words[1] {
case "decide": try Machine(readers: 0).publish(count)
case "deliver": try Machine(readers: 1).publish(count)
case "commit": try commit(count)
default:
  FileHandle.standardError.write(Data("there is no path \(words[1])\n".utf8))
  exit(64)
}

/// The broker's machine, with a disk that has everything at once.
final class Machine {
  private let core: Core
  private var effects = Effects()
  private var now = Instant(wall: Microseconds(Fixture.start), monotonic: 1_000)
  private let publisher = PeerID(1)
  private let stream = StreamIdentifier(7)

  init(readers: Int) throws {
    var limits = SessionLimits()
    limits.messagesPerSecond = 10_000_000
    limits.participantMessagesPerSecond = 10_000_000
    let files = Fixture.files()
    var names = Names()
    core = Core(
      cell: Fixture.cell, state: RecordState(rulebook: try files.rulebook(&names), names: names), limits: limits,
      at: now)
    try core.adopt(files, logKey: Fixture.logKey, at: now, into: &effects)
    settle()
    say(
      Hello(cell: Fixture.cell, stream: stream, nature: nil, exerciseName: nil, client: "count"), publisher, "UKR.GS-1")
    for reader in 0..<readers {
      let peer = PeerID(UInt64(2 + reader))
      say(Hello(cell: Fixture.cell, stream: nil, nature: nil, exerciseName: nil, client: "count"), peer, "FRA.CELL-1")
      say(
        Subscribe(subscription: 1, types: [TypePattern("cell.*")], messages: 1_000_000, bytes: 1_000_000_000), peer,
        "FRA.CELL-1")
    }
  }

  func publish(_ count: Int) throws {
    var documents = Documents()
    var first: UInt64 = 1
    let text = Text(String(repeating: "Nothing to report. ", count: 8))!
    while first <= UInt64(count) {
      let envelopes = (0..<messagesOfFrame).map { _ in Envelope(document: documents.note("UKR.GS-1", text: text)) }
      let frame = PublishFrame(lane: .routine, stream: stream, firstNumber: first, envelopes: envelopes)
      hear(frame.encoded())
      first += UInt64(messagesOfFrame)
    }
    precondition(core.durableHead.value > UInt64(count), "everything was accepted")
  }

  /// What is counted; the documents are made outside.
  @inline(never) private func hear(_ frame: [UInt8]) {
    core.handle(.frame(publisher, node: "UKR.GS-1", bytes: frame), at: now, into: &effects)
    settle()
  }

  private func say(_ command: some ControlCommand, _ peer: PeerID, _ node: NodeName) {
    core.handle(.frame(peer, node: node, bytes: ControlCodec.encode(command)), at: now, into: &effects)
    settle()
  }

  private func settle() {
    repeat {
      now.monotonic += 1
      now.wall += .milliseconds(1)
      core.endTurn(at: now, into: &effects)
      while !effects.isEmpty {
        let done = effects
        effects = Effects()
        if let batch = done.batch { core.handle(.committed(batch.number), at: now, into: &effects) }
        for case .stream(let peer, let stream) in done.questions {
          let found = StreamFound(peer: peer, stream: stream, known: .success(nil))
          core.handle(.foundStream(found), at: now, into: &effects)
        }
        for case .send(let peer, let frame) in done.connection where frame.first == Command.ping.rawValue {
          let pong = ControlCodec.encode(Pong())
          core.handle(.frame(peer, node: "FRA.CELL-1", bytes: pong), at: now, into: &effects)
        }
      }
    } while core.isHungry
  }
}

/// Batches into a record on the disk, each short enough for its hashes to be made by one thread: what several threads do is
/// not counted.
func commit(_ count: Int) throws {
  let directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-hot-path-\(getpid())").path
  defer { try? FileManager.default.removeItem(atPath: directory) }
  let journal = try SQLiteJournal.open(directory: directory, cell: Fixture.cell)
  var head = try journal.head()
  var documents = Documents()
  let text = Text(String(repeating: "Nothing to report. ", count: 8))!
  for start in stride(from: 0, to: count, by: messagesOfFrame) {
    var batch = RecordBatch()
    for number in start + 1...start + messagesOfFrame {
      batch.rows.append(
        RecordRow(
          sequence: SequenceNumber(UInt64(number)), acceptedAt: Microseconds(Fixture.start), node: "UKR.GS-1",
          number: StreamNumber(stream: 7, number: UInt64(number)), lane: .routine,
          envelope: Envelope(document: documents.note("UKR.GS-1", text: text))))
    }
    head = try append(batch, after: head, to: journal)
  }
  try journal.close()
}

/// What is counted.
@inline(never) func append(_ batch: RecordBatch, after head: Head, to journal: SQLiteJournal) throws -> Head {
  try journal.append(batch, after: head)
}
