/// The roster of a founded cell is exchanged for another. It has effect by a decision alone, from the row on that says so.
public struct RosterChange: Payload {
  public static let messageType: MessageType = "cell.roster-change"

  /// The roster in force, on which the change builds.
  public var from: FileReference
  /// The roster from then on.
  public var to: FileReference
  /// How one file becomes the other.
  public var difference: FileDifference

  public init(from: FileReference, to: FileReference, difference: FileDifference) {
    self.from = from
    self.to = to
    self.difference = difference
  }

  public static var example: Self {
    Self(from: RosterChanged.example.from, to: RosterChanged.example.to, difference: .sample)
  }
}

/// The charter of a founded cell is exchanged for another. It has effect by a decision alone, from the row on that says so.
public struct CharterChange: Payload {
  public static let messageType: MessageType = "cell.charter-change"

  /// The charter in force, on which the change builds.
  public var from: FileReference
  /// The charter from then on.
  public var to: FileReference
  /// How one file becomes the other.
  public var difference: FileDifference

  public init(from: FileReference, to: FileReference, difference: FileDifference) {
    self.from = from
    self.to = to
    self.difference = difference
  }

  public static var example: Self {
    Self(
      from: FileReference(revision: 1, sha256: "8399e57405627368722830c9ff3db81fba0afa6120a439c7a2568a5be31b8295"),
      to: FileReference(revision: 2, sha256: "276ef48e07ec70be3306a47de7d2ea756327b9da07e1482532ae0cdd2af8acec"),
      difference: .sample)
  }
}

/// A participant exchanges keys of its own nodes in the roster of a founded cell. Its roots sign the change, and nobody
/// else decides on it; any node may carry it to the bus.
public struct KeyChange: Payload {
  public static let messageType: MessageType = "cell.key-change"

  /// A root's signature over the change (DSSE).
  public struct RootSignature: Codable, Hashable, Sendable {
    /// The SHA-256 of the root's key.
    public var keyid: SHA256Hex
    /// The signature's 64 bytes in Base64.
    public var sig: SignatureText

    public init(keyid: SHA256Hex, sig: SignatureText) {
      self.keyid = keyid
      self.sig = sig
    }
  }

  /// The participant whose keys they are.
  public var participant: ParticipantCode
  /// The roster in force, on which the change builds.
  public var from: FileReference
  /// The roster from then on.
  public var to: FileReference
  /// How one file becomes the other.
  public var difference: FileDifference
  /// As many of the participant's roots as have to sign.
  public var roots: NonEmpty<RootSignature>

  public init(
    participant: ParticipantCode, from: FileReference, to: FileReference, difference: FileDifference,
    roots: NonEmpty<RootSignature>
  ) {
    self.participant = participant
    self.from = from
    self.to = to
    self.difference = difference
    self.roots = roots
  }

  public static var example: Self {
    Self(
      participant: "UKR", from: RosterChanged.example.from, to: RosterChanged.example.to, difference: .sample,
      roots: [RootSignature(keyid: .sample, sig: .sample)])
  }
}

/// A signature, Ed25519 or ECDSA over P-256 as r and s: 64 bytes in Base64 (RFC 4648 §4), 88 characters.
public struct SignatureText: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Za-z0-9+/", 86), .init("=", 2)))
  public static var sample: Self {
    "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv187X6Q0NZ/RYiikQAAA=="
  }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// How one file of lines becomes another: a unified difference without names of files, 1 to 24,000 Unicode scalars, as
/// `diff -u` writes one and `patch` takes it.
public struct FileDifference: StringLeaf {
  public static let stringShape = StringShape(length: 1...24_000, multiline: true)
  public static var sample: Self { "@@ -12,1 +12,1 @@\n-revision: 1\n+revision: 2" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

extension Catalogue {
  /// What changes a founded cell's roster and charter.
  static let rules: [Entry] = [
    Entry(
      RosterChange.self, movesState: false, "The roster of a founded cell is exchanged, by a decision of the sides."),
    Entry(
      CharterChange.self, movesState: false, "The charter of a founded cell is exchanged, by a decision of the sides."),
    Entry(HoldConfirmation.self, movesState: false, "A participant confirms that one of its nodes is held."),
    Entry(KeyChange.self, movesState: false, "A participant exchanges its own nodes' keys, signed by its roots."),
  ]
}
