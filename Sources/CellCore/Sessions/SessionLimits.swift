import CellSchema

/// The limits that a configuration may set; the defaults are those of ``Limits``.
package struct SessionLimits: Sendable, Hashable {
  package var sessions = Limits.sessions
  package var sessionsPerNode = Limits.sessionsPerNode
  package var subscriptionsPerNode = Limits.subscriptionsPerNode
  package var durablesPerNode = Limits.durablesPerNode
  package var windowMessages = Limits.windowMessages
  package var windowBytes = Limits.windowBytes
  package var refusalsPerMinute = Limits.refusalsPerMinute
  /// What a node publishes and has refused, within what its participant does; and beside it what it does in flash.
  package var refusalsPerNode = Limits.refusalsPerNode
  package var messagesPerSecond = Limits.messagesPerSecond
  package var mebibytesPerDay = Limits.mebibytesPerDay
  package var participantMessagesPerSecond = Limits.participantMessagesPerSecond
  package var participantMebibytesPerDay = Limits.participantMebibytesPerDay
  package var flashPerSecond = Limits.flashPerSecond
  package var flashMebibytesPerDay = Limits.flashMebibytesPerDay
  package var flashRefusalsPerMinute = Limits.flashRefusalsPerMinute
  /// Commands of a node.
  package var subscribesPerMinute = Limits.subscribesPerMinute
  package var asidesPerMinute = Limits.asidesPerMinute
  package var pingsPerMinute = Limits.pingsPerMinute
  package var queriesPerMinute = Limits.queriesPerMinute
  package var sessionsPerMinute = Limits.sessionsPerMinute
  /// How long nothing was sent to a session when a PING is due, in milliseconds.
  package var heartbeatInterval = Limits.heartbeatInterval
  /// How long nothing was heard from a session when it is ended, in milliseconds.
  package var heartbeatTimeout = Limits.heartbeatTimeout
  /// How long a subscription waits for credit before it is parked, in milliseconds.
  package var parkAfter = Limits.parkAfter

  package init() {}
}

/// Counts events of the current minute against a limit: refusals of a participant, sessions of a node, faults of a
/// session.
struct MinuteQuota {
  private var minute: Int64 = 0
  private var count = 0

  /// Whether one more event is within the limit at a moment (monotonic milliseconds).
  mutating func allows(_ limit: Int, at now: Int64) -> Bool {
    if now / 60_000 != minute {
      minute = now / 60_000
      count = 0
    }
    return count < limit
  }

  mutating func note() { count += 1 }

  mutating func allowsAndNotes(_ limit: Int, at now: Int64) -> Bool {
    guard allows(limit, at: now) else { return false }
    note()
    return true
  }
}
