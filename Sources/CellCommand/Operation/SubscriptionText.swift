package import CellNode
import CellSchema

/// A durable subscription as the broker keeps it.
package enum SubscriptionText {
  package static func title(_ ink: Ink) -> String {
    ink(
      "\(DisplayText.column(inColumn("NAME"), 20))  \(DisplayText.column(inColumn("STATE"), 8))  "
        + "\(DisplayText.right(inColumn("BEHIND"), 6))  \(inColumn("DONE BY PRECEDENCE"))", .faint)
  }

  package static func text(_ subscription: DurableSubscription, _ ink: Ink) -> String {
    let state =
      subscription.parkedSince != nil
      ? ink(DisplayText.column(inColumn("parked"), 8), .red)
      : subscription.isActive
        ? ink(DisplayText.column(inColumn("reading"), 8), .green) : DisplayText.column(inColumn("waiting"), 8)
    let done = Precedence.allCases.reversed().compactMap { precedence in
      subscription.done[precedence.rawValue].map { "\(precedence.letter) \($0)" }
    }
    let senders = subscription.senders.map { spoken(" from ") + $0.map(\.description).joined(separator: ", ") } ?? ""
    let filter = subscription.types.joined(separator: ", ") + senders
    return "\(DisplayText.whole(DisplayText.line(subscription.name), 20))  \(state)  "
      + "\(DisplayText.right("\(subscription.behind)", 6))  \(done.isEmpty ? "-" : done.joined(separator: "  "))\n"
      + "  \(DisplayText.line(filter))"
      + (subscription.omitted == 0 ? "" : spoken(" and \(subscription.omitted) more"))
      + (subscription.parkedSince.map { "\n  " + spoken("no credit for what waits since \($0.dtg)") } ?? "")
      + (subscription.setAside == 0
        ? "" : "\n  " + spoken("\(subscription.setAside) set aside: cellbus trace shows why"))
  }

  package static func json(_ subscription: DurableSubscription) -> String {
    var object = JSONObject()
    object.add("durable", subscription.name)
    object.add("types", subscription.types)
    if let senders = subscription.senders { object.add("senders", senders.map(\.description)) }
    var done = JSONObject()
    for precedence in Precedence.allCases {
      if let sequence = subscription.done[precedence.rawValue] { done.add(precedence.rawValue, sequence) }
    }
    object.add("done", done)
    object.add("behind", subscription.behind)
    object.add("active", subscription.isActive)
    if let since = subscription.parkedSince { object.add("parkedSince", since) }
    object.add("setAside", subscription.setAside)
    if subscription.omitted > 0 { object.add("omitted", subscription.omitted) }
    return object.text
  }
}
