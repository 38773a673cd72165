// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let force = #"""
    CaveatKind
        What a caveat restricts.
      consent
        Whose consent each use takes.
      duration
        For how long.
      task
        For what it may be used.
      territory
        Where it may be used.
    ForceActivity
        What the force does, for reassurance or in training.
      kind ForceActivity.Kind
        What the force does.
      period Period
        When.
      place Line
        Where, in words.
    ForceActivity.Kind
        What the force does.
      deployment
        Moving into place.
      reassurance-air
        Reassurance in the air.
      reassurance-land
        Reassurance on land.
      reassurance-sea
        Reassurance at sea.
      training
        Training.
    ForceChange
        The force gets other leads, another headquarters or another mandate, or it ends.
      constitution MessageID
        The force, by the identifier of the message that constitutes it.
      effectiveAt Timestamp
        From when on it counts; not before it is accepted.
      headquarters Line
        Where its headquarters is from then on.
      lead ParticipantCode
        All participants that lead it from then on, one or several; the charter says who may.
      mandate Text
        What it is to do from then on, and what not.
      reason Text
        Why.
      what ForceChange.Matter
        What changes.
    ForceChange.Matter
        What changes.
      end
        It is a force no more.
      headquarters
        Where its headquarters is.
      lead
        Who leads it.
      mandate
        What it is to do.
    ForceConstitution
        The multinational force is constituted, once the ceasefire is in force.
      effectiveAt Timestamp
        From when on it is constituted.
      headquarters Line
        Where its headquarters is.
      lead ParticipantCode
        The participants that lead it, one or several together; the charter says who may.
      mandate Text
        What it is to do, and what not.
      name Line
        The force's name.
    ForceContribution
        What a participant contributes to the force, and under which conditions.
      availableFrom CalendarDate
        The first day on which it is available.
      caveats ForceContribution.Caveat
        The conditions under which it stands. None is an empty list, said outright.
      domain ForceContribution.Domain
        In what it serves.
      location ForceContribution.Location
        Where it is to be stationed.
      mandate ForceContribution.Mandate
        Where the participant's own decision stands.
      noticeToMove NoticeToMove
        How long it needs from the order until it moves.
      size Count
        How many persons, ships or aircraft, as the domain has it.
      unit Line
        The unit, as the participant calls it.
    ForceContribution.Caveat
        A condition under which the contribution stands.
      kind CaveatKind
        What it restricts.
      text Text
        The condition.
    ForceContribution.Domain
        In what a contribution serves.
      air
        Air forces.
      cyber
        Cyber defence.
      land
        Land forces.
      logistics
        Supply, transport and maintenance.
      medical
        Medical service.
      sea
        Naval forces.
      training
        Training of Ukraine's forces.
    ForceContribution.Location
        Where a contribution is to be stationed.
      at-sea
        At sea.
      home
        In the participant's own country.
      in-ukraine
        In Ukraine.
      neighbouring
        In a country beside Ukraine.
    ForceContribution.Mandate
        Where the participant's own decision stands.
      approved
        The participant has decided.
      pending
        A decision, such as a vote of parliament, is still to come.
    ForceIncidentReport
        The force reports that it came under fire. A fact; only the verification lead opens a case on it.
      actionTaken Text
        What the unit did.
      casualties Casualties
        People killed and injured, as far as the unit knows.
      count Count
        How many; absent where the qualifier is uncountable.
      directions CompassPoint
        The directions in which it was, seen from the observer.
      event ObservedEvent
        What was noticed.
      means ObservationMeans
        By what it was noticed.
      observedFrom Position
        Where the observer was, not where it happened.
      period ObservationPeriod
        When it was noticed.
      phase FirePhase
        Which part of a shot's course was noticed.
      qualifier Tally.Qualifier
        How well count was counted.
      remarks Text
        What no other field holds.
      unit Line
        The unit that came under fire.
      weapon Line
        The weapon as the unit assesses it, mortar or 'heavy machine gun'.
    ForceReadiness
        How ready a unit is. A fact.
      asOf Timestamp
        The moment for which that is said.
      level ForceReadiness.Level
        How ready it is.
      unit Line
        The unit, as its contribution names it.
    ForceReadiness.Level
        How ready a unit is for its task.
      N/K
        Not known.
      full
        For all of it.
      limited
        For parts of it.
      not-ready
        For none of it.
      substantial
        For most of it.
    ForceRegeneration
        What the force does to rebuild Ukraine's own forces.
      beneficiaryUnit Line
        The unit that is helped.
      kind ForceRegeneration.Kind
        In what Ukraine's forces are helped.
      period Period
        When.
      quantity Count
        Persons trained, or pieces of equipment.
    ForceRegeneration.Kind
        In what Ukraine's forces are helped.
      equipment
        Equipment.
      infrastructure
        Barracks, ranges, depots and workshops.
      planning
        Planning and staff work.
      training
        Training of their members.
    ForceRequest
        Ukraine asks the force for something.
      by Timestamp
        Until when it is needed.
      what Text
        What is asked for.
    ForceSupport
        What a participant outside the force does for it. Kinds that the declaration's text does not name are accepted,
        and marked as beyond it.
      kind ForceSupport.Kind
        What is done.
      period Period
        When it is given.
      text Text
        The support in words.
    ForceSupport.Kind
        What is done for the force. The charter says which kinds the declaration's text names; others are marked as
        beyond it.
      air-defence
        Defence against aircraft and missiles.
      air-transport
        Transport by air.
      intelligence
        Intelligence.
      logistics
        Logistics.
      medical
        Medical care and evacuation.
      other
        Something else, which the text says.
      surveillance
        Surveillance and reconnaissance.
    """#
}
