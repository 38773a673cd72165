// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let verification = #"""
    AccessReport
        Whether a team could reach a place. A fact.
      case CaseNumber
        The case on which access was sought.
      control TerritoryControl
        Who held the place at the time, as the team saw it.
      place Line
        Where access was sought, in words.
      reasonGiven Text
        The reason in their own words; absent where access was granted.
      restrictedBy Line
        Who held the team up, by function and never by name; absent where access was granted.
      status AccessReport.Status
        Whether the team got there.
    AccessReport.Status
        Whether the team got there.
      delayed
        It had access later than it asked for.
      denied
        It had none.
      granted
        It had access without hindrance.
      restricted
        It had access in part, or under conditions.
    Attribution
        The Special Commission attributes responsibility, or states that it cannot.
      case CaseNumber
        The case that is decided.
      decision Attribution.Decision
        Whether it was adopted.
      dissents Attribution.Dissent
        The members that do not agree, with their grounds.
      finding MessageID
        The finding that the decision rests on, by its message's identifier.
      responsible SubjectCode
        The parties that bear responsibility; exactly one of this and undetermined is there.
      undetermined Text
        Why responsibility could not be determined; exactly one of this and responsible is there.
    Attribution.Decision
        Whether the Special Commission adopted the attribution.
      adopted
        The Special Commission adopted it.
      not-adopted
        It was put to the Special Commission and not adopted.
    Attribution.Dissent
        A member that does not agree.
      by ParticipantCode
        The member.
      grounds Text
        Why it does not agree.
    DailyReport
        The day's counts by region. Sums are the reporter's own: the bus adds nothing up.
      asOf Timestamp
        The end of the period that the report counts.
      nil
        Whether there is nothing to report.
      notObserved Line
        What could not be observed, so that no silence is read as calm.
      number ReportNumber
        The report's number in its year.
      regions DailyReport.Region
        The counts, region by region.
      restrictions Line
        Where the monitors' freedom of movement was restricted, in words.
    DailyReport.Region
        One region's count of a period. Explosions are among the violations.
      explosions Count
        How many of them were explosions.
      name Line
        The region's name.
      previous Count
        Violations that were counted in the period before.
      violations Count
        Violations of the ceasefire that were counted, explosions among them.
    Dispute
        A participant disputes a finding, an attribution or a remedy.
      case CaseNumber
        The case that it is about.
      grounds Text
        Why.
      of MessageID
        The finding, attribution or remedy that is disputed, by its message's identifier.
    Finding
        What the verification lead found. It assesses and does not attribute.
      assessed Finding.Assessment
        What is inferred from it of the munition and of the direction of fire.
      case CaseNumber
        The case that the finding is on.
      casualties Casualties
        People killed and injured, as far as the team could corroborate it.
      confidence Confidence
        How sure the verification lead is of the outcome.
      final
        Whether the case may be decided on it; a preliminary finding is followed by another one.
      methods Finding.Method
        How the evidence was gained.
      observed Text
        What was there to see, without what is inferred from it.
      outcome Finding.Outcome
        What the evidence shows.
    Finding.Assessment
        What the evidence shows of the munition and of the direction of fire.
      directions CompassPoint
        The directions from which the fire came, seen from the point of impact.
      munition Line
        The kind of munition, mortar, or that it is not known.
    Finding.Method
        How evidence was gained.
      crater-analysis
        Craters and fragments were examined.
      imagery
        Photographs, video, or images from aircraft and satellites.
      interview
        Witnesses were heard.
      sensor
        Recordings of radar, acoustic or other sensors.
      site-visit
        The team saw the place.
    Finding.Outcome
        What the evidence shows of the matter of the case.
      inconclusive
        The evidence does not decide it.
      not-a-violation
        It happened, and breaks no provision.
      not-stated
        The source says none.
      not-verified
        The evidence does not bear it out.
      verified
        It happened as reported.
    IncidentReport
        What an observer noticed. A fact: it is never refused for the phase, and it accuses nobody.
      calibreMillimetres Millimetres
        The calibre as the observer assesses it.
      casualties Casualties
        People killed and injured, as far as the observer knows.
      count Count
        How many; absent where the qualifier is uncountable.
      directions CompassPoint
        The directions in which it was, seen from the observer.
      distanceKilometres Distance
        How far it was from the observer.
      event ObservedEvent
        What was noticed.
      flight FlightPath
        Where a projectile or tracer came from and went.
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
      source Line
        The report or system that it was taken from, where the observer did not write it here.
      sourceGrade SourceGrade
        How reliable the source is and how credible what it says.
      statements Statement
        What others said of it.
      weapon Line
        The weapon as the observer assesses it, mortar or 'heavy machine gun'.
    Remedy
        The Special Commission determines what is to be done about a breach.
      addressee SubjectCode
        The party that is to do it.
      by Timestamp
        Until when it is to be done.
      case CaseNumber
        The case on which something is to be done.
      measure Text
        What is to be done.
    Tasking
        The verification lead sends a team.
      by Timestamp
        Until when it is to be done.
      case CaseNumber
        The case that the team is sent on.
      task Text
        What it is to do there.
      team Line
        The team or asset that is sent, as the lead calls it.
    VerificationCase
        The verification lead opens a case on incidents. A breach is a case, never a phase.
      id CaseNumber
        The case's number, which the verification lead gives it; no case of the same world has it yet.
      incidents MessageID
        The incident reports that it rests on, by the identifiers of their messages.
      place Line
        Where the incidents were, in words.
      priority Priority
        How pressing the case is among the lead's others.
      provision ProvisionNumber
        The provision of the agreement or declaration that may be touched, by its number in the text.
    """#
}
