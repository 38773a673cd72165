public import CellSchema

extension NodeProfile {
  /// How a node holds the broker to one history of its record: see ``Node/proofs(within:)``.
  public struct Checking: Codable, Hashable, Sendable {
    /// The file with the keys of the log and its witnesses (C2SP tlog-policy), as `cellbus record checkpoint --keys`
    /// prints it. It comes from whoever the node trusts, and never from the broker itself.
    public var keys: Line
    /// The directory of what is known: the last good checkpoint, what waits for a proof, and the proofs.
    public var state: Line

    /// Holds the log of these keys to what is known in this directory.
    public init(keys: Line, state: Line) {
      self.keys = keys
      self.state = state
    }
  }
}
