// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let shared = #"""
    BeginningSpan
        Between which moments something began.
      earliest Timestamp
        The earliest moment at which it may have begun.
      latest Timestamp
        The latest moment at which it may have begun.
    Beneficiary
        Whom a guarantee is for, or whom an attack is on.
      force
        The multinational force.
      ukraine
        Ukraine.
    Casualties
        People killed and injured, each as far as it is known: N/K says that there may be some, a missing field says
        nothing.
      civiliansInjured Count
        Civilians injured.
      civiliansKilled Count
        Civilians killed.
      militaryInjured Count
        Members of armed forces injured.
      militaryKilled Count
        Members of armed forces killed.
    CompassPoint
        A direction, one of sixteen points of the compass, by its letters from north by east; N/K where it is not known.
    Confidence
        How sure an assessment is.
      high
        The evidence leaves little doubt.
      low
        The evidence is thin.
      moderate
        The evidence is sound, and leaves room for another reading.
      not-stated
        The source does not say.
    Distance
        How far off: between a least and a greatest estimate, in kilometres.
      maximum Kilometres
        The greatest estimate.
      minimum Kilometres
        The least estimate.
    FirePhase
        Which part of a shot's course was noticed.
      impact
        It hit.
      in-flight
        It was under way.
      outgoing
        It was being fired.
      undetermined
        The observer could not tell.
    FlightPath
        Where a projectile came from and went, seen from the observer.
      from CompassPoint
        The direction from which it came.
      to CompassPoint
        The direction into which it went.
    ObservationMeans
        By what it was noticed.
      N/K
        Not known.
      acoustic
        By acoustic sensors.
      camera
        On a fixed camera.
      heard
        By ear.
      radar
        By radar.
      satellite
        On an image from a satellite.
      seen
        With the eye.
      third-party
        Told by somebody else.
      uav
        From an unmanned aircraft.
    ObservationPeriod
        When something was observed, and how precisely that is known.
      from Timestamp
        The beginning; it may be absent where the precision is N/K.
      precision ObservationPeriod.Precision
        How precisely both are known.
      to Timestamp
        The end; absent where it was one moment.
    ObservationPeriod.Precision
        How precisely the observer knows the time.
      N/K
        Not known.
      day
        To the day.
      hour
        To the hour.
      minute
        To the minute.
      part-day
        Morning, afternoon, evening or night.
    ObservedEvent
        What was noticed, in the words of the ceasefire monitors of 2014–2022.
      airburst
        An explosion in the air.
      burst
        Automatic fire of small arms or a machine gun.
      explosion
        Something exploded; of what is not said.
      flare
        An illumination or signal flare.
      movement
        Of troops or equipment.
      other
        Something else; the remarks say what.
      projectile
        Something in flight.
      salvo
        Several weapons or tubes at once.
      shot
        A single shot.
      tracer
        The light trace of a round.
    Period
        A span of time, open-ended where it has no end.
      from Timestamp
        The beginning.
      to Timestamp
        The end; absent while none is known.
    Position
        A place on the ground, by name and, where they are known, by coordinates (WGS 84).
      control TerritoryControl
        Who held it at the time.
      latitude Latitude
        Where the place is; with longitude alone.
      longitude Longitude
        Where the place is; with latitude alone.
      place Line
        The place in words, as the observer says it, '6 km NW of Donetsk'.
    Priority
        How pressing a case or a requirement is. It says nothing about the precedence of messages.
      high
        Before what is normal.
      low
        It can wait.
      normal
        In its turn.
      urgent
        Before everything else.
    Statement
        What somebody said, as said. It is no finding, and no claim of whoever passes it on.
      receivedAt Timestamp
        When it came.
      receivedVia Line
        How it came: 'by telephone', 'at the site'.
      statedBy Line
        Who said it, by function and never by name: 'duty officer at the JCCC office Volnovakha'.
      text Text
        What was said.
    SupportMeans
        What may be given in support (the draft of 6 January 2026 names military capabilities, intelligence and
        logistics, diplomatic initiatives and sanctions).
      diplomatic
        Diplomatic initiatives.
      intelligence
        Intelligence.
      logistics
        Logistics.
      military
        Military capabilities.
      other
        Something that the text does not name.
      sanctions
        Sanctions.
    Tally.Qualifier
        How well something was counted; uncountable goes without a count, the others with one.
      approximately
        About so many.
      at-least
        So many were counted, and there may have been more.
      exact
        Each one was counted.
      uncountable
        More than could be counted, such as overlapping bursts.
    TerritoryControl
        Who held the ground at the time. It is the observer's word, and no statement on sovereignty.
      N/K
        Not known.
      contested
        Nobody held it alone.
      russian
        Russia's forces, or those that it leads, held it.
      ukrainian
        Ukraine's forces held it.
    """#
}
