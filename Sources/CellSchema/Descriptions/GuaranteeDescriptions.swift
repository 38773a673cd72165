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
        Whether it is activated only once its participant has ratified the text.
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
    GuaranteeWithdrawal
        A participant withdraws a commitment. What was invoked before stays owed.
      commitment MessageID
        The commitment that is withdrawn, by its message's identifier.
      effectiveAt Timestamp
        From when on it is withdrawn.
      reason Text
        Why.
    """#
}
