import CellCore
import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import CellWire

// MARK: what must hold at every step

extension Delivery {
  func numbered(_ message: SimulatedMessage) {
    guard let number = message.number else { return }
    byNumber[.init(stream: message.stream.value, lane: message.lane, number: number)] = message
  }

  /// Rows became durable.
  func recorded(from head: UInt64) {
    for row in broker.journal.rows[Int(head)...] {
      expect(row.acceptedAt.value <= broker.latest, "row \(row.sequence.value) is dated ahead of the time")
      guard let number = row.number else {
        note(row)
        continue
      }
      guard let message = byNumber[.init(stream: number.stream, lane: row.lane, number: number.number)],
        message.document[...] == row.envelope.document, nodes[message.node].name == row.node
      else {
        report("row \(row.sequence.value) is what nobody sent")
        continue
      }
      expect(isRecorded.insert(ObjectIdentifier(message)).inserted, "\(message.id) is on the record twice")
      bySequence[row.sequence.value] = recorded.count
      recorded.append(RecordedRow(sequence: row.sequence.value, message: message, variant: recordVariant))
      isInForce(recordVariant, from: recorded.count - 1)
      isInForce(variant, from: recorded.count - 1)
      probe(row.sequence.value, message)
    }
  }

  private func note(_ row: RecordRow) {
    guard let raw = try? RawMessage(document: Array(row.envelope.document)) else { return }
    if raw.isOf(RosterChanged.self), let change = try? raw.body(as: RosterChanged.self) {
      recordVariant =
        world.files.firstIndex { $0.contains { $0.roster.sha256 == change.to.sha256 } } ?? recordVariant
      isInForce(recordVariant)
    } else if raw.isOf(DeliveryExpired.self), let expired = try? raw.body(as: DeliveryExpired.self) {
      log { "\(row.sequence.value) says of \(expired.message): not to \(expired.undelivered)" }
      for node in expired.undelivered { told[expired.message, default: []].insert("\(node)") }
    }
  }

  /// Whoever may not read a message under a roster is not sure to get it any more.
  func isInForce(_ variant: Int, from first: Int = 0) {
    for index in recorded.indices[first...] {
      let row = recorded[index]
      recorded[index].readers &= world.readers(of: row.message.template, acceptedUnder: row.variant, now: variant)
    }
  }

  /// The broker starts. What had expired by a clock that is set back now, and was not told durably before the broker
  /// died, is not expired any more; whoever was past it then stays past it.
  func started() {
    for row in recorded {
      guard let expires = row.message.expires else { continue }
      if expires > max(broker.latest, broker.now.wall.value), expires <= broker.latestEver {
        revived.insert(row.sequence)
      }
    }
  }

  /// An urgent message was accepted: so much of lower lanes may reach a reader before it, and no more.
  private func probe(_ sequence: UInt64, _ message: SimulatedMessage) {
    for wire in wires where !wire.isClosedByBroker && wire.process.node.order == .lane {
      let node = wire.process.node.index
      let lane = world.lane(node, message.template, sentIn: message.lane)
      guard lane.isReserved, wire.watch.position != nil, wire.process.wire === wire,
        let window = broker.core?.link(to: wire.peer),
        world.mayRead(node, message.template, acceptedUnder: recordVariant, now: variant)
      else { continue }
      let flying = wire.watch.link.underWay
      wire.watch.probes.append(.init(sequence: sequence, lane: lane, bound: max(window.window, flying)))
    }
  }

  func isOnRecord(_ message: SimulatedMessage, _ sequence: UInt64, _ acceptedAt: Int64) -> Bool {
    guard sequence >= 1, sequence <= broker.journal.head else { return false }
    let row = broker.journal.rows[Int(sequence) - 1]
    return row.acceptedAt.value == acceptedAt && row.envelope.document == message.document[...]
  }

  /// A refusal that follows from the message and the rosters, and not from the way that it took.
  func mayBeRefused(_ message: SimulatedMessage, _ code: ErrorCode) -> Bool {
    if DeliveryWorld.templates[message.template].isBroken { return code == .notJSON }
    switch code {
    case .alreadyExpired: return message.expires != nil
    case .sentInFuture: return true
    case .unknownReference:
      guard let reference = message.reference, case .accepted = reference.state else { return true }
      return false
    case .classificationExceeded, .addresseeNotReleasable, .recipientNotPermitted, .noRecipient, .unknownAddressee:
      return true
    default: return false
    }
  }

