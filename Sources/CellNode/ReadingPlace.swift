public import CellSchema

/// How far a reader is, precedence by precedence: to be kept together with the state that the reader builds.
///
/// ```swift
/// for try await message in node.subscribe(types: ["force.*"], from: .place(state.place)) {
///   state.apply(message)
///   state.place = message.cursor
///   try state.save()
/// }
/// ```
///
/// State and place that are saved as one have each message exactly once, whatever is killed.
public struct ReadingPlace: Codable, Hashable, Sendable {
  package var lanes: PerLane

  /// The beginning of the record.
  public init() { lanes = PerLane() }

  package init(_ lanes: PerLane) { self.lanes = lanes }

  /// Everything of the precedence up to and with this sequence number is done; 0: nothing.
  public subscript(precedence: Precedence) -> UInt64 {
    get { lanes[Int(precedence.lane)] ?? 0 }
    set { lanes[Int(precedence.lane)] = newValue }
  }

  public init(from decoder: any Decoder) throws { lanes = try PerLane(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try lanes.encode(to: encoder) }
}
