/// How long to wait before the next attempt to connect.
///
/// The wait doubles with every failed round of the endpoints, up to a ceiling, and is drawn at random from its upper
/// half: nodes that lost the broker at the same moment do not come back at the same moment.
package struct Backoff: Sendable {
  package static let first: Milliseconds = 100
  package static let ceiling: Milliseconds = 5_000

  private var random: SplitMix64

  package init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// - Parameter rounds: how often every endpoint was tried in vain.
  package mutating func delay(afterRounds rounds: Int) -> Milliseconds {
    let greatest = min(Self.ceiling, Self.first << Milliseconds(min(rounds, 10)))
    return Milliseconds.random(in: greatest / 2...greatest, using: &random)
  }
}

/// Sebastiano Vigna's SplitMix64: its numbers follow from its seed, so that a session can be replayed.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
