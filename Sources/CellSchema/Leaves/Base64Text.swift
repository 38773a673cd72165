import Foundation

/// Bytes in Base64 (RFC 4648 §4): 1 to 32,768 bytes, in at most 43,692 characters.
///
/// A document that is carried in another message is written so: it may have what no string here may, a carriage return
/// between two fields, and how long it becomes follows from how long it is.
public struct Base64Text: StringLeaf {
  /// The most bytes.
  public static let capacity = Limits.carriedDocument

  public static let stringShape = StringShape(
    pattern: BytePattern(.init("A-Za-z0-9+/", 2...43_692), .init("=", 0...2)))
  public static var sample: Self { "e30=" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// Nil for no bytes, and for more than ``capacity``.
  public init?(bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty, bytes.count <= Self.capacity else { return nil }
    description = Data(bytes).base64EncodedString()
  }

  /// The bytes; nil where the characters are not well put together.
  public var bytes: [UInt8]? { Data(base64Encoded: description).map { Array($0) } }
}
