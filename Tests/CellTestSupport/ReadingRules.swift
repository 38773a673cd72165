package import CellCore
package import CellSchema

/// The rules of delivery written down a second time, naively: strings and sets, no masks and no indices.
package struct ReadingRules {
  package let roster: Roster
  package let charter: Charter

  package init(roster: Roster, charter: Charter) {
    self.roster = roster
    self.charter = charter
  }

  /// Whether a node may read a message that was accepted under this roster.
  package func mayRead(_ node: some CustomStringConvertible, _ header: Header) -> Bool {
    isAddressed(node, header) && isPermitted(node, header)
  }

  /// As the roster stands when the message is accepted.
  package func isAddressed(_ node: some CustomStringConvertible, _ header: Header) -> Bool {
    let node = node.description
    return (Array(header.action) + (header.info.map { Array($0) } ?? [])).contains { isMeant(node, by: "\($0)") }
  }

  /// As the roster stands when the message is delivered.
  package func isPermitted(_ node: some CustomStringConvertible, _ header: Header) -> Bool {
    let node = node.description
    guard let entry = roster.nodes.first(where: { "\($0.name)" == node }),
      let rule = charter.types.first(where: { $0.type == header.type })
    else { return false }
    let order = charter.policy.classifications.map { "\($0)" }
    let released = header.label.releasableTo.contains { isReleased(node, by: "\($0)") }
    let cleared =
      order.firstIndex(of: "\(header.label.classification)")! <= order.firstIndex(of: "\(entry.clearance)")!
    let receives = rule.recipients.contains { isParty(node, "\($0)") }
    return released && cleared && receives
  }

  private func isMeant(_ node: String, by addressee: String) -> Bool {
    if addressee == "@all" { return roster.participants.contains { "\($0.code)" == participant(node) } }
    if participant(node) == addressee { return true }
    guard roster.nodes.contains(where: { "\($0.name)" == node }) else { return false }
    return addressee.hasPrefix("@") ? holds(node, String(addressee.dropFirst())) : node == addressee
  }

  private func isReleased(_ node: String, by entry: String) -> Bool {
    entry == "ALL" || participant(node) == entry || groups(node).contains(entry)
  }

  private func isParty(_ node: String, _ party: String) -> Bool {
    if party == "all" || party == node || party == participant(node) { return true }
    return party.hasPrefix("@") ? holds(node, String(party.dropFirst())) : groups(node).contains(party)
  }

  private func participant(_ node: String) -> String { String(node.split(separator: ".")[0]) }

  private func groups(_ node: String) -> [String] {
    guard let entry = roster.participants.first(where: { "\($0.code)" == participant(node) }) else { return [] }
    return [entry.side.rawValue] + entry.memberships.map { "\($0)" }
  }

  private func named(_ role: String, _ holder: String) -> Bool {
    roster.roles.contains { "\($0.name)" == role && ($0.holders + $0.alternates).contains { "\($0)" == holder } }
  }

  /// By its own name; or by its participant's, unless its own name holds a role that is kept apart from it.
  private func holds(_ node: String, _ role: String) -> Bool {
    if named(role, node) { return true }
    guard named(role, participant(node)) else { return false }
    return !charter.roles.contains { other in
      named("\(other.name)", node)
        && (other.incompatibleWith.contains { "\($0)" == role }
          || charter.roles.contains { "\($0.name)" == role && $0.incompatibleWith.contains(other.name) })
    }
  }
}
