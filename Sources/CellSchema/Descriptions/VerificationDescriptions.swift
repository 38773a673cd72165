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
    Allegation
        What a party alleges: that something happened, and who did it. A fact; it is neither evidence nor a finding.
      against SubjectCode
        Against whom.
      alleged Text
        What is alleged, in the party's words.
      case CaseNumber
        The case that it is about, where there is one.
      place Line
        Where it happened, in words.
      receivedAt Timestamp
        When another party's word came; with receivedVia alone.
      receivedVia Line
        How another party's word came; with statedBy and receivedAt alone.
      statedBy SubjectCode
        The party that alleges it; the sender's participant where it is absent.
    Attribution
        The Special Commission attributes responsibility, or states that it cannot.
      case CaseNumber
        The case that is decided.
      decision Attribution.Decision
        Whether it was adopted.
      dissents Attribution.Dissent
        The members that do not agree, with their grounds. Of an attribution that is decided together they follow from
        what electors say on the proposal, and it names none.
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
    CaseClosing
        A case is closed: by the verification lead until there is an attribution on it, afterwards by the Special
        Commission alone.
      case CaseNumber
        The case that is closed.
      grounds Text
        The grounds in words.
      kind CaseClosing.Kind
        On what ground.
    CaseClosing.Kind
        On what ground a case is closed.
      complied
        Every remedy that stands is assessed as complied with.
      lack-of-evidence
        The evidence does not suffice, and no more is to be expected.
      other
        Another ground, which the grounds name.
      resolved
        The matter is settled, by whatever means.
      unfounded
        Nothing supports what was reported or alleged.
    CaseJoining
        The verification lead takes incidents into an open case that it opened without them.
      case CaseNumber
        The open case.
      incidents MessageID
        The incident reports, attack reports or allegations that join, by the identifiers of their messages; none of
        them is in a case yet.
    CaseReopening
        The verification lead reopens a case under the same number, at any time, on evidence.
      case CaseNumber
        The case that is reopened.
      evidence MessageID
        The messages that bear the evidence, by their identifiers.
      reason Text
        What follows from the evidence.
    CaseResumption
        The verification lead resumes a suspended investigation where it stood.
      case CaseNumber
        The case whose investigation goes on.
      reason Text
        What has changed.
    CaseSuspension
        The verification lead suspends an investigation: no team is sent and nothing is found until it is resumed.
      case CaseNumber
        The case whose investigation is suspended.
      reason Text
        Why, and what is waited for.
    ComplianceAssessment
        How far the verification lead finds a remedy or a demand complied with.
      case CaseNumber
        The case that it is about.
      compliance MessageID
        The report that is assessed, and with it the remedy that the report names; exactly one of this and remedy.
      observed Text
        What was seen of it, and how.
      remedy MessageID
        The remedy that is assessed where nobody has reported on it; exactly one of this and compliance.
      result ComplianceAssessment.Result
        How far it is complied with.
    ComplianceAssessment.Result
        How far it is complied with.
      N/K
        The lead could not establish it.
      complied
        Wholly.
      not
        Not at all.
      partly
        In part.
    ComplianceReport
        What a party did about a remedy or a demand, as it or somebody else states it. A fact: the verification lead
        assesses it, and until then an overdue remedy stays overdue.
      case CaseNumber
        The case that it is about.
      demand Text
        The demand that the party did something about, in words, where it is no remedy of the Special Commission.
      done Text
        What the party did, or says that it did.
      receivedAt Timestamp
        When another party's word came; with receivedVia alone.
      receivedVia Line
        How another party's word came; with statedBy and receivedAt alone.
      remedy MessageID
        The remedy that the party did something about, by its message's identifier.
      statedBy SubjectCode
        The party that states it; the sender's participant where it is absent.
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
        A participant disputes a finding, an attribution, a remedy or the closing of a case.
      case CaseNumber
        The case that it is about.
      grounds Text
        Why.
      of MessageID
        The finding, attribution, remedy or closing that is disputed, by its message's identifier.
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
    PartyReply
        What a party replies to an allegation, a finding, an attribution or a remedy. A fact.
      case CaseNumber
        The case that it is about, where there is one.
      position PartyReply.Position
        Where the party stands.
      receivedAt Timestamp
        When another party's word came; with receivedVia alone.
      receivedVia Line
        How another party's word came; with statedBy and receivedAt alone.
      statedBy SubjectCode
        The party that replies; the sender's participant where it is absent.
      text Text
        The reply in the party's words.
      to MessageID
        What it replies to, by the message's identifier.
    PartyReply.Position
        Where the party stands on what it replies to.
      accepted
        It accepts it.
      denied
        It denies it.
      not-stated
        It takes no position, or the source states none.
      partly
        It accepts it in part.
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
        The verification lead sends a team, or an asset: the mechanism is mainly technical.
      asset Line
        The asset that is used, a drone or a satellite, as the lead calls it.
      by Timestamp
        Until when it is to be done.
      case CaseNumber
        The case that the team or the asset is sent on.
      task Text
        What it is to do there.
      team Line
        The team that is sent, as the lead calls it; at least one of this and asset is there.
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
