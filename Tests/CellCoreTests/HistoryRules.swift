import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A set of the fixture's nodes, a bit for each by its place in ``Fixture/nodes``.
typealias NodeMask = UInt16

/// A roster and a charter as tables of plain sets, made from the naive rules: what a history is judged by.
struct HistoryRules: Sendable {
  static let nodes = Fixture.nodes.map(\.description)
  static let participants = Fixture.nodes.map(\.participant.description)

  let roster: Roster
  let charter: Charter
  /// Nodes that the roster lists.
  let listed: NodeMask
  /// Nodes that may speak in a nature.
  let speaking: [Nature: NodeMask]
  private let meant: [String: NodeMask]
  private let released: [String: NodeMask]
  private let cleared: [String: NodeMask]
  private let rules: [MessageType: (rule: TypeRule, receives: NodeMask, publishes: NodeMask)]
  /// By role: nodes that hold it as alternates alone.
  private let alternatesOf: [RoleName: NodeMask]

  /// By node: to whom its messages may be released.
  let releases: [Set<String>]
  let authorities: Set<String>
  let leads: Set<String>
  let invokers: [Beneficiary: Set<String>]
  let ratifying: Set<Ratification.Decision>
  let capacities: Set<DeclarationSignature.Capacity>
  /// Whom a party that a stage of the clock names means, by the party.
  private let meantByStages: [Party: Set<String>]
  /// Scopes that activate guarantees, as ``HistoryCeasefire/key(_:)`` writes them.
  let activating: Set<String>

  init(_ roster: Roster, _ charter: Charter) {
    self.roster = roster
    self.charter = charter
    let reading = ReadingRules(roster: roster, charter: charter)
    var maker = Documents()
    var header = maker.header("UKR.GS-1")
    header.label.classification = "PUBLIC"
    func mask(_ holds: (String) -> Bool) -> NodeMask {
      Self.nodes.indices.reduce(0) { $0 | (holds(Self.nodes[$1]) ? 1 << NodeMask($1) : 0) }
    }
    let codes = roster.participants.map { "\($0.code)" }
    var meant: [String: NodeMask] = [:]
    for entry in codes + Self.nodes + charter.roles.map({ "@\($0.name)" }) + ["@all"] {
      header.action = [Addressee(entry)!]
      meant[entry] = mask { reading.isAddressed($0, header) }
    }
    var released: [String: NodeMask] = [:]
    let sides = ["coalition", "united-states", "ukraine", "cell"]
    for entry in codes + sides + charter.groups.map({ "\($0.name)" }) + ["ALL"] {
      header.label.releasableTo = [Releasable(entry)!]
      released[entry] = mask { reading.isPermitted($0, header) }
    }
    header.label.releasableTo = [.all]
    var cleared: [String: NodeMask] = [:]
    for classification in charter.policy.classifications {
      header.label.classification = classification
      cleared["\(classification)"] = mask { reading.isPermitted($0, header) }
    }
    header.label.classification = "PUBLIC"
    let listed = mask { name in roster.nodes.contains { "\($0.name)" == name } }
    self.meant = meant
    self.released = released
    self.cleared = cleared
    self.listed = listed
    speaking = Dictionary(
      uniqueKeysWithValues: Nature.allCases.map { nature in
        (nature, mask { name in roster.nodes.contains { "\($0.name)" == name && $0.natures.contains(nature) } })
      })

    func nodes(_ party: Party) -> NodeMask {
      switch party {
      case .all: listed
      case .group(let name): released["\(name)"] ?? 0
      case .participant, .node, .role: (meant["\(party)"] ?? 0) & listed
      case .roleOf(let role, let members):
        (meant["@\(role)"] ?? 0) & listed & members.reduce(0) { $0 | (released["\($1)"] ?? 0) }
      }
    }
    func members(_ parties: some Sequence<Party>) -> Set<String> {
      var found: Set<String> = []
      for party in parties {
        switch party {
        case .all: found.formUnion(codes)
        case .group(let name):
          found.formUnion(roster.participants.filter { $0.groups.contains(name) }.map { "\($0.code)" })
        case .participant(let code): found.insert("\(code)")
        case .node, .role, .roleOf:
          let mask = nodes(party)
          for index in Self.nodes.indices where mask & 1 << NodeMask(index) != 0 {
            found.insert(Self.participants[index])
          }
        }
      }
      return found
    }
    var rules: [MessageType: (TypeRule, NodeMask, NodeMask)] = [:]
    for rule in charter.types {
      header.type = rule.type
      rules[rule.type] = (
        rule, mask { reading.isPermitted($0, header) }, rule.publishers.reduce(0) { $0 | nodes($1) }
      )
    }
    alternatesOf = Dictionary(
      uniqueKeysWithValues: roster.roles.map { role in
        func mask(_ holders: [RoleHolder]) -> NodeMask {
          holders.reduce(0) { $0 | (meant["\($1)"] ?? 0) }
        }
        return (role.name, mask(role.alternates) & ~mask(role.holders))
      })
    self.rules = rules.mapValues { (rule: $0.0, receives: $0.1, publishes: $0.2) }
    releases = Self.nodes.indices.map { node in
      charter.release.filter { $0.from.contains { nodes($0).has(node) } }.reduce(into: []) {
        $0.formUnion(members($1.to))
      }
    }
    authorities = members(charter.ceasefire.authorities)
    leads = members(charter.force.leads)
    var invokers: [Beneficiary: Set<String>] = [:]
    for invoker in charter.support.invokers {
      invokers[invoker.beneficiary, default: []].formUnion(members(invoker.by))
    }
    self.invokers = invokers
    let inStages = Set((charter.support.stages?.elements ?? []).flatMap(\.who.elements))
    meantByStages = Dictionary(uniqueKeysWithValues: inStages.map { ($0, members([$0])) })
    ratifying = charter.guarantees.ratifiedBy == .deposited ? [.deposited] : [.approved, .deposited]
    capacities = Set(charter.declaration.capacities)
    activating = Set(charter.ceasefire.activating.map(HistoryCeasefire.key))
  }

