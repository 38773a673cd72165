package import CellSchema

/// The rules over the record's life: which rulebook held from which row, and which files say so.
package struct RuleHistory: Sendable {
  /// The rules before the first row.
  private let initial: Rulebook
  private var periods: [(from: SequenceNumber, rulebook: Rulebook)] = []
  /// The files that the record says are in force; nil before its first row.
  package private(set) var recorded: (roster: FileReference, charter: CharterReference)?
  /// The rows that put rules in force: the genesis, and each change.
  private(set) var rows: [SequenceNumber] = []

  init(initial: Rulebook) { self.initial = initial }

  package var current: Rulebook { periods.last?.rulebook ?? initial }

  /// The rulebook under which a message was accepted.
  func rulebook(at sequence: SequenceNumber) -> Rulebook {
    periods.last { $0.from <= sequence }?.rulebook ?? current
  }

  /// Who cosigned, over the record's life.
  var witnesses: [WitnessPeriod] {
    periods.reduce(into: []) { found, period in
      if found.last?.rules != period.rulebook.witnesses {
        found.append(WitnessPeriod(from: period.from, rules: period.rulebook.witnesses))
      }
    }
  }

  mutating func adopt(_ rules: RulesInForce, from sequence: SequenceNumber) {
    periods.append((sequence, rules.rulebook))
    recorded = (rules.roster, rules.charter)
  }

  mutating func append(row sequence: SequenceNumber) { rows.append(sequence) }

  /// Whether a row of this type changes the rules.
  static func isRuleRow(_ type: TypeIndex?) -> Bool { type.map(types.contains) ?? false }
  private static let types: Set<TypeIndex> = [
    Catalogue.index(of: Genesis.self), Catalogue.index(of: RosterChanged.self),
    Catalogue.index(of: CharterChanged.self),
  ]
}
