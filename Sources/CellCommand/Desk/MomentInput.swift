package import CellSchema
package import Foundation

/// Moments and days as people write them, wherever they write one.
package struct MomentInput: Sendable {
  /// The present.
  package var now: Timestamp
  /// What local times are of.
  package var zone: TimeZone

  /// Which day a time of the day is of, and which way a span goes that has no sign.
  package enum Sense: Sendable {
    /// What was: the last time that it was so late; so long ago.
    case past
    /// What is to come: the next time that it is so late; in so long.
    case ahead
    /// Today, or yesterday for what is more than half a day ahead, as after midnight; so long ago.
    case either
  }

  package init(now: Timestamp = .now, zone: TimeZone = .current) {
    self.now = now
    self.zone = zone
  }

  /// What is understood, for whoever has to write one.
  package var allowed: String {
    spoken(
      """
      070205ZMAR26, 0205Z, 0405 local time (\(zone.identifier)), now, 30m, 8h, 2h30m or 2d ago, +8h ahead, or \
      2026-03-07T02:05:00Z
      """)
  }

  package static var allowedDay: String { spoken("2026-03-07, 07MAR26 or today") }

  /// What is said of a text that is no moment.
  package func refusal(of text: String) -> String {
    spoken("\"\(DisplayText.line(text))\" is none; allowed: \(allowed)")
  }

  /// A date-time group, a time of day in Zulu or local time, `now`, a span such as `2h30m`, or RFC 3339; nil for what is
  /// none of ``allowed``.
  package func moment(_ text: String, _ sense: Sense = .either) -> Timestamp? {
    let text = text.filter { $0 != " " }.uppercased()
    if text == "NOW" { return now }
    if let exact = Timestamp(text) ?? Timestamp(dtg: text) { return exact }
    if let seconds = Self.span(text, isAhead: sense == .ahead) { return now.adding(seconds: seconds) }
    let isZulu = text.hasSuffix("Z")
    let digits = (isZulu ? String(text.dropLast()) : text).replacing(":", with: "")
    guard digits.count == 4, digits.utf8.allSatisfy(Self.isDigit), let hour = Int(digits.prefix(2)),
      let minute = Int(digits.suffix(2)), hour < 24, minute < 60
    else { return nil }
    return time(hour, minute, in: isZulu ? .gmt : zone, sense)
  }

  /// `2026-03-07`, `07MAR26`, `today`; nil for what is none.
  package func day(_ text: String) -> CalendarDate? {
    let text = text.filter { $0 != " " }.uppercased()
    if text == "TODAY" { return CalendarDate(String(iso(now, in: zone).prefix(10))) }
    if let day = CalendarDate(text) { return day }
    guard text.count == 7, let month = Timestamp.months.firstIndex(of: String(text.dropFirst(2).prefix(3))) else {
      return nil
    }
    return CalendarDate("20\(text.suffix(2))-\(month < 9 ? "0" : "")\(month + 1)-\(text.prefix(2))")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `2H30M`, `+8H`: in seconds from now on; nil for what is none, and for nothing.
  private static func span(_ text: String, isAhead: Bool) -> Int64? {
    let isAhead = text.hasPrefix("+") || (isAhead && !text.hasPrefix("-"))
    var rest = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
    var units: [(Character, Int64)] = [("D", 86_400), ("H", 3_600), ("M", 60)]
    var seconds: Int64 = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard let count = Int64(digits), count <= 100_000, let unit = rest.popFirst(),
        let place = units.firstIndex(where: { $0.0 == unit })
      else { return nil }
      seconds += count * units[place].1
      // The greater unit stands first.
      units.removeFirst(place + 1)
    }
    return seconds == 0 ? nil : isAhead ? seconds : -seconds
  }

  private func time(_ hour: Int, _ minute: Int, in zone: TimeZone, _ sense: Sense) -> Timestamp? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    func at(_ days: Int) -> Timestamp? {
      let day = calendar.date(byAdding: .day, value: days, to: now.date)
      return day.flatMap { calendar.date(bySettingHour: hour, minute: minute, second: 0, of: $0) }.map { Timestamp($0) }
    }
    guard let today = at(0) else { return nil }
    switch sense {
    case .past: return today > now ? at(-1) : today
    case .ahead: return today < now ? at(1) : today
    case .either: return today > now.adding(seconds: 43_200) ? at(-1) : today
    }
  }

  private func iso(_ moment: Timestamp, in zone: TimeZone) -> String {
    moment.date.ISO8601Format(Date.ISO8601FormatStyle(timeZone: zone))
  }
}

extension Timestamp {
  static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

  /// `071021ZMAR26` (ACP 121), in this century; nil where it is none, or the day does not exist.
  init?(dtg text: String) {
    let text = Array(text.uppercased().utf8)
    guard text.count == 12, text[6] == UInt8(ascii: "Z"),
      let month = Self.months.firstIndex(of: String(decoding: text[7..<10], as: UTF8.self))
    else { return nil }
    let part = { (range: Range<Int>) in String(decoding: text[range], as: UTF8.self) }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    self.init("20\(part(10..<12))-\(number)-\(part(0..<2))T\(part(2..<4)):\(part(4..<6)):00Z")
  }
}
