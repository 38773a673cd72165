package import CellSchema

/// Whom a rule of the charter means: `all`, a side or a group (`coalition`, `european`), a participant (`FRA`), a node
/// (`UKR.GS-1`), whoever holds a role (`@verification-lead`), or whoever holds a role within sides, groups and
/// participants: `{role: delegation, of: [coalition, ukraine]}` in a file, `@delegation of coalition, ukraine` in words.
package enum Party: StringLeaf {
  case all
  /// A side, or a group of the charter.
  case group(GroupName)
  case participant(ParticipantCode)
  case node(NodeName)
  case role(RoleName)
  /// Whoever holds a role and is of one of these.
  case roleOf(RoleName, NonEmpty<Membership>)

  package static let stringShape = {
    let list = BytePattern.Run(ByteSet("A-Za-z0-9, -"), 2...256)
    let within = [.init("@")] + RoleName.runs + " of ".map { BytePattern.Run(ByteSet("\($0)"), 1...1) } + [list]
    var shape = StringShape(
      pattern: BytePattern(
        anyOf: [within, [.init("@")] + RoleName.runs, RoleName.runs, [ParticipantCode.run], NodeName.runs]))
    shape.parts = [StringShape.Part("role", after: "@"), StringShape.Part("of", after: " of ", isList: true)]
    return shape
  }()

  package static var sample: Self { .role("verification-lead") }

  package init?(_ description: String) {
    if description == "all" {
      self = .all
    } else if description.hasPrefix("@") {
      guard let party = Self(role: description.dropFirst()) else { return nil }
      self = party
    } else if let group = GroupName(description) {
      self = .group(group)
    } else if let code = ParticipantCode(description) {
      self = .participant(code)
    } else if let name = NodeName(description) {
      self = .node(name)
    } else {
      return nil
    }
  }

  /// - Parameter text: what stands behind the `@`.
  private init?(role text: Substring) {
    guard let separator = text.firstRange(of: " of ") else {
      guard let role = RoleName(String(text)) else { return nil }
      self = .role(role)
      return
    }
    let names = text[separator.upperBound...].split(separator: ", ", omittingEmptySubsequences: false)
    let members = names.compactMap { Membership(String($0)) }
    guard let role = RoleName(String(text[..<separator.lowerBound])), members.count == names.count,
      let list = NonEmpty(members)
    else { return nil }
    self = .roleOf(role, list)
  }

  package var description: String {
    switch self {
    case .all: "all"
    case .group(let name): name.description
    case .participant(let code): code.description
    case .node(let name): name.description
    case .role(let role): "@\(role)"
    case .roleOf(let role, let members): "@\(role) of \(members.map(\.description).joined(separator: ", "))"
    }
  }

  /// The role that a node has to hold to be meant; nil where none is asked for.
  package var role: RoleName? {
    switch self {
    case .role(let role), .roleOf(let role, _): role
    case .all, .group, .participant, .node: nil
    }
  }

  /// Whether every node of a side, a group or a participant is meant, whatever it is there for.
  package var meansEveryNode: Bool {
    switch self {
    case .all, .group, .participant: true
    case .node, .role, .roleOf: false
    }
  }
}

/// Whose nodes are meant: a side's or a group's (`coalition`, `european`), or a participant's (`FRA`).
package enum Membership: StringLeaf {
  case group(GroupName)
  case participant(ParticipantCode)

  package static let stringShape = Releasable.stringShape
  package static var sample: Self { .group("coalition") }

  package init?(_ description: String) {
    if let group = GroupName(description) {
      self = .group(group)
    } else if let code = ParticipantCode(description) {
      self = .participant(code)
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .group(let name): name.description
    case .participant(let code): code.description
    }
  }

  /// The same as a party of its own.
  var party: Party {
    switch self {
    case .group(let name): .group(name)
    case .participant(let code): .participant(code)
    }
  }

  /// Whether a participant is meant.
  package func contains(_ participant: Participant) -> Bool {
    switch self {
    case .group(let name): participant.groups.contains(name)
    case .participant(let code): participant.code == code
    }
  }
}