  func watch(_ bytes: [UInt8], _ wire: SimulatedWire) {
    guard let first = bytes.first, let command = Command(rawValue: first) else { return }
    do throws(Refusal) {
      switch command {
      case .deliver: watch(try DeliverFrame(bytes), bytes.count, wire)
      case .receipt: watch(try ControlCodec.decode(Receipt.self, from: bytes), wire)
      case .ping: wire.watch.link.ping()
      case .subscribed:
        let answer = try ControlCodec.decode(Subscribed.self, from: bytes)
        let node = wire.process.node
        expect(
          node.place == .own || broker.journal.subscription(node.name, "watch") != nil,
          "\(node.name) is told of a durable name that is not durable")
        wire.watch.position = answer.cursors.map { cursors in Lanes { cursors[$0] ?? 0 } }
        wire.watch.precedence = PrecedenceWatch()
      default: break
      }
    } catch {
      report("the broker sends what cannot be read: \(error)")
    }
  }

  /// Promises 1 and 2: what is receipted is on the record, and is never answered otherwise.
  private func watch(_ receipt: Receipt, _ wire: SimulatedWire) {
    let lane = receipt.lane
    for decision in receipt.decisions {
      for offset in 0..<(decision.count?.value ?? 1) {
        let number = decision.number.value + offset
        let place = PublishPlace(stream: wire.process.stream.value, lane: lane, number: number)
        guard let message = byNumber[place] else {
          report("a receipt for \(place), which was never sent")
          continue
        }
        let answer: SimulatedMessage.State
        if let sequence = decision.sequence?.value, let time = decision.acceptedAt {
          expect(
            isOnRecord(message, sequence + offset, time.microseconds) && isDecided(place, accepted: true),
            "\(message.id) is receipted and not durable")
          answer = .accepted(sequence + offset)
        } else {
          expect(isDecided(place, accepted: false), "\(message.id) is refused before that is durable")
          answer = .refused(ErrorCode(number: UInt16(clamping: decision.code?.value ?? 0)))
        }
        expect(message.answer == nil || message.answer == answer, "\(message.id) is answered twice, not alike")
        message.answer = answer
      }
    }
    for number in 1..<max(1, receipt.next.value) {
      let place = PublishPlace(stream: wire.process.stream.value, lane: lane, number: number)
      expect(
        isDecided(place, accepted: true) || isDecided(place, accepted: false),
        "a receipt passes number \(number), which is not durable")
    }
  }

  /// Whether a number is durably accepted, or refused.
  private func isDecided(_ place: PublishPlace, accepted: Bool) -> Bool {
    switch broker.journal.decision(stream: place.stream, lane: place.lane, number: place.number) {
    case .accepted: accepted
    case .refused: !accepted
    case nil: false
    }
  }

  /// Promises 2, 3 and 4, and that nothing is delivered late.
  private func watch(_ frame: DeliverFrame, _ size: Int, _ wire: SimulatedWire) {
    let node = wire.process.node
    guard let before = wire.watch.position else { return report("\(node.name) is delivered to before SUBSCRIBED") }
    let (waiting, perhaps) = node.order == .record ? ([], []) : higherLanes(than: frame.lane, wire)
    watchLink(frame, size, wire, waiting + perhaps)
    if let problem = wire.watch.precedence.sent(
      size, messages: frame.deliveries.count, lane: frame.lane, waiting: waiting, perhaps: perhaps)
    {
      report("to \(node.name): \(problem)")
    }
    for delivery in frame.deliveries {
      wire.watch.used.messages += 1
      wire.watch.used.bytes += UInt64(delivery.encodedCount)
      let place = "\(node.name) is sent \(delivery.sequence)"
      guard delivery.sequence.value <= broker.journal.head else { return report("\(place), not durable") }
      expect(broker.journal.rows[delivery.sequence.index].delivery == delivery, "\(place), not as recorded")
      guard let index = bySequence[delivery.sequence.value] else { return report("\(place), which no node said") }
      let row = recorded[index]
      expect(
        world.mayRead(node.index, row.message.template, acceptedUnder: row.variant, now: variant),
        "\(place) without permission: template \(row.message.template), roster \(row.variant), now \(variant)")
      expect(
        world.lane(node.index, row.message.template, sentIn: row.message.lane) == frame.lane, "\(place) in a wrong lane"
      )
      if let expires = row.message.expires { expect(expires > broker.believed, "\(place) late") }
      let last = node.order == .record ? wire.watch.position!.greatest : wire.watch.position![frame.lane]
      expect(delivery.sequence.value > last, "\(place) after \(last)")
      wire.watch.position![frame.lane] = delivery.sequence.value
    }
    _ = before
  }

