package import CellSchema

/// Who takes part in the cell (`roster.yaml`): participants, their nodes, and who holds which role.
///
/// Plain values. `CellConfig` checks at loading that names are unique, that the participant of each node is listed, and
/// that every role is one of the charter's.
package struct Roster: Codable, Hashable, Sendable {
  /// Rises with every change of the file.
  package var revision: Revision
  package var participants: [Participant]
  package var nodes: [RosterNode]
  package var roles: [RoleAssignment]
  /// The register of full powers: which offices may bind which participant.
  package var powers: [FullPowersEntry]
  /// Exercises and drills in which nothing is to be said any more, by name.
  package var closedExercises: [Line]

  package init(
    revision: Revision, participants: [Participant], nodes: [RosterNode], roles: [RoleAssignment],
    powers: [FullPowersEntry] = [], closedExercises: [Line] = []
  ) {
    self.revision = revision
    self.participants = participants
    self.nodes = nodes
    self.roles = roles
    self.powers = powers
    self.closedExercises = closedExercises
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    revision = try fields.decode(Revision.self, forKey: .revision)
    participants = try fields.decode(ParticipantList.self, forKey: .participants).elements
    nodes = try fields.decode(NodeList.self, forKey: .nodes).elements
    roles = try fields.decode([RoleAssignment].self, forKey: .roles)
    powers = try fields.decodeIfPresent(PowersList.self, forKey: .powers)?.elements ?? []
    closedExercises = try fields.decodeIfPresent(ExerciseList.self, forKey: .closedExercises)?.elements ?? []
  }
}

/// The sides of the arrangement. A participant is on exactly one; a rule of the charter may name any of them.
package enum Side: String, CaseIterable, SchemaLeaf {
  case coalition
  case unitedStates = "united-states"
  case ukraine
  /// Donors that are not of the coalition, the EU and NATO among them.
  case associate
  /// The coordination cell itself.
  case cell

  /// The side as the group that labels and rules name.
  package var group: GroupName { GroupName(stringLiteral: rawValue) }
}

/// A state or organisation that takes part, or the cell itself.
package struct Participant: Codable, Hashable, Sendable {
  package var code: ParticipantCode
  /// The name as people read it: `Czechia`.
  package var name: Line
  package var side: Side
  /// Groups of the charter that the participant belongs to, beyond its side: `european`.
  package var memberships: [GroupName]
  /// The keys that certify those by which the participant's nodes sign; nil: it signs nothing.
  package var roots: Roots?

  package init(
    code: ParticipantCode, name: Line, side: Side, memberships: [GroupName] = [],
    roots: Roots? = nil
  ) {
    self.code = code
    self.name = name
    self.side = side
    self.memberships = memberships
    self.roots = roots
  }

  /// Decodes a participant; absent `memberships` are none.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    code = try fields.decode(ParticipantCode.self, forKey: .code)
    name = try fields.decode(Line.self, forKey: .name)
    side = try fields.decode(Side.self, forKey: .side)
    memberships = try fields.decodeIfPresent([GroupName].self, forKey: .memberships) ?? []
    roots = try fields.decodeIfPresent(Roots.self, forKey: .roots)
  }

  /// Every group that the participant belongs to, its side first.
  package var groups: [GroupName] { [side.group] + memberships }
}

/// A participant's root keys, which are kept off line: a certificate counts that as many of them have signed as
/// `threshold` says.
package struct Roots: Codable, Hashable, Sendable {
  package var threshold: PositiveCount
  /// The keys, each its SubjectPublicKeyInfo in DER in Base64: a PEM file's text in one line.
  package var keys: NonEmpty<Base64Text>

  package init(threshold: PositiveCount, keys: NonEmpty<Base64Text>) {
    self.threshold = threshold
    self.keys = keys
  }
}

/// What roots signed of a node's key: an envelope of DSSE v1.0.2, as `cellbus certificate` prints it in one line of JSON.
package struct CertificateText: Codable, Hashable, Sendable {
  package struct Signature: Codable, Hashable, Sendable {
    /// The SHA-256 of the root key.
    package var keyid: SHA256Hex
    package var sig: Base64Text

    package init(keyid: SHA256Hex, sig: Base64Text) {
      self.keyid = keyid
      self.sig = sig
    }
  }

  package var payload: Base64Text
  package var payloadType: Line
  package var signatures: NonEmpty<Signature>

  package init(payload: Base64Text, payloadType: Line, signatures: NonEmpty<Signature>) {
    self.payload = payload
    self.payloadType = payloadType
    self.signatures = signatures
  }
}

