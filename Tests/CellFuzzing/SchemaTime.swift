/// A moment or a day that a schema's `format` means, in microseconds since the year 1; nothing of the product reads it.
package struct SchemaTime {
  package var microseconds: Int64
  package var isDay: Bool

  /// RFC 3339 with the limits that a schema's description gives: no leap second, at most six digits of a fraction, the
  /// years 0001 to 9999, also in UTC.
  package init?(_ text: ArraySlice<UInt8>) {
    var reader = Reader(text: text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), year > 0, (1...12).contains(month), day >= 1,
      day <= Self.days(in: month, of: year)
    else { return nil }
    let days = Self.days(before: year) + (1..<month).reduce(0) { $0 + Self.days(in: $1, of: year) } + day - 1
    microseconds = Int64(days) * 86_400_000_000
    isDay = reader.isAtEnd
    if isDay { return }
    guard reader.take("T"), let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2), hour < 24, minute < 60, second < 60,
      let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    microseconds += (Int64(hour) * 3_600 + Int64(minute) * 60 + Int64(second) - offset) * 1_000_000 + fraction
    guard (0..<Int64(Self.days(before: 10_000)) * 86_400_000_000).contains(microseconds) else { return nil }
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(before year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400
  }

  private struct Reader {
    var text: ArraySlice<UInt8>

    var isAtEnd: Bool { text.isEmpty }

    mutating func take(_ letter: UnicodeScalar) -> Bool {
      guard text.first == UInt8(ascii: letter) else { return false }
      text.removeFirst()
      return true
    }

    mutating func number(_ digits: Int) -> Int? {
      guard text.count >= digits else { return nil }
      var value = 0
      for byte in text.prefix(digits) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      text.removeFirst(digits)
      return value
    }

    mutating func fraction() -> Int64? {
      guard take(".") else { return 0 }
      let digits = text.prefix { (0x30...0x39).contains($0) }.count
      guard (1...6).contains(digits), let value = number(digits) else { return nil }
      return (digits..<6).reduce(Int64(value)) { value, _ in value * 10 }
    }

    /// In seconds.
    mutating func offset() -> Int64? {
      if take("Z") { return 0 }
      let isEast = take("+")
      guard isEast || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
      else { return nil }
      let seconds = Int64(hours * 3_600 + minutes * 60)
      return isEast ? seconds : -seconds
    }
  }
}
