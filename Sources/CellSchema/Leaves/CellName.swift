/// A cell's name, `paris`: the origin that binds a message to one cell. A small letter, then up to 31 small letters,
/// digits and hyphens.
public struct CellName: StringLeaf {
  public static let stringShape = RoleName.stringShape
  public static var sample: Self { "paris" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
