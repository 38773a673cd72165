package import CellSchema

/// The disk that the record is on, as another thread has looked at it.
package struct DiskFacts: Sendable, Hashable {
  /// Bytes that the daemon may still write.
  package var free: UInt64
  /// Bytes of the record's files.
  package var record: UInt64
  /// Bytes by which the disk fills a day, at the rate of the last day; nil before that can be said.
  package var perDay: UInt64?

  package init(free: UInt64, record: UInt64, perDay: UInt64?) {
    self.free = free
    self.record = record
    self.perDay = perDay
  }

  /// Whole days until nothing is free; nil where the disk does not fill, or that cannot be said yet.
  package var days: UInt64? { perDay.flatMap { $0 > 0 ? free / $0 : nil } }
}

/// Why the rules in force are not those of the files.
package struct FileTrouble: Sendable, Hashable {
  package var kind: Alarm.Kind
  package var since: Microseconds
  /// The first problem, and how many more there are.
  package var detail: String

  /// - Parameter kind: `rulesKept` or `reloadRefused`.
  package init(_ kind: Alarm.Kind, since: Microseconds, _ detail: String) {
    self.kind = kind
    self.since = since
    self.detail = detail
  }
}

/// How fast the record's disk fills, from looks at it over the last day.
package struct DiskHistory: Sendable {
  private struct Look: Sendable {
    var at: Int64
    var free: UInt64
    var record: UInt64
  }

  /// Oldest first, ``spacing`` apart.
  private var looks: [Look] = []

  /// Milliseconds between two looks that are kept.
  private static let spacing: Int64 = 600_000
  /// Milliseconds over which the rate is taken: a day, so that day and night are both in it.
  private static let window: Int64 = 86_400_000
  /// Milliseconds before which no rate is told: what the first minutes do is no day's.
  private static let least: Int64 = 3_600_000

  package init() {}

  /// Notes a look, and tells what is known of the rate: the larger of how the record grew and how what is free shrank,
  /// since others write to the same disk.
  ///
  /// - Parameter now: monotonic milliseconds.
  package mutating func note(free: UInt64, record: UInt64, at now: Int64) -> DiskFacts {
    if looks.last.map({ now - $0.at >= Self.spacing }) ?? true {
      looks.append(Look(at: now, free: free, record: record))
      looks.removeAll { now - $0.at > Self.window }
    }
    var facts = DiskFacts(free: free, record: record, perDay: nil)
    guard let first = looks.first, now - first.at >= Self.least else { return facts }
    let grown = max(
      record > first.record ? record - first.record : 0, first.free > free ? first.free - free : 0)
    facts.perDay = UInt64(Double(grown) * Double(Self.window) / Double(now - first.at))
    return facts
  }
}

/// From where on something is an alarm.
package struct AlarmLimits: Sendable, Hashable {
  /// MiB.
  package var freeWarning = Limits.freeWarning
  package var freeCritical = Limits.freeCritical
  package var daysWarning = Limits.daysWarning
  package var daysCritical = Limits.daysCritical
  /// Seconds.
  package var lateUrgent = Limits.lateUrgent
  package var lateOther = Limits.lateOther
  package var lateFlash = Limits.lateFlash
  package var checkpointLate = Limits.checkpointLate

  package init() {}
}
