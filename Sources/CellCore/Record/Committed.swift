package import CellJournal
package import CellSchema

/// Everything that can become part of the record, or of what is stored with it.
///
/// The record's state is changed by these values alone, at acceptance and at replay alike.
package enum Committed: Sendable {
  /// A message in its place, and what it says.
  case row(RecordRow, Prepared)
  /// A publisher's number whose message was refused.
  case refusal(RefusedNumber)
  /// A stream's numbers as the record has them, read because a node goes on with the stream.
  case stream(RecordedStream)
  /// No session uses the stream: its numbers are dropped from memory and stay on the record.
  case idleStream(UInt128)
  case subscription(SubscriptionChange)
  case cursors(CursorMove)
  case aside(AsideNote)
  /// Nothing more follows at once: what amendments have left to do is computed.
  case caughtUp
  /// How far expiries are settled.
  case settled(ExpiryMark)
  /// Roster and charter that hold from the next row on.
  case rules(RulesInForce)
  /// Rows were lost: the next row is the first of an epoch, far above the last.
  case epoch(RecordEpoch)
}

/// The rules that hold from a row on.
package struct RulesInForce: Sendable {
  package var roster: FileReference
  package var charter: CharterReference
  package var rulebook: Rulebook
  /// All names, including those that the rulebook added.
  package var names: Names
}
