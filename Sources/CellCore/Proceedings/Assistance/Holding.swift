import CellSchema

/// Exact amounts of money by currency, and quantities of goods by name and unit.
struct Holding {
  struct Thing: Hashable, Comparable {
    var nomenclature: Line
    var unit: Line

    static func < (left: Self, right: Self) -> Bool {
      (left.nomenclature, left.unit) < (right.nomenclature, right.unit)
    }
  }

  /// Amounts in millionths of the currency's unit.
  private(set) var money: [CurrencyCode: Int128] = [:]
  private(set) var goods: [Thing: Int] = [:]

  init(_ amount: Money? = nil, _ items: NonEmpty<Goods>? = nil) {
    if let amount { money[amount.currency] = amount.value.millionths }
    for item in items?.elements ?? [] {
      goods[Thing(nomenclature: item.nomenclature, unit: item.unit), default: 0] += item.quantity.value
    }
  }

  /// Adds another holding, or takes it off again.
  mutating func make(_ change: Change, _ other: Holding) {
    for (currency, amount) in other.money { money[currency, default: 0] += change == .apply ? amount : -amount }
    for (thing, quantity) in other.goods { goods[thing, default: 0] += change == .apply ? quantity : -quantity }
  }

  /// Whether an amount exceeds another holding's.
  func exceeds(_ other: Holding) -> Bool {
    money.contains { $0.value > other.money[$0.key] ?? 0 } || goods.contains { $0.value > other.goods[$0.key] ?? 0 }
  }

  /// Says in words which amounts exceed another holding's.
  ///
  /// - Parameters:
  ///   - said: what the other holding is, such as "pledged".
  ///   - own: what this holding is, such as "delivered".
  func beyond(_ other: Holding, said: String, _ own: String) -> [String] {
    let money = money.keys.sorted().compactMap { currency -> String? in
      let (mine, its) = (self.money[currency] ?? 0, other.money[currency] ?? 0)
      guard mine > its else { return nil }
      return "\(AmountTotal(millionths: its)) \(currency) \(said), \(AmountTotal(millionths: mine)) \(own)."
    }
    let goods = goods.keys.sorted().compactMap { thing -> String? in
      let (mine, its) = (self.goods[thing] ?? 0, other.goods[thing] ?? 0)
      guard mine > its else { return nil }
      return "\(thing.nomenclature): \(its) \(thing.unit) \(said), \(mine) \(own)."
    }
    return money + goods
  }

  /// Says in words which confirmed amounts differ from the delivered ones.
  func differences(from delivered: Holding) -> [String] {
    let currencies = Set(money.keys).union(delivered.money.keys).sorted()
    let things = Set(goods.keys).union(delivered.goods.keys).sorted()
    return currencies.compactMap { currency -> String? in
      let (received, sent) = (money[currency] ?? 0, delivered.money[currency] ?? 0)
      guard received != sent else { return nil }
      return "\(AmountTotal(millionths: sent)) \(currency) delivered, \(AmountTotal(millionths: received)) confirmed."
    }
      + things.compactMap { thing -> String? in
        let (received, sent) = (goods[thing] ?? 0, delivered.goods[thing] ?? 0)
        guard received != sent else { return nil }
        return "\(thing.nomenclature): \(sent) \(thing.unit) delivered, \(received) confirmed."
      }
  }
}
