import CellSchema

/// A message that has everything but its place in the station's count.
struct ComposedMessage: Sendable {
  enum Numbering: Sendable {
    /// It gets the station's next serial, which is written where the place says.
    case next(at: Range<Int>, SerialBook.World, sentAt: Timestamp)
    /// It was composed by this station's count, which goes on from it, if no later one was used.
    case continues(StoredSerial)
    /// It has its serial, to which the station's count is set where it is one of its own.
    case done(StoredSerial?)
  }

  let lane: Precedence
  let document: [UInt8]
  let signature: [UInt8]
  /// With the serial, if it has one already; nil for a document whose header cannot be read.
  let names: PublishedMessage.Names?
  let numbering: Numbering

  /// Whether this node composed it.
  let isOwn: Bool

  var isSigned: Bool { !signature.isEmpty }

  /// The message with its serial. It counts once ``SerialBook/use(_:)`` has it.
  ///
  /// - Throws: `document-too-large`.
  func numbered(by serials: inout SerialBook) throws(NodeError) -> PublishedMessage {
    var document = document
    var names = names
    var count: StoredSerial?
    switch numbering {
    case .next(let place, let world, let sentAt):
      let serial = serials.next(world, at: sentAt)
      document.replaceSerial(at: place, with: serial)
      names?.serial = serial
      count = StoredSerial(nature: world.nature, exerciseName: world.exerciseName, serial: serial)
    case .continues(let serial): count = serials.isNew(serial) ? serial : nil
    case .done(let serial): count = serial
    }
    // What was composed elsewhere is the broker's to refuse.
    guard document.count <= Limits.document || !isOwn else {
      throw NodeError(
        .documentTooLarge, "the document has \(document.count) bytes, at most \(Limits.document) are allowed")
    }
    let envelope =
      signature.isEmpty ? Envelope(document: document) : Envelope(signature: signature, document: document)
    return PublishedMessage(names: names, envelope: envelope, count: count)
  }
}
