public import CellSchema
package import CellWire

/// How far a reader is done, by precedence: to be stored together with the state that the reader builds.
///
/// ```swift
/// for try await message in node.subscribe(types: ["force.*"], from: .place(state.place)) {
///   state.apply(message)
///   state.place = message.cursor
///   try state.save()
/// }
/// ```
///
/// If state and place are saved in one step, the state has each message exactly once, also after a kill.
public struct ReadingPlace: Codable, Hashable, Sendable {
  package var lanes: PerLane

  /// The beginning of the record.
  public init() { lanes = PerLane() }

  init(_ lanes: Lanes<SequenceNumber>) { self.lanes = PerLane(lanes) }

  /// The sequence number up to and with which everything of a precedence is done; 0: nothing.
  public subscript(precedence: Precedence) -> UInt64 {
    get { lanes[precedence] ?? 0 }
    set { lanes[precedence] = newValue }
  }

  public init(from decoder: any Decoder) throws { lanes = try PerLane(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try lanes.encode(to: encoder) }
}
