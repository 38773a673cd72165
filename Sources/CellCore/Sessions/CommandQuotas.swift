import CellSchema
import CellWire

/// How many commands beside PUBLISH a node may send in a minute, over all its sessions. Each kind has its own quota; what
/// is over it is refused as retryable, and costs neither the record nor the log anything.
final class CommandQuotas {
  enum Kind: Hashable {
    case subscription
    case aside
    case ping
    case query
    case cosign
  }

  private struct Key: Hashable {
    var node: NodeIndex
    var kind: Kind
  }

  private static let cosignsPerMinute = 600
  private var limits: SessionLimits
  private var quotas: [Key: MinuteQuota] = [:]

  init(limits: SessionLimits) { self.limits = limits }

  func adopt(_ limits: SessionLimits) { self.limits = limits }
  /// Forgets what a node has sent in the current minute.
  func forgive(_ node: NodeIndex) { quotas = quotas.filter { $0.key.node != node } }

  /// - Throws: `throttled`.
  func spend(_ kind: Kind, _ session: Session, at now: Instant) throws(Refusal) {
    let limit = limit(kind)
    let isWithin = quotas[Key(node: session.node, kind: kind), default: MinuteQuota()]
      .allowsAndNotes(limit, at: now.monotonic)
    guard isWithin else { throw Refusal(.throttled, "\(session.name) has its \(limit) \(kind.words) of this minute") }
  }

  private func limit(_ kind: Kind) -> Int {
    switch kind {
    case .subscription: limits.subscribesPerMinute
    case .aside: limits.asidesPerMinute
    case .ping: limits.pingsPerMinute
    case .query: limits.queriesPerMinute
    // A witness answers what it is asked, which the broker does as slowly as a candidate waits.
    case .cosign: Self.cosignsPerMinute
    }
  }
}

extension CommandQuotas.Kind {
  fileprivate var words: String {
    switch self {
    case .subscription: "SUBSCRIBE and UNSUBSCRIBE"
    case .aside: "messages set aside"
    case .ping: "PING"
    case .query: "QUERY"
    case .cosign: "COSIGN"
    }
  }
}
