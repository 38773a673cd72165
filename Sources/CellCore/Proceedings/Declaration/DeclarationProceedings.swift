import CellSchema

/// The text of each instrument, version by version, and who signed and ratified which.
///
/// An amendment opens a new version, and a signature stays with the version that was signed. A corrigendum leaves the
/// version as it is, with what was signed, committed and ratified, and gives it other hashes beside those.
struct DeclarationProceedings: Proceeding {
  /// How far the signatory's own procedure has come with a signature.
  enum Standing: String { case signed, approved, rejected, deposited }

  /// A signature's life: signed → approved or rejected → deposited. A rejected one may be put to the vote again.
  static let lifeCycle = LifeCycle<Standing, Ratification.Decision>(
    (.approved, [.signed, .rejected], .approved),
    (.rejected, [.signed, .approved], .rejected),
    (.deposited, [.approved], .deposited))

  struct Signature {
    var entry: Entry
    var body: DeclarationSignature
    var standing = Standing.signed
    var ratification: (id: MessageID, body: Ratification, acceptedAt: Microseconds, countsFrom: Microseconds)?
  }

  struct Version {
    var entry: Entry
    var instrument: Instrument
    var version: InstrumentVersion
    /// As the message gives them that opens the version.
    var texts: [LanguageVersion]
    /// The provisions that it lists; nil where it lists none.
    var provisions: Set<ProvisionNumber>?
    /// Whether it says that these are all.
    var isComplete: Bool

    fileprivate var key: TextVersion { TextVersion(instrument, version) }
  }

  /// All versions of all instruments, oldest first.
  private(set) var versions = Ledger<Version>()
  private var rowsOfVersion = RowPostings<TextVersion>()
  private var rowsOfInstrument = RowPostings<Instrument>()
  private var corrigenda = Ledger<Said<DeclarationCorrigendum>>()
  private var corrigendaOfVersion = RowPostings<TextVersion>()
  /// The title that a draft gives holds for the versions after it.
  private var titles = Ledger<Line?>()
  private var titlesOfInstrument = RowPostings<Instrument>()
  /// Acts of all systems that an office without full powers signed.
  private(set) var powers = FullPowers()
  private var signings: [TextVersion: [ParticipantIndex: Signing]] = [:]

  mutating func make(_ change: Change, _ act: DeclarationAct, of entry: Entry) {
    switch act {
    case .draft(let body):
      titles.make(change, body.title, at: entry.sequence)
      titlesOfInstrument.make(change, entry.sequence, under: body.instrument)
      make(
        change,
        Version(
          entry: entry, instrument: body.instrument, version: body.version, texts: body.texts.elements,
          provisions: Set(body.provisions.map(\.number)), isComplete: body.provisionsComplete == true))
    case .amendment(let body):
      make(
        change,
        Version(
          entry: entry, instrument: body.instrument, version: body.to, texts: body.texts.elements,
          provisions: body.provisions.map { Set($0.map(\.number)) }, isComplete: body.provisionsComplete == true))
    case .corrigendum(let body):
      corrigenda.make(change, (entry, body), at: entry.sequence)
      corrigendaOfVersion.make(change, entry.sequence, under: TextVersion(body.instrument, body.version))
    case .signature(let body):
      make(change, .signature(body), TextVersion(body.instrument, body.version), of: entry)
    case .ratification(let body):
      make(change, .ratification(body), TextVersion(body.instrument, body.version), of: entry)
    case .confirmation(let body): powers.make(change, body, of: entry)
    }
  }

  mutating func make(_ change: Change, signedBy office: Line, _ entry: Entry) {
    powers.make(change, signedBy: office, entry)
  }

  private mutating func make(_ change: Change, _ version: Version) {
    let row = version.entry.sequence
    versions.make(change, version, at: row)
    rowsOfVersion.make(change, row, under: version.key)
    rowsOfInstrument.make(change, row, under: version.instrument)
  }

  private mutating func make(_ change: Change, _ step: Signing.Step, _ text: TextVersion, of entry: Entry) {
    signings[text, default: [:]][entry.participant, default: Signing()].make(change, step, of: entry)
  }

  /// The first message that gives a version of an instrument's text.
  func version(_ instrument: Instrument, _ version: InstrumentVersion) -> Version? {
    rowsOfVersion[TextVersion(instrument, version)].first.flatMap { versions[$0] }
  }

  func current(_ instrument: Instrument) -> Version? { rowsOfInstrument[instrument].last.flatMap { versions[$0] } }

