/// A message of any type: its exact bytes, its header, and its body on demand.
@dynamicMemberLookup
public struct RawMessage: Hashable, Sendable {
  /// The document's bytes, as they were sent.
  public let document: [UInt8]
  /// The decoded header.
  public let header: Header

  /// Reads the header of a document.
  ///
  /// - Throws: `undecodable` if the bytes are no document.
  public init(document: [UInt8]) throws(Refusal) {
    header = try DocumentDecoder.header(of: document)
    self.document = document
  }

  /// A field of ``header``.
  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }

  /// Whether the message is of the body's type and version.
  public func isOf<Body: Payload>(_: Body.Type) -> Bool {
    header.type == Body.messageType && header.version.value == Body.messageVersion
  }

  /// Decodes the body.
  ///
  /// - Throws: `undecodable` if the message is of another type or version, or its body cannot be decoded.
  public func body<Body: Payload>(as type: Body.Type) throws(Refusal) -> Body {
    guard isOf(type) else {
      throw Refusal(
        .undecodable, at: "/header/type",
        "it is \(header.type) version \(header.version), not \(Body.messageType) version \(Body.messageVersion)")
    }
    return try DocumentDecoder.body(type, of: document)
  }

  /// Decodes header and body.
  ///
  /// - Throws: as ``body(as:)``.
  public func message<Body: Payload>(of type: Body.Type) throws(Refusal) -> Message<Body> {
    Message(header: header, body: try body(as: type))
  }
}