  /// Lanes above, in which something waits that the reader may have: for certain, or perhaps. What it could not read all
  /// the time may have been passed over.
  private func higherLanes(than lane: Precedence, _ wire: SimulatedWire) -> (
    certain: [Precedence], perhaps: [Precedence]
  ) {
    guard let position = wire.watch.position else { return ([], []) }
    let node = wire.process.node
    var certain: Set<Precedence> = []
    var perhaps: Set<Precedence> = []
    for row in recorded {
      let its = world.lane(node.index, row.message.template, sentIn: row.message.lane)
      guard its > lane, row.sequence > position[its] else { continue }
      if row.message.expires ?? .max > broker.latest, row.isDue(to: node.index) { certain.insert(its) }
      perhaps.insert(its)
    }
    return (certain.sorted(), perhaps.sorted())
  }

  /// What is under way stays within the window, but for what need not wait.
  private func watchLink(_ frame: DeliverFrame, _ size: Int, _ wire: SimulatedWire, _ waiting: [Precedence]) {
    guard let window = broker.core?.link(to: wire.peer)?.window else { return }
    let rank = max(frame.lane, waiting.max() ?? .deferred)
    if let problem = wire.watch.link.sent(size, lane: frame.lane, rank: rank, window: window) {
      report("to \(wire.process.node.name): \(problem)")
    }
  }

  /// Promise 3, as the reader sees it.
  func arrives(_ bytes: [UInt8], _ wire: SimulatedWire) {
    guard bytes.first == Command.deliver.rawValue, let frame = try? DeliverFrame(bytes) else { return }
    for index in wire.watch.probes.indices where wire.watch.probes[index].lane > frame.lane {
      wire.watch.probes[index].bytes += bytes.count
    }
    for delivery in frame.deliveries {
      reached.insert(delivery.sequence.value << 4 | UInt64(wire.process.node.index))
      guard let index = wire.watch.probes.firstIndex(where: { $0.sequence == delivery.sequence.value }) else {
        continue
      }
      let probe = wire.watch.probes.remove(at: index)
      // Its own lane may have sent for long, and earned a lower one its share.
      let share = LaneShare.quantum + 4_000 + wire.watch.link.sentReserved / 15
      expect(
        probe.bytes <= probe.bound + share,
        "\(probe.bytes) bytes of lower lanes reach \(wire.process.node.name) before \(probe.sequence), not \(probe.bound)"
      )
    }
  }

  func apply(_ sequence: UInt64, lane: Precedence, to node: SimulatedNode) {
    guard sequence > node.cursor[lane] else {
      // What it could not read at first may come again, and what expired was passed over for another of its processes.
      let isOwed =
        bySequence[sequence].map { recorded[$0].isDue(to: node.index) && recorded[$0].message.expires == nil } ?? true
      return expect(!isOwed || node.handled.contains(sequence), "\(node.name) gets \(sequence) after it is past it")
    }
    expect(node.handled.insert(sequence).inserted, "\(node.name) handles \(sequence) twice")
    node.effects.append(sequence)
    if node.order == .record { node.cursor = node.cursor.map { _ in sequence } } else { node.cursor[lane] = sequence }
  }

  func noted(_ note: Note) {
    if case .fault(let node, let code, let detail) = note {
      report("the broker complains of \(node): \(code) \(detail)")
    }
  }

