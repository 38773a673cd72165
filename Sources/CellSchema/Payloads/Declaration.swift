/// A text in one language, by the hash of its bytes.
public struct LanguageVersion: Codable, Hashable, Sendable {
  public var language: LanguageTag
  /// Of the file as it was agreed.
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
    public var number: ProvisionNumber
    public var heading: Line

    public init(number: ProvisionNumber, heading: Line) {
      self.number = number
      self.heading = heading
    }
  }

  public var instrument: Instrument
  public var version: InstrumentVersion
  public var title: Line
  public var texts: NonEmpty<LanguageVersion>
  public var provisions: NonEmpty<Provision>

  public init(
    instrument: Instrument, version: InstrumentVersion, title: Line, texts: NonEmpty<LanguageVersion>,
    provisions: NonEmpty<Provision>
  ) {
    self.instrument = instrument
    self.version = version
    self.title = title
    self.texts = texts
    self.provisions = provisions
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
public struct DeclarationAmendment: Payload {
  public static let messageType: MessageType = "declaration.amendment"

  public var instrument: Instrument
  public var from: InstrumentVersion
  public var to: InstrumentVersion
  /// What changes.
  public var summary: Text
  /// The new version.
  public var texts: NonEmpty<LanguageVersion>

  public init(
    instrument: Instrument, from: InstrumentVersion, to: InstrumentVersion, summary: Text,
    texts: NonEmpty<LanguageVersion>
  ) {
    self.instrument = instrument
    self.from = from
    self.to = to
    self.summary = summary
    self.texts = texts
  }

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

/// A participant signs one version of a text, by its hash.
public struct DeclarationSignature: Payload {
  public static let messageType: MessageType = "declaration.signature"

  /// As what it signs.
  public enum Capacity: String, CaseIterable, SchemaLeaf {
    case signatory, associate, witness
  }

  /// Where its own procedure stands.
  public enum DomesticProcedure: String, CaseIterable, SchemaLeaf {
    case notRequired = "not-required"
    case pending, approved, rejected
  }

  /// A reservation, to one provision or to the whole.
  public struct Reservation: Codable, Hashable, Sendable {
    public var provision: ProvisionNumber?
    public var text: Text

    public init(provision: ProvisionNumber? = nil, text: Text) {
      self.provision = provision
      self.text = text
    }
  }

  public var instrument: Instrument
  public var version: InstrumentVersion
  /// Of the text that is signed.
  public var sha256: SHA256Hex
  public var capacity: Capacity
  public var domesticProcedure: DomesticProcedure
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

  public enum Decision: String, CaseIterable, SchemaLeaf {
    case approved, rejected, deposited
  }

  public var instrument: Instrument
  public var version: InstrumentVersion
  /// The body that decided: `Sejm`, `Bundestag`.
  public var body: Line
  public var decision: Decision
  public var on: CalendarDate

  public init(instrument: Instrument, version: InstrumentVersion, body: Line, decision: Decision, on: CalendarDate) {
    self.instrument = instrument
    self.version = version
    self.body = body
    self.decision = decision
    self.on = on
  }

  public static var example: Self {
    Self(
      instrument: "paris-declaration", version: "final", body: "National Assembly", decision: .approved,
      on: "2026-02-17")
  }
}

extension Catalogue {
  /// The declaration.
  static let declaration: [Entry] = [
    Entry(DeclarationDraft.self, "A version of a text, in its languages, with its provisions by number."),
    Entry(DeclarationAmendment.self, "A text goes from one version to another."),
    Entry(DeclarationSignature.self, "A participant signs one version of a text, by its hash."),
    Entry(Ratification.self, "A body of a participant decides on a text, or the decision is deposited."),
  ]
}
