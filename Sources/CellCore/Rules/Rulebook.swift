package import CellSchema

/// Roster and charter, compiled: every question on the hot path is answered by an index or a mask.
///
/// A rulebook never changes and is shared, not copied: changed rules are another rulebook.
package final class Rulebook: Sendable {
  /// A node of the roster.
  package struct Node: Sendable {
    package var participant: ParticipantIndex
    /// The groups of the node's participant.
    package var groups: GroupSet
    package var curveKey: CurveKeyText
    /// The highest classification that the node may read or write, as a place in the policy's list.
    package var clearance: Int
    /// The natures in which the node may publish.
    package var natures: NatureSet
    /// Whether its participant has roots in the roster: where the charter asks for a signature, the node owes its own.
    package var signs = false
    package var publishes: Table<TypeIndex, Bool>
    package var receives: Table<TypeIndex, Bool>
    /// Types that the node publishes as an alternate alone, and by which of the rulebook's ``standIns``.
    var standsIn: [TypeIndex: [Int]] = [:]
    /// Whether the node speaks for its participant where participants decide together.
    package var speaks = false
    /// By which of the parties that decide on releases the node does, by their places in the charter.
    package var decidesReleases: Set<Int> = []
    /// Whether it does so without a holder's being away.
    var speaksAsHolder = false
    /// The places in the rulebook's ``standIns`` for which the node is a holder.
    var holdsFor: [Int] = []
    /// The participants to whom the node's messages may be released.
    package var release: ParticipantSet
    /// The line of the charter's last `release` rule for the node, cited in refusals.
    package var releaseLine: Int?
  }

  /// The charter's rule for a type, compiled.
  package struct Kind: Sendable {
    package var least: Precedence
    package var greatest: Precedence
    package var needsAuthority: Bool
    package var acknowledge: Bool
    package var isBinding: Bool
    /// Whether messages of the type are signed by who has roots.
    package var needsSignature: Bool
    /// Whether the act is decided together.
    package var decision: TypeRule.Decision?
    /// Who decides on it, and by which rule at the least; nil: whoever and however a proposal says.
    package var terms: DecisionTerms?
    /// The participants of the group, or of the parties, that decide by the terms.
    package var deciders = ParticipantSet()
    /// A fact is never refused for the phase or the state of a case.
    package var isFact: Bool
    /// Phases in which an act may be published; nil: all.
    package var phases: Set<CeasefirePhase>?
    package var line: Int?
  }

  package let charterName: Instrument
  package let charterRevision: Revision
  package let rosterRevision: Revision
  package let policy: PolicyName
  /// The policy's classifications, lowest first.
  package let classifications: [Classification]
  /// The place of the highest classification that the bus carries.
  package let ceiling: Int
  /// Nil for a node that the roster does not list.
  package let nodes: Table<NodeIndex, Node?>
  /// Nil for a type or version that the charter does not accept.
  package let kinds: Table<TypeIndex, Kind?>
  package let everybody: Audience
  package let roles: [RoleName: Audience]
  /// Who holds each role that the roster gives to somebody, without alternates.
  let holders: [RoleName: Set<NodeIndex>]
  /// Roles of the charter, in its order.
  let roleNames: [RoleName]
  /// Roles by which a node speaks for its participant where participants decide together.
  let voiceRoles: [RoleName]
  /// Alternates, and for whom they act.
  let standIns: [StandIn]
  /// Who may bind whom.
  let powers: PowersRegister
  package let groups: [GroupName: ParticipantSet]
  package let procedures: Procedures
  /// Who cosigns the record's checkpoints.
  package let witnesses: WitnessRules
  /// Who signs, and what verifies it.
  package let signatures: any SignatureVerifier
  /// Names of exercises and drills in which nodes say nothing any more.
  private let closedExercises: Set<Line>
  private let groupIndices: [GroupName: GroupIndex]
  private let classificationIndices: [ClassificationIndex]
  /// Each classification's place in the policy's list; above all places where the policy has no such classification.
  private let levels: Table<ClassificationIndex, Int>
  private let participants: [ParticipantCode: ParticipantIndex]
  private let nodeIndices: [NodeName: NodeIndex]
  private let charterFile: String

  /// Compiles a roster and a charter that were checked against each other.
  ///
  /// - Parameters:
  ///   - signatures: the keys of the roster's certificates.
  ///   - line: gives the line of the charter's file for a JSON Pointer into it.
  package init(
    roster: Roster, charter: Charter, charterFile: String, signatures: any SignatureVerifier = NobodySigns(),
    names: inout Names, line: (String) -> Int?
  ) throws(Refusal) {
    self.signatures = signatures
    self.charterFile = charterFile
    charterName = charter.name
    charterRevision = charter.revision
    rosterRevision = roster.revision
    closedExercises = Set(roster.closedExercises)
    policy = charter.policy.name
    let classifications = charter.policy.classifications.elements
    self.classifications = classifications
    ceiling = classifications.firstIndex(of: charter.policy.ceiling) ?? 0
    classificationIndices = classifications.map { names.intern($0) }
    var levels = Table<ClassificationIndex, Int>(repeating: .max, count: names.classifications.count)
    for (level, index) in classificationIndices.enumerated() { levels[index] = level }
    self.levels = levels

    let members = try Members(roster: roster, charter: charter, names: &names)
    participants = members.participants
    nodeIndices = members.nodes
    groups = members.groups
    var groupIndices: [GroupName: GroupIndex] = [:]
    for name in members.groups.keys.sorted() { groupIndices[name] = try names.intern(name) }
    self.groupIndices = groupIndices
    roles = members.roleAudiences
    holders = members.holders
    roleNames = charter.roles.map(\.name)
    let standIns = StandIn.all(charter, members, names)
    self.standIns = standIns
    powers = PowersRegister(roster, charter, members.participants)
    witnesses = WitnessRules(roster, charter)
    var procedures = Procedures(charter, members)
    everybody = Audience(participants: ParticipantSet(members.participants.values))

    let parties = TypeParties(charter)
    let voices = (charter.decisions ?? .usual).voices
    let deciders = parties.publishers[Catalogue.index(of: ReleaseDecision.self)]
    voiceRoles = voices.compactMap(\.role)
    var kinds = Table<TypeIndex, Kind?>(repeating: nil, count: Catalogue.entries.count)
    for (position, rule) in charter.types.enumerated() {
      guard let index = rule.index else { continue }
      var kind = Kind(rule, line: line("/types/\(position)"))
      let deciders = rule.decidedBy?.electorate
      if let group = deciders?.group { kind.deciders = members.participants(of: .group(group)) }
      for party in deciders?.parties?.elements ?? [] { kind.deciders.formUnion(members.participants(of: party)) }
      // `all` means the participants of this roster.
      kind.deciders = kind.deciders.intersection(everybody.participants)
      kinds[index] = kind
    }
    self.kinds = kinds
    let signing = Set(roster.participants.filter { $0.roots != nil }.map(\.code))
    var nodes = Table<NodeIndex, Node?>(repeating: nil, count: names.nodes.count)
    for entry in roster.nodes {
      guard let index = members.nodes[entry.name] else { continue }
      var node = Node(
        participant: names.participant(of: index),
        groups: GroupSet(
          groups.filter { $0.value.contains(names.participant(of: index)) }.compactMap { groupIndices[$0.key] }),
        curveKey: entry.curveKey,
        clearance: min(ceiling, classifications.firstIndex(of: entry.clearance) ?? 0),
        natures: NatureSet(entry.natures), publishes: parties.publishers.covering(index, members),
        receives: parties.recipients.covering(index, members), release: ParticipantSet())
      node.signs = signing.contains(entry.name.participant)
      node.speaks = voices.contains { members.matches($0, index) }
      node.decidesReleases = Set(deciders.indices.filter { members.matches(deciders[$0], index) })
      node.speaksAsHolder = voices.contains { members.matchesHolder($0, index) }
      node.holdsFor = standIns.indices.filter { standIns[$0].holders.contains(index) }
      if standIns.contains(where: { $0.alternates.contains(index) }) {
        node.standsIn = parties.publishers.standingIn(index, members, standIns)
      }
      for (position, rule) in charter.release.enumerated()
      where rule.from.contains(where: { members.matches($0, index) }) {
        for party in rule.to { node.release.formUnion(members.participants(of: party)) }
        node.releaseLine = line("/release/\(position)")
      }
      nodes[index] = node
    }
    self.nodes = nodes
    func publishers(of type: TypeIndex) -> Set<NodeIndex> {
      Set(nodes.indices.filter { nodes[$0]?.publishes[type] == true })
    }
    procedures.finding = publishers(of: Catalogue.index(of: Finding.self))
    procedures.attributing = publishers(of: Catalogue.index(of: Attribution.self))
    self.procedures = procedures
  }

  /// Whether the roster closes an exercise or a drill.
  package func isClosed(_ world: World) -> Bool { world.exercise.map(closedExercises.contains) ?? false }

  /// The node of that name, if the roster lists it.
  package func node(named name: NodeName) -> NodeIndex? { nodeIndices[name] }

  /// A node that the roster lists.
  package func listed(_ node: NodeIndex) -> Node? { nodes.contains(node) ? nodes[node] : nil }

  /// The nodes that the roster lists.
  package var listedNodes: [NodeIndex] { nodes.indices.filter { nodes[$0] != nil } }

  package func kind(_ type: TypeIndex?) -> Kind? { type.flatMap { kinds[$0] } }

  /// File and line as cited in a refusal: `charter.yaml:88`.
  package func citation(_ line: Int?) -> String { line.map { "\(charterFile):\($0)" } ?? charterFile }

  /// The audience that an addressee stands for now, or nil if roster and charter have no such name.
  package func audience(of addressee: Addressee) -> Audience? {
    switch addressee {
    case .all: everybody
    case .role(let role): roles[role]
    case .participant(let code): participants[code].map { Audience(participants: ParticipantSet($0)) }
    case .node(let name): nodeIndices[name].map { Audience(participants: ParticipantSet(), nodes: [$0]) }
    }
  }

  /// Participants that the roster lists, by name.
  func codes(of set: ParticipantSet) -> [ParticipantCode: ParticipantIndex] {
    participants.filter { set.contains($0.value) }
  }

  package func groupIndex(_ name: GroupName) -> GroupIndex? { groupIndices[name] }

  func classificationIndex(atLevel level: Int) -> ClassificationIndex { classificationIndices[level] }

  /// The index of a classification of the policy; nil if the policy does not have it.
  package func classificationIndex(_ name: Classification) -> ClassificationIndex? {
    classifications.firstIndex(of: name).map { classificationIndices[$0] }
  }

  private func level(_ classification: ClassificationIndex?) -> Int {
    guard let classification, levels.contains(classification) else { return .max }
    return levels[classification]
  }

  /// The participants that an entry of `releasableTo` stands for, or nil if there is no such participant or group.
  package func releasable(_ entry: Releasable) -> ParticipantSet? {
    switch entry {
    case .all: .everybody
    case .participant(let code): participants[code].map { ParticipantSet($0) }
    case .group(let group): groups[group]
    }
  }

  /// Whether a node may read messages of a class: it is addressed, and the messages are open to it.
  package func mayRead(_ found: borrowing MessageClass, _ index: NodeIndex) -> Bool {
    guard nodes.contains(index), let node = nodes[index] else { return false }
    return found.addresses(index, of: node.participant) && isOpen(found, to: node)
  }

  /// Whether a node may read messages of a class, or sent them itself.
  func mayKnow(_ found: borrowing MessageClass, _ node: NodeIndex) -> Bool {
    if found.node == node { return listed(node) != nil }
    return mayRead(found, node)
  }

  /// Whether messages of a class are open to a node, addressed or not: see the private overload for the three
  /// conditions.
  func isOpen(_ found: borrowing MessageClass, to index: NodeIndex) -> Bool {
    guard let node = nodes[index] else { return false }
    return isOpen(found, to: node)
  }

  /// Open means: releasable to the node's participant, within the node's clearance, and of a type that the charter lets
  /// the node receive.
  private func isOpen(_ found: borrowing MessageClass, to node: borrowing Node) -> Bool {
    (found.releasable.contains(node.participant) || !found.releasableGroups.isDisjoint(with: node.groups))
      && isAllowed(found, to: node)
  }

  /// Whether a node may have messages of a class, to whomever they are released.
  func isAllowed(_ found: borrowing MessageClass, to index: NodeIndex) -> Bool {
    listed(index).map { isAllowed(found, to: $0) } ?? false
  }

  private func isAllowed(_ found: borrowing MessageClass, to node: borrowing Node) -> Bool {
    level(found.classification) <= node.clearance && (found.type.map { node.receives[$0] } ?? true)
  }

  /// The nodes of an audience.
  func nodes(in audience: Audience) -> [NodeIndex] {
    nodes.indices.filter { index in
      nodes[index].map { audience.contains(index, of: $0.participant) } ?? false
    }
  }
}

