import CellSchema
import CellWire

extension ModelBroker {
  // MARK: reading

  mutating func subscribe(_ command: Subscribe, _ peer: Int) -> [[UInt8]] {
    let number = UInt32(command.subscription.value)
    if sessions[peer]!.subscriptions[number] != nil { violations.append("subscription \(number) came twice") }
    if command.types.contains(where: { $0.text == "refused.type" }) {
      return [ControlCodec.encode(ErrorReport(.badFilter, "no such type", subscription: command.subscription))]
    }
    let head = UInt64(record.count)
    let start = Lanes(repeating: command.after.map { min($0.value, head) } ?? head)
    var position = start
    var resumed = false
    let own = command.cursors.map { cursors in Lanes<UInt64> { min(cursors[$0] ?? 0, head) } }
    if let own { position = own }
    if let name = command.durable?.text {
      if own == nil, let place = durable[name] { (position, resumed) = (place, true) }
      durable[name] = position
    }
    sessions[peer]!.subscriptions[number] = Subscription(
      command: command, position: position, creditMessages: Int(command.messages.value),
      creditBytes: Int(command.bytes.value))
    return [
      ControlCodec.encode(
        Subscribed(
          subscription: command.subscription, cursors: PerLane(position), resumed: resumed ? true : nil))
    ]
  }

  mutating func unsubscribe(_ command: Unsubscribe, _ peer: Int) -> [[UInt8]] {
    if let name = command.durable?.text, command.remove == true {
      guard durable.removeValue(forKey: name) != nil else {
        return [
          ControlCodec.encode(
            ErrorReport(.unknownSubscription, "no \(name)", subscription: command.subscription))
        ]
      }
      for (number, subscription) in sessions[peer]!.subscriptions where subscription.command.durable?.text == name {
        sessions[peer]!.subscriptions[number] = nil
      }
    } else if sessions[peer]!.subscriptions.removeValue(forKey: UInt32(command.subscription.value)) == nil {
      violations.append("UNSUBSCRIBE of an unknown subscription")
    }
    return [ControlCodec.encode(Subscribed(subscription: command.subscription, ended: true))]
  }

  mutating func acknowledge(_ command: Acknowledge, _ peer: Int) {
    let number = UInt32(command.subscription.value)
    guard let subscription = sessions[peer]!.subscriptions[number], let name = subscription.command.durable?.text
    else { return violations.append("ACK of a subscription that is unknown or has no name") }
    for aside in command.aside ?? [] { asides[aside.sequence.value] = aside.reason.text }
    for lane in Precedence.lanes {
      guard let upTo = command.upTo[lane] else { continue }
      if upTo > max(subscription.sent[lane], durable[name]![lane]) {
        violations.append("ACK of \(upTo), \(subscription.sent[lane]) was the last one sent")
      }
      durable[name]![lane] = max(durable[name]![lane], upTo)
    }
  }

  mutating func credit(_ command: Credit, _ peer: Int) {
    let number = UInt32(command.subscription.value)
    guard let subscription = sessions[peer]!.subscriptions[number] else {
      return violations.append("CREDIT for an unknown subscription")
    }
    if command.messages.value < subscription.creditMessages || command.bytes.value < subscription.creditBytes {
      violations.append("credit was withdrawn")
    }
    sessions[peer]!.subscriptions[number]!.creditMessages = Int(command.messages.value)
    sessions[peer]!.subscriptions[number]!.creditBytes = Int(command.bytes.value)
  }

  /// One DELIVER, if credit allows one.
  mutating func deliver(to peer: Int) -> [UInt8]? {
    guard let session = sessions[peer] else { return nil }
    for (number, subscription) in session.subscriptions {
      if subscription.command.order == .record {
        if let frame = deliverInOrder(number, subscription, peer) { return frame }
        continue
      }
      for lane in Precedence.lanes.reversed() {
        if let frame = deliver(lane, number, subscription, peer) { return frame }
      }
    }
    return nil
  }

  /// One message a frame: the next one of whatever lane.
  mutating func deliverInOrder(_ number: UInt32, _ subscription: Subscription, _ peer: Int) -> [UInt8]? {
    let position = Int(subscription.position.greatest)
    guard position < record.count else { return nil }
    let row = record[position]
    let delivery = RecordedEnvelope(
      sequence: SequenceNumber(index: position), acceptedAt: Self.acceptedAt.moment,
      envelope: Envelope(document: row.document))
    guard subscription.hasCredit(for: delivery, lane: row.lane) else { return nil }
    var subscription = subscription
    subscription.note(delivery, lane: row.lane)
    subscription.position = Lanes(repeating: UInt64(position) + 1)
    sessions[peer]!.subscriptions[number] = subscription
    return DeliverFrame(lane: row.lane, subscription: number, deliveries: [delivery]).encoded()
  }

  mutating func deliver(
    _ lane: Precedence, _ number: UInt32, _ subscription: Subscription, _ peer: Int
  ) -> [UInt8]? {
    var subscription = subscription
    var deliveries: [RecordedEnvelope] = []
    for sequence in subscription.position[lane]..<max(subscription.position[lane], UInt64(record.count)) {
      let row = record[Int(sequence)]
      guard row.lane == lane else { continue }
      let delivery = RecordedEnvelope(
        sequence: SequenceNumber(sequence + 1), acceptedAt: Self.acceptedAt.moment,
        envelope: Envelope(document: row.document))
      guard deliveries.count < 4, subscription.hasCredit(for: delivery, lane: lane) else { break }
      subscription.note(delivery, lane: lane)
      subscription.position[lane] = sequence + 1
      deliveries.append(delivery)
    }
    sessions[peer]!.subscriptions[number] = subscription
    guard !deliveries.isEmpty else { return nil }
    return DeliverFrame(lane: lane, subscription: number, deliveries: deliveries).encoded()
  }
}
