import Foundation

extension Timestamp {
  /// The date-time group, `071021ZMAR26`: day, hour and minute in UTC (Z), month, year (ACP 121).
  public var dtg: String {
    let day = civil
    let time = timeOfDay
    return padded(day.day, to: 2) + padded(time.hour, to: 2) + padded(time.minute, to: 2) + "Z"
      + Self.months[day.month - 1] + padded(day.year % 100, to: 2)
  }

  /// The local time in Paris, where the cell sits, `11:21`; with `+1` or `-1` where the day is another than in UTC.
  public var paris: String { local(in: Self.parisZone) }

  /// The local time in Kyiv, `12:21`; with `+1` or `-1` where the day is another than in UTC.
  public var kyiv: String { local(in: Self.kyivZone) }

  /// Date-time group with both local times, `071021ZMAR26 (Paris 11:21, Kyiv 12:21)`.
  public var dtgWithLocalTimes: String { "\(dtg) (Paris \(paris), Kyiv \(kyiv))" }

  /// Foundation carries the tz database itself, so that both are there on a host without one.
  private static let parisZone = TimeZone(identifier: "Europe/Paris")
  private static let kyivZone = TimeZone(identifier: "Europe/Kiev")

  private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

  private func local(in zone: TimeZone?) -> String {
    guard let zone else { return "--:--" }
    let there = adding(seconds: Int64(zone.secondsFromGMT(for: date)))
    let time = there.timeOfDay
    let clock = "\(padded(time.hour, to: 2)):\(padded(time.minute, to: 2))"
    switch there.civil.daysSince1970 - civil.daysSince1970 {
    case 0: return clock
    case 1...: return clock + "+1"
    default: return clock + "-1"
    }
  }
}
