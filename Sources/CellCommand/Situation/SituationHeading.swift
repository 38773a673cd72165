package import CellNode
package import CellSchema

/// What was asked, as far as the views need to know it.
package struct SituationAsked: Sendable {
  /// Who asked: the view is the node's.
  package var reader: NodeName
  package var system: SituationSystem?
  package var caseNumber: CaseNumber?
  /// For a moment of the past.
  package var isPast: Bool
  /// Only what is this participant's, and only what is not finished.
  package var participant: ParticipantCode?
  package var onlyOpen: Bool

  package init(_ query: SituationQuery, by reader: NodeName) {
    self.reader = reader
    system = query.system
    caseNumber = query.caseNumber
    isPast = query.moment != nil
    participant = query.participant
    onlyOpen = query.onlyOpen
  }

  /// What stands where there is no item: a filter may be why.
  func nothing(_ words: Wording) -> SituationPhrase {
    SituationPhrase(participant != nil || onlyOpen ? spoken("Nothing here answers the question.") : spoken(words))
  }
}

/// The lines on top of every view: which world, when, up to which row, and whether it is all.
enum SituationHeading {
  /// - Parameter columns: of the terminal; nil where lines are as long as they are.
  static func lines(_ situation: Situation, _ asked: SituationAsked, in columns: Int?) -> [SituationPhrase] {
    let past = SituationPhrase(asked.isPast ? spoken("AS IT WAS ") : "", .yellow)
    let record = SituationPhrase(spoken("  record \(situation.throughSequence)"))
    let cell = SituationPhrase("\(situation.cell)", .bold).column(11)
    let only = [asked.participant.map(\.description), asked.onlyOpen ? spoken("open") : nil].compactMap(\.self)
    var marks: [SituationPhrase] = []
    if !only.isEmpty { marks.append(SituationPhrase(spoken("only \(only.joined(separator: ", "))"), .yellow)) }
    if situation.isPartial { marks.append(SituationPhrase(spoken("partial view of \(asked.reader)"), .yellow)) }
    let nature = SituationPhrase(situation.nature.rawValue.uppercased(), .bold).column(11)
    let charter = SituationPhrase("\(situation.charter)").cut(to: 24)
    let first = cell + " " + past + situation.asOf.dtgWithLocalTimes
    let second = nature + " " + .joined([charter] + marks, separator: "  ")
    let fits = (first + record).width <= columns ?? .max
    return (fits ? [first + record, second] : [first, second + record]).map { $0.hanging(at: 12) }
  }
}
