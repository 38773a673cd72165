import CellSchema

extension Draft {
  /// The lane in which it goes.
  var lane: Int {
    switch content {
    case .body: Int(precedence.lane)
    case .document(_, let precedence): Int(precedence.lane)
    }
  }

  /// Composes the document.
  ///
  /// - Throws: where a list of the header is too short or too long to be written.
  func document(
    of profile: NodeProfile, _ options: NodeOptions, serials: inout SerialBook
  ) throws(NodeError) -> PublishedMessage {
    switch content {
    case .document(let bytes, _): return PublishedMessage(names: nil, document: bytes, size: size(bytes))
    case .body(let body, let type, let version):
      let nature = nature ?? profile.nature
      let exerciseName = exerciseName ?? (nature == profile.nature ? profile.exerciseName : nil)
      let sentAt = sentAt ?? .now
      let serial = serial ?? serials.next(nature: nature, exerciseName: exerciseName, at: sentAt)
      let header = Header(
        id: id ?? .make(), cell: cell ?? profile.cell, type: type, version: version, from: from ?? profile.node,
        serial: serial, action: try list(action, "/header/action"), info: try optionalList(info, "/header/info"),
        precedence: precedence, infoPrecedence: infoPrecedence, nature: nature, exerciseName: exerciseName,
        sentAt: sentAt, expiresAt: expiresAt, replyBy: replyBy, label: try label(options), language: language,
        releasedBy: releasedBy, inReplyTo: inReplyTo, references: try optionalList(references, "/header/references"),
        caseNumber: caseNumber, amends: amends, acknowledge: acknowledge, authority: authority, enteredBy: enteredBy)
      let document = DocumentEncoder.encode(header: header, rawBody: body)
      guard document.count <= Limits.document else {
        throw NodeError(
          .documentTooLarge, "the document has \(document.count) bytes, at most \(Limits.document) are allowed")
      }
      let isOwn = serial.node == profile.node
      if isOwn { serials.use(serial, nature: nature, exerciseName: exerciseName) }
      return PublishedMessage(
        names: .init(id: header.id, type: type, serial: serial), document: document, size: size(document),
        count: isOwn ? StoredSerial(nature: nature, exerciseName: exerciseName, serial: serial) : nil)
    }
  }

  private func size(_ document: [UInt8]) -> Int { Envelope(document: document[...]).encodedCount }

  private func label(_ options: NodeOptions) throws(NodeError) -> SecurityLabel {
    SecurityLabel(
      policy: policy ?? options.policy, classification: classification ?? options.classification,
      releasableTo: try list(releasableTo ?? addresseesAsReleasable, "/header/label/releasableTo"), control: control)
  }

  /// Exactly those who are addressed. Who holds a role the node does not know, so that one opens the label to all.
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