  /// The corrigenda of a version, oldest first.
  func corrigenda(of version: Version) -> [Said<DeclarationCorrigendum>] {
    corrigendaOfVersion[version.key].filter { $0 > version.entry.sequence }.compactMap { corrigenda[$0] }
  }

  /// The texts of a version as they were corrected up to a moment; nil: by now.
  func texts(of version: Version, at moment: Microseconds? = nil) -> [LanguageVersion] {
    corrigenda(of: version).filter { corrigendum in moment.map { corrigendum.entry.acceptedAt <= $0 } ?? true }.flatMap(
      \.body.texts.elements
    )
    .reduce(into: version.texts) { texts, correction in
      for place in texts.indices
      where texts[place].language == correction.language && texts[place].sha256 == correction.corrects {
        texts[place].sha256 = correction.sha256
      }
    }
  }

  /// The hash of a text of a version as it was corrected since; nil if it was not.
  func corrected(_ hash: SHA256Hex, of version: Version) -> SHA256Hex? {
    let last = corrigenda(of: version).flatMap(\.body.texts.elements).reduce(hash) { hash, correction in
      correction.corrects == hash ? correction.sha256 : hash
    }
    return last == hash ? nil : last
  }

  func title(of version: Version) -> Line? {
    titlesOfInstrument[version.instrument].last { $0 <= version.entry.sequence }.flatMap { titles[$0] ?? nil }
  }

  /// Whether a version lists a provision, or where it lists none the last version before it that does.
  func lists(_ provision: ProvisionNumber, in version: Version) -> Bool {
    let rows = rowsOfInstrument[version.instrument]
    let listing = rows[..<rows.firstPlace { $0 > version.entry.sequence }].reversed().lazy
      .compactMap { self.versions[$0]?.provisions }.first
    return listing?.contains(provision) ?? true
  }

  /// Whether no current version of some texts lists a provision. Texts that are not on the record tell nothing.
  func isUnlisted(_ provision: ProvisionNumber, in instruments: Set<Instrument>) -> Bool {
    let versions = instruments.compactMap { current($0) }
    return !versions.isEmpty && !versions.contains { lists(provision, in: $0) }
  }

  /// Refuses a provision that a version does not list, where the version says that its list is complete.
  func require(_ provision: ProvisionNumber, in version: Version, at pointer: String) throws(Refusal) {
    guard version.isComplete, !lists(provision, in: version) else { return }
    throw Refusal(
      .textMismatch, at: pointer,
      "version \(version.version) of \(version.instrument) lists all of its provisions (#\(version.entry.sequence)), and"
        + " \(provision) is none of them")
  }

  func signature(of participant: ParticipantIndex, _ instrument: Instrument, _ version: InstrumentVersion) -> Signature?
  {
    self.version(instrument, version).flatMap { signature(of: participant, under: $0) }
  }

  func signatures(of version: Version) -> [Signature] {
    (signings[version.key] ?? [:]).keys.compactMap { signature(of: $0, under: version) }
  }

  /// A signature is with the first message that gives the version. What was signed before that is no signature of it.
  private func signature(of participant: ParticipantIndex, under version: Version) -> Signature? {
    guard rowsOfVersion[version.key].first == version.entry.sequence,
      let signature = signings[version.key]?[participant]?.signature,
      signature.entry.sequence > version.entry.sequence
    else { return nil }
    return signature
  }

