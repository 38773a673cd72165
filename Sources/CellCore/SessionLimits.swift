import CellSchema

/// The limits of sessions that a configuration may set.
package struct SessionLimits: Sendable, Hashable {
  package var sessions = Limits.sessions
  package var sessionsPerNode = Limits.sessionsPerNode
  package var subscriptionsPerNode = Limits.subscriptionsPerNode
  package var durablesPerNode = Limits.durablesPerNode
  package var windowMessages = Limits.windowMessages
  package var windowBytes = Limits.windowBytes
  package var refusalsPerMinute = Limits.refusalsPerMinute
  package var sessionsPerMinute = Limits.sessionsPerMinute
  /// Milliseconds.
  package var heartbeatInterval = Limits.heartbeatInterval
  package var heartbeatTimeout = Limits.heartbeatTimeout
  package var parkAfter = Limits.parkAfter

  package init() {}
}

/// What somebody did in the current minute: refusals of a participant, sessions of a node, faults of a session.
struct MinuteQuota {
  private var minute: Int64 = 0
  private var count = 0

  /// Whether more is within the quota at this moment (monotonic milliseconds).
  mutating func allows(_ limit: Int, at now: Int64) -> Bool {
    if now / 60_000 != minute {
      minute = now / 60_000
      count = 0
    }
    return count < limit
  }

  mutating func note() { count += 1 }
}
