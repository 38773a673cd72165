package import CellSchema

/// The question where things stand: the fields of a QUERY with `ask: situation`.
package struct SituationQuestion: Sendable, Equatable {
  /// A moment in the record's past.
  package enum Moment: Sendable, Equatable {
    /// The state after this row, with timers as of its acceptance.
    case sequence(UInt64)
    case time(Timestamp)
  }

  /// One system in full; nil: the overview of all.
  package var system: SituationSystem?
  /// Of verification, one case alone.
  package var caseNumber: CaseNumber?
  /// Only items that this participant says, owes or is to get.
  package var participant: ParticipantCode?
  /// Only items that are not finished.
  package var onlyOpen: Bool
  /// The moment in the past for which the state is asked, shown by today's rights; nil: now.
  package var moment: Moment?
  /// The nature of the world that is asked for; nil: the world of HELLO, else operation.
  package var nature: Nature?
  /// With `nature`, the name of an exercise or a drill.
  package var exerciseName: Line?
  /// How many items of the system to leave out at the front, because earlier answers had them.
  package var skip: UInt64
  /// Not where the world stands is asked, but what is flash or immediate and open in the others.
  package var isElsewhere = false

  package init(
    system: SituationSystem? = nil, caseNumber: CaseNumber? = nil, participant: ParticipantCode? = nil,
    onlyOpen: Bool = false, moment: Moment? = nil, nature: Nature? = nil, exerciseName: Line? = nil, skip: UInt64 = 0
  ) {
    self.system = system
    self.caseNumber = caseNumber
    self.participant = participant
    self.onlyOpen = onlyOpen
    self.moment = moment
    self.nature = nature
    self.exerciseName = exerciseName
    self.skip = skip
  }
}

extension SituationQuestion {
  /// What is flash or immediate and open in other worlds than this one; nil: than that of HELLO, else operation.
  package static func elsewhere(than nature: Nature?, _ exerciseName: Line?) -> Self {
    var question = Self(nature: nature, exerciseName: exerciseName)
    question.isElsewhere = true
    return question
  }

  /// Checks that the fields fit together.
  ///
  /// - Throws: `unknown-query` if they do not.
  package func check() throws(Refusal) { _ = try Query(query: 0, situation: self).question }
}
