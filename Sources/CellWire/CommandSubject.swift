import Foundation

/// What a command of a node is about, so that its sender knows which of its requests a refusal answers: the number that
/// the session gave to a subscription or to a query.
package struct CommandSubject: Sendable, Equatable {
  package var subscription: WireNumber?
  package var query: WireNumber?

  package init(subscription: WireNumber? = nil, query: WireNumber? = nil) {
    self.subscription = subscription
    self.query = query
  }

  /// What can be read of it in a command that is refused as a whole.
  package init(ofRefused frame: [UInt8]) {
    switch frame.first.flatMap(Command.init(rawValue:)) {
    case .subscribe, .unsubscribe, .ack, .credit: self.init(subscription: Self.read(frame)?.subscription)
    case .query: self.init(query: Self.read(frame)?.query)
    case .hello, .welcome, .publish, .receipt, .subscribed, .deliver, .answer, .checkpoint, .cosign, .ping, .pong,
      .error, .bye, nil:
      self.init()
    }
  }

  /// The two fields, each where it is a number; whatever else is wrong with the command.
  private struct Numbers: Decodable {
    var subscription: WireNumber?
    var query: WireNumber?

    private enum CodingKeys: String, CodingKey { case subscription, query }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      subscription = try? fields.decode(WireNumber.self, forKey: .subscription)
      query = try? fields.decode(WireNumber.self, forKey: .query)
    }
  }

  private static func read(_ frame: [UInt8]) -> Numbers? {
    try? JSONDecoder().decode(Numbers.self, from: Data(frame.dropFirst()))
  }
}
