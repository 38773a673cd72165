import CellSchema
import CellWire

extension NodeSession {
  mutating func subscribe(
    _ number: UInt32, _ request: SubscriptionRequest, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    reading.add(number, request)
    if isOpen { sendSubscribe(number, at: now, into: &effects) }
  }

  mutating func unsubscribe(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard reading.has(number) else { return }
    if isOpen, reading.isAsked(number) {
      sendAcknowledgements(number, at: now, into: &effects)
      send(Unsubscribe(subscription: WireNumber(UInt64(number))), at: now, into: &effects)
    }
    endSubscription(number, nil, into: &effects)
  }

  mutating func sendSubscribe(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard let command = reading.subscribe(number) else { return }
    send(command, at: now, into: &effects)
  }

  mutating func sendAcknowledgements(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    for command in reading.takeAcknowledgements(number, at: now) { send(command, at: now, into: &effects) }
  }

  mutating func grantCredit(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard isOpen, let command = reading.takeCredit(number) else { return }
    send(command, at: now, into: &effects)
  }

  mutating func subscribed(_ answer: Subscribed, into effects: inout [SessionEffect]) {
    guard case .open(let terms) = phase else { return }
    if answer.ended == true, let (ticket, name) = requests.take(removal: answer.subscription.value) {
      effects.append(.removed(ticket: ticket))
      // The broker ends the session's own subscriptions under the name without another answer.
      for number in reading.removeAll(named: name) { effects.append(.subscriptionEnded(number, nil)) }
    }
    let number = UInt32(clamping: answer.subscription.value)
    if answer.ended == true {
      endSubscription(number, nil, into: &effects)
    } else if let start = reading.subscribed(number, answer, head: terms.head) {
      effects.append(.subscribed(number, resumed: answer.resumed == true, start: start))
    }
  }

  /// Ends a subscription, unless it was given up meanwhile.
  private mutating func endSubscription(_ number: UInt32, _ reason: Refusal?, into effects: inout [SessionEffect]) {
    if reading.remove(number) { effects.append(.subscriptionEnded(number, reason)) }
  }

  mutating func deliver(
    _ frame: DeliverFrame, at now: Milliseconds, into effects: inout [SessionEffect]
  ) throws(Refusal) {
    guard isOpen, reading.has(frame.subscription) else { return }
    noteTraffic()
    for delivery in frame.deliveries { saw(delivery.sequence) }
    let fresh = try reading.deliver(frame, at: now)
    if !fresh.isEmpty { effects.append(.delivered(frame.subscription, lane: frame.lane, fresh)) }
    grantCredit(frame.subscription, at: now, into: &effects)
  }

  mutating func subscriptionFailed(
    _ number: UInt64, _ reason: Refusal, retryable: Bool, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    if let (ticket, _) = requests.take(removal: number) {
      return effects.append(.removalFailed(ticket: ticket, reason))
    }
    let number = UInt32(clamping: number)
    guard reading.has(number) else { return }
    guard retryable else { return endSubscription(number, reason, into: &effects) }
    reading.retryLater(number, at: now)
    effects.append(.reported(reason))
  }
}
