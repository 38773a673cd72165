import CellSchema

/// One world's history of messages that move where things stand, and where that has led.
struct Docket: Sendable {
  /// An acknowledgement on the record.
  struct Acknowledged: Sendable {
    var sequence: SequenceNumber
    /// The message that is acknowledged.
    var message: MessageID
    var node: NodeIndex
    var participant: ParticipantIndex
  }

  private(set) var entries: [Entry] = []
  private var current = Proceedings()
  /// Whether an amendment came since `current` was computed: nothing is applied to it until ``catchUp()``.
  private var isStale = false
  /// Sequence numbers of incident reports; their bodies stay on the record.
  private(set) var incidents: [SequenceNumber] = []
  /// What each message's addressees owed at acceptance.
  private(set) var owed: [OwedAcknowledgement] = []
  private(set) var acknowledgements: [Acknowledged] = []
  private var owedPlaces: [MessageID: Int] = [:]
  private var acknowledgementPlaces: [MessageID: [Int]] = [:]
  private var amendments: [MessageID: [Entry]] = [:]
  private var amending: Set<MessageID> = []

  // MARK: appending

  mutating func append(_ entry: Entry) {
    note(entry)
    if entry.amends != nil {
      isStale = true
    } else if !isStale {
      current.apply(entry)
    }
  }

  /// Computes what amendments have left to do: once for as many as came in the meantime.
  mutating func catchUp() {
    guard isStale else { return }
    current = Proceedings(entries)
    isStale = false
  }

  /// Where the entries lead.
  var proceedings: Proceedings {
    _read {
      if isStale { yield Proceedings(entries) } else { yield current }
    }
  }

  /// Fills an empty docket with a whole history at once.
  mutating func restore(_ entries: some Sequence<Entry>) {
    for entry in entries { note(entry) }
    current = Proceedings(self.entries)
  }

  private mutating func note(_ entry: Entry) {
    entries.append(entry)
    guard let amended = entry.amends?.id else { return }
    amendments[amended, default: []].append(entry)
    amending.insert(entry.id)
  }

  mutating func append(incident sequence: SequenceNumber) { incidents.append(sequence) }

  mutating func append(owed: OwedAcknowledgement) {
    if owedPlaces[owed.id] == nil { owedPlaces[owed.id] = self.owed.count }
    self.owed.append(owed)
  }

  mutating func append(
    acknowledgement message: MessageID, sequence: SequenceNumber, node: NodeIndex, participant: ParticipantIndex
  ) {
    append(Acknowledged(sequence: sequence, message: message, node: node, participant: participant))
  }

  private mutating func append(_ acknowledged: Acknowledged) {
    acknowledgementPlaces[acknowledged.message, default: []].append(acknowledgements.count)
    acknowledgements.append(acknowledged)
  }

  /// A copy that shares no memory with the original: a change of either copies nothing of the other.
  func separateCopy() -> Docket {
    var copy = Docket()
    copy.restore(entries)
    for sequence in incidents { copy.append(incident: sequence) }
    for owed in owed { copy.append(owed: owed) }
    for acknowledged in acknowledgements { copy.append(acknowledged) }
    return copy
  }

  // MARK: questions

  /// The acknowledgement of a message as it was owed at acceptance.
  func owed(for message: MessageID) -> OwedAcknowledgement? { owedPlaces[message].map { owed[$0] } }

  /// The acknowledgements of a message, oldest first.
  func acknowledgements(of message: MessageID) -> [Acknowledged] {
    acknowledgementPlaces[message, default: []].map { acknowledgements[$0] }
  }

  /// The amendments of a message, oldest first.
  func amendments(of id: MessageID) -> [Entry] { amendments[id] ?? [] }
  func isAmendment(_ id: MessageID) -> Bool { amending.contains(id) }

  /// Where things would stand if a message had never been said.
  func without(_ id: MessageID) -> Proceedings {
    Proceedings(entries.filter { $0.id != id && $0.amends?.id != id })
  }

  /// The first later message that rests on an entry: it refers to the message, to the case that the message opens, or
  /// to the version of a text that the message gives.
  func reliance(on entry: Entry) -> Entry? {
    let opened = entry.act.refersTo.openedCase
    let texts = ([entry] + amendments(of: entry.id)).compactMap(\.act.refersTo.givenText)
    return entries.first { later in
      guard later.sequence > entry.sequence, later.amends == nil else { return false }
      let refersTo = later.act.refersTo
      return refersTo.messages.contains(entry.id) || (opened != nil && refersTo.caseNumber == opened)
        || refersTo.neededText.map(texts.contains) ?? false
    }
  }
}
