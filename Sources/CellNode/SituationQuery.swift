public import CellSchema

/// What ``Node/situation(_:)`` asks for.
///
/// ```swift
/// let overview = try await node.situation()
/// let open = try await node.situation(SituationQuery(.cases, onlyOpen: true))
/// let then = try await node.situation(SituationQuery(.guarantees, participant: "FRA", at: .time("2026-03-10T22:00:00Z")))
/// ```
public struct SituationQuery: Hashable, Sendable {
  /// A moment of the record's past.
  public enum Moment: Hashable, Sendable {
    /// After the row with this sequence number.
    case sequence(UInt64)
    case time(Timestamp)
  }

  /// One system in full; nil: the overview of all.
  public var system: SituationSystem?
  /// One case alone, with its history; it makes the system ``SituationSystem/cases``.
  public var caseNumber: CaseNumber?
  /// Only what this participant says, owes or is to get.
  public var participant: ParticipantCode?
  /// Only what is not finished.
  public var onlyOpen: Bool
  /// The state as it was then, to the rights of today; nil: now.
  public var moment: Moment?
  /// The world that is meant. Nil: the world of the node's profile, or with an ``exerciseName`` an exercise.
  public var nature: Nature?
  /// The exercise or the drill that is meant. Nil: the profile's, where the nature is the profile's.
  public var exerciseName: Line?
  /// Items of the system to leave out at the front, for those that did not fit the answer before; see
  /// ``Situation/omitted``. ``Node/wholeSituation(_:)`` does it by itself.
  public var skip: UInt64

  /// Everything, now, in the world of the node's profile.
  public static var overview: Self { Self() }

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
  /// As it travels; what it leaves open, the profile says.
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
