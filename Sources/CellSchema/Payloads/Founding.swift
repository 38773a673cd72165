/// The first row of a record: which cell it is, and what governed it on the first day.
///
/// The row of a founded cell has the signatures of the sides' roots over its founding statement as its signature block.
public struct Genesis: Payload, RuledObject {
  public static let messageType: MessageType = "system.genesis"

  /// By whose hand a cell came about.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// One hand wrote roster and charter and changes them. It is never founded later: a founded cell is another one.
    case development
    /// The roots of the sides signed who takes part and what governs; only the sides change it.
    case founded
  }

  /// The cell whose record it is.
  public var cell: CellName
  /// The key that signs the record's checkpoints.
  public var logKey: PublicKeyText
  /// The roster of the first day.
  public var roster: FileReference
  /// The charter of the first day.
  public var charter: CharterReference
  /// By whose hand the cell came about. In records of earlier versions it is absent: one hand.
  public var kind: Kind?
  /// What the roots of the sides signed, exactly: the payload of the founding statement.
  public var founding: FoundingText?

  public init(
    cell: CellName, logKey: PublicKeyText, roster: FileReference, charter: CharterReference, kind: Kind? = nil,
    founding: FoundingText? = nil
  ) {
    self.cell = cell
    self.logKey = logKey
    self.roster = roster
    self.charter = charter
    self.kind = kind
    self.founding = founding
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("kind", is: ["founded"], ["founding"]), .whenForbids("kind", is: ["development"], ["founding"]),
    ]
  }

  public static var example: Self {
    Self(
      cell: "paris", logKey: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      roster: FileReference(revision: 1, sha256: "c6836f7ad1c4da8a997c009a4b4b120c237b1993693239e194d6307d9d0b8c3a"),
      charter: CharterReference(
        name: "paris-2026-draft", revision: 1,
        sha256: "8399e57405627368722830c9ff3db81fba0afa6120a439c7a2568a5be31b8295", instrument: "paris-declaration",
        version: "draft"),
      kind: .development)
  }
}

/// The payload of a founding statement, JSON: 2 to 16,384 Unicode scalars. Its bytes are those of the string in UTF-8.
public struct FoundingText: StringLeaf {
  public static let stringShape = StringShape(length: 2...16_384)
  public static var sample: Self { #"{"origin":"cellbus/paris-50db4404"}"# }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The payload's exact bytes.
  public var bytes: [UInt8] { Array(description.utf8) }
}
