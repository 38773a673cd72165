import CellSchema

// How the bus says something: a document like any other, from its own node.
extension Core {
  /// To everybody, in the world of operations.
  func announceToAll(_ body: some Payload, at now: Instant) {
    announce(
      body, in: .operation, precedence: .routine, to: ([.all], [.all]),
      classification: Classification(judge.rulebook.classifications[0])!, cause: 0, at: now)
  }

  /// - Parameter cause: the sequence number of what it follows from, 0 where that is no message.
  func announce(
    _ body: some Payload, in world: World, precedence: Precedence,
    to audience: (action: NonEmpty<Addressee>, release: NonEmpty<Releasable>), classification: Classification,
    cause: UInt64, at now: Instant
  ) {
    let name = NodeName(Self.busNode)!
    let time = Timestamp(microseconds: moment(now))
    guard let sender = names.node(Self.busNode) else {
      preconditionFailure("the bus has its own node once rules are in force")
    }
    let year = Serial.first(of: name, at: time).year
    let key = SerialKey(node: sender, nature: Nature.bit(of: world.nature), exercise: world.exercise, year: year)
    let header = Header(
      id: MessageID.ofBus(sequence: lastSequence + 1, ordinal: 0, acceptedAt: time), cell: cell,
      type: type(of: body).messageType, version: MessageVersion(type(of: body).messageVersion)!, from: name,
      serial: Serial(node: name, number: serials[key] + 1, year: year)!, action: audience.action,
      precedence: precedence, nature: world.nature, exerciseName: Line(world.exercise), sentAt: time,
      label: SecurityLabel(
        policy: PolicyName(judge.rulebook.policy)!, classification: classification, releasableTo: audience.release))
    let envelope = Envelope(document: DocumentEncoder.encode(header: header, body: body)[...])
    let row = Replayed(
      delivery: RecordedEnvelope(sequence: lastSequence + 1, acceptedAt: time.microseconds, envelope: envelope),
      node: Self.busNode, lane: Int(precedence.lane))
    do throws(Refusal) {
      let judged = try judge.facts(
        of: row, sender: sender, participant: names.participantOfNode[sender], rulebook: judge.rulebook)
      let considered = try read(judged, envelope, sequence: lastSequence + 1, acceptedAt: time.microseconds)
      accept(considered, envelope, node: Self.busNode, origin: nil, cause: cause, at: now)
    } catch {
      preconditionFailure("the bus said what it cannot read itself: \(error)")
    }
  }
}
