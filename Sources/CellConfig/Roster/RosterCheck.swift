package import CellCore
import CellSchema
package import StrictYAML

/// What a roster has to be by itself.
package enum RosterCheck {
  package static func problems(in file: Located<Roster>) -> [FileProblem] {
    participants(file) + nodes(file) + roles(file) + powers(file) + closedExercises(file)
  }

  /// A node that has the broker's own key could pass for the broker.
  package static func problems(in file: Located<Roster>, broker: CurveKeyFile) -> [FileProblem] {
    file.value.nodes.enumerated().compactMap { index, node in
      node.curveKey == broker.publicKey
        ? file.problem(.duplicateEntry, at: "/nodes/\(index)/curveKey", "\(node.name) has the broker's own key") : nil
    }
  }

  private static func participants(_ file: Located<Roster>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var codes = Duplicates()
    var names = Duplicates()
    for (index, participant) in file.value.participants.enumerated() {
      let pointer = "/participants/\(index)"
      codes.note("\(participant.code)", "participant", at: "\(pointer)/code", in: file, into: &problems)
      if participant.code == "ALL" {
        problems.append(file.problem(.duplicateEntry, at: "\(pointer)/code", "ALL stands for everybody in a label"))
      }
      names.note("\"\(participant.name)\"", "name", at: "\(pointer)/name", in: file, into: &problems)
      var memberships = Duplicates()
      for (position, group) in participant.memberships.enumerated() {
        memberships.note("\(group)", "group", at: "\(pointer)/memberships/\(position)", in: file, into: &problems)
      }
    }
    return problems
  }

  private static func nodes(_ file: Located<Roster>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let participants = Set(file.value.participants.map(\.code))
    var names = Duplicates()
    var keys = Duplicates()
    for (index, node) in file.value.nodes.enumerated() {
      let pointer = "/nodes/\(index)"
      names.note("\(node.name)", "node", at: "\(pointer)/name", in: file, into: &problems)
      keys.note("\(node.curveKey)", "key", at: "\(pointer)/curveKey", in: file, into: &problems)
      if !participants.contains(node.name.participant) {
        problems.append(
          file.problem(
            .unknownName, at: "\(pointer)/name", "\(node.name): there is no participant \(node.name.participant)"))
      }
      if node.curveKey.bytes == nil {
        problems.append(file.problem(.badKey, at: "\(pointer)/curveKey", "no Z85 of 32 bytes"))
      }
      var natures = Duplicates()
      for (position, nature) in node.natures.enumerated() {
        natures.note(nature.rawValue, "nature", at: "\(pointer)/natures/\(position)", in: file, into: &problems)
      }
    }
    return problems
  }

  private static func powers(_ file: Located<Roster>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let participants = Set(file.value.participants.map(\.code))
    var entries = Duplicates()
    for (index, entry) in file.value.powers.enumerated() {
      let pointer = "/powers/\(index)"
      if !participants.contains(entry.participant) {
        problems.append(
          file.problem(.unknownName, at: "\(pointer)/participant", "there is no participant \(entry.participant)"))
      }
      // Days in ISO 8601 are in the order of their letters.
      if let until = entry.until, until.description < entry.since.description {
        problems.append(file.problem(.ruleBroken, at: "\(pointer)/until", "\(until) is before \(entry.since)"))
      }
      entries.note(
        "\(entry.participant) \"\(entry.office)\" from \(entry.since)", "entry", at: pointer, in: file,
        into: &problems)
    }
    return problems
  }

  private static func closedExercises(_ file: Located<Roster>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var names = Duplicates()
    for (index, name) in file.value.closedExercises.enumerated() {
      names.note("\"\(name)\"", "exercise", at: "/closedExercises/\(index)", in: file, into: &problems)
    }
    return problems
  }

  private static func roles(_ file: Located<Roster>) -> [FileProblem] {
    var problems: [FileProblem] = []
    let participants = Set(file.value.participants.map(\.code))
    let nodes = Set(file.value.nodes.map(\.name))
    var names = Duplicates()
    for (index, role) in file.value.roles.enumerated() {
      let pointer = "/roles/\(index)"
      names.note("\(role.name)", "role", at: "\(pointer)/name", in: file, into: &problems)
      var holders = Duplicates()
      let named =
        role.holders.enumerated().map { ("\(pointer)/holders/\($0.offset)", $0.element) }
        + role.alternates.enumerated().map { ("\(pointer)/alternates/\($0.offset)", $0.element) }
      for (place, holder) in named {
        holders.note("\(holder)", "holder", at: place, in: file, into: &problems)
        let isKnown =
          switch holder {
          case .participant(let code): participants.contains(code)
          case .node(let name): nodes.contains(name)
          }
        if !isKnown {
          problems.append(file.problem(.unknownName, at: place, "there is no participant or node \(holder)"))
        }
      }
    }
    return problems
  }
}
