import CellJournal
import CellSchema

/// Lets the bus carry what is released to those to whom it is: the exact bytes, which are read from the record one after
/// the other.
///
/// What is to be carried follows from the record, so that a broker that died in between carries it when it is back.
final class ReleaseDesk {
  private let recorder: Recorder
  private let announcer: Announcer
  /// What is being read from the record.
  private var asked: Releases.Carriage?
  /// What could not be read, or cannot be carried.
  private var unreadable: Set<SequenceNumber> = []

  init(recorder: Recorder, announcer: Announcer) {
    self.recorder = recorder
    self.announcer = announcer
  }

  /// Asks for the next message that is to be carried, once it and the decision on it are durable.
  func ask(_ turn: inout Turn) {
    guard asked == nil, recorder.intakeStop == nil, let next = recorder.nextRelease(but: unreadable),
      max(next.message, next.decision) <= recorder.durable.sequence
    else { return }
    asked = next
    turn.effects.questions.append(
      .rows(ReadRequest(peer: .broker, purpose: .release, sequences: [next.message])))
  }

  func received(_ result: ReadResult, _ turn: inout Turn) {
    guard let carriage = asked else { return }
    asked = nil
    switch result.rows {
    case .success(let rows):
      // The decision may have been taken back, and intake have stopped.
      if recorder.intakeStop == nil, carriage == recorder.nextRelease(but: unreadable), let row = rows.first {
        carry(row, carriage, at: turn.now)
      }
    case .failure(let refusal):
      unreadable.insert(carriage.message)
      turn.note(.unreadable(node: Announcer.busNode, refusal: refusal))
    }
    ask(&turn)
  }

  private func carry(_ row: RecordRow, _ carriage: Releases.Carriage, at now: Instant) {
    let (index, rulebook, names) = (recorder.state.index, recorder.rulebook, recorder.names)
    let found = index.messageClass(carriage.message)
    guard let message = try? DocumentDecoder.header(of: Array(row.envelope.document)).id,
      let hash = row.envelope.documentHashText, let document = Base64Text(bytes: row.envelope.document),
      let to = NonEmpty(carriage.to.elements.map { names.code($0) }.sorted())
    else {
      // The rules let nothing be released that is too long; whatever came here all the same keeps nobody else waiting.
      unreadable.insert(carriage.message)
      return
    }
    let body = MessageReleased(
      message: message, sequence: RecordSequence(row.sequence), acceptedAt: Timestamp(row.acceptedAt), sha256: hash,
      document: document, signature: Base64Text(bytes: row.envelope.signature), to: to)
    announcer.announce(
      body, in: found.world, index.messageClass(carriage.decision).lane,
      to: announcer.distribution(to: rulebook.releasable(found, to: carriage.to)),
      classification: announcer.highestClassification(of: [found]), cause: carriage.decision, at: now)
  }
}

extension PeerID {
  /// Of what the machine asks for itself.
  static let broker = PeerID(0)
}
