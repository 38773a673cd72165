import CellSchema

/// Writes the scenario's chapters, one message after the other.
final class Script {
  let text: Scenario.DeclarationText
  let start: Timestamp
  private(set) var chapters: [Chapter] = []
  private var generator: SeededGenerator
  private var identifiers: [String: MessageID] = [:]
  private var names: Set<String> = []
  /// What has to be decided before the next message.
  private var awaited: Set<MessageID> = []

  init(text: Scenario.DeclarationText, start: Timestamp, seed: UInt64) {
    self.text = text
    self.start = start
    generator = SeededGenerator(state: seed)
  }

  /// The identifier of the message of that name, said before or still to be said.
  func id(_ name: String) -> MessageID {
    if let known = identifiers[name] { return known }
    let made = MessageID.make(at: start, using: &generator)
    identifiers[name] = made
    return made
  }

  func chapter(_ title: String, shows: String, _ write: () -> Void) {
    chapters.append(Chapter(title: title, shows: shows))
    write()
  }

  /// Lets the next message wait until the proposals of these names have their results.
  func awaitResults(of proposals: String...) { awaited = Set(proposals.map(id)) }

  /// Says a message.
  ///
  /// - Parameters:
  ///   - name: what other messages call it; unique.
  ///   - release: to whom it may be released.
  ///   - reply: seconds after it is sent, by which an answer is wanted.
  ///   - expires: seconds after it is sent, after which it is of no use; negative: before.
  ///   - bodyOf: the body where it depends on the stamp.
  ///   - acts: the type of the act that it proposes.
  ///   - fault: what is wrong with it, where it must be refused.
  func say(
    _ name: String, from sender: NodeName, _ body: some Payload, to action: NonEmpty<Addressee>,
    info: NonEmpty<Addressee>? = nil, release: NonEmpty<Releasable> = ["ALL"], precedence: Precedence = .routine,
    classification: Classification = "UNCLASSIFIED", reply: Int64? = nil, expires: Int64? = nil,
    inReplyTo: String? = nil, references: [String] = [], caseNumber: CaseNumber? = nil, amends: Amends? = nil,
    acknowledge: Bool? = nil, authority: Authority? = nil, language: LanguageTag? = nil, enteredBy: EnteredBy? = nil,
    bodyOf: (@Sendable (Step.Stamp) -> [UInt8])? = nil, acts: MessageType? = nil, expect: Expectation = .accepted,
    fault: String? = nil,
    spoilHeader: (@Sendable (inout Header) -> Void)? = nil,
    spoilBytes: (@Sendable ([UInt8]) -> [UInt8])? = nil
  ) {
    precondition(names.insert(name).inserted, "two messages are called \(name)")
    precondition(!chapters.isEmpty, "a message is of a chapter")
    let header = Header(
      id: id(name), cell: "unstamped", type: type(of: body).messageType,
      version: MessageVersion(integerLiteral: type(of: body).messageVersion), from: sender,
      serial: .first(of: sender, at: start), action: action, info: info, precedence: precedence, nature: .exercise,
      exerciseName: Scenario.exerciseName, sentAt: start,
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: classification, releasableTo: release),
      language: language, inReplyTo: inReplyTo.map(id), references: NonEmpty(references.map(id)),
      caseNumber: caseNumber, amends: amends, acknowledge: acknowledge, authority: authority, enteredBy: enteredBy)
    chapters[chapters.count - 1].steps.append(
      Step(
        name: name, sender: sender, expect: expect, fault: fault, proposes: acts, awaits: awaited, header: header,
        body: DocumentEncoder.json(body),
        bodyOf: bodyOf, replyAfter: reply, expiresAfter: expires, spoilHeader: spoilHeader, spoilBytes: spoilBytes))
    awaited = []
  }

  /// Accepted under the draft's charter; under the final text's refused, since it does not let the sender say it.
  func onlyUnderTheDraft() -> Expectation {
    text == .draft ? .accepted : .refused(.typeNotPermitted, at: "/header/type")
  }
}

/// A seeded generator (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
