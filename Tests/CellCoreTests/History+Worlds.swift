import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// The same history with one world's messages alone.
extension History {
  private static func isOfDelivery(_ row: RecordRow) -> Bool {
    (try? DocumentDecoder.header(of: Array(row.envelope.document)))?.type == ProposalDelivered.messageType
  }

  private static func text(_ row: RecordRow) -> String { String(decoding: row.envelope.document, as: UTF8.self) }

  /// A history in which only one world's messages are said, with fillers in another world for what the others put on
  /// the record: every decision, every row and every answer of that world is the same, byte by byte.
  func checkWorldAlone() {
    // Where the bus has spoken of what expired, it did so in the middle of what others said.
    guard worlds.count > 1, checks.once(in: 2), expired.isEmpty else { return }
    let world = worlds[checks.below(worlds.count)]
    var fillers = 0
    let alone = HistoryStage(
      choices, listeners: stage.listeners, report: { [unowned self] in self.expect(false, "alone: \($0)") })
    let rows = stage.bus.journal.rows
    func fill(_ count: Int) {
      for _ in 0..<count {
        fillers += 1
        _ = alone.publish(HistoryFiller.document(UInt64(1_000_000 + fillers), serial: fillers), from: 7, .routine)
      }
    }
    for step in happened {
      let start = Int(alone.head)
      alone.bus.advance(milliseconds: step.delay)
      let own = step.rows.map { model[UInt64($0) + 1]?.world == world }
      let foreign = own.count { !$0 }
      var refusal: Refusal?
      switch step.event {
      case .publish(let draft):
        guard draft.world == world else {
          fill(foreign)
          continue
        }
        if case .refused(let found) = alone.publish(draft.document, from: draft.node, draft.header.precedence) {
          refusal = found
        }
      case .pass(let milliseconds):
        // The bus spoke in several worlds: that can be filled up before or after, and not between.
        let first = own.first ?? true
        guard own.drop(while: { $0 == first }).allSatisfy({ $0 != first }) else { return }
        if !first { fill(foreign) }
        alone.pass(milliseconds: milliseconds)
        if first { fill(foreign) }
      // The bus puts off silences of several worlds, or what the time has decided there stands before the new rules:
      // that cannot be filled up. A down time begins with the last row, which is a filler of another moment here.
      case .restart:
        let last = (alone.bus.journal.rows.last?.acceptedAt, rows.prefix(step.rows.lowerBound).last?.acceptedAt)
        guard foreign == 0, last.0 == last.1 else { return }
        alone.restart()
      case .change(let choice):
        guard step.rows.allSatisfy({ model[UInt64($0) + 1]?.isOfRules == true || own[$0 - step.rows.lowerBound] })
        else { return }
        alone.change(choice)
      }
      expect(
        "\(refusal as Any)" == "\(step.refusal as Any)",
        "alone, \(world) is answered \(refusal as Any), not \(step.refusal as Any)")
      // Who has got a proposal is known from all that goes over a link, of whichever world.
      let said = rows[step.rows] + alone.bus.journal.rows[start...]
      guard alone.head == UInt64(step.rows.upperBound) || !said.contains(where: Self.isOfDelivery) else { return }
      expect(
        alone.head == UInt64(step.rows.upperBound),
        "alone, \(world) has \(alone.head) rows, not \(step.rows.upperBound)")
      guard alone.head == UInt64(step.rows.upperBound) else { return }
      for place in step.rows where model[UInt64(place) + 1]?.world == world {
        guard alone.bus.journal.rows[place].delivery == rows[place].delivery || !Self.isOfDelivery(rows[place]) else {
          return
        }
        expect(
          alone.bus.journal.rows[place].delivery == rows[place].delivery,
          "alone, #\(place + 1) of \(world) is \(Self.text(alone.bus.journal.rows[place])), not \(Self.text(rows[place]))"
        )
      }
    }
    for node in model.rules.listed.places where checks.once(in: 3) {
      let (with, without) = (stage.answer(world, for: node), alone.answer(world, for: node))
      expect(
        with == without,
        "alone, \(world) is for \(HistoryRules.nodes[node]): \(Self.difference(with, without))")
    }
  }
}
