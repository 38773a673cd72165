import CellSchema

// SUBSCRIBE, UNSUBSCRIBE, ACK, CREDIT.
extension Core {
  func subscribe(_ bytes: [UInt8], _ session: Session, into effects: inout [Effect]) throws(Refusal) {
    let command = try controls.subscribe.decode(bytes)
    do throws(Refusal) {
      try subscribe(command, session, into: &effects)
    } catch {
      report(error, to: session, subscription: command.subscription, into: &effects)
    }
  }

  private func subscribe(
    _ command: Subscribe, _ session: Session, into effects: inout [Effect]
  ) throws(Refusal) {
    guard let number = UInt32(exactly: command.subscription.value), session.subscription(number) == nil else {
      throw Refusal(.badFilter, at: "/subscription", "the number is in use, or above 2^32 − 1")
    }
    let filter = try Filter(command, catalogue: catalogue, names: names)
    let ofNode = sessions.values.filter { $0.node == session.node }.reduce(0) { $0 + $1.subscriptions.count }
    guard ofNode < limits.subscriptionsPerNode else {
      throw Refusal(.tooManySubscriptions, "\(session.name) has \(ofNode) subscriptions")
    }
    // What is decided and not durable yet counts as accepted: "from now on" begins behind it.
    let start = command.after.map { min($0.value, lastSequence) } ?? lastSequence
    var position = command.cursors.map(place) ?? [UInt64](repeating: start, count: Lane.count)
    var resumed = false
    var durable: Durable?
    if let name = command.durable {
      let key = DurableKey(node: session.node, name: name.text)
      if let known = durables[key] {
        guard known.canonical == filter.canonical else {
          throw Refusal(
            .durableDiffers, at: "/durable",
            "\(name) stands for \(String(decoding: known.canonical, as: UTF8.self))")
        }
        if let reader = known.reader, let older = sessions[reader.peer], older !== session {
          dismiss(older, .superseded, "session \(session.number) took over the durable name \(name)", into: &effects)
        } else if known.reader != nil, sessions[known.reader!.peer] === session {
          throw Refusal(.badFilter, at: "/durable", "this session reads \(name) already")
        }
        position = known.done
        if let cursors = command.cursors {
          position = place(cursors)
          known.place(at: position)
          open.cursors[key] = position
        }
        resumed = true
        durable = known
      } else {
        let ofNodeDurable = durables.keys.count { $0.node == session.node }
        guard ofNodeDurable < limits.durablesPerNode else {
          throw Refusal(.tooManyDurableNames, at: "/durable", "\(session.name) has \(ofNodeDurable) durable names")
        }
        let created = Durable(key: key, canonical: filter.canonical, done: position, start: position, isKept: false)
        durables[key] = created
        durable = created
        open.change(
          .created(node: session.name, name: name.text, filter: filter.canonical, cursors: position))
        open.made.append(created)
      }
      durable?.reader = (session.peer, number)
    }
    let isPending = durable?.isKept == false
    let subscription = Subscription(
      command, number: number, filter: filter, durable: durable?.key, position: position, isActive: !isPending)
    session.add(subscription)
    effects.append(
      .note(
        .subscribed(
          node: session.name, session: session.number, subscription: number, durable: command.durable?.text,
          types: command.types.map(\.text).joined(separator: ","))))
    let answer = Subscribed(
      subscription: command.subscription, cursors: PerLane(position), resumed: resumed ? true : nil)
    if isPending {
      open.activations.append(subscription)
      open.afterwards.append(.send(session.peer, ControlCodec.encode(answer)))
    } else {
      send(answer, to: session, into: &effects)
    }
  }

  private func place(_ cursors: PerLane) -> [UInt64] {
    (0..<Lane.count).map { min(cursors[$0] ?? 0, lastSequence) }
  }

  func unsubscribe(_ bytes: [UInt8], _ session: Session, into effects: inout [Effect]) throws(Refusal) {
    let command = try controls.unsubscribe.decode(bytes)
    do throws(Refusal) {
      try unsubscribe(command, session, into: &effects)
    } catch {
      report(error, to: session, subscription: command.subscription, into: &effects)
    }
  }

  private func unsubscribe(
    _ command: Unsubscribe, _ session: Session, into effects: inout [Effect]
  ) throws(Refusal) {
    let answer = Subscribed(subscription: command.subscription, ended: true)
    if let name = command.durable, command.remove == true {
      let key = DurableKey(node: session.node, name: name.text)
      guard let durable = durables.removeValue(forKey: key) else {
        throw Refusal(.unknownSubscription, at: "/durable", "\(session.name) has no durable name \(name)")
      }
      if let reader = durable.reader, let its = sessions[reader.peer] {
        its.remove(reader.subscription)
        // The session that reads it hears of its end, too, where it is not the one that asked.
        if its !== session {
          send(Subscribed(subscription: WireNumber(UInt64(reader.subscription)), ended: true), to: its, into: &effects)
        }
      }
      open.cursors[key] = nil
      open.change(.removed(node: session.name, name: name.text))
      open.afterwards.append(.send(session.peer, ControlCodec.encode(answer)))
      effects.append(.note(.durableRemoved(node: session.name, name: name.text)))
      return
    }
    let subscription = try find(command.subscription, session)
    release(subscription)
    session.remove(subscription.number)
    send(answer, to: session, into: &effects)
  }

