public import CellSchema
package import CellWire

/// The question that ``Node/situation(_:)`` asks.
///
/// ```swift
/// let overview = try await node.situation()
/// let open = try await node.situation(SituationQuery(.cases, onlyOpen: true))
/// let then = try await node.situation(SituationQuery(.guarantees, participant: "FRA", at: .time("2026-03-10T22:00:00Z")))
/// ```
public struct SituationQuery: Hashable, Sendable {
  /// A moment of the record's past.
  public enum Moment: Hashable, Sendable {
    /// The state after the row with this sequence number.
    case sequence(UInt64)
    case time(Timestamp)
  }

  /// One system in full; nil: the overview of all.
  public var system: SituationSystem?
  /// One case alone, with its history; sets the system to ``SituationSystem/cases``.
  public var caseNumber: CaseNumber?
  /// Only items that this participant says, owes or is to get.
  public var participant: ParticipantCode?
  /// Only items that are not finished.
  public var onlyOpen: Bool
  /// The moment in the past for which the state is asked, shown by today's rights; nil: now.
  public var moment: Moment?
  /// The nature of the world that is asked for. Nil: that of the node's profile, or with an ``exerciseName`` an
  /// exercise.
  public var nature: Nature?
  /// The name of the exercise or drill that is asked for. Nil: the profile's, if the nature is the profile's.
  public var exerciseName: Line?
  /// How many items of the system to leave out at the front, because earlier answers had them; see
  /// ``Situation/omitted``. ``Node/wholeSituation(_:)`` sets it by itself.
  public var skip: UInt64

  /// The overview of all systems, now, in the world of the node's profile.
  public static var overview: Self { Self() }

  /// Makes a question. With a case number the system is ``SituationSystem/cases``.
  public init(
    _ system: SituationSystem? = nil, case caseNumber: CaseNumber? = nil, participant: ParticipantCode? = nil,
    onlyOpen: Bool = false, at moment: Moment? = nil, nature: Nature? = nil, exerciseName: Line? = nil,
    skip: UInt64 = 0
  ) {
    self.system = caseNumber == nil ? system : .cases
    self.caseNumber = caseNumber
    self.participant = participant
    self.onlyOpen = onlyOpen
    self.moment = moment
    self.nature = nature
    self.exerciseName = exerciseName
    self.skip = skip
  }
}

extension SituationQuery {
  /// The question as it is sent; fields left open come from the profile.
  package func question(of profile: NodeProfile) -> SituationQuestion {
    let nature = nature ?? (exerciseName == nil ? profile.nature : .exercise)
    return SituationQuestion(
      system: system, caseNumber: caseNumber, participant: participant, onlyOpen: onlyOpen,
      moment: moment.map {
        switch $0 {
        case .sequence(let sequence): .sequence(sequence)
        case .time(let time): .time(time)
        }
      }, nature: nature, exerciseName: exerciseName ?? (nature == profile.nature ? profile.exerciseName : nil),
      skip: skip)
  }
}
