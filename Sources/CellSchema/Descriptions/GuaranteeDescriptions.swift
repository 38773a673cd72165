// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let guarantee = #"""
    GuaranteeCommitment
        A participant commits itself to support a beneficiary, under one provision of one version of a text.
      beneficiary Beneficiary
        Whom it is for.
      bindingness GuaranteeCommitment.Bindingness
        In which sense it binds.
      instrument Instrument
        The text under which the participant commits itself.
      means SupportMeans
        What the participant is to give.
      provision ProvisionNumber
        The provision of the text, by its number.
      requiresRatification
        Whether it takes its participant's ratification of the text. Of one that binds politically and legally, the
        political limb may be active before: the charter says so.
      terms GuaranteeCommitment.Terms
        Whether its terms are settled.
      trigger Line
        What calls for it: 'armed attack by Russia after the ceasefire'.
      version InstrumentVersion
        The version of the text.
    GuaranteeCommitment.Bindingness
        In which sense a commitment binds.
      both
        Politically and legally.
      legal
        Legally.
      political
        Politically.
    GuaranteeCommitment.Terms
        Whether its terms are settled.
      final
        Settled.
      open
        Still to be agreed: it obliges to consultation alone.
    GuaranteeCompletion
        A participant completes the terms of its own commitment. There may be several; means are added, and none is
        taken away. It counts for attacks that begin after it is accepted; one that takes a parliament's decision counts
        from the ratification on, and leaves the old terms running until then.
      commitment MessageID
        The commitment that is completed, by its message's identifier.
      means SupportMeans
        What the participant is to give beside what it said before.
      requiresRatification
        Whether it takes its participant's ratification, said by declaration.ratification with completion; absent: no.
      terms GuaranteeCommitment.Terms
        Whether its terms are settled now; once they are, they do not open again.
    GuaranteeWithdrawal
        A participant withdraws a commitment, or a part of its means. It is never refused for its date: it counts from
        the later of the date that it states and its acceptance with the charter's notice, and touches no attack that
        began before. What was invoked before stays owed.
      commitment MessageID
        The commitment that is withdrawn, by its message's identifier.
      effectiveAt Timestamp
        From when on it is withdrawn, as its participant states it.
      means SupportMeans
        The means that are withdrawn; absent: the whole commitment is.
      reason Text
        Why.
    """#
}
