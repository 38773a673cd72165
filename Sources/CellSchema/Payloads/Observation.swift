/// By what it was noticed.
public enum ObservationMeans: String, CaseIterable, SchemaLeaf {
  /// With the eye.
  case seen
  /// By ear.
  case heard
  /// On a fixed camera.
  case camera
  /// From an unmanned aircraft.
  case uav
  /// On an image from a satellite.
  case satellite
  /// By acoustic sensors.
  case acoustic
  /// By radar.
  case radar
  /// Told by somebody else.
  case thirdParty = "third-party"
  /// Not known.
  case notKnown = "N/K"
}

/// What was noticed, in the words of the ceasefire monitors of 2014–2022.
public enum ObservedEvent: String, CaseIterable, SchemaLeaf {
  /// Something exploded; of what is not said.
  case explosion
  /// Something in flight.
  case projectile
  /// Automatic fire of small arms or a machine gun.
  case burst
  /// A single shot.
  case shot
  /// Several weapons or tubes at once.
  case salvo
  /// An explosion in the air.
  case airburst
  /// The light trace of a round.
  case tracer
  /// An illumination or signal flare.
  case flare
  /// Of troops or equipment.
  case movement
  /// Something else; the remarks say what.
  case other
}

/// Which part of a shot's course was noticed.
public enum FirePhase: String, CaseIterable, SchemaLeaf {
  /// It was being fired.
  case outgoing
  /// It hit.
  case impact
  /// It was under way.
  case inFlight = "in-flight"
  /// The observer could not tell.
  case undetermined
}

/// Where a projectile came from and went, seen from the observer.
public struct FlightPath: Codable, Hashable, Sendable {
  /// The direction from which it came.
  public var from: CompassPoint
  /// The direction into which it went.
  public var to: CompassPoint

  public init(from: CompassPoint, to: CompassPoint) {
    self.from = from
    self.to = to
  }
}
