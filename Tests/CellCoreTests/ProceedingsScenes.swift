import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

// Scenes that a test begins with. Each is said in the play's present world, and has to be accepted.
extension Play {
  static let exercise = World(nature: .exercise, exercise: "PARIS-2026")
  static let worlds = [World.operation, exercise]

  /// A delegation's node.
  func node(_ code: ParticipantCode) -> NodeName { code == "CELL" ? "CELL.OPS-1" : NodeName("\(code).CELL-1")! }

  /// Who may sign under this charter and speak in this world.
  var signatories: [ParticipantCode] {
    var codes: [ParticipantCode] = ["FRA", "DEU", "UKR"]
    if charter.name == "paris-2026-draft" { codes.append("USA") }
    if world.nature != .operation { codes.append("CAN") }
    return codes
  }

  @discardableResult
  func must(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
    if case .refused = outcome { Issue.record("the scene does not play: \(outcome)", sourceLocation: sourceLocation) }
    return outcome
  }

  // MARK: the cell

  /// A watch is handed over, within its participant.
  func handOver(to oncoming: Line, from node: NodeName = "CELL.OPS-1", as name: String = "handover") {
    var body = handover()
    body.oncoming = oncoming
    let own = node.participant
    must(
      say(
        body, from: node, to: [.participant(own)], releasableTo: [.participant(own)], as: name))
  }

  func handover(openCases: NonEmpty<CaseNumber>? = nil) -> WatchHandover {
    WatchHandover(
      offgoing: "First watch", oncoming: "Second watch", at: now, openCases: openCases,
      checkpoint: .init(size: RecordSequence(Int(head))!, root: Fixture.hash([])))
  }

  /// The verification lead says that it is away: its alternate acts.
  func leadIsAway() {
    must(say(RoleAbsence(role: "verification-lead", reason: "Moves to the alternate site."), from: "USA.CELL-1"))
  }

  func releaseAsked() {
    must(say(LiaisonNote.example, from: "UKR.CELL-1", as: "note"))
    must(say(ReleaseRequest(message: id("note"), to: ["USA"]), from: "FRA.CELL-1", as: "ask"))
  }

  // MARK: the declaration

  /// The hash of a text of the tests' own.
  static func hash(_ version: InstrumentVersion, _ language: LanguageTag = "en") -> SHA256Hex {
    Fixture.hash(Array("\(version) \(language)".utf8))
  }

  static func texts(_ version: InstrumentVersion) -> NonEmpty<LanguageVersion> {
    [
      LanguageVersion(language: "en", sha256: hash(version, "en"), authentic: true),
      LanguageVersion(language: "fr", sha256: hash(version, "fr"), authentic: true),
      LanguageVersion(language: "uk", sha256: hash(version, "uk"), authentic: false),
    ]
  }

  func draft(_ version: InstrumentVersion? = nil) -> DeclarationDraft {
    DeclarationDraft(
      instrument: charter.instrument, version: version ?? charter.version,
      title: "Robust Security Guarantees for a Solid and Lasting Peace in Ukraine",
      texts: Self.texts(version ?? charter.version),
      provisions: [.init(number: "4", heading: "Binding commitments to support Ukraine in a future armed attack")])
  }

  func amendment(from: InstrumentVersion? = nil, to: InstrumentVersion = "next") -> DeclarationAmendment {
    DeclarationAmendment(
      instrument: charter.instrument, from: from ?? charter.version, to: to, summary: "Provision 3 is taken out.",
      texts: Self.texts(to))
  }

  static let correctedHash = Fixture.hash(Array("corrected".utf8))

  func corrigendum(
    _ version: InstrumentVersion? = nil, language: LanguageTag = "en", corrects: SHA256Hex? = nil,
    sha256: SHA256Hex = Play.correctedHash
  ) -> DeclarationCorrigendum {
    let version = version ?? charter.version
    return DeclarationCorrigendum(
      instrument: charter.instrument, version: version, summary: "A letter in a heading.",
      texts: [.init(language: language, corrects: corrects ?? Self.hash(version, language), sha256: sha256)])
  }

  func signature(
    _ version: InstrumentVersion? = nil, capacity: DeclarationSignature.Capacity = .signatory, sha256: SHA256Hex? = nil
  ) -> DeclarationSignature {
    DeclarationSignature(
      instrument: charter.instrument, version: version ?? charter.version,
      sha256: sha256 ?? Self.hash(version ?? charter.version), capacity: capacity, domesticProcedure: .pending)
  }

  func ratification(
    _ decision: Ratification.Decision = .approved, _ version: InstrumentVersion? = nil
  ) -> Ratification {
    Ratification(
      instrument: charter.instrument, version: version ?? charter.version, body: "Parliament", decision: decision,
      on: "2026-03-03")
  }

