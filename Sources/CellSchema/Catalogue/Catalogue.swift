/// Every type of message that there is, once, by type and version.
///
/// A type that was ever sent stays in the catalogue: the record may hold it. A new field is a new version, beside the
/// old one.
public enum Catalogue {
  /// One version of a message type.
  public struct Entry: Sendable {
    /// The message type, `verification.finding`.
    public let type: MessageType
    /// The version of the body's form, 1 to 999.
    public let version: MessageVersion
    /// The first part of ``type``, `verification`.
    public var system: String { type.system }
    /// What the type is, in a sentence.
    public let summary: String
    /// The Swift type of the body.
    public let payload: any Payload.Type
    /// The shape that a body has to have.
    public let shape: Shape
    /// Whether messages of the type move where things stand, so that the proceedings take them in. Others stay on the
    /// record alone.
    package let movesState: Bool

    init<Body: Payload>(_ payload: Body.Type, movesState: Bool = true, _ summary: String) {
      guard let version = MessageVersion(Body.messageVersion) else {
        preconditionFailure("\(Body.self) has a version from 1 to 999")
      }
      self.type = Body.messageType
      self.version = version
      self.summary = summary
      self.payload = payload
      self.shape = Catalogue.shape(of: payload)
      self.movesState = movesState
    }

    /// An example of the type's body, in JSON.
    public var exampleBody: [UInt8] { DocumentEncoder.json(payload.example) }
  }

  /// All types in the order of the systems, those of the bus itself last. Each is listed beside its payload.
  public static let entries: [Entry] =
    cell + rules + declaration + guarantees + ceasefire + verification + caseCourse + partyStatements + force + support
    + assistance + decision + bus + decisionsOfBus + obligationsOfBus + clocksOfBus

  /// The shape that a header has to have.
  public static let headerShape = shape(of: Header.self)

  /// The strict check of every type, made once.
  package static let checker = StrictChecker(
    header: headerShape,
    bodies: entries.map { (type: $0.type.description, version: $0.version.value, shape: $0.shape) })

  /// The entry of a type in a version; nil if the catalogue does not have it.
  public static func entry(_ type: MessageType, version: MessageVersion) -> Entry? {
    byType[type]?.first { $0.version == version }
  }

  /// The versions of a type, rising; empty if the catalogue does not have the type.
  public static func versions(of type: MessageType) -> [Entry] { byType[type] ?? [] }

  private static let byType = Dictionary(grouping: entries, by: \.type)
    .mapValues { $0.sorted { $0.version < $1.version } }

  /// Types that have no shape are found by every test that touches the catalogue, so that no daemon starts with one.
  private static func shape<Value: Decodable>(of type: Value.Type) -> Shape {
    do {
      return try ShapeRecorder.shape(of: type)
    } catch {
      preconditionFailure("\(type) has no shape: \(error)")
    }
  }
}
