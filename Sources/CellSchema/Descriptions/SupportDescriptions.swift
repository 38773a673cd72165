// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let support = #"""
    AttackReport
        Ukraine, or the force, is attacked. A fact; who did it is an assessment, and evidence for each participant's own
        determination.
      assessedOrigin SubjectCode
        Whose attack it is, as the reporter assesses it.
      basis AttackReport.Basis
        What the assessment rests on.
      began Timestamp
        When it began.
      beganWithin BeginningSpan
        The span in which it began, where the moment is not known; beside a moment that is known it says nothing.
      casualties Casualties
        People killed and injured, as far as it is known.
      confidence Confidence
        How sure the reporter is of it.
      ongoing
        Whether it goes on at the time of the report.
      place Line
        Where, in words.
      target Beneficiary
        Who is attacked.
      weapons Line
        The weapons that were noticed, in words.
    AttackReport.Basis
        What the assessment of the origin rests on.
      debris
        What was found of the weapon.
      eyewitness
        Somebody saw it.
      imagery
        Photographs, video, or images from aircraft and satellites.
      other
        Something else.
      radar
        Radar tracks.
      sensor
        Recordings of other sensors.
      signals
        Intercepted signals.
      statement
        What somebody stated.
    Consultation
        A consultation on an invocation, and what came of it.
      at Timestamp
        When it is or was held.
      invocation MessageID
        The invocation, by its message's identifier.
      level Consultation.Level
        Who consults.
      outcome Text
        What came of it; absent before it was held.
    Consultation.Level
        Who consults.
      duty
        Duty officers.
      heads
        Heads of state or government.
      ministers
        Ministers.
      political-directors
        Political directors of the foreign ministries.
    Invocation
        The beneficiary calls upon guarantees. It is refused for no guarantee's state: the bus says of each report and
        guarantee who is obliged. A later invocation adds reports and guarantees.
      aim Text
        What it is to achieve.
      beneficiary Beneficiary
        Whom the guarantees are for.
      consultationAt Timestamp
        When the beneficiary asks for a consultation.
      guarantees MessageID
        The commitments that are called upon, by the identifiers of their messages.
      reports MessageID
        The attack reports that it rests on, by the identifiers of their messages.
      requested SupportMeans
        What is asked for.
    SupportMeasure
        What is done under a response.
      description Text
        What is done.
      means SupportMeans
        Which of the means it is.
      response MessageID
        The response under which it is taken, by its message's identifier.
      status SupportMeasure.Status
        How far it is.
    SupportMeasure.Status
        How far a measure is.
      announced
        It is to come.
      completed
        It has achieved what it was for.
      ended
        It was ended before that.
      under-way
        It has begun.
    SupportResponse
        A participant's own determination on an invocation, and what it will do. Attribution is evidence, no
        precondition.
      decisionBy Timestamp
        Until when it decides.
      determination SupportResponse.Determination
        What the participant holds of the attack.
      invocation MessageID
        The invocation, by its message's identifier.
      means SupportMeans
        What it commits; there with committed and partial, absent with declined and not-obliged.
      procedure Line
        The procedure of its own that is still to run, such as a vote of parliament.
      response SupportResponse.Response
        What it does.
    SupportResponse.Determination
        What a participant holds of the attack.
      attack-accepted
        It accepts that there is an attack in the sense of its guarantee.
      more-information
        It needs to know more.
      not-accepted
        It does not accept that.
    SupportResponse.Response
        What a participant does.
      committed
        It gives what its guarantee says.
      declined
        It gives nothing.
      in-consultation
        It has not decided, and consults.
      not-obliged
        It holds that it is not obliged.
      partial
        It gives a part of it.
    """#
}