extension Rulebook.Kind {
  fileprivate init(_ rule: TypeRule, line: Int?) {
    self.init(
      least: rule.precedence.least, greatest: rule.precedence.greatest, needsAuthority: rule.authority,
      acknowledge: rule.acknowledge, isBinding: rule.binding, needsSignature: rule.signature, decision: rule.decision,
      terms: rule.decidedBy,
      isFact: rule.kind == .fact, phases: rule.phases.map { Set($0) }, line: line)
  }
}

extension TypeRule {
  /// The rule's type in the catalogue; nil for a type or a version that this catalogue does not have.
  fileprivate var index: TypeIndex? { Catalogue.index(type: type, version: version) }
}

/// Who publishes and who receives each type, as the charter names them.
private struct TypeParties {
  private(set) var publishers = Table<TypeIndex, [Party]>(repeating: [], count: Catalogue.entries.count)
  private(set) var recipients = Table<TypeIndex, [Party]>(repeating: [], count: Catalogue.entries.count)

  init(_ charter: Charter) {
    // Messages of the bus itself may go to every node; label and addressees still hold.
    for index in Catalogue.indices where index.entry.isOfBus { recipients[index] = [.all] }
    for rule in charter.types {
      guard let index = rule.index else { continue }
      publishers[index] = rule.publishers
      recipients[index] = rule.recipients.elements
    }
  }
}

