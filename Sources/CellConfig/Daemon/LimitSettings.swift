package import CellCore
package import CellSchema

/// The limits that `cellbusd.yaml` may set.
package struct LimitSettings: Codable, Hashable, Sendable {
  package var sessions: PositiveCount?
  package var sessionsPerNode: PositiveCount?
  package var subscriptionsPerNode: PositiveCount?
  /// Durable names of a node, read or not.
  package var durablesPerNode: PositiveCount?
  /// Messages, and bytes, of a session that may be under way without a receipt.
  package var windowMessages: PositiveCount?
  package var windowBytes: PositiveCount?
  /// Refusals a minute for a participant, beyond which its publishing is throttled.
  package var refusalsPerMinute: PositiveCount?
  /// Refusals a minute for one node, messages a second, and mebibytes a day.
  package var refusalsPerNode: PositiveCount?
  package var messagesPerSecond: PositiveCount?
  package var mebibytesPerDay: PositiveCount?
  /// The same for all nodes of a participant.
  package var participantMessagesPerSecond: PositiveCount?
  package var participantMebibytesPerDay: PositiveCount?
  /// What a node may publish in flash and above, beside the rest.
  package var flashPerSecond: PositiveCount?
  package var flashMebibytesPerDay: PositiveCount?
  package var flashRefusalsPerMinute: PositiveCount?
  /// Commands of a node in a minute: SUBSCRIBE and UNSUBSCRIBE, messages set aside, PING, QUERY.
  package var subscribesPerMinute: PositiveCount?
  package var asidesPerMinute: PositiveCount?
  package var pingsPerMinute: PositiveCount?
  package var queriesPerMinute: PositiveCount?
  /// Sessions that a node opens in a minute, beyond which it is turned away for the rest of it.
  package var sessionsPerMinute: PositiveCount?
  /// Milliseconds from a connection to the end of its CURVE handshake; its HELLO has the same time again.
  package var handshake: PositiveCount?
  /// Milliseconds between two heartbeats, and without one until a peer is given up.
  package var heartbeatInterval: PositiveCount?
  package var heartbeatTimeout: PositiveCount?
  /// Milliseconds that messages wait for a reader without credit before it counts as parked.
  package var parkAfter: PositiveCount?
  /// MiB free on the record's disk below which `status --check` warns, and below which it is critical; and the same of the
  /// days that the disk lasts at the rate of the last day.
  package var freeWarning: PositiveCount?
  package var freeCritical: PositiveCount?
  package var daysWarning: PositiveCount?
  package var daysCritical: PositiveCount?
  /// Seconds that a message of immediate or above, or below, waits for a node before it is a warning; and one of flash or
  /// above, before it is critical.
  package var lateUrgent: PositiveCount?
  package var lateOther: PositiveCount?
  package var lateFlash: PositiveCount?
  /// Seconds without a good checkpoint, or without a witness's cosignature, before it is a warning: witnesses are asked
  /// every ten minutes.
  package var checkpointLate: PositiveCount?

  package init() {}

  /// One limit: how it is called, and what works.
  struct Rule {
    let name: String
    let path: any KeyPath<LimitSettings, PositiveCount?> & Sendable
    let range: ClosedRange<Int>
  }

  static let rules: [Rule] = [
    // Above 4,096 the descriptors of one process run out on a standard system before the sessions do.
    Rule(name: "sessions", path: \.sessions, range: 1...4_096),
    Rule(name: "sessionsPerNode", path: \.sessionsPerNode, range: 1...256),
    Rule(
      name: "subscriptionsPerNode", path: \.subscriptionsPerNode,
      range: 1...1_024),
    // More would not fit into the frame that answers what a node's names are.
    Rule(name: "durablesPerNode", path: \.durablesPerNode, range: 1...256),
    Rule(name: "windowMessages", path: \.windowMessages, range: 1...65_536),
    // Less would not hold the largest message.
    Rule(
      name: "windowBytes", path: \.windowBytes, range: Limits.frame...67_108_864),
    Rule(name: "refusalsPerMinute", path: \.refusalsPerMinute, range: 1...1_000_000),
    Rule(name: "refusalsPerNode", path: \.refusalsPerNode, range: 1...1_000_000),
    Rule(name: "messagesPerSecond", path: \.messagesPerSecond, range: 1...1_000_000),
    Rule(name: "mebibytesPerDay", path: \.mebibytesPerDay, range: 1...1_000_000),
    Rule(name: "participantMessagesPerSecond", path: \.participantMessagesPerSecond, range: 1...1_000_000),
    Rule(name: "participantMebibytesPerDay", path: \.participantMebibytesPerDay, range: 1...1_000_000),
    Rule(name: "flashPerSecond", path: \.flashPerSecond, range: 1...1_000_000),
    Rule(name: "flashMebibytesPerDay", path: \.flashMebibytesPerDay, range: 1...1_000_000),
    Rule(name: "flashRefusalsPerMinute", path: \.flashRefusalsPerMinute, range: 1...1_000_000),
    Rule(name: "subscribesPerMinute", path: \.subscribesPerMinute, range: 1...1_000_000),
    Rule(name: "asidesPerMinute", path: \.asidesPerMinute, range: 1...1_000_000),
    Rule(name: "pingsPerMinute", path: \.pingsPerMinute, range: 1...1_000_000),
    Rule(name: "queriesPerMinute", path: \.queriesPerMinute, range: 1...1_000_000),
    Rule(name: "sessionsPerMinute", path: \.sessionsPerMinute, range: 1...1_000_000),
    Rule(name: "handshake", path: \.handshake, range: 100...60_000),
    Rule(
      name: "heartbeatInterval", path: \.heartbeatInterval, range: 100...600_000),
    Rule(
      name: "heartbeatTimeout", path: \.heartbeatTimeout, range: 300...3_600_000),
    Rule(name: "parkAfter", path: \.parkAfter, range: 100...3_600_000),
    Rule(name: "freeWarning", path: \.freeWarning, range: 1...1_000_000_000),
    Rule(name: "freeCritical", path: \.freeCritical, range: 1...1_000_000_000),
    Rule(name: "daysWarning", path: \.daysWarning, range: 1...3_650),
    Rule(name: "daysCritical", path: \.daysCritical, range: 1...3_650),
    Rule(name: "lateUrgent", path: \.lateUrgent, range: 10...31_536_000),
    Rule(name: "lateOther", path: \.lateOther, range: 10...31_536_000),
    Rule(name: "lateFlash", path: \.lateFlash, range: 10...31_536_000),
    Rule(name: "checkpointLate", path: \.checkpointLate, range: 660...31_536_000),
  ]
}

