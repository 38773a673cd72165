/// Who held the ground at the time. It is the observer's word, and no statement on sovereignty.
public enum TerritoryControl: String, CaseIterable, SchemaLeaf {
  /// Ukraine's forces held it.
  case ukrainian
  /// Russia's forces, or those that it leads, held it.
  case russian
  /// Nobody held it alone.
  case contested
  /// Not known.
  case notKnown = "N/K"
}

/// A place on the ground, by name and, where they are known, by coordinates (WGS 84).
///
/// A string literal is its place, with everything else not known: `let position: Position = "6 km NW of Donetsk"`.
public struct Position: Hashable, Sendable, RuledObject {
  /// The place in words, as the observer says it, `6 km NW of Donetsk`.
  public var place: Line
  /// Where the place is; with `longitude` alone.
  public var latitude: Latitude?
  /// Where the place is; with `latitude` alone.
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

/// A direction, one of sixteen points of the compass, by its letters from north by east; `N/K` where it is not known.
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
  /// The least estimate.
  public var minimum: Kilometres?
  /// The greatest estimate.
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
