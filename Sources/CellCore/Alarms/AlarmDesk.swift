import CellSchema

/// Says what an operator has to see to: what the machine itself knows, and what other threads have told of the host.
final class AlarmDesk {
  private let recorder: Recorder
  private let delivery: Delivery
  private let log: LogDesk
  private let access: AccessDesk
  private let lateness: Lateness
  private var limits = AlarmLimits()
  private(set) var disk: DiskFacts?
  private(set) var files: FileTrouble?

  init(recorder: Recorder, delivery: Delivery, log: LogDesk, access: AccessDesk, lateness: Lateness) {
    self.recorder = recorder
    self.delivery = delivery
    self.log = log
    self.access = access
    self.lateness = lateness
  }

  func note(_ disk: DiskFacts) { self.disk = disk }

  /// A reload that is refused makes nothing better: what was kept at the start is still kept.
  func note(_ trouble: FileTrouble?) {
    var trouble = trouble
    if trouble != nil, let files, files.kind == .rulesKept { trouble = files }
    files = trouble
  }

  func note(_ limits: AlarmLimits) { self.limits = limits }

  /// The worst first.
  func alarms(at now: Instant) -> [Alarm] {
    (intake(at: now) + rules() + space() + checkpoints(at: now) + readers(at: now)).worstFirst
  }

  /// Parked readers by node, and since when the first of them has taken nothing (monotonic milliseconds).
  var parked: [NodeName: (readers: Int, since: Int64)] {
    var parked: [NodeName: (readers: Int, since: Int64)] = [:]
    for reader in delivery.allReaders {
      for subscription in reader.subscriptions {
        guard let since = subscription.parkedSince else { continue }
        let known = parked[reader.session.name] ?? (0, since)
        parked[reader.session.name] = (known.readers + 1, min(known.since, since))
      }
    }
    return parked
  }

  // MARK: what stops the broker

  private func intake(at now: Instant) -> [Alarm] {
    var alarms: [Alarm] = []
    if let stop = recorder.intakeStop {
      let kind: Alarm.Kind =
        if stop.code == .readOnly { .readOnly } else if stop.code == .clockJump { .clockJump } else { .intakeStopped }
      alarms.append(Alarm(.critical, kind, stop.detail))
    } else if recorder.isClockInDoubt {
      alarms.append(Alarm(.critical, .clockJump, "the broker's clock jumped ahead, and nobody has confirmed it"))
    }
    let behind = recorder.acceptedAt - now.wall
    if behind > .milliseconds(Int64(Limits.clockJump)), !recorder.isClockInDoubt {
      alarms.append(
        Alarm(
          .warning, .clockBehind,
          "the last row's time is \(behind.inSeconds) s ahead of the clock: rows get that time until the clock is there"
        ))
    }
    return alarms
  }

  private func rules() -> [Alarm] {
    var alarms: [Alarm] = []
    if let files {
      let since = Timestamp(files.since).dtg
      let isKept = files.kind == .rulesKept
      let words = isKept ? "started with the record's rules and not the files'" : "the rules are as before"
      alarms.append(Alarm(isKept ? .critical : .warning, files.kind, "\(since), \(words): \(files.detail)"))
    }
    let kept = access.kept
    if !kept.isEmpty {
      let names = kept.sorted().map(\.description).joined(separator: ", ")
      alarms.append(
        Alarm(
          .warning, .accessKept,
          "the record keeps \(names) off the bus, and cellbusd.yaml does not: a reload lets on again who is in no list")
      )
    }
    return alarms
  }

  private func space() -> [Alarm] {
    guard let disk else { return [] }
    var alarms: [Alarm] = []
    let free = disk.free >> 20
    if free < UInt64(limits.freeWarning) {
      alarms.append(
        Alarm(free < UInt64(limits.freeCritical) ? .critical : .warning, .diskSpace, "\(free) MiB free for the record"))
    }
    if let days = disk.days, days < UInt64(limits.daysWarning) {
      alarms.append(
        Alarm(
          days < UInt64(limits.daysCritical) ? .critical : .warning, .diskDays,
          "the record's disk lasts \(days) days at the rate of the last day, \(free) MiB free"))
    }
    return alarms
  }

  private func checkpoints(at now: Instant) -> [Alarm] {
    let limit = Int64(limits.checkpointLate) * 1_000
    var alarms: [Alarm] = []
    if let since = log.lateSince, now.monotonic - since > limit {
      alarms.append(
        Alarm(.warning, .checkpointLate, "no good checkpoint for \(Self.span(now.monotonic - since))"))
    }
    for (node, since) in log.awaitedSince where now.monotonic - since > limit {
      alarms.append(
        Alarm(.warning, .witnessLate, of: node, "has cosigned nothing for \(Self.span(now.monotonic - since))"))
    }
    return alarms
  }

  // MARK: readers

  private func readers(at now: Instant) -> [Alarm] {
    let withheld = recorder.withheld
    let late = recorder.rulebook.listedNodes.map(recorder.names.name).filter { withheld[$0] == nil }
      .compactMap { lateAlarm(of: $0, at: now) }
    let parked = parked.map { node, found in
      Alarm(
        .warning, .parked, of: node,
        "\(found.readers) of its readers took nothing for \(Self.span(now.monotonic - found.since))")
    }
    return late + parked
  }

  /// The worst of a node's lanes.
  private func lateAlarm(of node: NodeName, at now: Instant) -> Alarm? {
    let waiting = lateness.waiting(for: node)
    let moment = recorder.moment(now)
    var worst: Alarm?
    for lane in Precedence.lanes.reversed() {
      guard let oldest = waiting[lane].oldest else { continue }
      let seconds = Int64((moment - oldest).inSeconds)
      guard seconds > Int64(lane.isReserved ? limits.lateUrgent : limits.lateOther) else { continue }
      let level: Alarm.Level = lane >= .flash && seconds > Int64(limits.lateFlash) ? .critical : .warning
      if let worst, worst.level >= level { continue }
      let count = waiting[lane].messages
      worst = Alarm(
        level, .late, of: node,
        "\(count) \(lane.rawValue) \(count == 1 ? "message waits" : "messages wait"), the oldest for "
          + Self.span(seconds * 1_000))
    }
    return worst
  }

  /// `47 s`, `12 min`, `30 h`, `4 d`.
  private static func span(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    if seconds < 120 { return "\(seconds) s" }
    if seconds < 7_200 { return "\(seconds / 60) min" }
    return seconds < 172_800 ? "\(seconds / 3_600) h" : "\(seconds / 86_400) d"
  }
}
