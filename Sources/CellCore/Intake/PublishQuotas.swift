import CellSchema

/// How much a node may publish, and have refused: its own share, within its participant's.
///
/// Flash and above have a share of their own, by node: nobody else's traffic holds them up, and they cannot be used to
/// get around the quota. What is over quota is held and not decided, so its number stays free.
struct PublishQuotas {
  /// What one node, or one participant, has used.
  private struct Account {
    var messages = TokenBucket()
    var bytes = DayQuota()
    var refusals = MinuteQuota()
  }

  /// The accounts by index; one that nobody asked for yet is unused.
  private struct Accounts<Index: TableIndex> {
    private var accounts = Table<Index, Account>()

    subscript(index: Index) -> Account {
      mutating get {
        makeRoom(for: index)
        return accounts[index]
      }
      _modify {
        makeRoom(for: index)
        yield &accounts[index]
      }
    }

    private mutating func makeRoom(for index: Index) {
      while accounts.count <= index.place { _ = accounts.append(Account()) }
    }
  }

  /// What an account may use.
  private struct Share {
    let messagesPerSecond: Int
    let mebibytesPerDay: Int
    let refusalsPerMinute: Int
  }

  private var limits: SessionLimits
  private var nodes = Accounts<NodeIndex>()
  private var flash = Accounts<NodeIndex>()
  private var participants = Accounts<ParticipantIndex>()

  init(limits: SessionLimits) { self.limits = limits }

  mutating func adopt(_ limits: SessionLimits) { self.limits = limits }

  /// Forgets what a node and its participant have used.
  mutating func forgive(_ node: NodeIndex, of participant: ParticipantIndex) {
    nodes[node] = Account()
    flash[node] = Account()
    participants[participant] = Account()
  }

  /// Why one more message is not taken now, in words; nil where it is.
  ///
  /// - Parameter now: monotonic milliseconds.
  mutating func reasonToHold(
    _ lane: Precedence, of node: NodeIndex, named name: NodeName, of participant: ParticipantIndex, at now: Int64
  ) -> String? {
    if lane >= .flash {
      let share = Share(
        messagesPerSecond: limits.flashPerSecond, mebibytesPerDay: limits.flashMebibytesPerDay,
        refusalsPerMinute: limits.flashRefusalsPerMinute)
      return Self.used(&flash[node], share, at: now).map { "\(name) has its \($0) in flash" }
    }
    let own = Share(
      messagesPerSecond: limits.messagesPerSecond, mebibytesPerDay: limits.mebibytesPerDay,
      refusalsPerMinute: limits.refusalsPerNode)
    let whole = Share(
      messagesPerSecond: limits.participantMessagesPerSecond,
      mebibytesPerDay: limits.participantMebibytesPerDay, refusalsPerMinute: limits.refusalsPerMinute)
    return Self.used(&nodes[node], own, at: now).map { "\(name) has its \($0)" }
      ?? Self.used(&participants[participant], whole, at: now)
      .map { "\(name.participant) has its \($0)" }
  }

  /// Which part of its share an account has used up, in words; nil where it has not.
  private static func used(_ account: inout Account, _ share: Share, at now: Int64) -> String? {
    guard account.messages.allows(share.messagesPerSecond, at: now) else {
      return "\(share.messagesPerSecond) messages a second"
    }
    guard account.bytes.allows(share.mebibytesPerDay << 20, at: now) else {
      return "\(share.mebibytesPerDay) MiB a day"
    }
    guard account.refusals.allows(share.refusalsPerMinute, at: now) else {
      return "\(share.refusalsPerMinute) refusals this minute"
    }
    return nil
  }

  /// A message was taken, which is decided now.
  mutating func take(_ bytes: Int, _ lane: Precedence, of node: NodeIndex, of participant: ParticipantIndex) {
    change(lane, node, participant) {
      $0.messages.take()
      $0.bytes.take(bytes)
    }
  }

  /// A message that was taken is refused.
  mutating func refuse(_ lane: Precedence, of node: NodeIndex, of participant: ParticipantIndex) {
    change(lane, node, participant) { $0.refusals.note() }
  }

  private mutating func change(
    _ lane: Precedence, _ node: NodeIndex, _ participant: ParticipantIndex, _ change: (inout Account) -> Void
  ) {
    if lane >= .flash { return change(&flash[node]) }
    change(&nodes[node])
    change(&participants[participant])
  }
}

/// Messages a second, of which those of ``Limits/quotaSeconds`` may come at once.
struct TokenBucket {
  /// Thousandths of messages; nil before the first.
  private var level: Int64?
  private var filledAt: Int64 = 0

  /// Whether one more message is within the rate at a moment (monotonic milliseconds).
  mutating func allows(_ perSecond: Int, at now: Int64) -> Bool {
    let full = Int64(perSecond) * Int64(Limits.quotaSeconds) * 1_000
    // Not more than a full bucket's time is counted, so that the product stays small.
    let passed = min(max(0, now - filledAt), Int64(Limits.quotaSeconds) * 1_000)
    let filled = min(full, (level ?? full) + passed * Int64(perSecond))
    level = filled
    filledAt = now
    return filled >= 1_000
  }

  mutating func take() { level = (level ?? 0) - 1_000 }
}

/// Bytes in the current day of the broker's run.
struct DayQuota {
  private var day: Int64 = 0
  private var bytes = 0

  /// Whether more bytes are within the limit at a moment (monotonic milliseconds).
  mutating func allows(_ limit: Int, at now: Int64) -> Bool {
    if now / 86_400_000 != day {
      day = now / 86_400_000
      bytes = 0
    }
    return bytes < limit
  }

  mutating func take(_ count: Int) { bytes += count }
}
