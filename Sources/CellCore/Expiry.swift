import CellSchema

/// Messages that expire, and have not, as far as the record goes.
struct Expiries {
  struct Expiring {
    var sequence: UInt64
    var id: MessageID
    /// Microseconds since 1970.
    var at: Int64
    /// Whoever got it by then got it: nothing more is to be said of it.
    var isSettled = false
  }

  /// By moment, then by sequence number.
  private(set) var all: [Expiring] = []

  mutating func add(_ sequence: UInt64, _ id: MessageID, at moment: Int64) {
    let place = all.firstIndex { ($0.at, $0.sequence) > (moment, sequence) } ?? all.endIndex
    all.insert(Expiring(sequence: sequence, id: id, at: moment), at: place)
  }

  /// The record has come past a moment: what expired before it was settled then.
  mutating func pass(_ moment: Int64) {
    let past = all.prefix { $0.at <= moment }.count
    if past > 0 { all.removeFirst(past) }
  }

  /// What has expired and is not settled; it counts as settled from now on.
  mutating func takeDue(at moment: Int64) -> [Expiring] {
    guard let first = all.first(where: { !$0.isSettled }), first.at <= moment else { return [] }
    var due: [Expiring] = []
    for place in all.indices where all[place].at <= moment && !all[place].isSettled {
      all[place].isSettled = true
      due.append(all[place])
    }
    return due
  }
}

extension Core {
  /// A message that expires is not delivered late. Those of its sender's participant who may read it are told
  /// who did not get it.
  ///
  /// It is asked at every event, before anything else gets a later place on the record: so what expired before the last
  /// row of the record was settled when a broker starts, and the rest is asked again.
  func watchExpiry(at now: Instant) {
    guard recorded != nil else { return }
    for expiring in expiries.takeDue(at: moment(now)) {
      let found = index.messageClass(expiring.sequence)
      let rulebook = judge.rulebook
      let missed = rulebook.nodes.indices.filter { node in
        rulebook.mayRead(found.facts, node: node) && marks.delivered(expiring.sequence, to: node) == nil
          && !isHandled(expiring.sequence, found.facts, by: node)
      }
      guard let undelivered = NonEmpty(missed.prefix(256).compactMap { NodeName(names.nodes[$0]) }.sorted()) else {
        continue
      }
      let told = rulebook.nodes.indices.filter { node in
        rulebook.nodes[node]?.participant == found.participant && rulebook.mayKnow(found, node: node)
      }
      announce(
        DeliveryExpired(
          message: expiring.id, expiredAt: Timestamp(microseconds: expiring.at), undelivered: undelivered),
        in: index.worlds[found.world], precedence: Precedence(found.lane), to: audience(of: told),
        classification: highest([found]), cause: expiring.sequence, at: now)
    }
  }
}