/// The limits that hold: what the file sets, and the defaults for the rest.
package struct ServiceLimits: Hashable, Sendable {
  package let sessions: Int
  package let sessionsPerNode: Int
  package let subscriptionsPerNode: Int
  package let durablesPerNode: Int
  package let windowMessages: Int
  package let windowBytes: Int
  package let refusalsPerMinute: Int
  package let refusalsPerNode: Int
  package let messagesPerSecond: Int
  package let mebibytesPerDay: Int
  package let participantMessagesPerSecond: Int
  package let participantMebibytesPerDay: Int
  package let flashPerSecond: Int
  package let flashMebibytesPerDay: Int
  package let flashRefusalsPerMinute: Int
  package let subscribesPerMinute: Int
  package let asidesPerMinute: Int
  package let pingsPerMinute: Int
  package let queriesPerMinute: Int
  package let sessionsPerMinute: Int
  /// Milliseconds.
  package let handshake: Int
  package let heartbeatInterval: Int
  package let heartbeatTimeout: Int
  package let parkAfter: Int
  /// From where on something is an alarm.
  package let alarms: AlarmLimits

  package init(_ settings: LimitSettings? = nil) {
    sessions = settings?.sessions?.value ?? Limits.sessions
    sessionsPerNode = settings?.sessionsPerNode?.value ?? Limits.sessionsPerNode
    subscriptionsPerNode = settings?.subscriptionsPerNode?.value ?? Limits.subscriptionsPerNode
    durablesPerNode = settings?.durablesPerNode?.value ?? Limits.durablesPerNode
    windowMessages = settings?.windowMessages?.value ?? Limits.windowMessages
    windowBytes = settings?.windowBytes?.value ?? Limits.windowBytes
    refusalsPerMinute = settings?.refusalsPerMinute?.value ?? Limits.refusalsPerMinute
    refusalsPerNode = settings?.refusalsPerNode?.value ?? Limits.refusalsPerNode
    messagesPerSecond = settings?.messagesPerSecond?.value ?? Limits.messagesPerSecond
    mebibytesPerDay = settings?.mebibytesPerDay?.value ?? Limits.mebibytesPerDay
    participantMessagesPerSecond = settings?.participantMessagesPerSecond?.value ?? Limits.participantMessagesPerSecond
    participantMebibytesPerDay = settings?.participantMebibytesPerDay?.value ?? Limits.participantMebibytesPerDay
    flashPerSecond = settings?.flashPerSecond?.value ?? Limits.flashPerSecond
    flashMebibytesPerDay = settings?.flashMebibytesPerDay?.value ?? Limits.flashMebibytesPerDay
    flashRefusalsPerMinute = settings?.flashRefusalsPerMinute?.value ?? Limits.flashRefusalsPerMinute
    subscribesPerMinute = settings?.subscribesPerMinute?.value ?? Limits.subscribesPerMinute
    asidesPerMinute = settings?.asidesPerMinute?.value ?? Limits.asidesPerMinute
    pingsPerMinute = settings?.pingsPerMinute?.value ?? Limits.pingsPerMinute
    queriesPerMinute = settings?.queriesPerMinute?.value ?? Limits.queriesPerMinute
    sessionsPerMinute = settings?.sessionsPerMinute?.value ?? Limits.sessionsPerMinute
    handshake = settings?.handshake?.value ?? Limits.handshake
    heartbeatInterval = settings?.heartbeatInterval?.value ?? Limits.heartbeatInterval
    heartbeatTimeout = settings?.heartbeatTimeout?.value ?? Limits.heartbeatTimeout
    parkAfter = settings?.parkAfter?.value ?? Limits.parkAfter
    var alarms = AlarmLimits()
    if let value = settings?.freeWarning?.value { alarms.freeWarning = value }
    if let value = settings?.freeCritical?.value { alarms.freeCritical = value }
    if let value = settings?.daysWarning?.value { alarms.daysWarning = value }
    if let value = settings?.daysCritical?.value { alarms.daysCritical = value }
    if let value = settings?.lateUrgent?.value { alarms.lateUrgent = value }
    if let value = settings?.lateOther?.value { alarms.lateOther = value }
    if let value = settings?.lateFlash?.value { alarms.lateFlash = value }
    if let value = settings?.checkpointLate?.value { alarms.checkpointLate = value }
    self.alarms = alarms
  }

  /// Alarms that would come in the wrong order: the limit's name, whether it is so, and what is wrong.
  var contradictions: [(name: String, isWrong: Bool, detail: String)] {
    [
      (
        "freeCritical", alarms.freeCritical > alarms.freeWarning,
        "critical (\(alarms.freeCritical) MiB) would come before the warning (\(alarms.freeWarning))"
      ),
      (
        "daysCritical", alarms.daysCritical > alarms.daysWarning,
        "critical (\(alarms.daysCritical) days) would come before the warning (\(alarms.daysWarning))"
      ),
    ]
  }

  /// The names of those that are not the same in others.
  package func differences(from others: Self) -> [String] {
    zip(Mirror(reflecting: self).children, Mirror(reflecting: others).children).compactMap { own, other in
      own.value as? Int == other.value as? Int ? nil : own.label
    }
  }
}
