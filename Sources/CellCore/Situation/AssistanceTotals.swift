import CellSchema

/// Exact sums of what is required, pledged, delivered and confirmed: money by currency, goods by name and unit.
struct AssistanceTotals {
  private struct Sums<Amount: AdditiveArithmetic> {
    var required = Amount.zero
    var pledged = Amount.zero
    var delivered = Amount.zero
    var confirmed = Amount.zero
  }

  private var moneyOf: [CurrencyCode: Sums<Int128>] = [:]
  private var goodsOf: [Holding.Thing: Sums<Int>] = [:]

  init(_ extract: AssistanceExtract) {
    for requirement in extract.requirements {
      let thing = Holding.Thing(nomenclature: requirement.body.item, unit: requirement.body.unit)
      goodsOf[thing, default: Sums()].required += requirement.body.quantity.value
    }
    // In the place of a replaced pledge another one counts.
    for pledge in extract.pledges where pledge.replacedBy == nil {
      add(pledge.body.amount, pledge.body.items, to: \.pledged, \.pledged)
    }
    for delivery in extract.deliveries {
      add(delivery.body.amount, delivery.body.items, to: \.delivered, \.delivered)
      guard let received = delivery.confirmation?.body.received else { continue }
      add(received.amount, received.items, to: \.confirmed, \.confirmed)
    }
  }

  private mutating func add(
    _ amount: Money?, _ items: NonEmpty<Goods>?, to money: WritableKeyPath<Sums<Int128>, Int128>,
    _ goods: WritableKeyPath<Sums<Int>, Int>
  ) {
    if let amount { moneyOf[amount.currency, default: Sums()][keyPath: money] += amount.value.millionths }
    for item in items?.elements ?? [] {
      let thing = Holding.Thing(nomenclature: item.nomenclature, unit: item.unit)
      goodsOf[thing, default: Sums()][keyPath: goods] += item.quantity.value
    }
  }

  /// By currency.
  var money: [MoneyTotal] {
    moneyOf.sorted { $0.key < $1.key }.map { currency, sums in
      MoneyTotal(
        currency: currency, pledged: AmountTotal(millionths: sums.pledged),
        delivered: AmountTotal(millionths: sums.delivered), confirmed: AmountTotal(millionths: sums.confirmed))
    }
  }

  /// By name and unit.
  var goods: [GoodsTotal] {
    goodsOf.sorted { $0.key < $1.key }.map { thing, sums in
      GoodsTotal(
        nomenclature: thing.nomenclature, unit: thing.unit, required: sums.required, pledged: sums.pledged,
        delivered: sums.delivered, confirmed: sums.confirmed)
    }
  }
}
