import CellSchema

/// What the application reported on the messages of one subscription, by lane: how far it is done, and which messages
/// it gave back.
///
/// Acknowledging a message covers the messages before it in its lane, but none that was given back: the cursor stops in
/// front of such a message until it is acknowledged itself or set aside.
struct LaneLedger: Sendable {
  private(set) var done = Lanes(repeating: SequenceNumber.none)
  private var asides: [AsideMark] = []
  /// The highest sequence number taken, at least where the subscription began.
  private var taken = Lanes(repeating: SequenceNumber.none)
  private var acknowledged = Lanes(repeating: SequenceNumber.none)
  private var givenBack = Lanes<Set<SequenceNumber>>(repeating: [])
  /// Whether a message was ever given back.
  private var hasGivenBack = false

  mutating func begin(_ place: Lanes<SequenceNumber>) {
    for lane in Precedence.lanes { taken[lane] = max(taken[lane], place[lane]) }
  }

  /// The application takes a message.
  ///
  /// - Returns: the place behind the message.
  mutating func take(
    _ sequence: SequenceNumber, lane: Precedence, isRecordOrder: Bool
  ) -> Lanes<SequenceNumber> {
    if isRecordOrder {
      for other in Precedence.lanes { taken[other] = max(taken[other], sequence) }
    } else {
      taken[lane] = max(taken[lane], sequence)
    }
    if !hasGivenBack { return taken }
    return Lanes { lane in
      let open = givenBack[lane].filter { $0 != sequence }.min()
      return open.map { min(taken[lane], $0.previous) } ?? taken[lane]
    }
  }

  /// - Returns: whether the cursor moved.
  mutating func acknowledge(_ sequence: SequenceNumber, lane: Precedence) -> Bool {
    acknowledged[lane] = max(acknowledged[lane], sequence)
    var upTo = acknowledged[lane]
    if hasGivenBack {
      givenBack[lane].remove(sequence)
      if let open = givenBack[lane].min() { upTo = min(upTo, open.previous) }
    }
    guard upTo > done[lane] else { return false }
    done[lane] = upTo
    return true
  }

  /// - Returns: false for a message that was acknowledged already, by itself or with a later one.
  mutating func giveBack(_ sequence: SequenceNumber, lane: Precedence) -> Bool {
    guard sequence > done[lane] else { return false }
    givenBack[lane].insert(sequence)
    hasGivenBack = true
    return true
  }

  mutating func setAside(_ sequence: SequenceNumber, lane: Precedence, _ reason: String) {
    asides.append(AsideMark(lane: lane, sequence: sequence, reason: reason))
    _ = acknowledge(sequence, lane: lane)
  }

  mutating func takeAsides() -> [AsideMark] {
    defer { asides = [] }
    return asides
  }
}
