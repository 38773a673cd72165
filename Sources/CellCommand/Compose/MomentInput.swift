package import CellSchema
package import Foundation

/// Moments and days as people write them.
package struct MomentInput: Sendable {
  /// The present.
  package var now: Timestamp
  /// What local times are of.
  package var zone: TimeZone

  package init(now: Timestamp = .now, zone: TimeZone = .current) {
    self.now = now
    self.zone = zone
  }

  /// What is understood, for whoever has to write one.
  package var allowed: String {
    spoken("070205ZMAR26, 0205Z today, 0405 local time (\(zone.identifier)), now, or 2026-03-07T02:05:00Z")
  }

  package static var allowedDay: String { spoken("2026-03-07, 07MAR26 or today") }

  /// A date-time group, a time of today in Zulu or local time, `now`, or RFC 3339; nil for what is none.
  package func moment(_ text: String) -> Timestamp? {
    let text = text.filter { $0 != " " }.uppercased()
    if text == "NOW" { return now }
    if let exact = Timestamp(text) { return exact }
    if let group = Self.group(text) { return group }
    let isZulu = text.hasSuffix("Z")
    let digits = (isZulu ? String(text.dropLast()) : text).replacing(":", with: "")
    guard digits.count == 4, digits.allSatisfy(\.isNumber), let hour = Int(digits.prefix(2)),
      let minute = Int(digits.suffix(2)), hour < 24, minute < 60
    else { return nil }
    return today(hour, minute, in: isZulu ? .gmt : zone)
  }

  /// `2026-03-07`, `07MAR26`, `today`; nil for what is none.
  package func day(_ text: String) -> CalendarDate? {
    let text = text.filter { $0 != " " }.uppercased()
    if text == "TODAY" { return CalendarDate(String(iso(now, in: zone).prefix(10))) }
    if let day = CalendarDate(text) { return day }
    guard text.count == 7, let month = Self.months.firstIndex(of: String(text.dropFirst(2).prefix(3))) else {
      return nil
    }
    return CalendarDate("20\(text.suffix(2))-\(Self.two(month + 1))-\(text.prefix(2))")
  }

  private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `070205ZMAR26` (ACP 121): of this century, as it is shown.
  private static func group(_ text: String) -> Timestamp? {
    guard text.count == 12, text.dropFirst(6).first == "Z",
      let month = months.firstIndex(of: String(text.dropFirst(7).prefix(3)))
    else { return nil }
    let (day, hour, minute) = (text.prefix(2), text.dropFirst(2).prefix(2), text.dropFirst(4).prefix(2))
    return Timestamp("20\(text.suffix(2))-\(two(month + 1))-\(day)T\(hour):\(minute):00Z")
  }

  private func today(_ hour: Int, _ minute: Int, in zone: TimeZone) -> Timestamp? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar.date(bySettingHour: hour, minute: minute, second: 0, of: now.date).map { Timestamp($0) }
  }

  private func iso(_ moment: Timestamp, in zone: TimeZone) -> String {
    moment.date.ISO8601Format(Date.ISO8601FormatStyle(timeZone: zone))
  }
}