  func acknowledge(
    _ bytes: [UInt8], _ session: Session, at now: Instant, into effects: inout [Effect]
  ) throws(Refusal) {
    let command = try controls.acknowledge.decode(bytes)
    do throws(Refusal) {
      try acknowledge(command, session, at: now, into: &effects)
    } catch {
      report(error, to: session, subscription: command.subscription, into: &effects)
    }
  }

  private func acknowledge(
    _ command: Acknowledge, _ session: Session, at now: Instant, into effects: inout [Effect]
  ) throws(Refusal) {
    let subscription = try find(command.subscription, session)
    for lane in 0..<Lane.count {
      guard let upTo = command.upTo[lane] else { continue }
      guard upTo <= max(subscription.sent[lane], subscription.acknowledged[lane]) else {
        throw Refusal(
          .ackBeyondDelivered, at: "/upTo/\(Lane.names[lane])",
          "\(upTo) is acknowledged, \(subscription.sent[lane]) is the last one delivered")
      }
      subscription.acknowledged[lane] = max(subscription.acknowledged[lane], upTo)
    }
    try setAside(command.aside ?? [], subscription, session, at: now, into: &effects)
    keepPlace(of: subscription)
  }

  private func setAside(
    _ asides: [Acknowledge.Aside], _ subscription: Subscription, _ session: Session, at now: Instant,
    into effects: inout [Effect]
  ) throws(Refusal) {
    if asides.isEmpty { return }
    guard let key = subscription.durable, let durable = durables[key] else {
      throw Refusal(.badFilter, at: "/aside", "only a durable subscription keeps what was set aside")
    }
    // It may have been delivered in an earlier session, and acknowledged in that one.
    let delivered = max(subscription.sent.max()!, durable.done.max()!)
    for (place, aside) in asides.enumerated() {
      let sequence = aside.sequence.value
      guard sequence > 0, sequence <= delivered else {
        throw Refusal(.ackBeyondDelivered, at: "/aside/\(place)/sequence", "\(sequence) was not delivered")
      }
      guard !durable.asides.contains(where: { $0.sequence == sequence }) else { continue }
      let reason = String(aside.reason.text.prefix(Limits.asideReason))
      durable.add(Durable.Aside(sequence: sequence, at: now.wall, reason: reason))
      open.keep(
        Commit.Aside(node: session.name, name: key.name, sequence: sequence, at: now.wall, reason: reason))
      effects.append(
        .note(.setAside(node: session.name, durable: key.name, sequence: sequence, reason: reason)))
    }
  }

  func credit(_ bytes: [UInt8], _ session: Session, into effects: inout [Effect]) throws(Refusal) {
    let command = try controls.credit.decode(bytes)
    do throws(Refusal) {
      try credit(command, session)
    } catch {
      report(error, to: session, subscription: command.subscription, into: &effects)
    }
  }

  private func credit(_ command: Credit, _ session: Session) throws(Refusal) {
    let subscription = try find(command.subscription, session)
    guard command.messages.value >= subscription.creditMessages, command.bytes.value >= subscription.creditBytes else {
      throw Refusal(
        .creditWithdrawn,
        "\(command.messages) messages and \(command.bytes) bytes are below \(subscription.creditMessages) and"
          + " \(subscription.creditBytes)")
    }
    subscription.creditMessages = command.messages.value
    subscription.creditBytes = command.bytes.value
  }

  private func find(_ number: WireNumber, _ session: Session) throws(Refusal) -> Subscription {
    guard let key = UInt32(exactly: number.value), let subscription = session.subscription(key) else {
      throw Refusal(.unknownSubscription, "there is no subscription \(number)")
    }
    return subscription
  }

  /// A session lets go of a subscription; a durable one keeps its place.
  func release(_ subscription: Subscription) {
    keepPlace(of: subscription)
    if let durable = subscription.durable { durables[durable]?.reader = nil }
  }

  /// Notes how far a durable subscription is done; it becomes durable with the next commit.
  private func keepPlace(of subscription: Subscription) {
    guard let key = subscription.durable, let durable = durables[key] else { return }
    // What was passed over while nothing was outstanding stays done when something is.
    let done = zip(subscription.done(order: subscription.filter.order), durable.done).map { max($0, $1) }
    guard done != durable.done else { return }
    durable.done = done
    open.cursors[key] = done
  }

  /// Places move also by passing over what does not match: they are kept now and then.
  func saveCursors() {
    for session in sessionsInOrder {
      for subscription in session.subscriptions { keepPlace(of: subscription) }
    }
  }

  func cursorsAreDue(_ now: Instant) -> Bool {
    !open.cursors.isEmpty && now.monotonic - lastCursorCommit >= Int64(Limits.cursorInterval)
  }
}

extension Subscription {
  /// By lane: what a restart takes as done.
  func done(order: Subscribe.Order) -> [UInt64] {
    let lanes = (0..<Lane.count).map(doneThrough)
    guard order == .record else { return lanes }
    // In record order an acknowledgement of any lane covers what stood before it in all of them.
    let acknowledged = acknowledged.max()!
    let place = acknowledged < sent.max()! ? acknowledged : max(acknowledged, position.max()!)
    return [UInt64](repeating: place, count: Lane.count)
  }
}
