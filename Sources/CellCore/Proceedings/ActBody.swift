import CellSchema

/// The body of a message that moves where things stand.
///
/// The requirements are all that the machine has to know of such a type. They have no defaults: a type that leaves one
/// out does not compile.
protocol ActBody: Payload {
  /// The body as an act of its system.
  var act: Act { get }

  /// What the body refers to, beside the references in the header.
  var refersTo: BodyReferences { get }

  /// Whether phases or guarantees may move because of a message of this type.
  static var mayMovePhasesOrGuarantees: Bool { get }

  /// The parts of the situation that a message of this type may change, beside the list of the latest messages; empty
  /// for a type that is shown nowhere else.
  static var shownIn: [PartialKeyPath<Situation>] { get }
}

extension ActBody {
  static func read(_ document: [UInt8]) throws(Refusal) -> Act {
    try DocumentDecoder.body(Self.self, of: document).act
  }
}
