package import CellConfig
import CellCore
import CellSchema
import StrictYAML

/// Who takes part, for a person: participants with their nodes, and who holds which role.
package struct RosterText: Sendable {
  private let files: ConfigurationSet
  private let ink: Ink

  package init(_ set: ConfigurationSet, _ ink: Ink) {
    files = set
    self.ink = ink
  }

  package var text: String {
    let roster = files.roster.value
    let held = RoleHoldings(roster, under: files.charter.value)
    var lines = [
      "\(files.roster.file): " + spoken("revision \(roster.revision.value)") + ", "
        + counted(roster.participants.count, "{1} participant", "{1} participants") + ", "
        + counted(roster.nodes.count, "{1} node", "{1} nodes"),
      spoken("as certificates name the cell: \(files.signingOrigin)"),
    ]
    for participant in roster.participants {
      let groups = participant.groups.map(\.description).joined(separator: ", ")
      lines.append("")
      lines.append(
        "\(ink(DisplayText.column("\(participant.code)", 4), .bold))  \(DisplayText.line("\(participant.name)")) "
          + "(\(groups))")
      if let watch = files.contacts?.value[participant.code] {
        lines.append("      \(DisplayText.whole(inColumn("watch"), 5)) \(DisplayText.line("\(watch.hours)"))")
        lines += watch.call.map { "      \(DisplayText.whole(inColumn("call"), 5)) \(DisplayText.line("\($0)"))" }
      }
      if let roots = participant.roots {
        lines.append(
          "      \(DisplayText.whole(inColumn("roots"), 5)) "
            + spoken("\("\(roots.threshold)") of \(roots.keys.count) certify the keys of its nodes"))
      }
      for (index, node) in roster.nodes.enumerated() where node.name.participant == participant.code {
        let natures =
          node.natures.count == Nature.allCases.count
          ? spoken("all natures")
          : node.natures.map(\.rawValue).joined(
            separator: ", ")
        let roles = held.roles(of: node.name).sorted().map { "@\($0)" }.joined(separator: " ")
        lines.append(
          "      \(DisplayText.whole("\(node.name)", 14))  \(spoken("up to \(node.clearance)")), \(natures)  "
            + ink(files.roster.citation(of: "/nodes/\(index)"), .faint))
        if !roles.isEmpty { lines.append("        \(roles)") }
        lines += node.certifiedKeys.map { key in
          "        "
            + spoken(
              """
              signs by \(String("\(key.key)".prefix(16))), \(key.algorithm), certificate \("\(key.serial)"), \
              \(key.notBefore.dtg) to \(key.notAfter.dtg)
              """)
            + (key.notAfter < .now ? spoken(", EXPIRED") : key.notBefore > .now ? spoken(", not in force yet") : "")
        }
      }
    }
    lines += ["", ink(spoken("ROLES"), .bold)]
    for (index, role) in roster.roles.enumerated() {
      let holders = role.holders.isEmpty ? inColumn("VACANT") : role.holders.map(\.description).joined(separator: ", ")
      let alternates = role.alternates.map(\.description).joined(separator: ", ")
      lines.append(
        "@\(role.name): \(holders)\(alternates.isEmpty ? "" : spoken("; alternates \(alternates)"))  "
          + ink(files.roster.citation(of: "/roles/\(index)"), .faint))
    }
    if !roster.powers.isEmpty {
      lines += ["", ink(spoken("FULL POWERS"), .bold)]
      lines += roster.powers.enumerated().map { index, entry in
        "\(DisplayText.column("\(entry.participant)", 4))  \(DisplayText.line("\(entry.office)"))"
          + spoken(", by \(DisplayText.line("\(entry.instrument)")), from \("\(entry.since)")")
          + (entry.until.map { spoken(" to \("\($0)")") } ?? "") + "  "
          + ink(files.roster.citation(of: "/powers/\(index)"), .faint)
      }
    }
    if !roster.closedExercises.isEmpty {
      lines += ["", ink(spoken("CLOSED EXERCISES"), .bold)]
      lines += roster.closedExercises.enumerated().map { index, name in
        "\(DisplayText.line("\(name)"))  " + ink(files.roster.citation(of: "/closedExercises/\(index)"), .faint)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// One object a participant, one a role, one an entry of the register of full powers, and one a closed exercise.
  package var json: [String] {
    let roster = files.roster.value
    let held = RoleHoldings(roster, under: files.charter.value)
    let participants = roster.participants.map { participant in
      var object = JSONObject()
      object.add("participant", participant.code)
      object.add("name", participant.name)
      object.add("groups", participant.groups.map(\.description))
      if let roots = participant.roots {
        object.add("roots", roots.keys.count)
        object.add("threshold", roots.threshold.value)
      }
      object.add(
        "nodes",
        roster.nodes.filter { $0.name.participant == participant.code }.map { node in
          var entry = JSONObject()
          entry.add("node", node.name)
          entry.add("clearance", node.clearance)
          entry.add("natures", node.natures.map(\.rawValue))
          entry.add("roles", held.roles(of: node.name).sorted().map(\.description))
          entry.add(
            "certificates",
            node.certifiedKeys.map { key in
              var certificate = JSONObject()
              certificate.add("key", key.key)
              certificate.add("algorithm", key.algorithm)
              certificate.add("serial", key.serial)
              certificate.add("notBefore", key.notBefore)
              certificate.add("notAfter", key.notAfter)
              return certificate
            })
          return entry
        })
      return object.text
    }
    let roles = roster.roles.map { role in
      var object = JSONObject()
      object.add("role", role.name)
      object.add("holders", role.holders.map(\.description))
      object.add("alternates", role.alternates.map(\.description))
      return object.text
    }
    let powers = roster.powers.map { entry in
      var object = JSONObject()
      object.add("participant", entry.participant)
      object.add("office", entry.office)
      object.add("instrument", entry.instrument)
      object.add("since", entry.since.description)
      if let until = entry.until { object.add("until", until.description) }
      return object.text
    }
    let closed = roster.closedExercises.map { name in
      var object = JSONObject()
      object.add("closedExercise", name)
      return object.text
    }
    return participants + roles + powers + closed
  }
}