extension Table<TypeIndex, [Party]> {
  /// For each type, whether a node is among its parties.
  fileprivate func covering(_ node: NodeIndex, _ members: Members) -> Table<TypeIndex, Bool> {
    Table<TypeIndex, Bool>(values.map { $0.contains { members.matches($0, node) } })
  }
}

extension Table<TypeIndex, [Party]> {
  /// The types of which a node is among the parties as an alternate alone, and by which stand-ins.
  fileprivate func standingIn(_ node: NodeIndex, _ members: Members, _ standIns: [StandIn]) -> [TypeIndex: [Int]] {
    var types: [TypeIndex: [Int]] = [:]
    for index in indices where !self[index].contains(where: { members.matchesHolder($0, node) }) {
      let roles = Set(self[index].filter { members.matches($0, node) }.compactMap(\.role))
      let places = standIns.indices.filter { place in
        roles.contains(standIns[place].key.role) && standIns[place].alternates.contains(node)
      }
      if !places.isEmpty { types[index] = places }
    }
    return types
  }
}

extension Catalogue.Entry {
  /// Whether only the bus itself publishes the type.
  package var isOfBus: Bool { system == "system" }
}

extension TypeIndex {
  private static let areOfBus = Catalogue.entries.map(\.isOfBus)

  /// Whether only the bus itself publishes the type.
  var isOfBus: Bool { Self.areOfBus[place] }
}
