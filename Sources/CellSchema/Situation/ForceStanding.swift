/// Where the multinational force stands.
public struct ForceStanding: Codable, Hashable, Sendable {
  /// The force's constitution, as it was changed since; absent until a force is constituted.
  public var constitution: ConstitutionStanding?
  /// Changes of that force, newest first.
  public var changes: [ForceChangeStanding]
  /// What participants contribute, with readiness.
  public var contributions: [ContributionStanding]
  /// What the force does, newest first.
  public var activities: [ActivityStanding]
  /// The regeneration of Ukraine's forces, newest first.
  public var regeneration: [RegenerationStanding]
  /// What is done for the force, newest first.
  public var support: [ForceSupportStanding]
  /// Requests to the force, unanswered ones first.
  public var requests: [ForceRequestStanding]
  /// How many incident reports the force made.
  @Total public var incidents: Int

  package init(
    constitution: ConstitutionStanding? = nil, changes: [ForceChangeStanding] = [],
    contributions: [ContributionStanding] = [],
    activities: [ActivityStanding] = [], regeneration: [RegenerationStanding] = [],
    support: [ForceSupportStanding] = [], requests: [ForceRequestStanding] = [], incidents: Int
  ) {
    self.constitution = constitution
    self.changes = changes
    self.contributions = contributions
    self.activities = activities
    self.regeneration = regeneration
    self.support = support
    self.requests = requests
    self.incidents = incidents
  }
}

/// The force as it is constituted and was changed since.
public struct ConstitutionStanding: Codable, Hashable, Sendable {
  /// The message that constitutes the force.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The force's name.
  public var name: Line
  /// The participants that lead the force.
  public var lead: [ParticipantCode]
  /// Where its headquarters are.
  public var headquarters: Line
  /// When the constitution takes effect.
  public var effectiveAt: Timestamp
  /// When the force ended, or is to end.
  public var endsAt: Timestamp?

  package init(
    id: MessageID, sequence: RecordSequence, name: Line, lead: [ParticipantCode] = [], headquarters: Line,
    effectiveAt: Timestamp, endsAt: Timestamp? = nil
  ) {
    self.id = id
    self.sequence = sequence
    self.name = name
    self.lead = lead
    self.headquarters = headquarters
    self.effectiveAt = effectiveAt
    self.endsAt = endsAt
  }
}

/// A change of the force.
public struct ForceChangeStanding: Codable, Hashable, Sendable {
  /// The row from which the change is on the record.
  public var sequence: RecordSequence
  /// What changes.
  public var what: ForceChange.Matter
  /// Who leads from then on, or where its headquarters is; absent of a mandate and an end.
  public var to: WireSentence?
  /// From when on it counts.
  public var effectiveAt: Timestamp

  package init(
    sequence: RecordSequence, what: ForceChange.Matter, to: WireSentence? = nil, effectiveAt: Timestamp
  ) {
    self.sequence = sequence
    self.what = what
    self.to = to
    self.effectiveAt = effectiveAt
  }
}

/// What a participant contributes to the force.
public struct ContributionStanding: Codable, Hashable, Sendable {
  /// The row of the last statement of the contribution.
  public var sequence: RecordSequence
  /// The participant that contributes.
  public var by: ParticipantCode
  /// The domain in which the unit acts.
  public var domain: ForceContribution.Domain
  /// The contributed unit.
  public var unit: Line?
  /// Persons, ships or aircraft, as the domain has it.
  public var size: Count?
  /// Where the contribution is stationed.
  public var location: ForceContribution.Location
  /// The time that the unit needs before it moves.
  public var noticeToMove: NoticeToMove
  /// The day from which it is available.
  public var availableFrom: CalendarDate
  /// The conditions under which the contribution stands.
  public var caveats: [ForceContribution.Caveat]
  /// Where the participant's own decision stands.
  public var mandate: ForceContribution.Mandate
  /// The unit's readiness as last reported.
  public var readiness: ForceReadiness.Level?
  /// The moment of that report.
  public var readinessAsOf: Timestamp?
  /// Whether the declaration's text does not have this participant contribute in this domain.
  public var isBeyondText: Bool
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    sequence: RecordSequence, by: ParticipantCode, domain: ForceContribution.Domain, unit: Line? = nil,
    size: Count? = nil, location: ForceContribution.Location, noticeToMove: NoticeToMove, availableFrom: CalendarDate,
    caveats: [ForceContribution.Caveat] = [], mandate: ForceContribution.Mandate,
    readiness: ForceReadiness.Level? = nil, readinessAsOf: Timestamp? = nil, isBeyondText: Bool = false
  ) {
    self.sequence = sequence
    self.by = by
    self.domain = domain
    self.unit = unit
    self.size = size
    self.location = location
    self.noticeToMove = noticeToMove
    self.availableFrom = availableFrom
    self.caveats = caveats
    self.mandate = mandate
    self.readiness = readiness
    self.readinessAsOf = readinessAsOf
    self.isBeyondText = isBeyondText
  }
}

/// An activity of the force.
public struct ActivityStanding: Codable, Hashable, Sendable {
  /// The row of the activity.
  public var sequence: RecordSequence
  /// What is done.
  public var kind: ForceActivity.Kind
  /// Where it is done.
  public var place: Line?
  /// When it is done.
  public var period: Period

  package init(sequence: RecordSequence, kind: ForceActivity.Kind, place: Line? = nil, period: Period) {
    self.sequence = sequence
    self.kind = kind
    self.place = place
    self.period = period
  }
}

/// A measure to regenerate Ukraine's forces.
public struct RegenerationStanding: Codable, Hashable, Sendable {
  /// The row of the measure.
  public var sequence: RecordSequence
  /// What is done.
  public var kind: ForceRegeneration.Kind
  /// The unit that it is done for.
  public var beneficiaryUnit: Line?
  /// Persons trained, or pieces of equipment.
  public var quantity: Count?
  /// When it is done.
  public var period: Period

  package init(
    sequence: RecordSequence, kind: ForceRegeneration.Kind, beneficiaryUnit: Line? = nil, quantity: Count? = nil,
    period: Period
  ) {
    self.sequence = sequence
    self.kind = kind
    self.beneficiaryUnit = beneficiaryUnit
    self.quantity = quantity
    self.period = period
  }
}

/// Support that a participant gives the force.
public struct ForceSupportStanding: Codable, Hashable, Sendable {
  /// The row of the support.
  public var sequence: RecordSequence
  /// The participant that supports.
  public var by: ParticipantCode
  /// What kind of support it is.
  public var kind: ForceSupport.Kind
  /// The support in words.
  public var text: Text
  /// When it is given.
  public var period: Period
  /// Whether the declaration's text does not name this kind of support.
  public var isBeyondText: Bool

  package init(
    sequence: RecordSequence, by: ParticipantCode, kind: ForceSupport.Kind, text: Text, period: Period,
    isBeyondText: Bool
  ) {
    self.sequence = sequence
    self.by = by
    self.kind = kind
    self.text = text
    self.period = period
    self.isBeyondText = isBeyondText
  }
}

/// A request to the force.
public struct ForceRequestStanding: Codable, Hashable, Sendable {
  /// The message that requests.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// What is requested.
  public var what: Text
  /// The moment by which it is requested.
  public var by: Timestamp
  /// Whether an activity answers the request.
  public var isAnswered: Bool

  package init(id: MessageID, sequence: RecordSequence, what: Text, by: Timestamp, isAnswered: Bool) {
    self.id = id
    self.sequence = sequence
    self.what = what
    self.by = by
    self.isAnswered = isAnswered
  }
}