  func agreeOnText() { must(say(draft(), from: "FRA.CELL-1", as: "text")) }

  @discardableResult
  func sign(_ code: ParticipantCode, capacity: DeclarationSignature.Capacity = .signatory) -> Outcome {
    must(say(signature(capacity: capacity), from: node(code), as: "signature-\(code)"))
  }

  /// The text, and France's signature.
  func signed() {
    agreeOnText()
    sign("FRA")
  }

  /// An office that has no full powers by itself, and that the roster does not register.
  static let stranger: Line = "State Secretary for European Affairs"

  static func authority(_ office: Line, of code: ParticipantCode = "FRA") -> Authority {
    Authority(signatory: Line("\(code)")!, office: office, fullPowers: .instrument)
  }

  /// The text, and France's signature by an office that nobody knows of.
  func signedWithoutPowers() {
    agreeOnText()
    must(say(signature(), from: "FRA.CELL-1", as: "signature-FRA") { $0.authority = Self.authority(Self.stranger) })
  }

  /// The text, and the version `next` after it.
  func amended() {
    agreeOnText()
    must(say(amendment(), from: "USA.CELL-1"))
  }

  func signAll() { for code in signatories { sign(code) } }

  @discardableResult
  func ratify(_ code: ParticipantCode, _ decision: Ratification.Decision = .approved) -> Outcome {
    must(say(ratification(decision), from: node(code), as: "ratification-\(code)"))
  }

  // MARK: guarantees

  func commitment(
    to beneficiary: Beneficiary = .ukraine, bindingness: GuaranteeCommitment.Bindingness = .both,
    terms: GuaranteeCommitment.Terms = .final, provision: ProvisionNumber = "4", requiresRatification: Bool = false
  ) -> GuaranteeCommitment {
    GuaranteeCommitment(
      instrument: charter.instrument, version: charter.version, provision: provision, beneficiary: beneficiary,
      bindingness: bindingness, terms: terms, trigger: "Future armed attack by Russia",
      means: [.military, .intelligence, .logistics], requiresRatification: requiresRatification)
  }

  /// Kept as `commitment-FRA`, or `commitment-FRA-force`.
  @discardableResult
  func commit(
    _ code: ParticipantCode, to beneficiary: Beneficiary = .ukraine,
    bindingness: GuaranteeCommitment.Bindingness = .both, terms: GuaranteeCommitment.Terms = .final,
    requiresRatification: Bool = false
  ) -> Outcome {
    must(
      say(
        commitment(
          to: beneficiary, bindingness: bindingness, terms: terms, requiresRatification: requiresRatification),
        from: node(code), as: "commitment-\(code)" + (beneficiary == .force ? "-force" : "")))
  }

  /// The text, and France's commitment under it.
  func committed() {
    agreeOnText()
    commit("FRA")
  }

  func withdraw(
    _ name: String, from code: ParticipantCode, at moment: Timestamp? = nil,
    means: NonEmpty<SupportMeans>? = nil,
    as mark: String? = nil
  ) -> Outcome {
    say(
      GuaranteeWithdrawal(commitment: id(name), effectiveAt: moment ?? now, means: means),
      from: node(code), as: mark)
  }

  @discardableResult
  func complete(
    _ name: String, from code: ParticipantCode, _ terms: GuaranteeCommitment.Terms,
    means: NonEmpty<SupportMeans>? = nil, as mark: String? = nil
  ) -> Outcome {
    say(
      GuaranteeCompletion(commitment: id(name), terms: terms, means: means), from: node(code),
      as: mark)
  }

  // MARK: the ceasefire

  func agreement(
    _ scope: CeasefireScope = .general, instrument: Instrument = "ceasefire-2026", expiresAt: Timestamp? = nil
  ) -> CeasefireAgreement {
    CeasefireAgreement(instrument: instrument, parties: ["RUS", "UKR"], scope: scope, expiresAt: expiresAt)
  }

  func entry(
    at moment: Timestamp? = nil, _ scope: CeasefireScope = .general, of name: String = "agreement"
  ) -> EntryIntoForce {
    EntryIntoForce(agreement: id(name), scope: scope, effectiveAt: moment ?? now, basis: .joint)
  }

  func suspension(
    at moment: Timestamp? = nil, _ scope: CeasefireScope = .general, of name: String = "agreement"
  ) -> CeasefireSuspension {
    CeasefireSuspension(agreement: id(name), scope: scope, effectiveAt: moment ?? now, statedBy: "UKR")
  }

  func resumption(
    at moment: Timestamp? = nil, _ scope: CeasefireScope = .general, of name: String = "agreement"
  ) -> CeasefireResumption {
    CeasefireResumption(agreement: id(name), scope: scope, effectiveAt: moment ?? now, statedBy: "UKR")
  }