/// A system of a participant that connects to the bus.
package struct RosterNode: Codable, Hashable, Sendable {
  /// The part before the dot is the participant's code.
  package var name: NodeName
  /// The CURVE public key that authenticates the node.
  package var curveKey: CurveKeyText
  /// The highest classification that may be delivered to the node, one of the charter's.
  package var clearance: Classification
  /// The natures in which the node may publish.
  package var natures: NonEmpty<Nature>
  /// The keys by which the node signs documents: several at a time while one takes another's place.
  package var certificates: NonEmpty<CertificateText>?
  /// The verifier key by which the node cosigns the record's checkpoints (C2SP signed-note); nil: it is no witness.
  package var witnessKey: Line?

  package init(
    name: NodeName, curveKey: CurveKeyText, clearance: Classification, natures: NonEmpty<Nature>,
    certificates: NonEmpty<CertificateText>? = nil, witnessKey: Line? = nil
  ) {
    self.witnessKey = witnessKey
    self.name = name
    self.curveKey = curveKey
    self.clearance = clearance
    self.natures = natures
    self.certificates = certificates
  }
}

/// An office that has full powers to bind a participant, for a time (Vienna Convention on the Law of Treaties, article 7).
package struct FullPowersEntry: Codable, Hashable, Sendable {
  package var participant: ParticipantCode
  /// The office as acts name it in `header.authority.office`, whatever the letters' case: `Minister of Defence`.
  package var office: Line
  /// The document that shows the powers.
  package var instrument: Line
  /// The first day on which the office has them, in UTC.
  package var since: CalendarDate
  /// The last such day; nil: until the entry is taken out.
  package var until: CalendarDate?

  package init(
    participant: ParticipantCode, office: Line, instrument: Line, since: CalendarDate, until: CalendarDate? = nil
  ) {
    self.participant = participant
    self.office = office
    self.instrument = instrument
    self.since = since
    self.until = until
  }
}

/// Who holds a role of the charter.
package struct RoleAssignment: Codable, Hashable, Sendable {
  package var name: RoleName
  package var holders: [RoleHolder]
  /// Alternates read what the holders read, and act where the bus has said that no holder is there.
  package var alternates: [RoleHolder]

  package init(name: RoleName, holders: [RoleHolder], alternates: [RoleHolder] = []) {
    self.name = name
    self.holders = holders
    self.alternates = alternates
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name = try fields.decode(RoleName.self, forKey: .name)
    holders = try fields.decode([RoleHolder].self, forKey: .holders)
    alternates = try fields.decodeIfPresent([RoleHolder].self, forKey: .alternates) ?? []
  }
}

/// The holder of a role: one node, or a participant, all of whose nodes hold the role except those with an incompatible
/// one.
package enum RoleHolder: StringLeaf {
  case participant(ParticipantCode)
  case node(NodeName)

  package static let stringShape = StringShape(pattern: BytePattern(anyOf: [[ParticipantCode.run], NodeName.runs]))
  package static var sample: Self { .participant("USA") }

  package init?(_ description: String) {
    if let code = ParticipantCode(description) {
      self = .participant(code)
    } else if let name = NodeName(description) {
      self = .node(name)
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .participant(let code): code.description
    case .node(let name): name.description
    }
  }
}

/// Participants of a roster, 1 to ``Limits/participants``.
private struct ParticipantList: CountedArray {
  static let countRange = 1...Limits.participants
  let elements: [Participant]

  init(from decoder: any Decoder) throws { elements = try decoder.elements() }
  func encode(to encoder: any Encoder) throws { try elements.encode(to: encoder) }
}

/// Nodes of a roster, 0 to ``Limits/nodes``.
private struct NodeList: CountedArray {
  static let countRange = 0...Limits.nodes
  let elements: [RosterNode]

  init(from decoder: any Decoder) throws { elements = try decoder.elements() }
  func encode(to encoder: any Encoder) throws { try elements.encode(to: encoder) }
}

/// Full powers in a roster, 0 to ``Limits/fullPowers``.
private struct PowersList: CountedArray {
  static let countRange = 0...Limits.fullPowers
  let elements: [FullPowersEntry]

  init(from decoder: any Decoder) throws { elements = try decoder.elements() }
  func encode(to encoder: any Encoder) throws { try elements.encode(to: encoder) }
}

/// Exercises of a roster, 0 to ``Limits/worldsOfRecord``.
private struct ExerciseList: CountedArray {
  static let countRange = 0...Limits.worldsOfRecord
  let elements: [Line]

  init(from decoder: any Decoder) throws { elements = try decoder.elements() }
  func encode(to encoder: any Encoder) throws { try elements.encode(to: encoder) }
}

extension Decoder {
  fileprivate func elements<Element: Decodable>() throws -> [Element] {
    var container = try unkeyedContainer()
    var elements: [Element] = []
    while !container.isAtEnd { elements.append(try container.decode(Element.self)) }
    return elements
  }
}
