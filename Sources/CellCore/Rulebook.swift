package import CellSchema

/// Roster and charter, compiled: every question that the hot path asks is an index or a mask.
package struct Rulebook: Sendable {
  /// A node of the roster.
  package struct Node: Sendable {
    package var participant: Int
    /// The groups of its participant.
    package var groups: GroupSet
    package var curveKey: String
    /// The highest classification it may read or write, as an index into the policy's list.
    package var clearance: Int
    /// A bit for each nature, by its place in `Nature.allCases`.
    package var natures: UInt8
    /// By catalogue index.
    package var publishes: [Bool]
    package var receives: [Bool]
    /// To whom its messages may be released.
    package var release: ParticipantSet
    /// The line of the charter's `release` section that says so, for the error.
    package var releaseLine: Int?
  }

  /// What the charter says of a type.
  package struct Kind: Sendable {
    package var version: Int
    package var least: Int
    package var greatest: Int
    package var needsAuthority: Bool
    package var acknowledge: Bool
    package var isBinding: Bool
    /// Never refused for the phase or the state of a case.
    package var isFact: Bool
    /// Phases in which an act may be said; nil: all.
    package var phases: Set<CeasefirePhase>?
    package var line: Int?
  }

  package var charterName: String
  package var charterRevision: Int
  package var rosterRevision: Int
  package var policy: String
  package var classifications: [String]
  /// Index of the highest classification that the bus carries.
  package var ceiling: Int
  /// By node index; nil for a node that the roster does not list.
  package var nodes: [Node?]
  /// By catalogue index; nil for a type or version that the charter does not accept.
  package var kinds: [Kind?]
  package var everybody: Audience
  package var roles: [String: Audience]
  package var groups: [String: ParticipantSet]
  package var procedures: Procedures
  /// By their index in ``Names``.
  private var groupIndices: [String: Int]
  private var classificationIndices: [Int]
  /// By a classification's index in ``Names``: its place in the policy's list, above all where the policy has none such.
  private var levels: [Int]
  private var participants: [String: Int]
  private var nodeIndices: [String: Int]
  private let charterFile: String

  /// The node of that name, if the roster lists it.
  package func node(named name: String) -> Int? { nodeIndices[name] }

  /// `charter.yaml:88`
  package func citation(_ line: Int?) -> String { line.map { "\(charterFile):\($0)" } ?? charterFile }

  /// The audience that an addressee stands for now, or nil where there is none of that name.
  package func audience(of addressee: String) -> Audience? {
    if addressee.utf8.first == UInt8(ascii: "@") {
      return addressee == "@all" ? everybody : roles[String(addressee.dropFirst())]
    }
    var audience = Audience()
    if let participant = participants[addressee] {
      audience.participants.insert(participant)
      return audience
    }
    guard let node = nodeIndices[addressee] else { return nil }
    audience.nodes = [node]
    return audience
  }

  package func groupIndex(_ name: String) -> Int? { groupIndices[name] }

  /// A classification's index in ``Names``, or nil where the policy has none such.
  package func classificationIndex(_ name: String) -> Int? {
    classifications.firstIndex(of: name).map { classificationIndices[$0] }
  }

  private func level(_ classification: Int) -> Int {
    levels.indices.contains(classification) ? levels[classification] : .max
  }

  /// The participants that an entry of `releasableTo` stands for, or nil where there is none of that name.
  package func releasable(_ entry: String) -> ParticipantSet? {
    if entry == "ALL" { return .everybody }
    if let participant = participants[entry] { return ParticipantSet(participant) }
    return groups[entry]
  }

  /// Whether a node may read a message: addressed to it, and open to it.
  package func mayRead(_ facts: borrowing MessageFacts, node index: Int) -> Bool {
    guard index < nodes.count, let node = nodes[index] else { return false }
    return
      (facts.action.contains(node: index, of: node.participant)
      || facts.info.contains(node: index, of: node.participant)) && isOpen(facts, to: node)
  }

  /// Whether a message is open to a node, if it is addressed to it.
  func isOpen(_ facts: borrowing MessageFacts, to index: Int) -> Bool {
    guard let node = nodes[index] else { return false }
    return isOpen(facts, to: node)
  }

  /// Releasable to its participant, within its clearance, and of a type that the charter lets it receive.
  private func isOpen(_ facts: borrowing MessageFacts, to node: borrowing Node) -> Bool {
    (facts.releasable.contains(node.participant) || !facts.releasableGroups.isDisjoint(with: node.groups))
      && level(facts.classification) <= node.clearance
      && (facts.type == MessageFacts.unknownType || node.receives[facts.type])
  }

  /// The nodes of an audience.
  func nodes(in audience: Audience) -> [Int] {
    nodes.indices.filter { index in
      nodes[index].map { audience.contains(node: index, of: $0.participant) } ?? false
    }
  }
}

