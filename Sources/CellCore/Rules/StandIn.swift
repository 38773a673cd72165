import CellSchema

/// Alternates of a role, and the holders for whom they act.
///
/// An alternate stands in for the holders of its own participant; where that has none, for all holders of the role.
struct StandIn: Hashable, Sendable {
  /// What an announcement names it by.
  struct Key: Hashable, Sendable {
    var role: RoleName
    /// Nil for all holders.
    var participant: ParticipantCode?
  }

  var key: Key
  /// Ascending; empty where the role is vacant.
  var holders: [NodeIndex]
  /// Ascending.
  var alternates: [NodeIndex]
  /// How long no holder is there before the alternates act.
  var after: Microseconds

  /// All of a roster under a charter, in the order of the charter's roles.
  static func all(_ charter: Charter, _ members: Members, _ names: Names) -> [Self] {
    charter.roles.flatMap { role -> [Self] in
      let holders = Dictionary(grouping: members.holders[role.name, default: []]) { names.participant(of: $0) }
      let alternates = Dictionary(grouping: members.alternates[role.name, default: []]) { node in
        let own = names.participant(of: node)
        return holders[own] == nil ? nil : own
      }
      let after = Microseconds.minutes(Int64((role.alternatesActWhen ?? CharterRole.usualAbsence).value))
      return alternates.map { participant, nodes in
        let absent = participant.map { holders[$0] ?? [] } ?? holders.values.flatMap { $0 }
        return Self(
          key: Key(role: role.name, participant: participant.map(names.code)), holders: absent.sorted(),
          alternates: nodes.sorted(), after: after)
      }.sorted { ($0.key.participant?.description ?? "") < ($1.key.participant?.description ?? "") }
    }
  }
}
