// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let decision = #"""
    DecisionPostponement
        The proposer puts the moment of a silence off. It is never put earlier.
      proposal MessageID
        The proposal, by its message's identifier.
      reason Text
        Why.
      until Timestamp
        The later moment: a whole second in UTC.
    DecisionProposal
        An act on which participants are to decide together. It has effect once the bus says that it is carried.
      act ProposedDocument
        The act: its whole document, exactly as it would be sent by itself, with an identifier of its own.
      electorate Electorate
        Who decides.
      mustAgree Elector
        Who has to agree in any case: participants, and each participant of a group. Silence does not suffice there.
      n ElectorCount
        How many have to agree; a fixed number, however many electors are left.
      rule DecisionProposal.Rule
        What carries the proposal.
      until Timestamp
        The moment: a statement accepted at or before it counts. For silence, a whole second in UTC.
    DecisionProposal.Rule
        What carries the proposal.
      all
        Each elector speaks, nobody objects, and at least one agrees.
      n-of-m
        At least n electors agree.
      silence
        Nobody objects up to the moment.
    DecisionStatement
        What an elector says on a proposal. The last one before the moment counts; an objection breaks silence at once.
      position DecisionStatement.Position
        What the elector says.
      proposal MessageID
        The proposal, by its message's identifier.
      reason Text
        Why. An objection has a reason.
    DecisionStatement.Position
        What an elector says.
      abstain
        It is neither for nor against the act. That never counts as agreement.
      agree
        It is for the act.
      object
        It is against the act, and says why.
    DecisionWithdrawal
        The proposer takes a proposal back before there is a result. To propose something else takes a new proposal.
      proposal MessageID
        The proposal, by its message's identifier.
      reason Text
        Why.
    Elector
        A participant, UKR, or each participant of a side or a group, ukraine.
    ElectorCount
        How many electors, 1 to 128.
    Electorate
        Who decides on a proposal: one of the three. It is resolved to participants when the proposal is accepted.
      group GroupName
        The participants of a side or a group.
      participants ParticipantCode
        The participants by themselves.
      role RoleName
        The participants whose nodes hold a role.
    ProposalDecided
        What became of a proposal. Where it is carried, the act that it proposes has effect from this row on.
      causes MessageID
        The statements that count, or the withdrawal, by their identifiers.
      code RefusalCode
        The code of the error with which the act is refused.
      explanation Text
        Why this is the result, in words.
      pointer Line
        The place in the act at which it is refused, a JSON Pointer.
      proposal MessageID
        The proposal, by its message's identifier.
      result ProposalDecided.Result
        What became of it.
    ProposalDecided.Result
        What became of a proposal.
      broken
        Somebody objected whose objection stands in its way.
      carried
        The act has effect.
      fell
        The electors carried it, and the rules in force then refuse the act.
      lapsed
        The moment came, and the rule is not met; or too few are left, or the exercise ended.
      withdrawn
        The proposer took it back.
    ProposalDelivered
        Electors to whom a proposal is known to have been delivered by now.
      electors ParticipantCode
        The electors that have it, each by a node that may speak for it.
      proposal MessageID
        The proposal, by its message's identifier.
    ProposedDocument
        A document of another message, whole, in a string: 2 to 32,768 Unicode scalars. Its bytes are those of the
        string in UTF-8.
    RefusalCode
        The number of an error, 1000 to 9999: 'cellbus explain' has its meaning.
    SilenceDelayed
        The broker was down, or took nothing in, while a silence ran. The moment is put off by as long, 30 minutes at
        least.
      downFrom Timestamp
        The last sign that the record has of the broker before.
      downTo Timestamp
        When the broker took messages in again.
      from Timestamp
        The moment before.
      proposal MessageID
        The proposal, by its message's identifier.
      until Timestamp
        The moment from now on.
    """#
}
