import CellConfig
import CellCore

extension SessionLimits {
  /// The limits of sessions in the daemon's configuration.
  init(_ limits: ServiceLimits) {
    self.init()
    sessions = limits.sessions
    sessionsPerNode = limits.sessionsPerNode
    subscriptionsPerNode = limits.subscriptionsPerNode
    durablesPerNode = limits.durablesPerNode
    windowMessages = limits.windowMessages
    windowBytes = limits.windowBytes
    refusalsPerMinute = limits.refusalsPerMinute
    refusalsPerNode = limits.refusalsPerNode
    messagesPerSecond = limits.messagesPerSecond
    mebibytesPerDay = limits.mebibytesPerDay
    participantMessagesPerSecond = limits.participantMessagesPerSecond
    participantMebibytesPerDay = limits.participantMebibytesPerDay
    flashPerSecond = limits.flashPerSecond
    flashMebibytesPerDay = limits.flashMebibytesPerDay
    flashRefusalsPerMinute = limits.flashRefusalsPerMinute
    subscribesPerMinute = limits.subscribesPerMinute
    asidesPerMinute = limits.asidesPerMinute
    pingsPerMinute = limits.pingsPerMinute
    queriesPerMinute = limits.queriesPerMinute
    sessionsPerMinute = limits.sessionsPerMinute
    parkAfter = limits.parkAfter
    heartbeatInterval = limits.heartbeatInterval
    heartbeatTimeout = limits.heartbeatTimeout
  }
}
