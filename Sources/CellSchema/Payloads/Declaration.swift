/// A text in one language, by the hash of its bytes.
public struct LanguageVersion: Codable, Hashable, Sendable {
  /// The language.
  public var language: LanguageTag
  /// The hash of the file's bytes as it was agreed.
  public var sha256: SHA256Hex
  /// Whether this language's text is authentic (Vienna Convention on the Law of Treaties, article 33).
  public var authentic: Bool

  public init(language: LanguageTag, sha256: SHA256Hex, authentic: Bool) {
    self.language = language
    self.sha256 = sha256
    self.authentic = authentic
  }
}

/// A version of a text, in its languages, with its provisions by number.
public struct DeclarationDraft: Payload {
  public static let messageType: MessageType = "declaration.draft"

  /// A provision, by number and heading.
  public struct Provision: Codable, Hashable, Sendable {
    /// The provision's number in the text.
    public var number: ProvisionNumber
    /// Its heading.
    public var heading: Line

    public init(number: ProvisionNumber, heading: Line) {
      self.number = number
      self.heading = heading
    }
  }

  /// The text's short name, the same for all its versions.
  public var instrument: Instrument
  /// The version.
  public var version: InstrumentVersion
  /// The text's title.
  public var title: Line
  /// The text in each of its languages.
  public var texts: NonEmpty<LanguageVersion>
  /// Its provisions, in the text's order.
  public var provisions: NonEmpty<Provision>
  /// Whether these are all of its provisions: then nothing is said under another one.
  public var provisionsComplete: Bool?

  public init(
    instrument: Instrument, version: InstrumentVersion, title: Line, texts: NonEmpty<LanguageVersion>,
    provisions: NonEmpty<Provision>, provisionsComplete: Bool? = nil
  ) {
    self.instrument = instrument
    self.version = version
    self.title = title
    self.texts = texts
    self.provisions = provisions
    self.provisionsComplete = provisionsComplete
  }

  public static var example: Self {
    // Title and the five components as the text of 6 January 2026 has them.
    Self(
      instrument: "paris-declaration", version: "draft",
      title: "Robust Security Guarantees for a Solid and Lasting Peace in Ukraine",
      texts: [
        LanguageVersion(
          language: "en", sha256: "dbd3a49d0d906b4ed9216b73330d2fb080ef2f758c12f3885068222e5e17151c", authentic: true),
        LanguageVersion(
          language: "fr", sha256: "67ad8f41a7bb0a18c45f3efd8f6a32bdcd832bcf8f3f2eb44006c03d53076e18", authentic: true),
        LanguageVersion(
          language: "uk", sha256: "83116acf18e4dc4414762f584ff43d9979ff2c2b0e9e48fbc97b21e23d7004ec", authentic: false),
      ],
      provisions: [
        .init(number: "1", heading: "Ceasefire monitoring and verification"),
        .init(number: "2", heading: "Support for the Armed Forces of Ukraine"),
        .init(number: "3", heading: "Multinational Force for Ukraine"),
        .init(number: "4", heading: "Binding commitments to support Ukraine in a future armed attack"),
        .init(number: "5", heading: "Long-term defence cooperation"),
      ])
  }
}

/// A text goes from one version to another.
public struct DeclarationAmendment: Payload, RuledObject {
  public static let messageType: MessageType = "declaration.amendment"

  /// The text's short name.
  public var instrument: Instrument
  /// The version that is amended.
  public var from: InstrumentVersion
  /// The version that it becomes.
  public var to: InstrumentVersion
  /// What changes.
  public var summary: Text
  /// The new version in each of its languages.
  public var texts: NonEmpty<LanguageVersion>
  /// The new version's provisions, in the text's order; absent: as far as is known, those of the version before.
  public var provisions: NonEmpty<DeclarationDraft.Provision>?
  /// Whether these are all of its provisions: then nothing is said under another one.
  public var provisionsComplete: Bool?

