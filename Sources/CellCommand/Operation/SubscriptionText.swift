package import CellNode
import CellSchema

/// A durable subscription as the broker keeps it.
package enum SubscriptionText {
  package static func title(_ ink: Ink) -> String {
    ink("\(DisplayText.column("NAME", 20))  STATE     BEHIND  DONE BY PRECEDENCE", .faint)
  }

  package static func text(_ subscription: DurableSubscription, _ ink: Ink) -> String {
    let state =
      subscription.parkedSince != nil
      ? ink("parked  ", .red) : subscription.isActive ? ink("reading ", .green) : "waiting "
    let done = Precedence.allCases.reversed().compactMap { precedence in
      subscription.done[precedence.rawValue].map { "\(precedence.letter) \($0)" }
    }
    let senders = subscription.senders.map { " from " + $0.map(\.description).joined(separator: ", ") } ?? ""
    let filter = subscription.types.joined(separator: ", ") + senders
    return "\(DisplayText.whole(DisplayText.line(subscription.name), 20))  \(state)  "
      + "\(DisplayText.right("\(subscription.behind)", 6))  \(done.isEmpty ? "-" : done.joined(separator: "  "))\n"
      + "  \(DisplayText.line(filter))"
      + (subscription.omitted == 0 ? "" : " and \(subscription.omitted) more")
      + (subscription.parkedSince.map { "\n  no credit for what waits since \($0.dtg)" } ?? "")
      + (subscription.setAside == 0 ? "" : "\n  \(subscription.setAside) set aside: cellbus trace shows why")
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
