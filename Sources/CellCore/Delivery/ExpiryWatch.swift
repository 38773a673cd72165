import CellSchema

/// Announces messages that expired before everybody got them. An expired message is not delivered late; the nodes of
/// its sender's participant that may read it are told who did not get it.
///
/// The watch is asked at every event, before any row gets a later place. So at a broker's start, every expiry before
/// the last row's time is settled, and later ones are watched again.
final class ExpiryWatch {
  private let recorder: Recorder
  private let announcer: Announcer
  private let delivery: Delivery
  private let subscriptions: Subscriptions
  /// Messages whose expiry is still to come.
  private var waiting = EarliestFirst<ExpiringMessage>()

  init(recorder: Recorder, announcer: Announcer, delivery: Delivery, subscriptions: Subscriptions) {
    self.recorder = recorder
    self.announcer = announcer
    self.delivery = delivery
    self.subscriptions = subscriptions
    for expiring in recorder.state.expiries.all { waiting.push(expiring.message, at: expiring.at) }
    recorder.whenOneExpires { [unowned self] message, moment in waiting.push(message, at: moment) }
  }

  func watch(_ turn: borrowing Turn) {
    guard recorder.state.rules.recorded != nil else { return }
    let moment = recorder.moment(turn.now)
    while let first = waiting.first, first.at <= moment {
      waiting.popFirst()
      settle(first.value, expiredAt: first.at, at: turn.now)
    }
  }

  private func settle(_ message: ExpiringMessage, expiredAt: Microseconds, at now: Instant) {
    let rulebook = recorder.rulebook
    let found = recorder.state.index.messageClass(message.sequence)
    let missed = rulebook.nodes.indices.filter { node in
      rulebook.mayRead(found, node) && delivery.delivered(message.sequence, to: node) == nil
        && !subscriptions.isHandled(message.sequence, found, by: node)
    }
    guard let undelivered = NonEmpty(missed.prefix(256).map(recorder.names.name).sorted()) else { return }
    let told = rulebook.listedNodes.filter { node in
      rulebook.listed(node)?.participant == found.participant && rulebook.mayKnow(found, node)
    }
    announcer.announce(
      DeliveryExpired(message: message.id, expiredAt: Timestamp(expiredAt), undelivered: undelivered),
      in: found.world, found.lane, to: announcer.distribution(to: told),
      classification: announcer.highestClassification(of: [found]), cause: message.sequence, at: now)
  }
}
