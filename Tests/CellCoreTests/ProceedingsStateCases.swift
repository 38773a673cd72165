import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// An act that the state of its matter does not allow, or that refers to what is not there.
struct StateCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var type: MessageType
  var code: ErrorCode
  var pointer: String
  /// What the refusal says, word for word in part: the matter, its state, what is allowed.
  var says: [String]
  var from: NodeName
  var inReplyTo: String?
  var charter: (@Sendable (inout Charter) -> Void)?
  var scene: @Sendable (Play) -> Void
  var body: @Sendable (Play) -> any Payload

  init<Body: Payload>(
    _ name: String, _ code: ErrorCode, _ pointer: String, says: [String] = [], from: NodeName,
    inReplyTo: String? = nil, charter: (@Sendable (inout Charter) -> Void)? = nil,
    after scene: @escaping @Sendable (Play) -> Void = { _ in }, _ body: @escaping @Sendable (Play) -> Body
  ) {
    type = Body.messageType
    testDescription = "\(type): \(name)"
    self.code = code
    self.pointer = pointer
    self.says = says
    self.from = from
    self.inReplyTo = inReplyTo
    self.charter = charter
    self.scene = scene
    self.body = body
  }

  static let unknown: MessageID = "019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17"
  static let notThere = "is not on the record, or not yours to read"

  static let all: [StateCase] =
    cell + declaration + guarantee + ceasefire + verification + caseCourse + force + support + assistance + decision

  // MARK: the cell

  static let cell: [StateCase] = [
    StateCase(
      "after no handover", .unknownReference, "/body/handover", says: [notThere], from: "CELL.OPS-1"
    ) { _ in WatchAssumption(reason: "Nobody is there.", handover: unknown) },
    StateCase(
      "of no message", .unknownReference, "/body/message", says: ["\(unknown) \(notThere)"], from: "FRA.CELL-1"
    ) { _ in ReleaseRequest(message: unknown, to: ["USA"]) },
    StateCase(
      "of a message that it may not read", .unknownReference, "/body/message", says: [notThere], from: "FRA.CELL-1",
      after: { $0.must($0.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], as: "note")) },
      { ReleaseRequest(message: $0.id("note"), to: ["USA"]) }),
    StateCase(
      "of a role that it does not hold", .notEntitled, "/body/role",
      says: ["DEU.CELL-1 does not hold @verification-lead"], from: "DEU.CELL-1"
    ) { _ in RoleAbsence.example },
    StateCase(
      "of a role without alternates", .stateNotPermitted, "/body/role",
      says: ["the roster has no alternate for @monitor"], from: "FRA.CELL-1"
    ) { _ in RoleAbsence(role: "monitor", reason: "Moves.") },
    StateCase("on no request", .unknownReference, "/body/request", says: [notThere], from: "FRA.CELL-1") { _ in
      ReleaseDecision(request: unknown, decision: .granted)
    },
    StateCase(
      "on what is no request", .unknownReference, "/body/request",
      says: ["is of type cell.liaison-note, not cell.release-request"], from: "FRA.CELL-1",
      after: { $0.must($0.say(LiaisonNote.example, from: "FRA.CELL-1", as: "note")) },
      { ReleaseDecision(request: $0.id("note"), decision: .granted) }),
    StateCase(
      "on another's message", .notEntitled, "/body/request", says: ["UKR's, who alone decides on its release"],
      from: "FRA.CELL-1", after: { $0.releaseAsked() }, { ReleaseDecision(request: $0.id("ask"), decision: .granted) }),
    StateCase(
      "a second time", .alreadySaid, "/body/request", says: ["the request of #3 is decided"], from: "UKR.CELL-1",
      after: { play in
        play.releaseAsked()
        play.must(play.say(ReleaseDecision(request: play.id("ask"), decision: .refused), from: "UKR.CELL-1"))
      }, { ReleaseDecision(request: $0.id("ask"), decision: .granted) }),
    StateCase(
      "on a message of its own participant that its node may not read", .unknownReference, "/body/request",
      says: [notThere], from: "FRA.MNF-1",
      after: { play in
        play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", to: ["USA"], as: "note"))
        play.must(play.say(ReleaseRequest(message: play.id("note"), to: ["UKR"]), from: "USA.CELL-1", as: "ask"))
      }, { ReleaseDecision(request: $0.id("ask"), decision: .granted) }),
  ]

  // MARK: the declaration

  static let declaration: [StateCase] = [
    StateCase(
      "a second text of the instrument", .alreadySaid, "/body/instrument",
      says: ["paris-declaration has a text, version draft-2026-01-06 (#2)", "declaration.amendment"],
      from: "USA.CELL-1", after: { $0.agreeOnText() }, { $0.draft("other") }),
    StateCase(
      "of no text", .textMismatch, "/body/instrument", says: ["paris-declaration has no text on the record"],
      from: "FRA.CELL-1"
    ) { $0.amendment() },
    StateCase(
      "from a version that is not the current one", .textMismatch, "/body/from",
      says: ["the current version of paris-declaration is next (#3), not draft-2026-01-06"], from: "FRA.CELL-1",
      after: { $0.amended() }, { $0.amendment(to: "third") }),
    StateCase(
      "to a version that there is", .alreadySaid, "/body/to", says: ["has a version draft-2026-01-06 already (#2)"],
      from: "FRA.CELL-1", after: { $0.amended() }, { $0.amendment(from: "next", to: "draft-2026-01-06") }),
    StateCase("of no text", .textMismatch, "/body/instrument", says: ["has no text on the record"], from: "FRA.CELL-1")
    { $0.corrigendum() },
    StateCase(
      "of a version that is not the current one", .textMismatch, "/body/version",
      says: ["the current version of paris-declaration is next (#3)"], from: "FRA.CELL-1",
      after: { $0.amended() }, { $0.corrigendum() }),
    StateCase(
      "in a language that the text does not have", .textMismatch, "/body/texts/0/language", says: ["has no text in de"],
      from: "FRA.CELL-1", after: { $0.agreeOnText() }, { $0.corrigendum(language: "de") }),
    StateCase(
      "of another text", .textMismatch, "/body/texts/0/corrects", says: ["the text in en has the hash"],
      from: "FRA.CELL-1", after: { $0.agreeOnText() }, { $0.corrigendum(corrects: Play.correctedHash) }),
    StateCase(
      "of what is corrected", .textMismatch, "/body/texts/0/corrects", from: "FRA.CELL-1",
      after: { play in
        play.agreeOnText()
        play.must(play.say(play.corrigendum(), from: "FRA.CELL-1"))
      }, { $0.corrigendum() }),
    StateCase(
      "to the same text", .alreadySaid, "/body/texts/0/sha256", from: "FRA.CELL-1", after: { $0.agreeOnText() },
      { $0.corrigendum(sha256: Play.hash($0.charter.version)) }),
    StateCase(
      "of a text before its correction", .textMismatch, "/body/sha256", from: "FRA.CELL-1",
      after: { play in
        play.agreeOnText()
        play.must(play.say(play.corrigendum(), from: "FRA.CELL-1"))
      }, { $0.signature() }),
    StateCase("of no text", .textMismatch, "/body/instrument", says: ["has no text on the record"], from: "FRA.CELL-1")
    { $0.signature() },
    StateCase(
      "of an old version", .textMismatch, "/body/version", says: ["is next (#3), not draft-2026-01-06"],
      from: "FRA.CELL-1", after: { $0.amended() }, { $0.signature() }),
    StateCase(
      "of another text's hash", .textMismatch, "/body/sha256",
      says: ["the hash of no authentic text of version draft-2026-01-06 (#2)"], from: "FRA.CELL-1",
      after: { $0.agreeOnText() }, { $0.signature(sha256: Play.hash("next")) }),
    StateCase(
      "of a text that is not authentic", .textMismatch, "/body/sha256", says: ["no authentic text"],
      from: "FRA.CELL-1", after: { $0.agreeOnText() }, { $0.signature(sha256: Play.hash($0.charter.version, "uk")) }),
    StateCase(
      "a second time", .alreadySaid, "/body/version", says: ["FRA signed version draft-2026-01-06 in #3"],
      from: "FRA.CELL-1", after: { $0.signed() }, { $0.signature(capacity: .witness) }),
    StateCase(
      "without a signature", .stateNotPermitted, "/body/version",
      says: ["DEU has not signed version draft-2026-01-06", "allowed: declaration.signature"], from: "DEU.CELL-1",
      after: { $0.signed() }, { $0.ratification() }),
    StateCase(
      "of a version that it did not sign", .stateNotPermitted, "/body/version", from: "FRA.CELL-1",
      after: { play in
        play.signed()
        play.must(play.say(play.amendment(), from: "FRA.CELL-1"))
      }, { $0.ratification(.approved, "next") }),
    StateCase(
      "of what was signed with full powers", .stateNotPermitted, "/body/of",
      says: ["#3 is signed with full powers, or binds nobody"], from: "FRA.CELL-1", after: { $0.signed() },
      { DeclarationConfirmation(of: $0.id("signature-FRA"), office: "Minister for Foreign Affairs") }),
    StateCase(
      "of another's act", .notEntitled, "/body/of", says: ["#3 is FRA's, who alone confirms it"], from: "DEU.CELL-1",
      after: { $0.signedWithoutPowers() },
      { DeclarationConfirmation(of: $0.id("signature-FRA"), office: Play.stranger) }),
    StateCase(
      "deposited before it is approved", .stateNotPermitted, "/body/decision",
      says: ["the signature of FRA (#3) is signed; allowed: decision approved, decision rejected"],
      from: "FRA.CELL-1", after: { $0.signed() }, { $0.ratification(.deposited) }),
    StateCase(
      "approved a second time", .stateNotPermitted, "/body/decision",
      says: ["is approved; allowed: decision rejected, decision deposited"], from: "FRA.CELL-1",
      after: { play in
        play.signed()
        play.ratify("FRA")
      }, { $0.ratification() }),
    StateCase(
      "deposited after a rejection", .stateNotPermitted, "/body/decision",
      says: ["is rejected; allowed: decision approved"], from: "FRA.CELL-1",
      after: { play in
        play.signed()
        play.ratify("FRA", .rejected)
      }, { $0.ratification(.deposited) }),
    StateCase(
      "rejected after it was deposited", .stateNotPermitted, "/body/decision",
      says: ["is deposited; nothing more is allowed"], from: "FRA.CELL-1",
      after: { play in
        play.signed()
        play.ratify("FRA")
        play.ratify("FRA", .deposited)
      }, { $0.ratification(.rejected) }),
  ]

  // MARK: guarantees

  static let guarantee: [StateCase] = [
    StateCase(
      "under no text", .textMismatch, "/body/version",
      says: ["paris-declaration has no version draft-2026-01-06 on the record"], from: "FRA.CELL-1"
    ) { $0.commitment() },
    StateCase(
      "under the same provision again", .alreadySaid, "/body/provision",
      says: ["FRA committed itself under provision 4 in #3", "allowed: guarantee.withdrawal"], from: "FRA.CELL-1",
      after: { $0.committed() }, { $0.commitment(bindingness: .political) }),
    StateCase("of nothing", .unknownReference, "/body/commitment", says: [notThere], from: "FRA.CELL-1") { play in
      GuaranteeWithdrawal(commitment: unknown, effectiveAt: play.now)
    },
    StateCase(
      "of what is no commitment", .unknownReference, "/body/commitment",
      says: ["is of type declaration.draft, not guarantee.commitment"], from: "FRA.CELL-1", after: { $0.agreeOnText() },
      { GuaranteeWithdrawal(commitment: $0.id("text"), effectiveAt: $0.now) }),
    StateCase(
      "of another's", .notEntitled, "/body/commitment", says: ["it is FRA's to withdraw"], from: "DEU.CELL-1",
      after: { $0.committed() }, { GuaranteeWithdrawal(commitment: $0.id("commitment-FRA"), effectiveAt: $0.now) }),
    StateCase(
      "a second time", .alreadySaid, "/body/commitment",
      says: ["it is withdrawn with effect from 2027-03-07T10:21"],
      from: "FRA.CELL-1",
      after: { play in
        play.committed()
        play.must(play.withdraw("commitment-FRA", from: "FRA"))
      }, { GuaranteeWithdrawal(commitment: $0.id("commitment-FRA"), effectiveAt: $0.now) }),
    StateCase(
      "of means that it does not give", .stateNotPermitted, "/body/means/1",
      says: ["#3 does not give sanctions; it gives: military, intelligence, logistics"],
      from: "FRA.CELL-1",
      after: { $0.committed() },
      {
        GuaranteeWithdrawal(
          commitment: $0.id("commitment-FRA"), effectiveAt: $0.now, means: [.military, .sanctions])
      }),
    StateCase(
      "of the same means again", .stateNotPermitted, "/body/means/0",
      says: ["it gives: intelligence, logistics"],
      from: "FRA.CELL-1",
      after: { play in
        play.committed()
        play.must(play.withdraw("commitment-FRA", from: "FRA", means: [.military]))
      },
      {
        GuaranteeWithdrawal(
          commitment: $0.id("commitment-FRA"), effectiveAt: $0.now, means: [.military])
      }),
    StateCase(
      "of nothing", .unknownReference, "/body/commitment", says: [notThere], from: "FRA.CELL-1"
    ) { _ in
      GuaranteeCompletion(commitment: unknown, terms: .final)
    },
    StateCase(
      "of another's", .notEntitled, "/body/commitment", says: ["it is FRA's to complete"],
      from: "DEU.CELL-1",
      after: { $0.committed() },
      { GuaranteeCompletion(commitment: $0.id("commitment-FRA"), terms: .final) }),
    StateCase(
      "of what is withdrawn", .alreadySaid, "/body/commitment",
      says: ["it is withdrawn with effect from 2027-03-07"],
      from: "FRA.CELL-1",
      after: { play in
        play.committed()
        play.must(play.withdraw("commitment-FRA", from: "FRA"))
      },
      {
        GuaranteeCompletion(commitment: $0.id("commitment-FRA"), terms: .final, means: [.sanctions])
      }),
    StateCase(
      "of final terms that it would open", .stateNotPermitted, "/body/terms",
      says: ["the terms of #3 are final, and do not open again; allowed: final"],
      from: "FRA.CELL-1",
      after: { $0.committed() },
      {
        GuaranteeCompletion(commitment: $0.id("commitment-FRA"), terms: .open, means: [.sanctions])
      }),
    StateCase(
      "that completes nothing", .alreadySaid, "/body/terms",
      says: ["the terms of #3 are final, and it adds no means"], from: "FRA.CELL-1",
      after: { $0.committed() },
      {
        GuaranteeCompletion(commitment: $0.id("commitment-FRA"), terms: .final, means: [.military])
      }),
  ]

  // MARK: assistance

  static let assistance: [StateCase] = [
    StateCase(
      "for another donor", .notEntitled, "/body/donor", says: ["FRA does not pledge for DEU"], from: "FRA.CELL-1"
    ) { $0.pledge(donor: "DEU") },
    StateCase(
      "on no requirement", .unknownReference, "/body/requirement", says: [notThere], from: "FRA.CELL-1"
    ) { $0.pledge(requirement: unknown) },
    StateCase(
      "on what is no requirement", .unknownReference, "/body/requirement",
      says: ["is of type assistance.pledge, not assistance.requirement"], from: "FRA.CELL-1", after: { $0.pledged() },
      { $0.pledge("FRA-2026-02", requirement: $0.id("pledge")) }),
    StateCase(
      "under the same reference again", .alreadySaid, "/body/ref", says: ["FRA pledged under FRA-2026-01 in #2"],
      from: "FRA.CELL-1", after: { $0.pledged() }, { $0.pledge(items: Play.goods(1)) }),
    StateCase(
      "in the place of no pledge", .unknownReference, "/body/replaces", says: [notThere], from: "FRA.CELL-1"
    ) { $0.pledge(replaces: unknown) },
    StateCase(
      "in the place of another's", .notEntitled, "/body/replaces", says: ["#2 is a pledge of FRA"], from: "DEU.CELL-1",
      after: { $0.pledged() }, { $0.pledge("DEU-1", donor: "DEU", replaces: $0.id("pledge")) }),
    StateCase(
      "in the place of one that is replaced", .stateNotPermitted, "/body/replaces",
      says: ["the pledge of #2 is replaced by #3"], from: "FRA.CELL-1", after: { $0.replaced() },
      { $0.pledge("FRA-3", replaces: $0.id("pledge")) }),
    StateCase("of no pledge", .unknownReference, "/body/pledge", says: [notThere], from: "FRA.CELL-1") { _ in
      AssistanceRevision(pledge: unknown, items: Play.goods(1))
    },
    StateCase(
      "of another's pledge", .notEntitled, "/body/pledge", says: ["#2 is a pledge of FRA"], from: "DEU.CELL-1",
      after: { $0.pledged() }, { AssistanceRevision(pledge: $0.id("pledge"), items: Play.goods(41)) }),
    StateCase(
      "lower without a reason", .missingField, "/body/reason",
      says: ["Interceptor: 39 missiles pledged from now on, 40 before."], from: "FRA.CELL-1", after: { $0.delivered() },
      { AssistanceRevision(pledge: $0.id("pledge"), items: Play.goods(39)) }),
    StateCase(
      "of what is replaced", .stateNotPermitted, "/body/pledge",
      says: ["is replaced by #3; allowed: what names #3"], from: "FRA.CELL-1", after: { $0.replaced() },
      { AssistanceRevision(pledge: $0.id("pledge"), items: Play.goods(60)) }),
    StateCase(
      "of what is taken back", .stateNotPermitted, "/body/pledge", says: ["is taken back"], from: "FRA.CELL-1",
      after: { play in
        play.pledged()
        play.must(
          play.say(
            play.pledge(), from: "FRA.CELL-1", amends: Amends(id: play.id("pledge"), kind: .cancel, reason: "A slip")))
      }, { AssistanceRevision(pledge: $0.id("pledge"), items: Play.goods(60)) }),
    StateCase(
      "by whom the pledge does not name", .notEntitled, "/body/pledge", says: ["does not name DEU as enabling it"],
      from: "DEU.CELL-1", after: { $0.pledged(enabledBy: ["USA"]) }, { AssistanceEnablement(pledge: $0.id("pledge")) }),
    StateCase(
      "a second time", .alreadySaid, "/body/pledge", says: ["USA said of the pledge of #2 already: confirmed"],
      from: "USA.CELL-1",
      after: { play in
        play.pledged(enabledBy: ["USA"])
        play.must(play.say(AssistanceEnablement(pledge: play.id("pledge")), from: "USA.CELL-1"))
      }, { AssistanceEnablement(pledge: $0.id("pledge"), decision: .confirmed) }),
  ]
}