  func check(
    _ act: DeclarationAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .draft(let body):
      if let current = current(body.instrument) {
        throw Refusal(
          .alreadySaid, at: "/body/instrument",
          "\(body.instrument) has a text, version \(current.version) (#\(current.entry.sequence)); a new version is"
            + " opened by \(DeclarationAmendment.messageType)")
      }
    case .amendment(let body): try check(body)
    case .corrigendum(let body): try check(body)
    case .signature(let body): try check(body, entry, hearing)
    case .ratification(let body): try check(body, entry, hearing)
    case .confirmation(let body):
      try powers.check(body, entry, others.guarantees.papers, hearing)
    }
  }

  func contradiction(
    of act: DeclarationAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .draft, .amendment, .corrigendum, .signature, .ratification, .confirmation: nil
    }
  }

  private func check(_ body: DeclarationAmendment) throws(Refusal) {
    try requireCurrent(body.instrument, body.from, at: "/body/from")
    if let known = version(body.instrument, body.to) {
      throw Refusal(
        .alreadySaid, at: "/body/to",
        "\(body.instrument) has a version \(body.to) already (#\(known.entry.sequence))")
    }
  }

  private func check(_ body: DeclarationCorrigendum) throws(Refusal) {
    let current = try requireCurrent(body.instrument, body.version, at: "/body/version")
    guard corrigenda(of: current).count < Limits.corrigenda else {
      throw Refusal(
        .stateNotPermitted, at: "/body/version",
        "version \(body.version) was corrected \(Limits.corrigenda) times; allowed: \(DeclarationAmendment.messageType)"
      )
    }
    let texts = texts(of: current)
    for (place, correction) in body.texts.enumerated() {
      let pointer = "/body/texts/\(place)"
      guard let text = texts.first(where: { $0.language == correction.language }) else {
        throw Refusal(
          .textMismatch, at: "\(pointer)/language",
          "version \(body.version) (#\(current.entry.sequence)) has no text in \(correction.language)")
      }
      guard text.sha256 == correction.corrects else {
        throw Refusal(
          .textMismatch, at: "\(pointer)/corrects",
          "the text in \(text.language) has the hash \(text.sha256), not \(correction.corrects)")
      }
      if correction.sha256 == text.sha256 {
        throw Refusal(.alreadySaid, at: "\(pointer)/sha256", "the text in \(text.language) has that hash")
      }
      if body.texts.elements.prefix(place).contains(where: { $0.language == correction.language }) {
        throw Refusal(.alreadySaid, at: "\(pointer)/language", "it is corrected above")
      }
    }
  }

  @discardableResult
  private func requireCurrent(
    _ instrument: Instrument, _ version: InstrumentVersion, at pointer: String
  ) throws(Refusal) -> Version {
    guard let current = current(instrument) else {
      throw Refusal(.textMismatch, at: "/body/instrument", "\(instrument) has no text on the record")
    }
    guard current.version == version else {
      throw Refusal(
        .textMismatch, at: pointer,
        "the current version of \(instrument) is \(current.version) (#\(current.entry.sequence)), not \(version)")
    }
    return current
  }

  /// The version that is signed: the current one, or of a paper that is entered later the one that was current on the
  /// paper's date.
  private func signable(_ body: DeclarationSignature, _ entry: Entry) throws(Refusal) -> Version {
    let rows = rowsOfInstrument[body.instrument].compactMap { versions[$0] }
    if let date = entry.originalSentAt,
      let then = rows.last(where: { $0.entry.acceptedAt <= date }),
      then.version == body.version
    {
      return then
    }
    return try requireCurrent(body.instrument, body.version, at: "/body/version")
  }

  private func check(_ body: DeclarationSignature, _ entry: Entry, _ hearing: Hearing)
    throws(Refusal)
  {
    let current = try signable(body, entry)
    // A paper that is entered later has the hash of its day, or that of the text as it was corrected since.
    let texts = texts(of: current) + (entry.originalSentAt.map { self.texts(of: current, at: $0) } ?? [])
    guard texts.contains(where: { $0.sha256 == body.sha256 && $0.authentic }) else {
      throw Refusal(
        .textMismatch, at: "/body/sha256",
        "it is the hash of no authentic text of version \(body.version) (#\(current.entry.sequence))")
    }
    for (place, reservation) in (body.reservations?.elements ?? []).enumerated() {
      guard let provision = reservation.provision else { continue }
      try require(provision, in: current, at: "/body/reservations/\(place)/provision")
    }
    if let signature = signature(of: entry.participant, under: current) {
      throw Refusal(
        .alreadySaid, at: "/body/version",
        "\(hearing.code(entry.participant)) signed version \(body.version) in #\(signature.entry.sequence)")
    }
  }

  private func check(_ body: Ratification, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard let signature = signature(of: entry.participant, body.instrument, body.version) else {
      throw Refusal(
        .stateNotPermitted, at: "/body/version",
        "\(hearing.code(entry.participant)) has not signed version \(body.version) of \(body.instrument); allowed:"
          + " \(DeclarationSignature.messageType)")
    }
    guard Self.lifeCycle.state(after: body.decision, in: signature.standing) != nil else {
      throw .notNow(
        "the signature of \(hearing.code(entry.participant)) (#\(signature.entry.sequence))",
        is: signature.standing.rawValue,
        allows: Self.lifeCycle.steps(in: signature.standing).map { "decision \($0.rawValue)" }, at: "/body/decision")
    }
  }
}
