/// Exact numbers of all that an overview is about: its lists may be cut, these never are.
public struct SituationCounts: Codable, Hashable, Sendable {
  /// Items that an operator should look at, by kind, worst first.
  public var attention: [AttentionCount]
  /// Scopes of ceasefires.
  @Total public var scopes: Int
  /// Scopes on which authorities differ.
  @Total public var contestedScopes: Int
  /// Texts that are the newest version of their instrument.
  @Total public var currentTexts: Int
  /// Commitments by state.
  public var guarantees: [GuaranteeCount]
  /// Cases that are not closed.
  @Total public var openCases: Int
  /// Cases in which something is disputed.
  @Total public var disputedCases: Int
  /// Cases that are closed.
  @Total public var finishedCases: Int
  /// What participants contribute to the force.
  @Total public var contributions: Int
  /// Contributions whose readiness is full or substantial.
  @Total public var readyContributions: Int
  /// Contributions whose mandate is pending.
  @Total public var pendingContributions: Int
  /// Contributions under conditions.
  @Total public var contributionsWithCaveats: Int
  /// Contributions that the declaration's text does not have of their participants.
  @Total public var contributionsBeyondText: Int
  /// Activities of the force.
  @Total public var activities: Int
  /// Measures to regenerate Ukraine's forces.
  @Total public var regeneration: Int
  /// What is done for the force.
  @Total public var forceSupport: Int
  /// What is done for the force and not named in the declaration's text.
  @Total public var forceSupportBeyondText: Int
  /// Requests to the force that are unanswered.
  @Total public var unansweredRequests: Int
  /// The earliest moment by which an unanswered request is to be met.
  public var nextRequest: Timestamp?
  /// Reported attacks.
  @Total public var attacks: Int
  /// Reported attacks on which no invocation rests.
  @Total public var attacksNotInvoked: Int
  /// Invocations to which an answer or a measure is outstanding.
  @Total public var openInvocations: Int
  /// Invocations that are settled.
  @Total public var closedInvocations: Int
  /// Clocks of which a stage is to come.
  @Total public var runningClocks: Int
  /// Clocks of which all stages have passed.
  @Total public var endedClocks: Int
  /// Currencies in which money is pledged, delivered or confirmed.
  @Total public var currencies: Int
  /// Pledges.
  @Total public var pledges: Int
  /// Requirements.
  @Total public var requirements: Int
  /// Requirements for which not enough is pledged.
  @Total public var uncoveredRequirements: Int
  /// Those of them whose day is past.
  @Total public var lateRequirements: Int
  /// Proposals without a result.
  @Total public var openDecisions: Int
  /// Proposals with a result.
  @Total public var decided: Int

  /// Counts a situation whose lists are not cut.
  package init(counting situation: Situation) {
    let scopes = situation.ceasefires.lazy.flatMap(\.scopes)
    let (cases, force, assistance) = (situation.cases, situation.force, situation.assistance)
    let requests = force.requests.filter { !$0.isAnswered }
    let uncovered = assistance.requirements.filter { !$0.isCovered }
    // Days in ISO 8601 are in the order of their letters.
    let today = situation.asOf.description
    attention = AttentionCount.counts(of: situation.attention)
    self.scopes = scopes.count
    contestedScopes = scopes.count(where: \.isContested)
    currentTexts = situation.texts.count(where: \.isCurrent)
    guarantees = GuaranteeCount.counts(of: situation.guarantees)
    finishedCases = cases.count(where: \.isFinished)
    openCases = cases.count - cases.count(where: \.isFinished)
    disputedCases = cases.count { $0.state == .disputed }
    contributions = force.contributions.count
    readyContributions = force.contributions.count { $0.readiness == .full || $0.readiness == .substantial }
    pendingContributions = force.contributions.count { $0.mandate == .pending }
    contributionsWithCaveats = force.contributions.count { !$0.caveats.isEmpty || $0.omitted != nil }
    contributionsBeyondText = force.contributions.count(where: \.isBeyondText)
    activities = force.activities.count
    regeneration = force.regeneration.count
    forceSupport = force.support.count
    forceSupportBeyondText = force.support.count(where: \.isBeyondText)
    unansweredRequests = requests.count
    nextRequest = requests.map(\.by).min()
    attacks = situation.attacks.count
    attacksNotInvoked = situation.attacks.count { $0.invocation == nil }
    openInvocations = situation.invocations.count(where: \.isOpen)
    closedInvocations = situation.invocations.count { !$0.isOpen }
    runningClocks = situation.clocks.count(where: \.isRunning)
    endedClocks = situation.clocks.count { !$0.isRunning }
    currencies = assistance.money.count
    pledges = assistance.pledges.count { $0.state != .replaced }
    requirements = assistance.requirements.count
    uncoveredRequirements = uncovered.count
    lateRequirements = uncovered.count { $0.neededBy.map { $0.description < today } ?? false }
    openDecisions = situation.decisions.count(where: \.isOpen)
    decided = situation.decisions.count { !$0.isOpen }
  }
}

/// How many items of a kind need attention.
public struct AttentionCount: Codable, Hashable, Sendable {
  /// Why the items need attention.
  public var kind: SituationAttention.Kind
  /// How many there are.
  @Total public var items: Int
  /// The earliest moment until which somebody has to act, or since when somebody is late.
  public var due: Timestamp?

  fileprivate static func counts(of attention: [SituationAttention]) -> [Self] {
    var items: [SituationAttention.Kind: (items: Int, due: Timestamp?)] = [:]
    for item in attention {
      let known = items[item.kind] ?? (0, nil)
      items[item.kind] = (known.items + 1, [known.due, item.due].compactMap(\.self).min())
    }
    return SituationAttention.Kind.allCases.compactMap { kind in
      items[kind].map { Self(kind: kind, items: $0.items, due: $0.due) }
    }
  }
}

/// How many commitments are in a state, and whose they are.
public struct GuaranteeCount: Codable, Hashable, Sendable {
  /// The state.
  public var state: GuaranteeStanding.State
  /// How many commitments are in it.
  @Total public var items: Int
  /// How many of them are for the force.
  @Total public var forForce: Int
  /// The participants that committed themselves.
  public var by: [ParticipantCode]

  fileprivate static func counts(of guarantees: [GuaranteeStanding]) -> [Self] {
    [GuaranteeStanding.State.invoked, .active, .dormant, .ended].compactMap { state in
      let found = guarantees.filter { $0.state == state }
      guard !found.isEmpty else { return nil }
      return Self(
        state: state, items: found.count, forForce: found.count { $0.beneficiary == .force },
        by: Set(found.map(\.by)).sorted())
    }
  }
}

extension RequirementStanding {
  /// Whether as much is pledged as is required.
  package var isCovered: Bool { pledged >= quantity.value }
}

extension CaseStanding {
  /// Whether nothing more is expected in the case.
  package var isFinished: Bool { state == .closed }

  /// Whether a remedy is overdue.
  package var hasOverdueRemedy: Bool { remedies.contains(where: \.isOverdue) }
}
