/// Where the multinational force stands.
public struct ForceStanding: Codable, Hashable, Sendable {
  /// Absent until it is constituted.
  public var constitution: ConstitutionStanding?
  public var contributions: [ContributionStanding]
  public var activities: [ActivityStanding]
  public var regeneration: [RegenerationStanding]
  public var support: [ForceSupportStanding]
  public var requests: [ForceRequestStanding]
  /// Times that the force reported to be under fire.
  @Total public var incidents: Int

  package init(
    constitution: ConstitutionStanding? = nil, contributions: [ContributionStanding] = [],
    activities: [ActivityStanding] = [], regeneration: [RegenerationStanding] = [],
    support: [ForceSupportStanding] = [], requests: [ForceRequestStanding] = [], incidents: Int
  ) {
    self.constitution = constitution
    self.contributions = contributions
    self.activities = activities
    self.regeneration = regeneration
    self.support = support
    self.requests = requests
    self.incidents = incidents
  }
}

public struct ConstitutionStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var name: Line
  public var lead: [ParticipantCode]
  public var headquarters: Line
  public var effectiveAt: Timestamp

  package init(
    id: MessageID, sequence: RecordSequence, name: Line, lead: [ParticipantCode] = [], headquarters: Line,
    effectiveAt: Timestamp
  ) {
    self.id = id
    self.sequence = sequence
    self.name = name
    self.lead = lead
    self.headquarters = headquarters
    self.effectiveAt = effectiveAt
  }
}

public struct ContributionStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var by: ParticipantCode
  public var domain: ForceContribution.Domain
  public var unit: Line?
  public var size: Count?
  public var location: ForceContribution.Location
  public var noticeToMove: NoticeToMove
  public var availableFrom: CalendarDate
  public var caveats: [ForceContribution.Caveat]
  public var mandate: ForceContribution.Mandate
  /// As the force last reported it.
  public var readiness: ForceReadiness.Level?
  public var readinessAsOf: Timestamp?

  package init(
    sequence: RecordSequence, by: ParticipantCode, domain: ForceContribution.Domain, unit: Line? = nil,
    size: Count? = nil, location: ForceContribution.Location, noticeToMove: NoticeToMove, availableFrom: CalendarDate,
    caveats: [ForceContribution.Caveat] = [], mandate: ForceContribution.Mandate,
    readiness: ForceReadiness.Level? = nil, readinessAsOf: Timestamp? = nil
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
  }
}

public struct ActivityStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var kind: ForceActivity.Kind
  public var place: Line?
  public var period: Period

  package init(sequence: RecordSequence, kind: ForceActivity.Kind, place: Line? = nil, period: Period) {
    self.sequence = sequence
    self.kind = kind
    self.place = place
    self.period = period
  }
}

public struct RegenerationStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var kind: ForceRegeneration.Kind
  public var beneficiaryUnit: Line?
  public var quantity: Count?
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

public struct ForceSupportStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var by: ParticipantCode
  public var kind: ForceSupport.Kind
  public var text: Text
  public var period: Period
  /// The declaration's text does not name this kind.
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

public struct ForceRequestStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var what: Text
  public var by: Timestamp
  /// An activity answers it.
  public var isAnswered: Bool

  package init(id: MessageID, sequence: RecordSequence, what: Text, by: Timestamp, isAnswered: Bool) {
    self.id = id
    self.sequence = sequence
    self.what = what
    self.by = by
    self.isAnswered = isAnswered
  }
}
