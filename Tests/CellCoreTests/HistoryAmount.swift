/// An exact decimal amount, added up digit by digit as on paper.
struct HistoryAmount: Hashable {
  /// Lowest first, six of them after the point, without leading zeros.
  private var digits: [UInt8]

  init() { digits = [] }

  init(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    var fraction = parts.count > 1 ? parts[1].utf8.map { $0 - 48 } : []
    while fraction.count < 6 { fraction.append(0) }
    digits = (parts[0].utf8.map { $0 - 48 } + fraction).reversed()
    trim()
  }

  private mutating func trim() { while digits.last == 0 { digits.removeLast() } }

  static func += (left: inout Self, right: Self) {
    var carry: UInt8 = 0
    for place in 0..<max(left.digits.count, right.digits.count) + 1 {
      let sum =
        (place < left.digits.count ? left.digits[place] : 0)
        + (place < right.digits.count ? right.digits[place] : 0) + carry
      if place < left.digits.count { left.digits[place] = sum % 10 } else { left.digits.append(sum % 10) }
      carry = sum / 10
    }
    left.trim()
  }
}
