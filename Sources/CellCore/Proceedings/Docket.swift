import CellSchema

/// A world's history of what moves where things stand, and where that has led.
struct Docket {
  private(set) var entries: [Entry] = []
  private(set) var proceedings = Proceedings()
  /// Sequence numbers of incident reports; what they say is the record's to keep.
  private(set) var incidents: [UInt64] = []
  /// Acknowledgements as they were owed first, and as they came.
  private(set) var owed: [Obligations.Owed] = []
  private(set) var acknowledgements: [(sequence: UInt64, of: MessageID, node: Int, participant: Int)] = []
  private var amendments: [MessageID: [Entry]] = [:]
  private var amending: Set<MessageID> = []

  mutating func append(_ entry: Entry) {
    note(entry)
    if entry.amends == nil { proceedings.apply(entry) } else { proceedings = Proceedings(entries) }
  }

  /// A whole history at once.
  mutating func restore(_ entries: [Entry]) {
    for entry in entries { note(entry) }
    proceedings = Proceedings(entries)
  }

  private mutating func note(_ entry: Entry) {
    entries.append(entry)
    guard let amended = entry.amends?.id else { return }
    amendments[amended, default: []].append(entry)
    amending.insert(entry.id)
  }

  mutating func append(incident sequence: UInt64) { incidents.append(sequence) }
  mutating func append(owed: Obligations.Owed) { self.owed.append(owed) }

  mutating func append(acknowledgement id: MessageID, sequence: UInt64, node: Int, participant: Int) {
    acknowledgements.append((sequence, id, node, participant))
  }

  /// What amended a message, oldest first.
  func amendments(of id: MessageID) -> [Entry] { amendments[id] ?? [] }
  func isAmendment(_ id: MessageID) -> Bool { amending.contains(id) }

  /// Where things would stand had something never been said.
  func without(_ id: MessageID) -> Proceedings {
    Proceedings(entries.filter { $0.id != id && $0.amends?.id != id })
  }

  /// A later act that rests on a message: it names it, or the case that it opens, or the version that it gives a text.
  func reliance(on entry: Entry) -> Entry? {
    let number: CaseNumber? = if case .verificationCase(let body) = entry.act { body.id } else { nil }
    let texts = ([entry] + amendments(of: entry.id)).compactMap(\.act.given)
    return entries.first { later in
      later.sequence > entry.sequence && later.amends == nil
        && (later.act.names.contains(entry.id) || (number != nil && later.act.caseNumber == number)
          || later.act.text.map(texts.contains) ?? false)
    }
  }
}

extension Act {
  struct TextVersion: Equatable {
    var instrument: Instrument
    var version: InstrumentVersion
  }

  /// The version of a text that it gives.
  var given: TextVersion? {
    switch self {
    case .draft(let body): TextVersion(instrument: body.instrument, version: body.version)
    case .amendment(let body): TextVersion(instrument: body.instrument, version: body.to)
    default: nil
    }
  }

  /// The version of a text that it is about: what signs it, or goes on from it.
  var text: TextVersion? {
    switch self {
    case .amendment(let body): TextVersion(instrument: body.instrument, version: body.from)
    case .signature(let body): TextVersion(instrument: body.instrument, version: body.version)
    case .ratification(let body): TextVersion(instrument: body.instrument, version: body.version)
    case .commitment(let body): TextVersion(instrument: body.instrument, version: body.version)
    default: nil
    }
  }

  /// The messages that its body names.
  var names: [MessageID] {
    switch self {
    case .withdrawal(let body): [body.commitment]
    case .entryIntoForce(let body): [body.agreement]
    case .suspension(let body): [body.agreement]
    case .resumption(let body): [body.agreement]
    case .termination(let body): [body.agreement]
    case .verificationCase(let body): body.incidents.elements
    case .attribution(let body): [body.finding]
    case .dispute(let body): [body.of]
    case .invocation(let body): body.reports.elements + body.guarantees.elements
    case .consultation(let body): [body.invocation]
    case .response(let body): [body.invocation]
    case .measure(let body): [body.response]
    case .pledge(let body): body.requirement.map { [$0] } ?? []
    case .delivery(let body): body.pledge.map { [$0] } ?? []
    case .confirmation(let body): [body.delivery]
    case .releaseRequest(let body): [body.message]
    case .releaseDecision(let body): [body.request]
    default: []
    }
  }

  /// The case that its body is about.
  var caseNumber: CaseNumber? {
    switch self {
    case .verificationCase(let body): body.id
    case .tasking(let body): body.caseNumber
    case .access(let body): body.caseNumber
    case .finding(let body): body.caseNumber
    case .attribution(let body): body.caseNumber
    case .remedy(let body): body.caseNumber
    case .dispute(let body): body.caseNumber
    default: nil
    }
  }

  /// Whether the bus may have something to say because of it.
  var mayMovePhasesOrGuarantees: Bool {
    switch self {
    case .signature, .ratification, .commitment, .agreement, .entryIntoForce, .suspension, .resumption, .termination,
      .phaseChanged:
      true
    default: false
    }
  }
}
