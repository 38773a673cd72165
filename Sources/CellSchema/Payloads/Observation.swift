/// By what it was noticed.
public enum ObservationMeans: String, CaseIterable, SchemaLeaf {
  case seen, heard, camera
  /// From an unmanned aircraft.
  case uav
  case satellite
  /// By acoustic sensors.
  case acoustic
  case radar
  /// Told by somebody else.
  case thirdParty = "third-party"
  /// Not known.
  case notKnown = "N/K"
}

/// What was noticed, in the words of the ceasefire monitors of 2014–2022.
public enum ObservedEvent: String, CaseIterable, SchemaLeaf {
  case explosion
  /// Something in flight.
  case projectile
  /// Of small arms or a machine gun.
  case burst
  case shot, salvo, airburst, tracer, flare
  /// Of troops or equipment.
  case movement
  case other
}

/// Which part of a shot's course was noticed.
public enum FirePhase: String, CaseIterable, SchemaLeaf {
  case outgoing, impact
  case inFlight = "in-flight"
  case undetermined
}

/// Where a projectile came from and went, seen from the observer.
public struct FlightPath: Codable, Hashable, Sendable {
  public var from: CompassPoint
  public var to: CompassPoint

  public init(from: CompassPoint, to: CompassPoint) {
    self.from = from
    self.to = to
  }
}
