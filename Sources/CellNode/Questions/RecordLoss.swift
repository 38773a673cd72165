/// Where the broker's record lost rows last: numbers between the two stand for nothing any more.
public struct RecordLoss: Sendable, Hashable {
  /// The number of the epoch that began then, from 2 on.
  public let epoch: UInt64
  /// The sequence number of the last row before what is lost.
  public let last: UInt64
  /// The sequence number of the epoch's first row.
  public let base: UInt64

  public init(epoch: UInt64, last: UInt64, base: UInt64) {
    self.epoch = epoch
    self.last = last
    self.base = base
  }
}
