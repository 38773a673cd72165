import CellConfig
import CellCore
import CellSchema

/// A participant's government, as the scenario speaks for it.
struct Delegation {
  let code: ParticipantCode
  let name: Line
  /// The node that speaks for its government, `FRA.CELL-1`.
  var node: NodeName { NodeName(stringLiteral: "\(code).CELL-1") }

  /// The coalition's 34 members.
  static let coalition = CoalitionMembers.all.filter { $0.side == .coalition }.map(Delegation.init)
  /// The coalition, Ukraine and the United States.
  static let all = CoalitionMembers.all.map(Delegation.init)

  private init(_ member: CoalitionMembers.Member) {
    code = member.code
    name = member.name
  }

  init(_ code: ParticipantCode) {
    guard let member = CoalitionMembers.member(code) else { preconditionFailure("\(code) takes no part") }
    self.init(member)
  }

  /// Who binds it: an office, never a person.
  var authority: Authority {
    Authority(signatory: name, office: "Head of Government", fullPowers: .office)
  }
}
