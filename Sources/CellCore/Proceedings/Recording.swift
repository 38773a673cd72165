import CellSchema

// The one place where the state that follows from the record changes.
extension Core {
  /// Takes in the message that follows the last one on the record.
  func take(_ considered: Considered, sequence: UInt64, acceptedAt: Int64, rulebook: Rulebook) {
    let facts = considered.judged.facts
    let world = index.intern(considered.judged.links.world)
    while dockets.count <= world { dockets.append(Docket()) }
    index.append(facts, world: world, acceptedAt: acceptedAt)
    expiries.pass(acceptedAt)
    if let expiresAt = facts.expiresAt, expiresAt > acceptedAt, let id = MessageID(bits: facts.id) {
      expiries.add(sequence, id, at: expiresAt)
    }
    if facts.type == kinds.incidentReport || facts.type == kinds.forceIncident {
      dockets[world].append(incident: sequence)
    }
    if let serial = considered.judged.serial, let id = MessageID(bits: facts.id) {
      serials.note(serial.key, serial.number, at: acceptedAt, sequence: sequence, id: id)
    }
    // In its own world: an exercise settles nothing of an operation.
    if let id = considered.acknowledged, let known = identifiers.sequence(of: id.bits), index.world(of: known) == world
    {
      obligations.acknowledge(id, node: facts.node, participant: facts.participant)
      dockets[world].append(acknowledgement: id, sequence: sequence, node: facts.node, participant: facts.participant)
    }
    if let owed = owed(considered, sequence: sequence, acceptedAt: acceptedAt, rulebook), !owed.isMet {
      obligations.add(owed)
      dockets[world].append(owed: owed)
    }
    guard var entry = considered.entry else { return }
    entry.sequence = sequence
    entry.acceptedAt = acceptedAt
    dockets[world].append(entry)
    switch entry.act {
    case .overdue(let body): obligations.lapse(body.message)
    case .serialGap(let body):
      let world = considered.judged.links.world
      guard let node = names.node("\(body.station)") else { break }
      serials.report(
        SerialKey(
          node: node, nature: Nature.bit(of: world.nature), exercise: world.exercise, year: body.expected.year),
        from: body.expected.number)
    default: break
    }
    if let amends = entry.amends, amends.kind == .cancel || amends.kind == .retract { obligations.drop(amends.id) }
  }

  /// What each action addressee owes: for flash and immediate, where it is asked for, and where the charter says so.
  /// What the bus says, and an acknowledgement itself, is never acknowledged.
  private func owed(
    _ considered: Considered, sequence: UInt64, acceptedAt: Int64, _ rulebook: Rulebook
  ) -> Obligations.Owed? {
    let facts = considered.judged.facts
    guard let kind = rulebook.kinds.indices.contains(facts.type) ? rulebook.kinds[facts.type] : nil,
      facts.lane >= Int(Precedence.immediate.lane) || considered.judged.links.asksAcknowledgement || kind.acknowledge,
      facts.type != kinds.acknowledgement, !kinds.isOfBus(facts.type), let id = MessageID(bits: facts.id)
    else { return nil }
    var owed = Obligations.Owed(
      id: id, sequence: sequence, dueAt: acceptedAt + rulebook.procedures.speed[facts.lane],
      participants: ParticipantSet(), nodes: [])
    for (index, node) in rulebook.nodes.enumerated() {
      guard let node, node.participant != facts.participant, rulebook.isOpen(facts, to: index) else { continue }
      if facts.action.participants.contains(node.participant) {
        owed.participants.insert(node.participant)
      } else if facts.action.nodes.contains(index) {
        owed.nodes.append(index)
      }
    }
    return owed
  }
}

/// Catalogue indices of the types that the machine itself treats apart.
struct KindIndices {
  let acknowledgement: Int
  let incidentReport: Int
  let forceIncident: Int
  private let ofBus: [Bool]

  init(_ catalogue: [(type: String, version: Int)]) {
    func index(_ type: String) -> Int { catalogue.firstIndex { $0.type == type } ?? -1 }
    acknowledgement = index("cell.acknowledgement")
    incidentReport = index("verification.incident-report")
    forceIncident = index("force.incident-report")
    ofBus = catalogue.map { $0.type.hasPrefix("system.") }
  }

  func isOfBus(_ type: Int) -> Bool { ofBus.indices.contains(type) && ofBus[type] }
}
