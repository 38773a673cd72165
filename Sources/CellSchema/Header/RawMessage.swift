/// A message of any type: its exact bytes, its header, and its body on demand.
@dynamicMemberLookup
public struct RawMessage: Hashable, Sendable {
  /// The document, byte by byte as it was sent.
  public let document: [UInt8]
  public let header: Header

  /// - Throws: `undecodable` where the bytes are no document.
  public init(document: [UInt8]) throws(Refusal) {
    header = try DocumentDecoder.header(of: document)
    self.document = document
  }

  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }

  /// Whether the body is of that type and version.
  public func isOf<Body: Payload>(_: Body.Type) -> Bool {
    header.type == Body.messageType && header.version.value == Body.messageVersion
  }

  /// The body.
  ///
  /// - Throws: `undecodable` where the message is of another type or version, or its body does not decode.
  public func body<Body: Payload>(as type: Body.Type) throws(Refusal) -> Body {
    guard isOf(type) else {
      throw Refusal(
        .undecodable, at: "/header/type",
        "it is \(header.type) version \(header.version), not \(Body.messageType) version \(Body.messageVersion)")
    }
    return try DocumentDecoder.body(type, of: document)
  }

  /// Header and body.
  ///
  /// - Throws: as ``body(as:)``.
  public func message<Body: Payload>(of type: Body.Type) throws(Refusal) -> Message<Body> {
    Message(header: header, body: try body(as: type))
  }
}
