/// One line of text: 1 to 200 Unicode scalars, not blanks alone, no control characters, and of the bidirectional ones
/// marks (U+200E, U+200F, U+061C) and isolates that are closed (U+2066 to U+2069).
///
/// ```swift
/// let place: Line = "6 km NW of Donetsk"
/// ```
public struct Line: StringLeaf {
  public static let stringShape = StringShape(length: 1...200)
  public static var sample: Self { "6 km NW of Donetsk" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// Text of several lines: 1 to 8,192 Unicode scalars, not blanks alone; line feeds and tabs are the only control
/// characters, and marks and closed isolates the only bidirectional ones.
public struct Text: StringLeaf {
  public static let stringShape = StringShape(length: 1...8_192, multiline: true)
  public static var sample: Self { "Nothing to report." }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

extension Text {
  /// Words of the bus, cut where they are longer than a text may be; what a text must not have becomes `?`.
  package init(cutting words: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in words.unicodeScalars.prefix(Self.stringShape.length.upperBound) {
      scalars.append(scalar.isForbidden && scalar != "\n" && scalar != "\t" ? "?" : scalar)
    }
    description = scalars.isEmpty ? "?" : String(scalars)
  }
}
