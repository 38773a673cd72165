package import CellNode
import CellSchema

/// How the broker is, for a person.
package enum StatusText {
  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package static func text(_ status: BrokerStatus, width: Int?, _ ink: Ink) -> String {
    (fields(status) + waiting(status) + nodes(status)).flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map {
      $0.text(ink)
    }
    .joined(separator: "\n")
  }

  private static func fields(_ status: BrokerStatus) -> [SituationPhrase] {
    func field(_ name: Wording, _ value: SituationPhrase, _ colour: Ink.Colour = .bold) -> SituationPhrase {
      (SituationPhrase(inColumn(name), colour).column(10) + value).hanging(at: 10)
    }
    let intake =
      status.takesMessages
      ? SituationPhrase(spoken("takes messages"), .green)
      : SituationPhrase(spoken("takes no messages"), .red) + (status.reason.map { ": \($0)" } ?? "")
    let minimize = status.minimize.map { minimize in
      let world = minimize.exerciseName.map { spoken(" in \($0)") } ?? ""
      return field("MINIMIZE", SituationPhrase(spoken("until \(minimize.until.dtg), by \(minimize.by)\(world)")), .red)
    }
    let loop = status.longestTurn.map { turn in
      let words = spoken(
        "longest turn \(milliseconds(turn.wall)) ms, \(milliseconds(turn.processor)) ms of them at work")
      return field("loop", SituationPhrase(words))
    }
    let connected = status.nodes.count { $0.sessions > 0 }
    let silent = status.nodes.count(where: \.isSilent)
    var alarms = status.alarms.prefix(mostAlarms).map { alarm in
      field("alarm", SituationPhrase(line(alarm), alarm.level == .critical ? .red : .yellow))
    }
    let more = status.alarms.count - alarms.count
    if more > 0 { alarms.append(field("alarm", SituationPhrase(spoken("and \(more) more: --format json")))) }
    var fields = [
      field("cell", SituationPhrase("\(status.cell), ") + intake),
      field(
        "charter",
        SituationPhrase(
          spoken("\(status.charter) revision \(status.charterRevision), roster revision \(status.rosterRevision)"))),
      status.isFounded.map { isFounded in
        field(
          "rules",
          SituationPhrase(
            isFounded
              ? spoken("founded by the sides, who alone change them")
              : spoken("a development cell's: its operator changes them")))
      },
      field(
        "record",
        SituationPhrase("\(status.head)")
          + (status.checkpoint.map { spoken(", of which a good checkpoint has \($0)") } ?? "")),
      status.disk.map { field("disk", SituationPhrase(words($0))) },
      field("clock", SituationPhrase(status.time.dtgWithLocalTimes)),
      field(
        "since",
        SituationPhrase(
          "\(status.startedAt.dtg): "
            + spoken("\(status.accepted) accepted, \(status.refused) refused, \(status.delivered) delivered"))),
      minimize, loop,
      field("sessions", SituationPhrase(spoken("\(status.sessions), of \(connected) of \(status.nodes.count) nodes"))),
      field(
        "silent",
        silent == 0
          ? SituationPhrase(spoken("No node.")) : SituationPhrase(counted(silent, "{1} node", "{1} nodes"), .yellow)),
    ].compactMap(\.self)
    fields.insert(contentsOf: alarms, at: 1)
    return fields
  }

  /// The most alarms that a person is shown, and the most readers that messages wait for.
  private static let mostAlarms = 8

  /// As the broker's log and its service's status have it, in English.
  private static func line(_ alarm: BrokerStatus.Alarm) -> String {
    let place = alarm.node.map { " \($0)" } ?? ""
    return "\(alarm.level.rawValue.uppercased()) \(alarm.kind)\(place): \(alarm.detail)"
  }

  private static func words(_ disk: BrokerStatus.Disk) -> String {
    spoken("\(size(disk.free)) free, the record has \(size(disk.record))")
      + (disk.days.map { spoken(", full in \($0) d at the rate of the last day") } ?? "")
  }

  /// `12.4 GiB`, `300 MiB`.
  private static func size(_ bytes: UInt64) -> String {
    let mebibytes = bytes >> 20
    return mebibytes < 1_024 ? "\(mebibytes) MiB" : "\(mebibytes / 1_024).\(mebibytes % 1_024 * 10 / 1_024) GiB"
  }

  private static func waiting(_ status: BrokerStatus) -> [SituationPhrase] {
    status.waiting.prefix(mostAlarms).enumerated().map { place, waiting in
      let name = SituationPhrase(place == 0 ? inColumn("waiting") : "", .bold).column(10)
      let line =
        "\(DisplayText.whole("\(waiting.node)", 12))  \(DisplayText.column(waiting.lane.rawValue, 10))  "
        + spoken("\(waiting.messages) since \(waiting.oldest.dtg)")
      return (name + line).hanging(at: 10)
    }
  }

  private static func nodes(_ status: BrokerStatus) -> [SituationPhrase] {
    // Those that are silent first, as whoever watches looks for them.
    status.nodes.sorted { ($0.isSilent ? 0 : 1, $0.node) < ($1.isSilent ? 0 : 1, $1.node) }.map { node in
      let sessions = node.sessions == 0 ? "-" : "\(node.sessions)"
      let heard = node.lastHeard.map { spoken("heard \($0.dtg)") } ?? spoken("not heard in this run")
      let line = "  \(DisplayText.whole("\(node.node)", 22))  \(DisplayText.right(sessions, 3))  "
      let state =
        SituationPhrase(node.isSilent ? inColumn("SILENT") : "", .yellow)
        .column(max(6, DisplayText.width(inColumn("SILENT")))) + "  "
      let colour: Ink.Colour? = node.sessions == 0 && !node.isSilent ? .faint : nil
      return (SituationPhrase(line, colour) + state + SituationPhrase(heard, colour)).hanging(at: 4)
    }
  }

  /// Microseconds as milliseconds with a tenth.
  private static func milliseconds(_ microseconds: UInt64) -> String {
    "\(microseconds / 1_000).\(microseconds % 1_000 / 100)"
  }

  package static func json(_ status: BrokerStatus) -> String {
    var object = JSONObject()
    object.add("cell", status.cell)
    object.add("charter", status.charter)
    object.add("charterRevision", status.charterRevision)
    object.add("rosterRevision", status.rosterRevision)
    if let isFounded = status.isFounded { object.add("founded", isFounded) }
    object.add("time", status.time)
    object.add("startedAt", status.startedAt)
    object.add("head", status.head)
    object.add("sessions", status.sessions)
    object.add("accepted", status.accepted)
    object.add("refused", status.refused)
    object.add("delivered", status.delivered)
    object.add("takesMessages", status.takesMessages)
    if let reason = status.reason { object.add("reason", reason) }
    object.add(
      "alarms",
      status.alarms.map { alarm in
        var entry = JSONObject()
        entry.add("level", alarm.level.rawValue)
        entry.add("kind", alarm.kind)
        if let node = alarm.node { entry.add("node", node) }
        entry.add("detail", alarm.detail)
        return entry
      })
    if let disk = status.disk {
      var entry = JSONObject()
      entry.add("freeBytes", disk.free)
      entry.add("recordBytes", disk.record)
      if let days = disk.days { entry.add("days", days) }
      object.add("disk", entry)
    }
    if let checkpoint = status.checkpoint { object.add("checkpoint", checkpoint) }
    object.add(
      "waiting",
      status.waiting.map { waiting in
        var entry = JSONObject()
        entry.add("node", waiting.node)
        entry.add("lane", waiting.lane.rawValue)
        entry.add("messages", waiting.messages)
        entry.add("oldest", waiting.oldest)
        return entry
      })
    if let turn = status.longestTurn {
      object.add("longestTurnMicroseconds", turn.wall)
      object.add("longestTurnProcessorMicroseconds", turn.processor)
    }
    if let minimize = status.minimize {
      var entry = JSONObject()
      entry.add("until", minimize.until)
      entry.add("by", minimize.by)
      entry.add("nature", minimize.nature.rawValue)
      if let name = minimize.exerciseName { entry.add("exerciseName", name) }
      object.add("minimize", entry)
    }
    object.add(
      "nodes",
      status.nodes.map { node in
        var entry = JSONObject()
        entry.add("node", node.node)
        entry.add("sessions", node.sessions)
        if let heard = node.lastHeard { entry.add("lastHeard", heard) }
        entry.add("silent", node.isSilent)
        return entry
      })
    return object.text
  }

  /// One line and an exit code for a monitoring system (Monitoring Plugins' guidelines: 0 OK, 1 WARNING, 2 CRITICAL,
  /// 3 UNKNOWN; performance data behind a bar).
  package static func check(_ status: BrokerStatus) -> (line: String, code: Int32) {
    let figures =
      "head=\(status.head)c sessions=\(status.sessions) accepted=\(status.accepted)c refused=\(status.refused)c "
      + "delivered=\(status.delivered)c"
      + (status.longestTurn.map { " longest_turn=\($0.wall)us longest_turn_cpu=\($0.processor)us" } ?? "")
      + (status.disk.map { " disk_free=\($0.free)B record=\($0.record)B" } ?? "")
      + (status.disk?.days.map { " days_left=\($0)" } ?? "")
      + " waiting=\(status.waiting.reduce(0) { $0 + $1.messages })"
    let about = "cell \(status.cell), record \(status.head), \(status.sessions) sessions"
    var found = status.alarms.map { alarm in
      (
        isCritical: alarm.level == .critical,
        line: plain("\(alarm.kind)\(alarm.node.map { " \($0)" } ?? ""): \(alarm.detail)")
      )
    }
    var state = status.takesMessages ? "" : "takes no messages, "
    // A broker that does not list alarms says this much.
    if !status.takesMessages, !found.contains(where: \.isCritical) {
      found.insert((true, plain("takes no messages" + (status.reason.map { ": \($0)" } ?? ""))), at: 0)
      state = ""
    }
    guard !found.isEmpty else { return ("CELLBUS OK - \(about) | \(figures)", 0) }
    let isCritical = found.contains { $0.isCritical }
    let shown = found.prefix(mostChecked).map(\.line).joined(separator: "; ")
    let more = found.count > mostChecked ? "; \(found.count - mostChecked) more" : ""
    return (
      "CELLBUS \(isCritical ? "CRITICAL" : "WARNING") - \(state)\(shown)\(more), \(about) | \(figures)",
      isCritical ? 2 : 1
    )
  }

  /// The most alarms in the line for a monitoring system, which shows one line.
  private static let mostChecked = 3

  /// One line without what separates performance data.
  private static func plain(_ text: String) -> String { DisplayText.line(text).replacing("|", with: "/") }

  /// The broker did not answer, or the question could not be put.
  package static func check(_ complaint: Complaint) -> (line: String, code: Int32) {
    let detail = plain(complaint.detail)
    switch complaint.status {
    case .configuration, .usage, .inputOutput, .cannotCreate, .data:
      return ("CELLBUS UNKNOWN - \(complaint.code): \(detail)", 3)
    case .unavailable, .software, .tryAgain, .protocol, .notPermitted:
      return ("CELLBUS CRITICAL - \(complaint.code): \(detail)", 2)
    }
  }
}
