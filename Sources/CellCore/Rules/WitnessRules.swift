package import CellSchema

/// From which row on who cosigns: the row that says so, as a rule.
package struct WitnessPeriod: Sendable, Hashable {
  package var from: SequenceNumber
  package var rules: WitnessRules

  package init(from: SequenceNumber, rules: WitnessRules) {
    self.from = from
    self.rules = rules
  }
}

/// Who cosigns the record's checkpoints, and how many of which sides make one good.
package struct WitnessRules: Sendable, Hashable {
  /// So many witnesses of some.
  package struct Side: Sendable, Hashable {
    package var name: String
    package var least: Int
    package var witnesses: [NodeName]

    package init(name: String, least: Int, witnesses: [NodeName]) {
      self.name = name
      self.least = least
      self.witnesses = witnesses
    }
  }

  /// The verifier keys of witnesses (C2SP signed-note), by node.
  package var keys: [NodeName: String] = [:]
  /// All of them have to be satisfied; none: the log's own signature makes a checkpoint good.
  package var sides: [Side] = []

  package init(keys: [NodeName: String] = [:], sides: [Side] = []) {
    self.keys = keys
    self.sides = sides
  }

  /// The first side whose quorum could no longer be filled by those who are left on a roster. The checkpoint that covers
  /// a change has to be good under the witnesses before it, too; so they leave a few at a time.
  ///
  /// - Parameter isListed: whether the next roster has a node.
  package func lost(to next: WitnessRules, isListed: (NodeName) -> Bool) -> Side? {
    func isLeft(_ node: NodeName) -> Bool {
      isListed(node) && (next.keys[node] == nil || next.keys[node] == keys[node])
    }
    return sides.first { $0.witnesses.count(where: isLeft) < $0.least }
  }

  /// As whoever checks a checkpoint has it (C2SP tlog-policy), without a line feed at its end.
  ///
  /// - Parameter log: the log's verifier key.
  package func policy(log: String) -> String {
    let names = Set(sides.flatMap(\.witnesses))
    let witnesses = names.sorted().map { "witness \($0) \(keys[$0] ?? "")" }
    let groups = sides.map { side in
      "group \(side.name) \(side.least) \(side.witnesses.map(\.description).joined(separator: " "))"
    }
    let all = sides.isEmpty ? [] : ["group sides all \(sides.map(\.name).joined(separator: " "))"]
    return (["log \(log)"] + witnesses + groups + all + ["quorum \(sides.isEmpty ? "none" : "sides")"])
      .joined(separator: "\n")
  }

  /// - Precondition: the two were checked against each other: a quorum that nobody can fill is refused there.
  package init(_ roster: Roster, _ charter: Charter) {
    for node in roster.nodes {
      if let key = node.witnessKey { keys[node.name] = "\(key)" }
    }
    guard !keys.isEmpty, let procedure = charter.checkpoints else { return }
    let groups = Dictionary(
      roster.participants.map { ($0.code, $0.groups) }, uniquingKeysWith: { first, _ in first })
    sides = procedure.goodWhen.elements.map { part in
      Side(
        name: "\(part.of)", least: part.least.value,
        witnesses: keys.keys.sorted().filter { groups[$0.participant]?.contains(part.of) ?? false })
    }
  }
}