  public init(
    instrument: Instrument, from: InstrumentVersion, to: InstrumentVersion, summary: Text,
    texts: NonEmpty<LanguageVersion>, provisions: NonEmpty<DeclarationDraft.Provision>? = nil,
    provisionsComplete: Bool? = nil
  ) {
    self.instrument = instrument
    self.from = from
    self.to = to
    self.summary = summary
    self.texts = texts
    self.provisions = provisions
    self.provisionsComplete = provisionsComplete
  }

  public static var fieldRules: [FieldRule] { [.requires("provisionsComplete", with: "provisions")] }

  public static var example: Self {
    // What the press reported of the change between the draft and the final text of 6 January 2026.
    Self(
      instrument: "paris-declaration", from: "draft", to: "final",
      summary: "The commitment of the United States to support the force if it is attacked is taken out.",
      texts: [
        LanguageVersion(
          language: "en", sha256: "089ba6d3217f0ee0e2171e3db3f5a99195af9025ac770d76b1e12d928d3151fc", authentic: true)
      ])
  }
}

/// An error in the current version of a text is corrected, where nothing is changed that was agreed (Vienna Convention on
/// the Law of Treaties, article 79). Signatures, commitments and ratifications carry over.
public struct DeclarationCorrigendum: Payload {
  public static let messageType: MessageType = "declaration.corrigendum"

  /// The text in one language, by its hashes before and after.
  public struct Correction: Codable, Hashable, Sendable {
    /// The language.
    public var language: LanguageTag
    /// The hash of the text as it stands.
    public var corrects: SHA256Hex
    /// The hash of the corrected text.
    public var sha256: SHA256Hex

    public init(language: LanguageTag, corrects: SHA256Hex, sha256: SHA256Hex) {
      self.language = language
      self.corrects = corrects
      self.sha256 = sha256
    }
  }

  /// The text's short name.
  public var instrument: Instrument
  /// The version that is corrected: the current one.
  public var version: InstrumentVersion
  /// What is corrected.
  public var summary: Text
  /// The corrected text in each language in which it is corrected.
  public var texts: NonEmpty<Correction>

  public init(
    instrument: Instrument, version: InstrumentVersion, summary: Text, texts: NonEmpty<Correction>
  ) {
    self.instrument = instrument
    self.version = version
    self.summary = summary
    self.texts = texts
  }

  public static var example: Self {
    Self(
      instrument: "paris-declaration", version: "final",
      summary: "In the heading of provision 4, \"attack\" for \"atack\".",
      texts: [
        Correction(
          language: "en", corrects: "089ba6d3217f0ee0e2171e3db3f5a99195af9025ac770d76b1e12d928d3151fc",
          sha256: "d4cd9e2885afa7e7928e080724eaabbea7eaec8092d91d131525d81a11971079")
      ])
  }
}

/// A participant signs one version of a text, by its hash.
public struct DeclarationSignature: Payload {
  public static let messageType: MessageType = "declaration.signature"

  /// As what it signs.
  public enum Capacity: String, CaseIterable, SchemaLeaf {
    /// As a party to the text.
    case signatory
    /// In support of the text, without being a party to it.
    case associate
    /// To attest the signing.
    case witness
  }

  /// Where its own procedure stands.
  public enum DomesticProcedure: String, CaseIterable, SchemaLeaf {
    /// It needs none.
    case notRequired = "not-required"
    /// It is still to be decided.
    case pending
    /// It ended in approval.
    case approved
    /// It ended in rejection.
    case rejected
  }

  /// A reservation, to one provision or to the whole.
  public struct Reservation: Codable, Hashable, Sendable {
    /// The provision that it is to; absent: it is to the whole.
    public var provision: ProvisionNumber?
    /// The reservation's words.
    public var text: Text

    public init(provision: ProvisionNumber? = nil, text: Text) {
      self.provision = provision
      self.text = text
    }
  }

