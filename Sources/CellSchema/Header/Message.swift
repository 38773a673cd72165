/// A message of a known type: header and body. The header's fields can be used as the message's own.
///
/// ```swift
/// print(finding.sentAt.dtg, finding.from, finding.body.outcome)
/// ```
@dynamicMemberLookup
public struct Message<Body: Payload>: Hashable, Sendable {
  /// The header.
  public var header: Header
  /// The decoded body.
  public var body: Body

  /// Makes a message of header and body.
  public init(header: Header, body: Body) {
    self.header = header
    self.body = body
  }

  /// A field of ``header``.
  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }
}
