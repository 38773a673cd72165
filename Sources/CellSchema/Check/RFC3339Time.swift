/// An RFC 3339 time, or a day, read in place: to see that the time exists, and which of two is earlier.
struct RFC3339Time: Comparable {
  /// From 0000-03-01T00:00:00Z, or days from that day for a date.
  var seconds: Int64
  /// The fraction's digits as nanoseconds; further digits are cut.
  var nanoseconds: Int64

  static func < (left: Self, right: Self) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Whether the day, hour, minute, second and offset exist. The layout was matched before.
  static func exists(_ format: Comparison, at start: Int, end: Int, in bytes: Span<UInt8>) -> Bool {
    RFC3339Time(format, at: start, end: end, in: bytes) != nil
  }

  init?(_ format: Comparison, at start: Int, end: Int, in bytes: Span<UInt8>) {
    func digits(_ at: Int) -> Int64 { Int64(bytes.byte(at) &- 0x30) &* 10 &+ Int64(bytes.byte(at &+ 1) &- 0x30) }
    guard end &- start >= 10 else { return nil }
    let year = digits(start) &* 100 &+ digits(start &+ 2)
    let month = digits(start &+ 5)
    let day = digits(start &+ 8)
    guard year > 0, month >= 1, month <= 12, day >= 1, day <= Self.days(month, year) else { return nil }
    let days = Self.days(year, month, day)
    nanoseconds = 0
    guard format == .timestamp else {
      seconds = days
      return
    }
    let hour = digits(start &+ 11)
    let minute = digits(start &+ 14)
    let second = digits(start &+ 17)
    guard end &- start >= 20, hour < 24, minute < 60, second < 60 else { return nil }
    seconds = days &* 86_400 &+ hour &* 3600 &+ minute &* 60 &+ second
    var at = start &+ 19
    if bytes.byte(at) == 0x2E {
      at &+= 1
      var unit: Int64 = 100_000_000
      while bytes.byte(at) &- 0x30 < 10 {
        nanoseconds &+= Int64(bytes.byte(at) &- 0x30) &* unit
        unit /= 10
        at &+= 1
      }
    }
    let sign = bytes.byte(at)
    if sign == 0x2B || sign == 0x2D {
      let offsetHour = digits(at &+ 1)
      let offsetMinute = digits(at &+ 4)
      guard offsetHour < 24, offsetMinute < 60 else { return nil }
      let offset = offsetHour &* 3600 &+ offsetMinute &* 60
      seconds = sign == 0x2B ? seconds &- offset : seconds &+ offset
      guard Self.writable.contains(seconds) else { return nil }
    }
  }

  /// 0001-01-01T00:00:00Z up to the year 10000: what an offset leads out of can be written in no other way.
  private static var writable: Range<Int64> { 306 * 86_400..<3_652_365 * 86_400 }

  private static func days(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Days since 0000-03-01, counting years from March so that the leap day is the last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year &- 1
    let fromMarch = month > 2 ? month &- 3 : month &+ 9
    return shifted &* 365 &+ shifted / 4 &- shifted / 100 &+ shifted / 400 &+ (fromMarch &* 153 &+ 2) / 5 &+ day &- 1
  }
}