  /// The broker hears how much a reader may be sent.
  func heard(_ bytes: [UInt8], _ wire: SimulatedWire) {
    if bytes.first == Command.subscribe.rawValue, let command = try? ControlCodec.decode(Subscribe.self, from: bytes) {
      wire.watch.credit = (command.messages.value, command.bytes.value)
      wire.watch.used = (0, 0)
    } else if bytes.first == Command.credit.rawValue, let command = try? ControlCodec.decode(Credit.self, from: bytes) {
      wire.watch.credit = (command.messages.value, command.bytes.value)
    }
  }

  /// At the end of a turn: an urgent message does not wait for routine to arrive.
  func watchUrgent() {
    for wire in wires where !wire.isClosedByBroker && !wire.isCongested && wire.watch.link.isFreeForReserved {
      guard let position = wire.watch.position, !broker.isReading(wire.peer), broker.core?.link(to: wire.peer) != nil
      else { continue }
      for probe in wire.watch.probes where position[probe.lane] < probe.sequence {
        guard let row = bySequence[probe.sequence].map({ recorded[$0] }), row.isDue(to: wire.process.node.index),
          row.message.expires == nil
        else { continue }
        let size = UInt64(broker.journal.rows[Int(probe.sequence) - 1].encodedCount)
        guard wire.watch.used.messages < wire.watch.credit.messages,
          wire.watch.used.bytes + size <= wire.watch.credit.bytes
        else { continue }
        report("\(probe.sequence) waits at the broker for \(wire.process.node.name), and nothing holds it")
      }
    }
  }

  func watchMemory(_ core: Core) {
    let subscriptions = wires.count * Precedence.laneCount
    expect(core.rowsHeld <= subscriptions * broker.journal.rowsInReading, "\(core.rowsHeld) rows are held")
  }

  // MARK: what must hold at the end

  func checkEnd() {
    var last: [PublishPlace: UInt64] = [:]
    for row in recorded {
      let lane = PublishPlace(stream: row.message.stream.value, lane: row.message.lane, number: 0)
      expect(last[lane] ?? 0 < row.message.number ?? 0, "lane \(row.message.lane): \(row.message.id) is out of order")
      last[lane] = row.message.number
    }
    for message in messages {
      switch message.state {
      case .accepted:
        expect(isRecorded.contains(ObjectIdentifier(message)), "\(message.id) was receipted and is not there")
      case .refused: expect(!isRecorded.contains(ObjectIdentifier(message)), "\(message.id) was refused and is there")
      case .failed, .lost: break
      case .writing, .inOutbox: report("\(message.id) has no decision")
      }
    }
    for node in nodes {
      for row in recorded
      where row.message.expires ?? .max <= broker.latest && !node.handled.contains(row.sequence)
        && row.isDue(to: node.index)
      {
        expect(
          told[row.message.id]?.contains(node.name.description) == true
            || reached.contains(row.sequence << 4 | UInt64(node.index)) || revived.contains(row.sequence),
          "\(node.name) did not get \(row.sequence), \(row.message.id), before it expired, and nobody was told")
      }
    }
    for node in nodes where node.place != .own { checkAsides(node) }
  }

  /// What a reader set aside is kept with its durable name, once.
  private func checkAsides(_ node: SimulatedNode) {
    let key = DurableKey(node: node.name, name: "watch")
    let kept = broker.journal.asides.filter { $0.key == key }.map(\.sequence.value)
    expect(Set(kept).count == kept.count, "\(node.name) set \(kept) aside, one of them twice")
    expect(kept.allSatisfy(SimulatedNode.setsAside), "\(node.name) set \(kept) aside, it says")
    // Where the application keeps its place itself, or a later process goes on, nobody tells what the one that set it
    // aside did not live to tell a second time, to a broker that was killed meanwhile.
    guard node.place == .durable, node.processes == 1 else { return }
    for row in recorded where SimulatedNode.setsAside(row.sequence) && row.message.expires == nil {
      guard row.isDue(to: node.index), node.handled.contains(row.sequence) else { continue }
      expect(kept.contains(row.sequence), "\(node.name) set \(row.sequence) aside, and nobody knows")
    }
  }
}
