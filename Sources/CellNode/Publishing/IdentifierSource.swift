import CellSchema

/// Makes identifiers: random ones for each millisecond, which are counted on by random steps within it (RFC 9562
/// section 6.2, method 2). Asking the kernel for randomness costs more than composing does.
struct IdentifierSource: Sendable {
  private var last: MessageID?
  private var lastAt = Timestamp(microseconds: 0)
  private var steps: UInt64 = 0

  mutating func next(at now: Timestamp) -> MessageID {
    var next: MessageID?
    if let last, now == lastAt {
      // SplitMix64, begun anew for each millisecond.
      steps &+= 0x9E37_79B9_7F4A_7C15
      var mixed = steps
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      next = last.following(by: UInt32(truncatingIfNeeded: mixed ^ mixed >> 31))
    }
    let id = next ?? begin(at: now)
    last = id
    return id
  }

  private mutating func begin(at now: Timestamp) -> MessageID {
    var random = SystemRandomNumberGenerator()
    steps = random.next()
    lastAt = now
    return .make(at: now, using: &random)
  }
}
