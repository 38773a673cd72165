package import CellJournal
package import CellSchema

/// The record read back into state. Replay applies and never decides: next year's rules cannot rewrite this year's
/// record.
package struct Replay {
  /// Reads the rule files with these references from the record.
  package typealias FindFiles = (_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles

  package private(set) var state: RecordState
  private let reader: RowReader
  /// Goes up with every row that changes the rules: what was read ahead of it is read again.
  private var rules = RulesVersion()

  /// - Parameter rulebook: the rules that hold before the first row.
  package init(rulebook: Rulebook, names: Names, reader: RowReader = RowReader()) {
    state = RecordState(rulebook: rulebook, names: names)
    self.reader = reader
  }

  init(_ state: RecordState, _ reader: RowReader) {
    self.state = state
    self.reader = reader
  }

  /// Reads rows that are not applied yet, by the rules that hold now.
  package var readerAhead: ReaderAhead { ReaderAhead(reader, state.rules.current, state.names, rules) }

  /// Applies the next row of the record. Every row is applied, in order.
  ///
  /// - Parameter ahead: what a ``readerAhead`` made of the row. Where the rules have changed since, the row is read again.
  /// - Throws: `record-damaged` if the row is out of order, cannot be read, or repeats an identifier.
  package mutating func apply(_ row: RecordRow, ahead: Preparation? = nil, files: FindFiles) throws(Refusal) {
    if row.epoch != state.epoch { try begin(row) }
    guard row.sequence == state.next else {
      throw Refusal(.recordDamaged, "row \(row.sequence) follows row \(state.heads.sequence)")
    }
    if row.node == Announcer.busNode { try adoptRules(row, files) }
    let preparation = ahead.flatMap { $0.rules == rules ? $0 : nil } ?? readerAhead.read(row)
    let prepared = try preparation.outcome.get()
    guard state.identifiers.sequence(of: prepared.id) == nil else {
      throw Refusal(.recordDamaged, "row \(row.sequence) has an identifier that stands twice")
    }
    state.apply(.row(row, prepared))
  }

  /// Only with a row that says what was lost an epoch begins, and numbers are left out.
  private mutating func begin(_ row: RecordRow) throws(Refusal) {
    guard row.epoch.number == state.epoch.number + 1, row.epoch.base == row.sequence,
      row.sequence > state.heads.sequence.next, row.node == Announcer.busNode,
      try RawMessage(document: Array(row.envelope.document)).isOf(RecordRestored.self)
    else {
      throw Refusal(.recordDamaged, "row \(row.sequence) cannot begin epoch \(row.epoch.number)")
    }
    state.apply(.epoch(row.epoch))
  }

  /// Restores how far expiries are settled: before the rows are applied, so that no settled one is kept in memory.
  package mutating func restore(_ settled: ExpiryMark) { state.apply(.settled(settled)) }

  /// Restores a durable subscription as it was stored last.
  package mutating func restore(_ subscription: RecordedSubscription) {
    let key = subscription.key
    state.apply(.subscription(.created(key, filter: subscription.filter, cursors: subscription.done)))
    state.apply(.cursors(CursorMove(key: key, done: subscription.done, start: subscription.start)))
  }

  /// Restores an aside; called with the oldest first.
  package mutating func restore(_ aside: AsideNote) { state.apply(.aside(aside)) }

  private mutating func adoptRules(_ row: RecordRow, _ files: FindFiles) throws(Refusal) {
    if let rules = try RuleHistory.rules(of: row, before: state.rules, state.names, files) {
      self.rules.advance()
      state.apply(.rules(rules))
    }
  }
}

/// Reads rows of the record by the rules of one moment, on any thread: several cores read while one applies.
package struct ReaderAhead: Sendable {
  private let reader: RowReader
  private let rulebook: Rulebook
  private let names: Names
  private let rules: RulesVersion

  fileprivate init(_ reader: RowReader, _ rulebook: Rulebook, _ names: Names, _ rules: RulesVersion) {
    self.reader = reader
    self.rulebook = rulebook
    self.names = names
    self.rules = rules
  }

  package func read(_ row: RecordRow) -> Preparation {
    Preparation(outcome: Result { () throws(Refusal) in try message(of: row) }, rules: rules)
  }

  private func message(of row: RecordRow) throws(Refusal) -> Prepared {
    guard let sender = names.node(row.node) else {
      throw Refusal(.recordDamaged, "row \(row.sequence) is from \(row.node), which no roster of the record lists")
    }
    return try reader.read(
      row.envelope, lane: row.lane, sender: sender, of: names.participant(of: sender), rulebook: rulebook)
  }
}

extension RuleHistory {
  /// The rules that a row of the bus puts in force; nil for a row that changes no rules.
  static func rules(
    of row: RecordRow, before history: RuleHistory, _ names: Names, _ files: Replay.FindFiles
  ) throws(Refusal) -> RulesInForce? {
    let message = try RawMessage(document: Array(row.envelope.document))
    let roster: FileReference?
    let charter: CharterReference?
    if message.isOf(Genesis.self) {
      let genesis = try message.body(as: Genesis.self)
      (roster, charter) = (genesis.roster, genesis.charter)
    } else if message.isOf(RosterChanged.self) {
      (roster, charter) = (try message.body(as: RosterChanged.self).to, history.recorded?.charter)
    } else if message.isOf(CharterChanged.self) {
      (roster, charter) = (history.recorded?.roster, try message.body(as: CharterChanged.self).to)
    } else {
      return nil
    }
    guard let roster, let charter else {
      throw Refusal(.recordDamaged, "row \(row.sequence) changes rules before the genesis")
    }
    return try files(roster, charter).compiled(names)
  }
}
