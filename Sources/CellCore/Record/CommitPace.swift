/// How many messages may wait for the next commit, by how long the last ones took. What is decided next is on the disk
/// only after them, also if it is flash.
///
/// A commit takes a time of its own, the disk's, and some for each message. More messages share the first, so that a
/// slow disk gets large commits; the second is what all who come later wait for.
package struct CommitPace {
  /// Microseconds that a commit takes, however little is in it; nil before the first one.
  private var own: Double?
  /// Microseconds that each message adds.
  private var perMessage: Double = 10

  /// Commits of so few messages tell what a commit takes of its own.
  private static let few = 64
  /// So many messages are always let wait.
  private static let least = 256
  /// Microseconds of messages that are always let wait.
  private static let leastTime: Double = 8_000
  /// Milliseconds beyond which a commit is no measure: somebody held the file, or the disk was full.
  private static let longest: Int64 = 100
  /// The share of a new measure.
  private static let share = 0.125

  package init() {}

  package mutating func note(_ messages: Int, took milliseconds: Int64) {
    guard messages > 0, milliseconds < Self.longest else { return }
    let took = Double(milliseconds) * 1_000
    guard messages > Self.few else {
      own = own.map { $0 + Self.share * (took - $0) } ?? took
      return
    }
    perMessage += Self.share * (max(0, took - (own ?? 0)) / Double(messages) - perMessage)
  }

  /// Whether a publisher had better wait than add to so many.
  package func isEnough(_ messages: Int) -> Bool {
    messages >= Self.least && Double(messages) * perMessage >= max(Self.leastTime, own ?? 0)
  }

  /// Whether a commit goes on for so long that waiting for it helps nobody.
  package static func isStuck(since: Int64, at now: Int64) -> Bool { now - since >= longest }
}
