/// A type of message, `verification.incident-report`: the system, a dot, the name.
public struct MessageType: StringLeaf {
  public static let stringShape = StringShape(
    pattern: BytePattern(.init("a-z", 1...24), .init("."), .init("a-z"), .init("a-z-", 0...39)))
  public static var sample: Self { "verification.incident-report" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The system, `verification`.
  public var system: String { String(description.prefix { $0 != "." }) }
  /// The name within the system, `incident-report`.
  public var name: String { String(description.drop { $0 != "." }.dropFirst()) }
}
