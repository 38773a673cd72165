package import CellSchema

/// Which messages a reader wants of those that the broker sends: what the wire's filter does not know.
package struct MessageChoice: Sendable {
  private let caseNumber: CaseNumber?
  private let precedence: Precedence?
  private let addressees: Set<Addressee>?

  /// - Parameters:
  ///   - precedence: this one and above.
  ///   - addressees: for action to one of these; nil: to whomever.
  package init(caseNumber: CaseNumber? = nil, precedence: Precedence? = nil, addressees: Set<Addressee>? = nil) {
    self.caseNumber = caseNumber
    self.precedence = precedence
    self.addressees = addressees
  }

  package func takes(_ header: Header) -> Bool {
    if let caseNumber, header.caseNumber != caseNumber { return false }
    if let precedence, header.precedence < precedence { return false }
    guard let addressees else { return true }
    return !addressees.isDisjoint(with: header.action.elements)
  }

  /// Whatever names a node and not everybody: itself, its participant, and the roles that it holds or is an alternate of.
  package static func addressees(of node: NodeName, _ roles: [RoleStanding]) -> Set<Addressee> {
    let own = roles.filter { ($0.holders + $0.alternates).contains(node) }.map { Addressee.role($0.role) }
    return Set([.node(node), .participant(node.participant)] + own)
  }
}
