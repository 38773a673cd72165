import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// The record read back: whole, in part, and from a snapshot on.
extension History {
  /// What a node is told follows from what it may read alone; and of a world, from that world alone. So a broker whose
  /// record has something else in the place of all other rows gives the same answer.
  func checkReplayInPart() {
    let nodes = model.rules.listed.places
    let world = worlds[checks.below(worlds.count)]
    let node = nodes[checks.below(nodes.count)]
    let archive = replay { $0.world == world && $0.known.has(node) }
    var before = stage.answer(world, for: node)
    before.isPartial = false
    let after = HistoryStage.answer(of: archive, world, for: node, at: stage.bus.now)
    expect(
      after == before,
      "without what \(HistoryRules.nodes[node]) may not read, \(world) is: \(Self.difference(before, after))")
  }

  /// A broker that begins with a snapshot knows what one knows that read the whole record, and goes on alike.
  func checkSnapshot() {
    guard let kept = snapshot else { return }
    let whole = replay { _ in true }
    let cut = replay(after: kept.bytes) { _ in true }
    let state = whole.snapshot()
    expect(cut.snapshot() == state, "a snapshot of #\(kept.head) and the rows after it lead elsewhere")
    expect(stage.bus.archive.snapshot() == state, "the record leads elsewhere than the bus that wrote it")
    let nodes = model.rules.listed.places
    let world = worlds[checks.below(worlds.count)]
    let node = nodes[checks.below(nodes.count)]
    let before = HistoryStage.answer(of: whole, world, for: node, at: stage.bus.now)
    let after = HistoryStage.answer(of: cut, world, for: node, at: stage.bus.now)
    expect(after == before, "from a snapshot of #\(kept.head): \(Self.difference(before, after))")
    var later = stage.bus.now
    later.wall += 30_000_000_000
    later.monotonic += 30_000_000
    expect(
      Self.rows(of: whole, at: later) == Self.rows(of: cut, at: later),
      "from a snapshot of #\(kept.head) the bus says otherwise")
  }

  /// What a tick lets the bus say.
  private static func rows(of archive: Archive, at now: Instant) -> [RecordRow] {
    let core = Core(cell: Fixture.cell, state: archive.state, at: now)
    var effects = Effects()
    core.handle(.tick, at: now, into: &effects)
    core.endTurn(at: now, into: &effects)
    return effects.batch?.batch.rows ?? []
  }

  /// The record read back, with a filler in the place of rows that are not kept. Changes of rules are kept.
  private func replay(after snapshot: [UInt8]? = nil, keeping: (HistoryRow) -> Bool) -> Archive {
    let known = HistoryStage.files(choices)
    let rows = stage.bus.journal.rows
    func files(_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles {
      guard let files = known.first(where: { $0.roster == roster && $0.charter == charter }) else {
        throw Refusal(.recordDamaged, "the record names rules that it never had")
      }
      return files
    }
    func row(_ sequence: UInt64) -> RecordRow {
      var row = rows[Int(sequence) - 1]
      guard let own = model[sequence], !own.isOfRules, !keeping(own) else { return row }
      row.envelope = Envelope(document: HistoryFiller.document(sequence))
      row.node = HistoryFiller.node
      row.lane = .routine
      return row
    }
    var names = Names()
    do throws(Refusal) {
      let rulebook = try known[0].rulebook(&names)
      var replay =
        if let snapshot {
          try Replay(
            snapshot: snapshot, rulebook: rulebook, names: names, source: stage.bus.journal.source, files: files)
        } else {
          Replay(rulebook: rulebook, names: names)
        }
      replay.restore(stage.bus.journal.settled)
      for place in Int(replay.state.heads.sequence.value)..<rows.count {
        try replay.apply(row(UInt64(place + 1)), files: files)
      }
      return Archive(replay.state, cell: Fixture.cell)
    } catch { preconditionFailure("the record does not replay: \(error)") }
  }
}

/// A note within the cell, in a world of its own: it stands for something else on the record and moves nothing.
enum HistoryFiller {
  static let node: NodeName = "CELL.OPS-1"

  private static let template: (bytes: [UInt8], id: Int, serial: Int) = {
    var maker = Documents()
    let document = maker.note(node, to: ["CELL"]) { header in
      header.nature = .project
      header.serial = Serial(node: "CELL.OPS-1", number: 12_345, year: 26)!
    }
    let text = String(decoding: document, as: UTF8.self)
    let header = try! DocumentDecoder.header(of: document)
    func place(_ part: String) -> Int {
      text.utf8.distance(from: text.startIndex, to: text.firstRange(of: part)!.lowerBound)
    }
    return (document, place("\(header.id)"), place("/12345/") + 1)
  }()

  /// - Parameter number: becomes its identifier.
  static func document(_ number: UInt64, serial: Int = 1) -> [UInt8] {
    var document = template.bytes
    let digits = String(number, radix: 16)
    let last = String(repeating: "0", count: 12 - digits.count) + digits
    document.replaceSubrange(template.id + 24..<template.id + 36, with: Array(last.utf8))
    let count = String(serial)
    document.replaceSubrange(
      template.serial..<template.serial + 5,
      with: Array((String(repeating: "0", count: max(0, 4 - count.count)) + count).utf8))
    return document
  }
}
