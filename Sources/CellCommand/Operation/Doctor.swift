import CellSchema

/// Judges what was looked at: what is right, what is doubtful, what is wrong, and what to do.
package struct Doctor: Sendable {
  package enum Level: String, Sendable {
    case sound = "OK"
    case warning = "WARNING"
    case fault = "FAULT"
  }

  package struct Finding: Sendable {
    package var level: Level
    package var subject: String
    package var text: String
    /// A command, or what else is to be done.
    package var next: String?
  }

  /// Bytes that should be free where the record is, or a fifth of a small disk, and below which, or a twentieth, it is
  /// nearly too late: a cell of forty nodes writes some hundred MiB a day.
  package static let freeWarning: Int64 = 2 << 30
  package static let freeFault: Int64 = 256 << 20
  /// Seconds by which clocks may differ: the broker takes what is sent five minutes ahead, and people compare times.
  package static let clockWarning = 10.0
  /// What the shipped unit sets, and a change of which is worth a word.
  static let sandbox: KeyValuePairs<String, String> = [
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "MemoryDenyWriteExecute": "yes", "UMask": "0077",
  ]
  private static let restart = "systemctl reset-failed cellbusd; systemctl start cellbusd"

  package private(set) var findings: [Finding] = []

  package init(_ facts: DoctorFacts) {
    files(facts)
    keys(facts)
    record(facts.record, facts.account)
    endpoints(facts)
    clock(facts.clock)
    if let unit = facts.unit { service(unit.properties) }
  }

  package var faults: Int { findings.count { $0.level == .fault } }

  private mutating func note(_ level: Level, _ subject: String, _ text: String, next: String? = nil) {
    findings.append(Finding(level: level, subject: subject, text: text, next: next))
  }

  private mutating func files(_ facts: DoctorFacts) {
    let subject = inColumn("files")
    note(
      .sound, subject,
      spoken("\(facts.file): cell \(facts.cell)") + ", " + counted(facts.nodes, "{1} node", "{1} nodes"))
    for warning in facts.warnings { note(.warning, subject, warning) }
    for place in facts.places where place.mode & 0o022 != 0 {
      note(
        .fault, subject, spoken("\(place.path) can be changed by others than its owner (mode \(octal(place.mode)))"),
        next: "chmod go-w \(ShellWord.quoted(place.path))")
    }
  }

  private mutating func keys(_ facts: DoctorFacts) {
    let subject = inColumn("keys")
    for key in facts.keys {
      let path = ShellWord.quoted(key.path)
      if key.owner != facts.account {
        note(
          .fault, subject, spoken("\(key.path) is \(key.owner)'s, and the daemon runs as \(facts.account)"),
          next: "chown \(facts.account): \(path)")
      } else if key.mode & 0o077 != 0 {
        note(
          key.mode & 0o027 != 0 ? .fault : .warning, subject,
          spoken("\(key.path) can be read by others than its owner (mode \(octal(key.mode)))"),
          next: "chmod 0400 \(path)")
      } else {
        note(.sound, subject, spoken("\(key.path): \(key.owner) alone"))
      }
    }
  }

  private mutating func record(_ record: DoctorFacts.RecordDirectory, _ account: String) {
    let subject = inColumn("record")
    if let obstacle = record.obstacle {
      note(.fault, subject, obstacle, next: "chown -R \(account): \(ShellWord.quoted(record.path))")
    } else if let place = record.place, place.owner != account {
      note(
        .fault, subject, spoken("\(place.path) is \(place.owner)'s, and the daemon runs as \(account)"),
        next: "chown -R \(account): \(ShellWord.quoted(place.path))")
    } else if let place = record.place, place.mode & 0o077 != 0 {
      note(
        .warning, subject, spoken("\(place.path) can be read by others than its owner (mode \(octal(place.mode)))"),
        next: "chmod 0700 \(ShellWord.quoted(place.path))")
    } else if let place = record.place {
      note(.sound, subject, spoken("\(place.path): \(place.owner) alone"))
    } else {
      note(.sound, subject, spoken("\(record.path) is not there yet; the daemon makes it"))
    }
    let free = spoken("\(mebibytes(record.free)) MiB free of \(mebibytes(record.size))")
    let level: Level =
      record.free < min(Self.freeFault, record.size / 20)
      ? .fault : record.free < min(Self.freeWarning, record.size / 5) ? .warning : .sound
    note(
      level, inColumn("disk"), free,
      next: level == .sound ? nil : spoken("make room: on a full disk the bus takes nothing more, until there is some"))
  }

  private mutating func endpoints(_ facts: DoctorFacts) {
    let subject = inColumn("ports")
    for (name, reach) in facts.endpoints {
      switch reach {
      case .served: note(.sound, subject, spoken("\(name): somebody listens"))
      case .silent:
        note(
          .warning, subject, spoken("\(name): nobody listens"),
          next: facts.unit == nil ? "cellbusd --config \(ShellWord.quoted(facts.file))" : "systemctl start cellbusd")
      case .foreign:
        note(
          .fault, subject, spoken("\(name) is no address of this host"),
          next: spoken("change endpoints in \(facts.file); ip address shows those of this host"))
      case .forbidden: note(.warning, subject, spoken("\(name): this user may not look"))
      }
    }
  }

  private mutating func clock(_ clock: DoctorFacts.Clock) {
    let subject = inColumn("clock")
    if clock.isSynchronized {
      note(.sound, subject, spoken("it follows a time service"))
    } else {
      note(
        .warning, subject, spoken("it follows no time service"),
        next: spoken("timedatectl set-ntp true; where there is no network, set it by hand against another clock"))
    }
    // Late messages may have waited in a queue; nothing is sent before its time.
    let early = clock.ahead.filter { $0.seconds > Self.clockWarning }
    if clock.ahead.count > 1, early.count * 2 > clock.ahead.count {
      let least = early.map(\.seconds).min() ?? 0
      note(
        .fault, subject,
        spoken(
          "this host's clock is \(seconds(least)) s or more behind those of \(early.count) of \(clock.ahead.count) nodes and witnesses"
        ),
        next: spoken("compare it with another clock, and set it: date --utc"))
    } else {
      for (node, ahead) in early {
        note(.warning, subject, spoken("\(node) is \(seconds(ahead)) s ahead of this host's clock"))
      }
      if early.isEmpty, !clock.ahead.isEmpty {
        note(
          .sound, subject,
          counted(clock.ahead.count, "{1} clock is not ahead of it", "{1} clocks are not ahead of it"))
      }
    }
  }

  private mutating func service(_ unit: [String: String]) {
    let subject = inColumn("service")
    let state = "\(unit["ActiveState"] ?? "") (\(unit["SubState"] ?? ""))"
    guard unit["LoadState"] == "loaded" else {
      return note(.fault, subject, spoken("there is no unit cellbusd"), next: "apt-get install cellbus")
    }
    let restarts = Int(unit["NRestarts"] ?? "") ?? 0
    if unit["ActiveState"] == "active" {
      guard restarts > 0 else {
        note(.sound, subject, state)
        return changes(unit)
      }
      note(
        .warning, subject, "\(state), " + counted(restarts, "started again {1} time", "started again {1} times"),
        next: "journalctl --namespace=+cellbus -u cellbusd -p warning")
    } else {
      note(
        unit["ActiveState"] == "failed" ? .fault : .warning, subject,
        "\(state): \(unit["Result"] ?? ""), \(unit["ExecMainStatus"] ?? "")",
        next: "journalctl --namespace=+cellbus -u cellbusd -e; \(Self.restart)")
    }
    changes(unit)
  }

  /// What was changed of the sandbox.
  private mutating func changes(_ unit: [String: String]) {
    let subject = inColumn("service")
    for (name, shipped) in Self.sandbox {
      guard let value = unit[name], value != shipped else { continue }
      note(
        .warning, subject, spoken("\(name) is \(value), and was shipped as \(shipped)"), next: "systemctl cat cellbusd")
    }
  }

  private func octal(_ mode: Int) -> String { String(mode, radix: 8) }
  private func mebibytes(_ bytes: Int64) -> String { grouped(Int(bytes >> 20)) }
  private func seconds(_ seconds: Double) -> String { "\(Int(seconds.rounded()))" }
}

