import CellSchema

/// What a message's body refers to: messages, a case, a version of a text. An amendment of these would take away what
/// the message rests on.
struct BodyReferences: Equatable, Sendable {
  enum Case: Equatable, Sendable {
    case opens(CaseNumber)
    case isAbout(CaseNumber)
  }

  enum Text: Equatable, Sendable {
    case gives(TextVersion)
    case isAbout(TextVersion)
    /// The message replaces one version by another.
    case replaces(TextVersion, by: TextVersion)
  }

  let messages: [MessageID]
  let caseReference: Case?
  let text: Text?

  static let none = BodyReferences(messages: [], caseReference: nil, text: nil)

  /// The case that the message opens or is about.
  var caseNumber: CaseNumber? {
    switch caseReference {
    case .opens(let number), .isAbout(let number): number
    case nil: nil
    }
  }

  var openedCase: CaseNumber? {
    switch caseReference {
    case .opens(let number): number
    case .isAbout, nil: nil
    }
  }

  /// The version of a text that the message gives.
  var givenText: TextVersion? {
    switch text {
    case .gives(let version), .replaces(_, by: let version): version
    case .isAbout, nil: nil
    }
  }

  /// The version of a text that the message rests on: it signs that version, or replaces it.
  var neededText: TextVersion? {
    switch text {
    case .isAbout(let version), .replaces(let version, by: _): version
    case .gives, nil: nil
    }
  }
}

/// One version of an instrument's text.
struct TextVersion: Hashable, Sendable {
  let instrument: Instrument
  let version: InstrumentVersion

  init(_ instrument: Instrument, _ version: InstrumentVersion) {
    self.instrument = instrument
    self.version = version
  }
}
