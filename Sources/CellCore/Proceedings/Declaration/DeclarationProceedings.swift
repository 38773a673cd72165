import CellSchema

/// The text of each instrument, version by version, and who signed and ratified which.
///
/// An amendment opens a new version. A signature stays with the version that was signed.
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
    var ratification: (id: MessageID, body: Ratification, acceptedAt: Microseconds)?
  }

  struct Version {
    var entry: Entry
    var instrument: Instrument
    var version: InstrumentVersion
    var title: Line?
    var texts: [LanguageVersion]
    var signatures: [ParticipantIndex: Signature] = [:]
  }

  /// All versions of all instruments, oldest first.
  private(set) var versions: [Version] = []
  private var places: [TextVersion: Int] = [:]
  /// The place of each instrument's newest version.
  private var newest: [Instrument: Int] = [:]

  mutating func apply(_ act: DeclarationAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .draft(let body):
      add(
        Version(
          entry: entry, instrument: body.instrument, version: body.version, title: body.title,
          texts: body.texts.elements))
    case .amendment(let body):
      add(
        Version(
          entry: entry, instrument: body.instrument, version: body.to, title: current(body.instrument)?.title,
          texts: body.texts.elements))
    case .signature(let body):
      guard let index = index(body.instrument, body.version) else { return }
      versions[index].signatures[entry.participant] = Signature(entry: entry, body: body)
    case .ratification(let body):
      guard let index = index(body.instrument, body.version),
        var signature = versions[index].signatures[entry.participant]
      else { return }
      signature.standing = Self.lifeCycle.applying(body.decision, to: signature.standing)
      signature.ratification = (entry.id, body, entry.acceptedAt)
      versions[index].signatures[entry.participant] = signature
    }
  }

  private mutating func add(_ version: Version) {
    let key = TextVersion(version.instrument, version.version)
    if places[key] == nil { places[key] = versions.count }
    newest[version.instrument] = versions.count
    versions.append(version)
  }

  func index(_ instrument: Instrument, _ version: InstrumentVersion) -> Int? {
    places[TextVersion(instrument, version)]
  }

  func current(_ instrument: Instrument) -> Version? { newest[instrument].map { versions[$0] } }

  func signature(of participant: ParticipantIndex, _ instrument: Instrument, _ version: InstrumentVersion) -> Signature?
  {
    index(instrument, version).flatMap { versions[$0].signatures[participant] }
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
    case .signature(let body): try check(body, entry, hearing)
    case .ratification(let body): try check(body, entry, hearing)
    }
  }

  func contradiction(
    of act: DeclarationAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .draft, .amendment, .signature, .ratification: nil
    }
  }

  private func check(_ body: DeclarationAmendment) throws(Refusal) {
    try requireCurrent(body.instrument, body.from, at: "/body/from")
    if let known = index(body.instrument, body.to) {
      throw Refusal(
        .alreadySaid, at: "/body/to",
        "\(body.instrument) has a version \(body.to) already (#\(versions[known].entry.sequence))")
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

  private func check(_ body: DeclarationSignature, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let current = try requireCurrent(body.instrument, body.version, at: "/body/version")
    guard current.texts.contains(where: { $0.sha256 == body.sha256 && $0.authentic }) else {
      throw Refusal(
        .textMismatch, at: "/body/sha256",
        "it is the hash of no authentic text of version \(body.version) (#\(current.entry.sequence))")
    }
    if let signature = current.signatures[entry.participant] {
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
