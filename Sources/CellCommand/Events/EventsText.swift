package import CellConfig

/// The vocabulary of the daemon's log. Its words are English, as the log is.
package enum EventsText {
  package static func find(_ name: String) -> BrokerEvent? { BrokerEvent(rawValue: name.lowercased()) }

  /// Events whose name has the beginning of a word that was asked for.
  package static func near(_ name: String) -> [BrokerEvent] {
    let words = name.lowercased().split(separator: "-").filter { $0.count > 2 }
    return BrokerEvent.allCases.filter { event in words.contains { event.rawValue.contains($0.prefix(5)) } }
  }

  /// All events, the gravest first: a line each with what it means.
  package static func list(_ ink: Ink) -> String {
    let width = BrokerEvent.allCases.map(\.rawValue.count).max() ?? 0
    let lines = BrokerEvent.Severity.allCases.reversed().flatMap { severity in
      [ink(severity.rawValue, .bold)]
        + BrokerEvent.allCases.filter { $0.severity == severity }.map { event in
          "  \(DisplayText.whole(event.rawValue, width))  \(event.entry.meaning)"
        }
    }
    return lines.joined(separator: "\n")
  }

  package static func text(_ event: BrokerEvent, _ ink: Ink) -> String {
    let entry = event.entry
    var lines = [
      ink(event.rawValue, .bold), "  severity  \(entry.severity.rawValue)", "  meaning   \(entry.meaning)",
    ]
    if !entry.next.isEmpty { lines.append("  next      \(entry.next)") }
    if !entry.fields.isEmpty { lines.append("  fields    \(entry.fields.joined(separator: " "))") }
    return lines.joined(separator: "\n")
  }

  package static func json(_ event: BrokerEvent) -> String {
    let entry = event.entry
    var object = JSONObject()
    object.add("vocabulary", BrokerEvent.version)
    object.add("event", event.rawValue)
    object.add("severity", entry.severity.rawValue)
    object.add("fields", entry.fields)
    object.add("meaning", entry.meaning)
    if !entry.next.isEmpty { object.add("next", entry.next) }
    return object.text
  }
}
