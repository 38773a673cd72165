import CellJournal
import CellSchema

/// Announces messages that expired before everybody got them. An expired message is not delivered late; the nodes of
/// its sender's participant that may read it are told who did not get it.
///
/// The watch is asked at every event, before any row gets a later place. Where more messages expire together than a turn
/// settles, the next turns go on, and everybody else is served between them. How far it came is durable with what it
/// said (``ExpiryMark``), so that each expiry is settled once, across restarts too.
final class ExpiryWatch {
  private let recorder: Recorder
  private let announcer: Announcer
  private let delivery: Delivery
  private let subscriptions: Subscriptions
  /// Expiries that may still be settled in this turn.
  private var left = Limits.expiriesPerTurn

  init(recorder: Recorder, announcer: Announcer, delivery: Delivery, subscriptions: Subscriptions) {
    self.recorder = recorder
    self.announcer = announcer
    self.delivery = delivery
    self.subscriptions = subscriptions
  }

  /// Whether some are due that the next turn can settle at once.
  private(set) var isBehind = false

  /// The next turn settles as many again.
  func endTurn() { left = Limits.expiriesPerTurn }

  func watch(_ turn: borrowing Turn) {
    guard recorder.state.rules.recorded != nil, recorder.readOnly == nil else { return }
    let moment = recorder.moment(turn.now)
    while let first = recorder.state.expiries.first, first.at <= moment {
      // While much waits for the disk, the commit is what the next turn waits for.
      isBehind = left == 0 && !recorder.hasMuchToCommit
      if left == 0 || recorder.hasMuchToCommit { return }
      left -= 1
      settle(first.message, expiredAt: first.at, at: turn.now)
      recorder.settle(ExpiryMark(at: first.at, sequence: first.message.sequence), isDue: true)
    }
    isBehind = false
    recorder.settle(ExpiryMark(through: recorder.state.heads.acceptedAt), isDue: false)
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
