import CellSchema

/// Composes drafts, but for their serials: outside every lock, since serials alone follow the order in which messages
/// are taken.
///
/// The header of messages that differ in identifier, time, serial and body alone is written once.
struct Composer: Sendable {
  private struct Known: Sendable {
    var box: HeaderBox
    var type: MessageType
    var version: MessageVersion
    /// The draft's fields, but for identifier and time.
    var fields: HeaderDraft
    var world: SerialBook.World
    var stencil: HeaderStencil
  }

  /// How many different headers are remembered.
  private static let most = 16

  private let profile: NodeProfile
  private let options: NodeOptions
  private var known: [Known] = []
  private var identifiers = IdentifierSource()

  init(_ profile: NodeProfile, _ options: NodeOptions) {
    self.profile = profile
    self.options = options
  }

  /// - Throws: `too-short` or `too-long` if a list of the header cannot be written.
  mutating func compose(_ draft: Draft) throws(NodeError) -> ComposedMessage {
    switch draft.content {
    case .document(let bytes, let precedence, let signature):
      let header = try? DocumentDecoder.header(of: bytes)
      let names = header.map { PublishedMessage.Names(id: $0.id, type: $0.type, serial: $0.serial) }
      var numbering = ComposedMessage.Numbering.done(nil)
      // It was composed by this station's count, which a store goes on from.
      if !signature.isEmpty, let header, header.serial.node == profile.node {
        numbering = .continues(
          StoredSerial(nature: header.nature, exerciseName: header.exerciseName, serial: header.serial))
      }
      return ComposedMessage(
        lane: precedence, document: bytes, signature: signature, names: names, numbering: numbering,
        isOwn: false)
    case .body(let body, let type, let version):
      let now = Timestamp.now
      let (id, sentAt) = (draft.box.header.id ?? identifiers.next(at: now), draft.box.header.sentAt ?? now)
      if draft.box.header.serial != nil {
        return try compose(body, type, version, draft.box.header, id, sentAt)
      }
      let known = try stencil(type, version, draft.box, id, sentAt)
      let next = Serial.first(of: profile.node, at: sentAt)
      return ComposedMessage(
        lane: draft.lane, document: known.stencil.document(id: id, sentAt: sentAt, body: body), signature: [],
        names: PublishedMessage.Names(id: id, type: type, serial: next),
        numbering: .next(at: known.stencil.serial, known.world, sentAt: sentAt), isOwn: true)
    }
  }

  /// A message that has its serial.
  private func compose(
    _ body: [UInt8], _ type: MessageType, _ version: MessageVersion, _ draft: HeaderDraft, _ id: MessageID,
    _ sentAt: Timestamp
  ) throws(NodeError) -> ComposedMessage {
    let header = try draft.header(
      type: type, version: version, profile, options, id: id, sentAt: sentAt,
      serial: .first(of: profile.node, at: sentAt))
    var count: StoredSerial?
    if header.serial.node == profile.node {
      count = StoredSerial(nature: header.nature, exerciseName: header.exerciseName, serial: header.serial)
    }
    return ComposedMessage(
      lane: header.precedence, document: DocumentEncoder.encode(header: header, rawBody: body), signature: [],
      names: PublishedMessage.Names(id: id, type: type, serial: header.serial), numbering: .done(count), isOwn: true)
  }

  private mutating func stencil(
    _ type: MessageType, _ version: MessageVersion, _ box: HeaderBox, _ id: MessageID, _ sentAt: Timestamp
  ) throws(NodeError) -> Known {
    if let place = known.firstIndex(where: { $0.box === box && $0.version == version && $0.type == type }) {
      return known[place]
    }
    var fields = box.header
    fields.id = nil
    fields.sentAt = nil
    if let place = known.firstIndex(where: { $0.version == version && $0.type == type && $0.fields == fields }) {
      known[place].box = box
      return known[place]
    }
    let header = try fields.header(
      type: type, version: version, profile, options, id: id, sentAt: sentAt,
      serial: .first(of: profile.node, at: sentAt))
    let new = Known(
      box: box, type: type, version: version, fields: fields, world: fields.world(profile),
      stencil: HeaderStencil(header))
    if known.count == Self.most { known.removeFirst() }
    known.append(new)
    return new
  }
}
