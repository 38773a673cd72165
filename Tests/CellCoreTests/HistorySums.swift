import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// Assistance as one reader may sum it up: over the messages that it may read, as they were amended, digit by digit.
struct HistorySums: Equatable {
  struct Money: Equatable {
    var pledged = HistoryAmount()
    var delivered = HistoryAmount()
    var confirmed = HistoryAmount()
  }

  struct Goods: Equatable {
    var required = 0
    var pledged = 0
    var delivered = 0
    var confirmed = 0
  }

  var money: [String: Money] = [:]
  var goods: [String: Goods] = [:]

  init(_ world: HistoryWorld, for reader: Int) {
    for (_, body) in world.standing(AssistanceRequirement.self, for: reader) {
      goods["\(body.item) \(body.unit)", default: Goods()].required += body.quantity.value
    }
    let pledges = world.standing(AssistancePledge.self, for: reader)
    for (row, body) in pledges
    where !pledges.contains(where: { $0.body.replaces == row.id && $0.row.sequence > row.sequence }) {
      let revision = world.standing(AssistanceRevision.self, for: reader).last { $0.body.pledge == row.id }?.body
      add(revision.map(\.amount) ?? body.amount, revision.map(\.items) ?? body.items, \.pledged, \.pledged)
    }
    let deliveries = world.standing(AssistanceDelivery.self, for: reader)
    for (_, body) in deliveries { add(body.amount, body.items, \.delivered, \.delivered) }
    // What was received of a delivery is what was confirmed last.
    var confirmed: [MessageID: DeliveryConfirmation] = [:]
    for (_, body) in world.standing(DeliveryConfirmation.self, for: reader) { confirmed[body.delivery] = body }
    for (row, _) in deliveries {
      guard let received = confirmed[row.id]?.received else { continue }
      add(received.amount, received.items, \.confirmed, \.confirmed)
    }
  }

  /// What the bus answered.
  init(_ answer: AssistanceStanding) {
    for total in answer.money {
      money["\(total.currency)"] = Money(
        pledged: HistoryAmount("\(total.pledged)"), delivered: HistoryAmount("\(total.delivered)"),
        confirmed: HistoryAmount("\(total.confirmed)"))
    }
    for total in answer.goods {
      goods["\(total.nomenclature) \(total.unit)"] = Goods(
        required: total.required, pledged: total.pledged, delivered: total.delivered, confirmed: total.confirmed)
    }
  }

  private mutating func add(
    _ amount: CellSchema.Money?, _ items: NonEmpty<CellSchema.Goods>?, _ sum: WritableKeyPath<Money, HistoryAmount>,
    _ count: WritableKeyPath<Goods, Int>
  ) {
    if let amount { money["\(amount.currency)", default: Money()][keyPath: sum] += HistoryAmount("\(amount.value)") }
    for item in items?.elements ?? [] {
      goods["\(item.nomenclature) \(item.unit)", default: Goods()][keyPath: count] += item.quantity.value
    }
  }
}
