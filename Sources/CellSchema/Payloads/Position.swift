/// Who held the ground at the time. It is the observer's word, and no statement on sovereignty.
public enum TerritoryControl: String, CaseIterable, SchemaLeaf {
  case ukrainian, russian, contested
  /// Not known.
  case notKnown = "N/K"
}

/// A place on the ground, by name and, where they are known, by coordinates (WGS 84).
///
/// A string literal is its place, with everything else not known: `let position: Position = "6 km NW of Donetsk"`.
public struct Position: Hashable, Sendable, RuledObject {
  /// In words, as the observer says it.
  public var place: Line
  /// Degrees north.
  public var latitude: Latitude?
  /// Degrees east.
  public var longitude: Longitude?
  /// Who held it at the time.
  public var control: TerritoryControl

  public init(
    place: Line, latitude: Latitude? = nil, longitude: Longitude? = nil, control: TerritoryControl = .notKnown
  ) {
    self.place = place
    self.latitude = latitude
    self.longitude = longitude
    self.control = control
  }

  public static var fieldRules: [FieldRule] {
    [
      .requires("latitude", with: "longitude"),
      .requires("longitude", with: "latitude"),
    ]
  }
}

extension Position: ExpressibleByStringLiteral {
  public init(stringLiteral place: String) { self.init(place: Line(stringLiteral: place)) }
}

/// A direction seen from the observer, one of sixteen points of the compass.
public enum CompassPoint: String, CaseIterable, SchemaLeaf {
  case n = "N"
  case nne = "NNE"
  case ne = "NE"
  case ene = "ENE"
  case e = "E"
  case ese = "ESE"
  case se = "SE"
  case sse = "SSE"
  case s = "S"
  case ssw = "SSW"
  case sw = "SW"
  case wsw = "WSW"
  case w = "W"
  case wnw = "WNW"
  case nw = "NW"
  case nnw = "NNW"
  case notKnown = "N/K"
}

/// How far off: between a least and a greatest estimate, in kilometres.
public struct Distance: Hashable, Sendable, RuledObject {
  public var minimum: Kilometres?
  public var maximum: Kilometres?

  public init(minimum: Kilometres? = nil, maximum: Kilometres? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }

  public static var fieldRules: [FieldRule] {
    [
      .atLeastOne(["minimum", "maximum"]),
      .ascending("minimum", "maximum"),
    ]
  }
}
