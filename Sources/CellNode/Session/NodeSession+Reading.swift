import CellSchema

extension NodeSession {
  mutating func subscribe(
    _ number: UInt32, _ request: SubscriptionRequest, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    precondition(readings[number] == nil, "a subscription's number is used once")
    readings[number] = Reading(number: number, request: request)
    if case .open = phase { sendSubscribe(number, at: now, into: &effects) }
  }

  mutating func unsubscribe(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard let reading = readings[number] else { return }
    if case .open = phase, reading.isAsked {
      sendAcknowledgement(number, at: now, into: &effects)
      send(Unsubscribe(subscription: WireNumber(UInt64(number))), at: now, into: &effects)
    }
    readings[number] = nil
    effects.append(.subscriptionEnded(number, nil))
  }

  mutating func sendSubscribe(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard let command = readings[number]?.subscribe() else { return }
    send(command, at: now, into: &effects)
  }

  /// All that is owed: one ACK, unless more was set aside than one carries.
  mutating func sendAcknowledgement(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    while let command = readings[number]?.takeAcknowledgement(at: now) { send(command, at: now, into: &effects) }
  }

  mutating func grantCredit(_ number: UInt32, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard case .open = phase, let command = readings[number]?.credit() else { return }
    send(command, at: now, into: &effects)
  }

  mutating func subscribed(_ answer: Subscribed, into effects: inout [SessionEffect]) {
    guard case .open(let link) = phase else { return }
    if answer.ended == true, let (ticket, name) = requests.take(removal: answer.subscription.value) {
      effects.append(.removed(ticket: ticket))
      // The broker ends without a word what a session reads under that name.
      for number in readings.keys.sorted() where readings[number]?.request.durable == name {
        readings[number] = nil
        effects.append(.subscriptionEnded(number, nil))
      }
    }
    // What is not here was given up meanwhile.
    let number = UInt32(clamping: answer.subscription.value)
    guard readings[number] != nil else { return }
    if answer.ended == true {
      readings[number] = nil
      effects.append(.subscriptionEnded(number, nil))
    } else {
      readings[number]?.subscribed(answer, head: link.head)
      effects.append(
        .subscribed(number, resumed: answer.resumed == true, start: readings[number]?.startPlace ?? PerLane()))
    }
  }

  mutating func deliver(
    _ frame: DeliverFrame, at now: Milliseconds, into effects: inout [SessionEffect]
  ) throws(Refusal) {
    guard case .open = phase, readings[frame.subscription] != nil else { return }
    hasHeld = true
    let fresh = try readings[frame.subscription]?.deliver(frame, at: now) ?? []
    if !fresh.isEmpty { effects.append(.delivered(frame.subscription, lane: frame.lane, fresh)) }
    grantCredit(frame.subscription, at: now, into: &effects)
  }

  mutating func subscriptionFailed(
    _ number: UInt64, _ reason: Refusal, retryable: Bool, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    if let (ticket, _) = requests.take(removal: number) { return effects.append(.failed(ticket: ticket, reason)) }
    let number = UInt32(clamping: number)
    guard readings[number] != nil else { return }
    if retryable {
      readings[number]?.retryLater(at: now)
      effects.append(.reported(reason))
    } else {
      readings[number] = nil
      effects.append(.subscriptionEnded(number, reason))
    }
  }
}
