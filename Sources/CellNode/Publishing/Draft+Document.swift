import CellSchema

extension Draft {
  /// The lane in which the message travels.
  var lane: Precedence {
    switch content {
    case .body: header.precedence
    case .document(_, let precedence, _): precedence
    }
  }

  /// Composes the document.
  ///
  /// - Throws: `too-short` or `too-long` if a list of the header cannot be written, `document-too-large`.
  func document(
    of profile: NodeProfile, _ options: NodeOptions, serials: inout SerialBook
  ) throws(NodeError) -> PublishedMessage {
    switch content {
    case .document(let bytes, _, let signature):
      var message = PublishedMessage(
        names: nil, document: bytes, signature: signature, size: Self.size(bytes) + signature.count)
      // It was composed by this station's count, which a store goes on from.
      if !signature.isEmpty, let header = try? DocumentDecoder.header(of: bytes), header.serial.node == profile.node,
        serials.isNew(header.serial, nature: header.nature, exerciseName: header.exerciseName)
      {
        message.count = StoredSerial(
          nature: header.nature, exerciseName: header.exerciseName, serial: header.serial)
        serials.use(header.serial, nature: header.nature, exerciseName: header.exerciseName)
      }
      return message
    case .body(let body, let type, let version):
      let header = try header.header(type: type, version: version, profile, options, serials)
      let document = DocumentEncoder.encode(header: header, rawBody: body)
      guard document.count <= Limits.document else {
        throw NodeError(
          .documentTooLarge, "the document has \(document.count) bytes, at most \(Limits.document) are allowed")
      }
      var message = PublishedMessage(
        names: .init(id: header.id, type: type, serial: header.serial), document: document, size: Self.size(document))
      if header.serial.node == profile.node {
        message.count = StoredSerial(
          nature: header.nature, exerciseName: header.exerciseName, serial: header.serial)
        serials.use(header.serial, nature: header.nature, exerciseName: header.exerciseName)
      }
      return message
    }
  }

  private static func size(_ document: [UInt8]) -> Int { Envelope(document: document).encodedCount }
}

extension HeaderDraft {
  /// The complete header. Fields that the draft leaves open come from the profile, the options and the station's count.
  fileprivate func header(
    type: MessageType, version: MessageVersion, _ profile: NodeProfile, _ options: NodeOptions, _ serials: SerialBook
  ) throws(NodeError) -> Header {
    let nature = nature ?? profile.nature
    let exerciseName = exerciseName ?? (nature == profile.nature ? profile.exerciseName : nil)
    let sentAt = sentAt ?? .now
    return Header(
      id: id ?? .make(), cell: cell ?? profile.cell, type: type, version: self.version ?? version,
      from: from ?? profile.node,
      serial: serial ?? serials.next(nature: nature, exerciseName: exerciseName, at: sentAt),
      action: try list(action, "/header/action"), info: try optionalList(info, "/header/info"),
      precedence: precedence, infoPrecedence: infoPrecedence, nature: nature, exerciseName: exerciseName,
      sentAt: sentAt, expiresAt: expiresAt, replyBy: replyBy, label: try label(options), language: language,
      releasedBy: releasedBy, inReplyTo: inReplyTo, references: try optionalList(references, "/header/references"),
      caseNumber: caseNumber, amends: amends, acknowledge: acknowledge, authority: authority, enteredBy: enteredBy)
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
