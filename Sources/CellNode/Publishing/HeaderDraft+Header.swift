import CellSchema

extension Draft {
  /// The lane in which the message travels.
  var lane: Precedence {
    switch content {
    case .body: box.header.precedence
    case .document(_, let precedence, _): precedence
    }
  }
}

extension HeaderDraft {
  /// The complete header. Fields that the draft leaves open come from the profile and the options.
  ///
  /// - Parameters:
  ///   - id: where the draft has none, as `sentAt`.
  ///   - serial: where the draft has none.
  func header(
    type: MessageType, version: MessageVersion, _ profile: NodeProfile, _ options: NodeOptions, id: MessageID,
    sentAt: Timestamp, serial: Serial
  ) throws(NodeError) -> Header {
    let world = world(profile)
    return Header(
      id: self.id ?? id, cell: cell ?? profile.cell, type: type, version: self.version ?? version,
      from: from ?? profile.node, serial: self.serial ?? serial,
      action: try list(action, "/header/action"), info: try optionalList(info, "/header/info"),
      precedence: precedence, infoPrecedence: infoPrecedence, nature: world.nature, exerciseName: world.exerciseName,
      sentAt: self.sentAt ?? sentAt, expiresAt: expiresAt, replyBy: replyBy, label: try label(options),
      language: language, releasedBy: releasedBy, inReplyTo: inReplyTo,
      references: try optionalList(references, "/header/references"),
      caseNumber: caseNumber, amends: amends, acknowledge: acknowledge, authority: authority, enteredBy: enteredBy)
  }

  /// The world in which the message is said: where nothing is said of it, the profile's.
  func world(_ profile: NodeProfile) -> SerialBook.World {
    let nature = nature ?? profile.nature
    return SerialBook.World(
      nature: nature, exerciseName: exerciseName ?? (nature == profile.nature ? profile.exerciseName : nil))
  }

  private func label(_ options: NodeOptions) throws(NodeError) -> SecurityLabel {
    SecurityLabel(
      policy: policy ?? options.policy, classification: classification ?? options.classification,
      releasableTo: try list(releasableTo ?? addresseesAsReleasable, "/header/label/releasableTo"), control: control)
  }

  /// The label's default: the participants of all addressees. The node does not know who holds a role, so a message to
  /// a role, or to all, is released to all.
  private var addresseesAsReleasable: [Releasable] {
    var releasable: [Releasable] = []
    for addressee in action + info {
      switch addressee {
      case .role, .all: return [.all]
      case .participant(let code): releasable.append(.participant(code))
      case .node(let name): releasable.append(.participant(name.participant))
      }
    }
    var seen: Set<Releasable> = []
    return releasable.filter { seen.insert($0).inserted }
  }

  private func optionalList<Element>(_ elements: [Element], _ pointer: String) throws(NodeError) -> NonEmpty<Element>? {
    elements.isEmpty ? nil : try list(elements, pointer)
  }

  private func list<Element>(_ elements: [Element], _ pointer: String) throws(NodeError) -> NonEmpty<Element> {
    guard let list = NonEmpty(elements) else {
      throw NodeError(
        elements.isEmpty ? .tooShort : .tooLong, at: pointer, "\(elements.count) are given, 1 to 256 are allowed")
    }
    return list
  }
}
