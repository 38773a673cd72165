import CellCore
import CellSchema
import StrictYAML

/// The roster that a new cell starts with: nodes and roles for the participants that are there.
struct RosterTemplate {
  let members: [CoalitionMembers.Member]
  let nodes: [NodeName]
  let roles: [RoleAssignment]

  /// - Throws: a participant that is not known or stands twice, or where there is no coalition member: the Special
  ///   Commission and the force would have nobody.
  init(participants: [ParticipantCode], file: String) throws(FileProblem) {
    for (index, code) in participants.enumerated() {
      guard CoalitionMembers.participant(code) != nil else {
        throw FileProblem(.unknownName, file: file, position: nil, "\(code) is no participant of a cell")
      }
      guard participants.firstIndex(of: code) == index else {
        throw FileProblem(.duplicateEntry, file: file, position: nil, "the participant \(code) stands twice")
      }
    }
    members = participants.compactMap(CoalitionMembers.participant)
    let coalition = members.filter { $0.side == .coalition }
    guard !coalition.isEmpty else {
      throw FileProblem(.incomplete, file: file, position: nil, "a cell has at least one member of the coalition")
    }
    // The force is European-led: without a European member nobody commands it.
    let leadNation = coalition.first { $0.code == "FRA" } ?? coalition.first(where: \.isEuropean)
    let force = leadNation.map { Self.node($0.code, "MNF-1") }
    let operations = Self.node(.cell, "OPS-1")
    nodes =
      members.flatMap { member -> [NodeName] in
        var nodes = [Self.node(member.code, "CELL-1")]
        if member.code == leadNation?.code, let force { nodes.append(force) }
        if member.side == .ukraine { nodes.append(Self.node(member.code, "GS-1")) }
        // Who decides on a breach did not assess it: the lead's participant is on the commission by another node.
        if member.side == .unitedStates { nodes.append(Self.node(member.code, Self.commissioner)) }
        return nodes
      } + [operations]
    roles = Self.roles(members, coalition, force: force, operations: operations)
  }

  private static func roles(
    _ members: [CoalitionMembers.Member], _ coalition: [CoalitionMembers.Member], force: NodeName?,
    operations: NodeName
  ) -> [RoleAssignment] {
    func present(_ codes: [ParticipantCode]) -> [ParticipantCode] {
      codes.filter { code in members.contains { $0.code == code } }
    }
    func participants(_ codes: [ParticipantCode]) -> [RoleHolder] { codes.map(RoleHolder.participant) }
    func speaking(_ codes: [ParticipantCode]) -> [RoleHolder] { codes.map { .node(node($0, "CELL-1")) } }

    // Who decides does not assess: the commission's members lead no verification. The lead is the United States', and
    // vacant without them. An alternate is there for it, who observes nothing in the field.
    let chosen = present(["FRA", "DEU", "GBR"])
    let commission = chosen.isEmpty ? coalition.prefix(1).map(\.code) : chosen
    let lead = present(["USA"])
    let other = (present(["NLD", "NOR", "CAN"]) + coalition.map(\.code)).first { !commission.contains($0) }
    let alternate = other ?? (lead.isEmpty ? .cell : nil)
    let monitors = coalition.map(\.code).filter { $0 != alternate }
    let authorities = present(["UKR", "USA"])
    let governments = members.filter { $0.side != .associate }.map(\.code)
    return [
      RoleAssignment(name: "coordination-cell", holders: [.participant(.cell)]),
      // The watch is each participant's own.
      RoleAssignment(name: "watch-officer", holders: speaking(governments) + [.node(operations)]),
      // One node speaks for a government: no general staff, and no node in the force. An associate pledges, enables and
      // delivers, and speaks for no government here.
      RoleAssignment(name: "delegation", holders: speaking(governments)),
      RoleAssignment(
        name: "ceasefire-authority",
        holders: authorities.isEmpty ? [.participant(.cell)] : speaking(authorities)),
      RoleAssignment(name: "monitor", holders: participants(monitors)),
      RoleAssignment(
        name: "verification-lead", holders: participants(lead),
        alternates: alternate.map { participants([$0]) } ?? []),
      RoleAssignment(
        name: "special-commission", holders: participants(commission) + lead.map { .node(node($0, commissioner)) }),
      RoleAssignment(name: "force-command", holders: force.map { [.node($0)] } ?? []),
    ]
  }

  private static let commissioner = "SC-1"

  private static func node(_ participant: ParticipantCode, _ name: String) -> NodeName {
    NodeName(stringLiteral: "\(participant).\(name)")
  }

  /// The file. Keys are given in the order of ``nodes``.
  func yaml(cell: CellName, keys: [(node: NodeName, publicKey: String)]) -> String {
    """
    # Who takes part in the cell \(cell), with which nodes, and who holds which role of charter.yaml.
    # Edit it, raise the revision, and send the broker SIGHUP. A file with a mistake is refused with its line, and the
    # running version stays.
    #
    # The members are derived from published lists of attendance; the roles are a start to be changed. Donors that are
    # not of the coalition, such as the EU and NATO, are of the side associate.
    revision: 1

    participants:
    \(members.map(Self.entry).joined())  - code: CELL
        name: Coordination cell
        side: cell

    # A participant with roots (cellbus certificate) signs what the charter has signed; here nobody has any.
    #
    # A node's name begins with its participant's code. The key is its CURVE public key.
    nodes:
    \(keys.map { Self.entry($0.node, $0.publicKey) }.joined())
    # A role of a participant falls to all its nodes, except to those that hold a role incompatible with it. Alternates
    # act where no holder is there.
    roles:
    \(roles.map(Self.entry).joined())
    # Who may bind whom, beside heads of state and government and ministers for foreign affairs. An act that another
    # office signs is shown as unconfirmed until one of these confirms it.
    # powers:
    #   - participant: POL
    #     office: Secretary of State at the Ministry of National Defence
    #     instrument: Full powers of 12 January 2026
    #     since: 2026-01-12
    #     until: 2026-12-31
    powers: []

    """
  }

  private static func entry(_ member: CoalitionMembers.Member) -> String {
    """
      - code: \(member.code)
        name: \(member.name)
        side: \(member.side.rawValue)
    \(member.isEuropean ? "    memberships: [\(CoalitionMembers.european)]\n" : "")
    """
  }

  private static func entry(_ node: NodeName, _ publicKey: String) -> String {
    """
      - name: \(node)
        curveKey: \(yaml: publicKey)
        clearance: UNCLASSIFIED
        natures: [operation, exercise, drill, project]

    """
  }

  private static func entry(_ role: RoleAssignment) -> String {
    /// Eighteen codes of three letters fill a line, or eight nodes.
    func list(_ holders: [RoleHolder]) -> String {
      let ofLine = holders.contains { $0.description.contains(".") } ? 8 : 18
      let lines = stride(from: 0, to: holders.count, by: ofLine).map { start in
        holders[start..<min(start + ofLine, holders.count)].map(\.description).joined(separator: ", ")
      }
      return "[\(lines.joined(separator: ",\n      "))]"
    }
    return """
        - name: \(role.name)
          holders: \(list(role.holders))
      \(role.alternates.isEmpty ? "" : "    alternates: \(list(role.alternates))\n")
      """
  }
}