extension Doctor {
  /// A line a finding, what to do below it, and how many things are wrong.
  package func text(_ ink: Ink) -> String {
    let width = findings.map { DisplayText.width($0.subject) }.max() ?? 0
    var lines = findings.flatMap { finding -> [String] in
      let head = DisplayText.column(finding.level.rawValue, 7)
      let line = "\(ink(head, Self.colour(finding.level)))  \(DisplayText.whole(finding.subject, width))  "
      let text = "\(line)\(DisplayText.line(finding.text))"
      return [text]
        + (finding.next.map { ["\(String(repeating: " ", count: 11 + width))" + spoken("Next: \($0)")] } ?? [])
    }
    lines.append(
      faults == 0 ? spoken("nothing is wrong") : counted(faults, "{1} thing is wrong", "{1} things are wrong"))
    return lines.joined(separator: "\n")
  }

  /// One object a finding, a line each.
  package var json: String {
    findings.map { finding in
      var object = JSONObject()
      object.add("level", finding.level.rawValue)
      object.add("subject", finding.subject)
      object.add("text", finding.text)
      if let next = finding.next { object.add("next", next) }
      return object.text
    }.joined(separator: "\n")
  }

  private static func colour(_ level: Level) -> Ink.Colour {
    switch level {
    case .sound: .green
    case .warning: .yellow
    case .fault: .red
    }
  }
}
