import CellSchema

/// Lets the bus say which of a station's serials are missing, and which were used twice.
///
/// Repeated serials are gathered until the next tick: a station that goes on to use one serial costs the record one
/// message for each ``Limits/repeatedSerialsInSaying`` of its own.
final class SerialAnnouncer {
  private let recorder: Recorder
  private let announcer: Announcer
  private var watch: SerialWatch

  init(recorder: Recorder, announcer: Announcer) {
    self.recorder = recorder
    self.announcer = announcer
    watch = SerialWatch(recorder.state)
  }

  private var serials: SerialCounts { recorder.state.serials }

  /// What is said of a message that contradicts the record, with what there is to say of its serial: then it is not
  /// said again.
  func complete(_ contradiction: Contradiction?, of sequence: SequenceNumber) -> Contradiction? {
    guard var contradiction, let repeated = serials.repeated.last, repeated.sequence == sequence,
      let serial = serial(repeated.key, repeated.number)
    else { return contradiction }
    contradiction.explanation += " " + Self.explanation([serial])
    return contradiction
  }

  /// A message was accepted.
  func accepted(_ prepared: Prepared, _ sequence: SequenceNumber, at now: Instant) {
    guard let serial = prepared.serial else { return }
    // Field by field: all counts are much to copy for each message.
    if !recorder.state.serials.missing.isEmpty, let gap = recorder.state.serials.missing[serial.key]?.last,
      gap.sequence == sequence
    {
      watch.noticed(gap, serial.key)
    }
    if recorder.state.serials.repeated.count >= Limits.repeatedSerialsInSaying { reportRepeated(at: now) }
  }

  /// A message with this serial was refused.
  func refused(_ serial: (key: SerialKey, number: Int)) { watch.refused(serial.key, serial.number) }

  /// Announces what is due.
  ///
  /// - Parameter room: how much may be announced of gaps.
  func announceDue(room: Int, at now: Instant) {
    reportRepeated(at: now)
    let waited = recorder.moment(now) - .milliseconds(Int64(Limits.serialGrace))
    var said = 0
    while said < room, let due = watch.next(by: waited, serials) {
      for (gap, expected) in due.gaps { report(gap, from: expected, of: due.key, at: now) }
      said += due.gaps.count
    }
  }

  private func report(_ gap: SerialCounts.Missing, from number: Int, of key: SerialKey, at now: Instant) {
    guard let expected = serial(key, number), let received = serial(key, gap.received) else { return }
    announcer.say(
      Saying(
        body: SerialGap(station: expected.node, expected: expected, received: received, message: gap.id),
        concerns: [gap.id]), in: recorder.state.index.world(of: gap.sequence), cause: gap.sequence, at: now)
  }

  private func serial(_ key: SerialKey, _ number: Int) -> Serial? {
    Serial(node: recorder.names.name(key.node), number: number, year: key.year)
  }

  // MARK: serials used twice

  private struct Group: Hashable {
    var key: SerialKey
    /// Messages of one class have the same readers.
    var messageClass: ClassIndex
  }

  private func reportRepeated(at now: Instant) {
    guard !serials.repeated.isEmpty else { return }
    let groups = Dictionary(grouping: serials.repeated) {
      Group(key: $0.key, messageClass: recorder.state.index.classIndex($0.sequence))
    }
    for group in groups.values.sorted(by: { $0[0].sequence < $1[0].sequence }) {
      for start in stride(from: 0, to: group.count, by: Limits.repeatedSerialsInSaying) {
        report(repeated: group[start..<min(group.count, start + Limits.repeatedSerialsInSaying)], at: now)
      }
    }
  }

  private func report(repeated messages: ArraySlice<SerialCounts.Repeated>, at now: Instant) {
    guard let last = messages.last, let concerns = NonEmpty(messages.map(\.id)) else { return }
    let explanation = Self.explanation(messages.compactMap { serial($0.key, $0.number) })
    announcer.say(
      Saying(
        body: Discrepancy(concerns: concerns, explanation: Text(cutting: explanation)), concerns: concerns.elements),
      in: recorder.state.index.world(of: last.sequence), cause: last.sequence, at: now)
  }

  private static func explanation(_ serials: [Serial]) -> String {
    let list = serials.map(\.description).joined(separator: ", ")
    return serials.count == 1
      ? "Its serial \(list) was used before." : "Their serials were used before: \(list)."
  }
}