extension Rulebook {
  /// Compiles a roster and a charter that were checked against each other.
  ///
  /// - Parameters:
  ///   - catalogue: type and version by catalogue index.
  ///   - line: the line of the charter's file for a JSON Pointer into it.
  package init(
    roster: Roster, charter: Charter, charterFile: String, catalogue: [(type: String, version: Int)],
    names: inout Names, line: (String) -> Int?
  ) throws(Refusal) {
    self.charterFile = charterFile
    charterName = "\(charter.name)"
    charterRevision = charter.revision.value
    rosterRevision = roster.revision.value
    policy = "\(charter.policy.name)"
    classifications = charter.policy.classifications.map { "\($0)" }
    ceiling = classifications.firstIndex(of: "\(charter.policy.ceiling)") ?? 0
    classificationIndices = classifications.map { names.intern(classification: $0) }
    levels = Array(repeating: .max, count: names.classifications.count)
    for (level, index) in classificationIndices.enumerated() { levels[index] = level }

    let members = try Members(roster: roster, charter: charter, names: &names)
    participants = members.participants
    nodeIndices = members.nodes
    groups = members.groups
    groupIndices = [:]
    for name in members.groups.keys.sorted() { groupIndices[name] = try names.intern(group: name) }
    roles = members.roleAudiences
    procedures = Procedures(charter, members)
    everybody = Audience()
    for index in members.participants.values { everybody.participants.insert(index) }

    kinds = Array(repeating: nil, count: catalogue.count)
    var publishers = [[String]](repeating: [], count: catalogue.count)
    // What the bus itself says is open to all; the label and the addressees still hold.
    var recipients = catalogue.map { $0.type.hasPrefix("system.") ? ["all"] : [] }
    for (position, rule) in charter.types.enumerated() {
      let found = catalogue.firstIndex { $0.type == "\(rule.type)" && $0.version == rule.version.value }
      guard let index = found else { continue }
      publishers[index] = rule.publishers.map { "\($0)" }
      recipients[index] = rule.recipients.map { "\($0)" }
      kinds[index] = Kind(
        version: rule.version.value, least: Int(rule.precedence.least.lane),
        greatest: Int(rule.precedence.greatest.lane), needsAuthority: rule.authority, acknowledge: rule.acknowledge,
        isBinding: rule.binding, isFact: rule.kind == .fact, phases: rule.phases.map { Set($0) },
        line: line("/types/\(position)"))
    }

    nodes = Array(repeating: nil, count: names.nodes.count)
    for entry in roster.nodes {
      let name = "\(entry.name)"
      guard let index = members.nodes[name] else { continue }
      var release = ParticipantSet()
      var releaseLine: Int?
      for (position, rule) in charter.release.enumerated()
      where rule.from.contains(where: { members.matches("\($0)", node: index) }) {
        for party in rule.to { release.formUnion(members.participants(of: "\(party)")) }
        releaseLine = line("/release/\(position)")
      }
      nodes[index] = Node(
        participant: names.participantOfNode[index],
        groups: groups.reduce(into: GroupSet()) { set, group in
          if group.value.contains(names.participantOfNode[index]) { set.insert(groupIndices[group.key]!) }
        }, curveKey: "\(entry.curveKey)",
        clearance: min(ceiling, classifications.firstIndex(of: "\(entry.clearance)") ?? 0),
        natures: entry.natures.reduce(0) { $0 | Nature.bit(of: $1) },
        publishes: publishers.map { $0.contains { members.matches($0, node: index) } },
        receives: recipients.map { $0.contains { members.matches($0, node: index) } },
        release: release, releaseLine: releaseLine)
    }
  }
}

extension Nature {
  /// The bit of a nature in a mask.
  package static func bit(of nature: Nature) -> UInt8 {
    1 << UInt8(allCases.firstIndex(of: nature)!)
  }
}
