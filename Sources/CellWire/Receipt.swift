package import CellSchema

/// The decisions on numbers of one lane, once they are durable. Broker to node.
package struct Receipt: ControlCommand {
  package static var command: Command { .receipt }

  /// `count` numbers from `number` on, accepted as `count` sequence numbers from `sequence` on; or one number refused.
  package struct Decision: RuledObject, Equatable {
    package static var fieldRules: [FieldRule] {
      [
        .atLeastOne(["sequence", "code"]), .atMostOne(["sequence", "code"]), .requires("sequence", with: "count"),
        .requires("sequence", with: "acceptedAt"), .requires("code", with: "detail"),
      ]
    }
    package var number: WireNumber
    package var count: WireNumber?
    package var sequence: WireNumber?
    package var acceptedAt: Timestamp?
    package var code: WireNumber?
    package var pointer: WireText?
    package var detail: WireText?

    package static func accepted(_ number: UInt64, count: UInt64, sequence: UInt64, at: Timestamp) -> Self {
      Self(
        number: WireNumber(number), count: WireNumber(count), sequence: WireNumber(sequence), acceptedAt: at)
    }

    package static func refused(_ number: UInt64, _ refusal: Refusal) -> Self {
      Self(
        number: WireNumber(number), code: WireNumber(UInt64(refusal.code.number)),
        pointer: refusal.pointer.isEmpty ? nil : WireText(refusal.pointer), detail: WireText(refusal.detail))
    }
  }

  package var lane: Precedence
  /// The next number to be decided: every number below is decided.
  package var next: WireNumber
  /// Ascending by number.
  package var decisions: [Decision]

  package init(lane: Precedence, next: UInt64, decisions: [Decision]) {
    self.lane = lane
    self.next = WireNumber(next)
    self.decisions = decisions
  }
}
