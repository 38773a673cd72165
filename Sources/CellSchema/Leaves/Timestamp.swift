public import Foundation

/// A moment, to the microsecond: RFC 3339 with any offset and up to six digits of a second's fraction. There are no leap
/// seconds.
///
/// It is written in UTC with milliseconds, `2026-03-07T10:21:00.000Z`, and shown on screens as a date-time group,
/// ``dtg``.
public struct Timestamp: StringLeaf {
  public static let stringShape: StringShape = {
    let moment: [BytePattern.Run] =
      CalendarDate.runs + [
        .init("T"), .init("0-2"), .init("0-9"), .init(":"), .init("0-5"), .init("0-9"), .init(":"), .init("0-5"),
        .init("0-9"),
      ]
    let fraction: [BytePattern.Run] = [.init("."), .init("0-9", 1...6)]
    let offset: [BytePattern.Run] = [
      .init("+-"), .init("0-2"), .init("0-9"), .init(":"), .init("0-5"), .init("0-9"),
    ]
    return StringShape(
      pattern: BytePattern(anyOf: [
        moment + fraction + [.init("Z")], moment + [.init("Z")], moment + fraction + offset, moment + offset,
      ]), format: .timestamp)
  }()
  public static var sample: Self { Self(microseconds: 1_772_878_860_000_000) }

  /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z, what four digits of a year can write.
  private static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// Microseconds since 1970-01-01T00:00:00Z; held to the years 1 to 9999.
  public init(microseconds: Int64) {
    self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
  }

  /// The moment of a `Date`, rounded to microseconds.
  public init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1_000_000).rounded())) }

  /// The present moment by this machine's clock, cut to the millisecond as it is written.
  public static var now: Self {
    Self(microseconds: Int64(Date().timeIntervalSince1970 * 1_000) * 1_000)
  }

  /// Nil if the text is not RFC 3339, the day does not exist, the fraction has more than six digits, or the moment is in
  /// UTC not in the years 1 to 9999.
  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.init(shaped: Array(description.utf8).span)
  }

  /// Reads bytes whose form is checked: what a strict check has passed is not checked again.
  package init?(shaped text: Span<UInt8>) {
    let day = CivilDay(year: text.number(0, 4), month: text.number(5, 2), day: text.number(8, 2))
    let hour = text.number(11, 2)
    guard day.exists, hour < 24 else { return nil }
    var microseconds = Int64(day.daysSince1970) * 86_400
    microseconds += Int64(hour * 3_600 + text.number(14, 2) * 60 + text.number(17, 2))
    microseconds *= 1_000_000
    var place = 19
    if text[place] == UInt8(ascii: ".") {
      var unit: Int64 = 100_000
      place += 1
      while place < text.count, text[place].isDigit {
        microseconds += Int64(text[place] - UInt8(ascii: "0")) * unit
        unit /= 10
        place += 1
      }
    }
    if text[place] != UInt8(ascii: "Z") {
      let hours = text.number(place + 1, 2)
      guard hours < 24 else { return nil }
      let offset = Int64(hours * 60 + text.number(place + 4, 2)) * 60_000_000
      microseconds += text[place] == UInt8(ascii: "+") ? -offset : offset
    }
    guard Self.range.contains(microseconds) else { return nil }
    self.init(microseconds: microseconds)
  }

  /// The moment as a `Date`.
  public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

  /// UTC with milliseconds, cut, not rounded: a moment is never written later than it was.
  public var description: String {
    var text = [UInt8](repeating: 0, count: Self.textCount)
    var bytes = text.mutableSpan
    write(into: &bytes, at: 0)
    return String(decoding: text, as: UTF8.self)
  }

  /// Of the second, cut.
  var milliseconds: Int { Int(microseconds.floorRemainder(1_000_000) / 1_000) }

  /// The moment so many seconds later, or earlier if the number is negative.
  public func adding(seconds: Int64) -> Self {
    let (span, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, beyond) = microseconds.addingReportingOverflow(span)
    guard !overflow, !beyond else { return Self(microseconds: seconds < 0 ? .min : .max) }
    return Self(microseconds: sum)
  }

  public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  /// The day in UTC.
  var civil: CivilDay { CivilDay(daysSince1970: Int(microseconds.floorQuotient(86_400_000_000))) }

  /// Hour, minute and second in UTC.
  var timeOfDay: (hour: Int, minute: Int, second: Int) {
    let seconds = Int(microseconds.floorRemainder(86_400_000_000) / 1_000_000)
    return (seconds / 3_600, seconds / 60 % 60, seconds % 60)
  }
}

extension Int64 {
  /// The quotient rounded down, also for what lies before 1970.
  fileprivate func floorQuotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  fileprivate func floorRemainder(_ divisor: Int64) -> Int64 { self - floorQuotient(divisor) * divisor }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension [UInt8] {
  /// The number that `count` decimal digits from `start` write.
  func number(_ start: Int, _ count: Int) -> Int { span.number(start, count) }
}

extension Span<UInt8> {
  /// The number that `count` decimal digits from `start` write.
  fileprivate func number(_ start: Int, _ count: Int) -> Int {
    var number = 0
    for place in start..<start + count { number = number * 10 + Int(self[place] - UInt8(ascii: "0")) }
    return number
  }
}