  /// The text's short name.
  public var instrument: Instrument
  /// The version that is signed.
  public var version: InstrumentVersion
  /// The hash of the text that is signed: of one of the current version's authentic languages.
  public var sha256: SHA256Hex
  /// As what the participant signs.
  public var capacity: Capacity
  /// Where its own procedure stands.
  public var domesticProcedure: DomesticProcedure
  /// Its reservations.
  public var reservations: NonEmpty<Reservation>?

  public init(
    instrument: Instrument, version: InstrumentVersion, sha256: SHA256Hex, capacity: Capacity,
    domesticProcedure: DomesticProcedure, reservations: NonEmpty<Reservation>? = nil
  ) {
    self.instrument = instrument
    self.version = version
    self.sha256 = sha256
    self.capacity = capacity
    self.domesticProcedure = domesticProcedure
    self.reservations = reservations
  }

  public static var example: Self {
    Self(
      instrument: "paris-declaration", version: "final",
      sha256: "089ba6d3217f0ee0e2171e3db3f5a99195af9025ac770d76b1e12d928d3151fc", capacity: .signatory,
      domesticProcedure: .pending,
      reservations: [.init(provision: "3", text: "Forces are deployed only after the consent of parliament.")])
  }
}

/// A body of a participant decides on a text, or the decision is deposited.
public struct Ratification: Payload {
  public static let messageType: MessageType = "declaration.ratification"

  /// What a body decided, or that the decision was deposited.
  public enum Decision: String, CaseIterable, SchemaLeaf {
    /// The body approved the text.
    case approved
    /// The body rejected it.
    case rejected
    /// The instrument of ratification was deposited.
    case deposited
  }

  /// The text's short name.
  public var instrument: Instrument
  /// The version that was decided on.
  public var version: InstrumentVersion
  /// The body that decided: `Sejm`, `Bundestag`.
  public var body: Line
  /// What was decided.
  public var decision: Decision
  /// The day of the decision, or of the deposit.
  public var on: CalendarDate
  /// The completion of a guarantee's terms under that version that was decided on, by its message's identifier; absent:
  /// the text was.
  public var completion: MessageID?

  public init(
    instrument: Instrument, version: InstrumentVersion, body: Line, decision: Decision, on: CalendarDate,
    completion: MessageID? = nil
  ) {
    self.instrument = instrument
    self.version = version
    self.body = body
    self.decision = decision
    self.on = on
    self.completion = completion
  }

  public static var example: Self {
    Self(
      instrument: "paris-declaration", version: "final", body: "National Assembly", decision: .approved,
      on: "2026-02-17")
  }
}

/// A participant confirms an act of its own that was signed by an office without registered full powers: until then
/// the act is shown as unconfirmed (Vienna Convention on the Law of Treaties, article 8). Of a signature, a commitment or
/// a ratification that was entered later than the date of its paper, any participant confirms that date.
public struct DeclarationConfirmation: Payload {
  public static let messageType: MessageType = "declaration.confirmation"

  /// The act, by its message's identifier.
  public var of: MessageID
  /// The office that signed the act, as the act names it. Where it had full powers it is not compared.
  public var office: Line

  public init(of: MessageID, office: Line) {
    self.of = of
    self.office = office
  }

  public static var example: Self {
    Self(of: "019cc982-a2a8-79e8-8ae1-404ae81eedb8", office: "State Secretary for European Affairs")
  }
}

extension Catalogue {
  /// The declaration.
  static let declaration: [Entry] = [
    Entry(DeclarationDraft.self, "A version of a text, in its languages, with its provisions by number."),
    Entry(DeclarationAmendment.self, "A text goes from one version to another."),
    Entry(
      DeclarationCorrigendum.self, "An error in the current version of a text is corrected; signatures carry over."),
    Entry(DeclarationSignature.self, "A participant signs one version of a text, by its hash."),
    Entry(Ratification.self, "A body of a participant decides on a text, or the decision is deposited."),
    Entry(
      DeclarationConfirmation.self, "A participant confirms an act that an office without registered powers signed."),
  ]
}