  func rule(_ type: MessageType) -> TypeRule? { rules[type]?.rule }
  func publishers(_ type: MessageType) -> NodeMask { rules[type]?.publishes ?? 0 }
  /// Those that hold a role and are no alternates alone.
  func holdersAlone(_ role: RoleName) -> NodeMask { holders("\(role)") & ~(alternatesOf[role] ?? 0) }
  func hasAlternates(_ role: RoleName) -> Bool { (alternatesOf[role] ?? 0) & listed != 0 }

  /// Nodes that may say a type as alternates of some role, and by nothing else.
  func alternates(_ type: MessageType) -> NodeMask {
    guard let publishers = rule(type)?.publishers else { return 0 }
    let standing = publishers.reduce(0) { $0 | ($1.role.flatMap { alternatesOf[$0] } ?? 0) }
    let others = publishers.reduce(NodeMask(0)) { mask, party in
      switch party {
      case .role(let role): mask | ((meant["@\(role)"] ?? 0) & ~(alternatesOf[role] ?? 0))
      case .roleOf(let role, let members):
        mask
          | ((meant["@\(role)"] ?? 0) & ~(alternatesOf[role] ?? 0)
            & members.reduce(0) { $0 | (released["\($1)"] ?? 0) })
      case .group(let name): mask | (released["\(name)"] ?? 0)
      case .all: mask | listed
      case .participant, .node: mask | (meant["\(party)"] ?? 0)
      }
    }
    return standing & ~others & listed
  }

  func nodes(meantBy addressee: Addressee) -> NodeMask { meant["\(addressee)"] ?? 0 }
  func members(_ parties: NonEmpty<Party>) -> Set<String> {
    parties.reduce(into: []) { $0.formUnion(meantByStages[$1] ?? []) }
  }

  func holders(_ role: String) -> NodeMask { (meant["@\(role)"] ?? 0) & listed }

  /// Nodes that are addressed, as the roster stands when the message is accepted.
  func addressed(_ header: Header) -> NodeMask {
    (header.action.elements + (header.info?.elements ?? [])).reduce(0) { $0 | nodes(meantBy: $1) }
  }

  /// Nodes to which it is open, as the roster stands now.
  func permitted(_ header: Header) -> NodeMask {
    header.label.releasableTo.reduce(0) { $0 | (released["\($1)"] ?? 0) }
      & (cleared["\(header.label.classification)"] ?? 0) & (rules[header.type]?.receives ?? 0)
  }

  /// Nodes that may have it, to whomever it is released.
  func allowed(_ header: Header) -> NodeMask {
    (cleared["\(header.label.classification)"] ?? 0) & (rules[header.type]?.receives ?? 0)
  }

  func nodes(of participants: Set<String>) -> NodeMask {
    Self.nodes.indices.reduce(0) { $0 | (participants.contains(Self.participants[$1]) ? 1 << NodeMask($1) : 0) }
      & listed
  }

  /// The participants of the roster that a list names.
  func participants(named list: NonEmpty<Releasable>) -> Set<String> {
    Set(
      roster.participants.filter { participant in
        list.contains { entry in
          "\(entry)" == "ALL" || "\(entry)" == "\(participant.code)"
            || participant.groups.contains { "\($0)" == "\(entry)" }
        }
      }.map { "\($0.code)" })
  }

  func isCleared(_ node: Int, _ classification: Classification) -> Bool {
    (cleared["\(classification)"] ?? 0).has(node)
  }

  /// Minutes within which an acknowledgement is owed.
  func speed(_ precedence: Precedence) -> Int64 { Int64(charter.speedOfService[precedence].value) * 60_000_000 }
}

extension NodeMask {
  func has(_ node: Int) -> Bool { self & 1 << NodeMask(node) != 0 }
  var places: [Int] { HistoryRules.nodes.indices.filter(has) }
}
