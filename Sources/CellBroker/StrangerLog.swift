import CellConfig

/// What strangers do, in the log: a line at the first time, and one for all that follow in the next while, with their
/// count. Nobody who has no key decides how long the log is.
struct StrangerLog {
  private struct Occurrence: Hashable {
    var event: BrokerEvent
    var address: String
    /// A field's name and its value.
    var name: String
    var detail: String
  }

  private let log: EventLog
  private var counts: [Occurrence: Int] = [:]
  private var nextTelling: Int64 = 0

  /// Milliseconds that a line sums up.
  private static let interval: Int64 = 10_000
  /// Addresses and details that are told apart.
  private static let kinds = 64

  init(_ log: EventLog) { self.log = log }

  /// - Parameter detail: one of a few; never a stranger's own words.
  mutating func note(_ event: BrokerEvent, address: String, _ detail: String, as name: String = "detail") {
    var occurrence = Occurrence(event: event, address: address, name: name, detail: detail)
    if counts[occurrence] == nil, counts.count >= Self.kinds {
      occurrence = Occurrence(event: event, address: "others", name: name, detail: "others")
    }
    if let count = counts[occurrence] {
      counts[occurrence] = count + 1
    } else {
      counts[occurrence] = 0
      log.write(event, ["address": occurrence.address, occurrence.name: occurrence.detail])
    }
  }

  /// Tells what came since the last time, and forgets who was quiet.
  mutating func tell(at now: Int64) {
    guard now >= nextTelling else { return }
    nextTelling = now + Self.interval
    for (occurrence, count) in counts.sorted(by: { $0.key.address < $1.key.address }) where count > 0 {
      log.write(
        occurrence.event,
        [
          "address": occurrence.address, occurrence.name: occurrence.detail, "again": "\(count)",
          "seconds": "\(Self.interval / 1_000)",
        ])
    }
    counts = counts.filter { $0.value > 0 }.mapValues { _ in 0 }
  }
}
