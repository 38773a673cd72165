package import CellSchema

/// A moment of the past as a person writes it.
package enum PastMoment {
  package static var allowed: String {
    spoken("RFC 3339, a date-time group such as 071021ZMAR26, or how long ago: 30m, 8h, 2d")
  }

  /// Nil for what is none of ``allowed``.
  package static func read(_ text: String, now: Timestamp) -> Timestamp? {
    if let time = Timestamp(text) ?? Timestamp(dtg: text) { return time }
    let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(text.dropLast()), count > 0, count <= 100_000
    else { return nil }
    return now.adding(seconds: -count * unit)
  }
}
