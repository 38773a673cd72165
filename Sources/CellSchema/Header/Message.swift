/// A message of a known type: header and body. The header's fields are the message's own.
///
/// ```swift
/// print(finding.sentAt.dtg, finding.from, finding.body.outcome)
/// ```
@dynamicMemberLookup
public struct Message<Body: Payload>: Hashable, Sendable {
  public var header: Header
  public var body: Body

  public init(header: Header, body: Body) {
    self.header = header
    self.body = body
  }

  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }
}