  func termination(
    at moment: Timestamp? = nil, _ scope: CeasefireScope = .general, of name: String = "agreement"
  ) -> CeasefireTermination {
    CeasefireTermination(agreement: id(name), scope: scope, effectiveAt: moment ?? now, statedBy: "UKR")
  }

  /// Both authorities of the charter state the same.
  func bothState(_ body: some Payload, as name: String? = nil) {
    must(say(body, from: "UKR.CELL-1", as: name))
    must(say(body, from: "USA.CELL-1"))
  }

  func ceasefireAgreed(_ scope: CeasefireScope = .general, expiresAt: Timestamp? = nil) {
    bothState(agreement(scope, expiresAt: expiresAt), as: "agreement")
  }

  func ceasefireInForce(_ scope: CeasefireScope = .general, expiresAt: Timestamp? = nil) {
    ceasefireAgreed(scope, expiresAt: expiresAt)
    bothState(entry(scope))
  }

  /// From wherever the general ceasefire stands on, along its life cycle.
  func bring(to phase: CeasefirePhase) {
    while true {
      switch (situation().phase, phase) {
      case (let now, let then) where now == then: return
      case (.preparation, _): ceasefireAgreed()
      case (.agreed, _): bothState(entry())
      case (.inForce, .suspended): bothState(suspension())
      case (.inForce, .terminated), (.suspended, .terminated): bothState(termination())
      case (.suspended, _): bothState(resumption())
      case (let now, let then):
        Issue.record("no way leads from \(now) to \(then)")
        return
      }
    }
  }

  // MARK: verification

  static let caseNumber: CaseNumber = "V-2026-0001"

  func verificationCase(_ number: CaseNumber = Play.caseNumber, of incidents: MessageID...) -> VerificationCase {
    VerificationCase(
      id: number, incidents: NonEmpty(incidents.isEmpty ? [id("incident")] : incidents)!, place: "Zolote-4",
      priority: .high)
  }

  func tasking(_ number: CaseNumber = Play.caseNumber) -> Tasking {
    Tasking(caseNumber: number, team: "Verification team 3", task: "Crater analysis.", by: time(minutes: 600))
  }

  func access(_ number: CaseNumber = Play.caseNumber) -> AccessReport {
    AccessReport(caseNumber: number, place: "Zolote-4", status: .granted, control: .ukrainian)
  }

  func finding(
    _ number: CaseNumber = Play.caseNumber, outcome: Finding.Outcome = .verified, isFinal: Bool = true
  ) -> Finding {
    Finding(
      caseNumber: number, outcome: outcome, confidence: .high, methods: [.craterAnalysis],
      observed: "Three impacts of 82 mm.", isFinal: isFinal)
  }

  func attribution(
    _ number: CaseNumber = Play.caseNumber, decision: Attribution.Decision = .adopted, isDetermined: Bool = true,
    on finding: MessageID? = nil
  ) -> Attribution {
    Attribution(
      caseNumber: number, finding: finding ?? id("finding"), responsible: isDetermined ? ["RUS"] : nil,
      undetermined: isDetermined ? nil : "The firing position is not known.", decision: decision)
  }

  func remedy(_ number: CaseNumber = Play.caseNumber) -> Remedy {
    Remedy(
      caseNumber: number, measure: "Withdraw mortars of 82 mm.", addressee: "RUS", by: time(minutes: 6_000))
  }

  func dispute(_ number: CaseNumber = Play.caseNumber, of id: MessageID? = nil) -> Dispute {
    Dispute(caseNumber: number, of: id ?? self.id("finding"), grounds: "The craters were measured after rain.")
  }

  func reportIncident(as name: String = "incident") { must(say(IncidentReport.example, from: "FRA.CELL-1", as: name)) }

  func openCase() {
    reportIncident()
    must(say(verificationCase(), from: "USA.CELL-1", as: "case"))
  }

  func task() { must(say(tasking(), from: "USA.CELL-1", as: "tasking")) }

  func find(outcome: Finding.Outcome = .verified, isFinal: Bool = true) {
    must(say(finding(outcome: outcome, isFinal: isFinal), from: "USA.CELL-1", as: "finding"))
  }

  func attribute(decision: Attribution.Decision = .adopted, isDetermined: Bool = true) {
    must(say(attribution(decision: decision, isDetermined: isDetermined), from: "FRA.CELL-1", as: "attribution"))
  }

  /// A case up to its final finding.
  func caseFound(outcome: Finding.Outcome = .verified) {
    openCase()
    task()
    find(outcome: outcome)
  }
}

extension World {
  static let project = World(nature: .project)
}
