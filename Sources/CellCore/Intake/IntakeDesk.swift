import CellSchema

/// Judges what nodes say: in itself, and against the record. What is published and what is only checked are judged alike:
/// judging changes nothing.
final class IntakeDesk {
  /// What came of judging a message that may be said.
  struct Judgement {
    /// How it contradicts the record, where it does.
    let contradiction: Contradiction?
    /// Whose alternates begin to act with it.
    let beginning: [StandIn]
    /// The roster and the charter that hold from it on, where it changes them.
    let rules: RuleFiles?
  }

  private let recorder: Recorder
  private let decisions: DecisionDesk
  private let alternates: AlternateDesk
  private let visible: VisibleProceedings
  private let rules: RuleDesk
  private let access: AccessDesk
  private(set) var preparer: Preparer

  init(
    preparer: Preparer, recorder: Recorder, decisions: DecisionDesk, alternates: AlternateDesk,
    visible: VisibleProceedings, rules: RuleDesk, access: AccessDesk
  ) {
    self.access = access
    self.rules = rules
    self.preparer = preparer
    self.recorder = recorder
    self.decisions = decisions
    self.alternates = alternates
    self.visible = visible
  }

  /// Other rules are in force: messages are prepared by them from now on.
  func adoptRules() { preparer.adopt(recorder.rulebook, recorder.rules) }

  /// The first half of intake.
  func prepare(
    _ envelope: Envelope, _ lane: Precedence, _ session: Session, isSigned: Bool = true, at now: Instant
  ) throws(Refusal) -> Prepared {
    try preparer.prepare(
      envelope, from: session.node, name: session.name, lane: lane, at: now.wall, isSigned: isSigned)
  }

  /// What the time has decided stands before what is said on it: who is late comes to a proposal that has its result.
  func settle(before prepared: Prepared, at now: Instant) {
    guard prepared.act?.isOnProposal == true, let world = recorder.index(of: prepared.messageClass.world) else {
      return
    }
    decisions.settle(world, cause: nil, at: now)
  }

  /// The second half of intake, but for what follows from it.
  ///
  /// - Throws: the refusal of a message that may not be said as things stand.
  func judge(_ prepared: Prepared, _ envelope: Envelope, at now: Instant) throws(Refusal) -> Judgement {
    // A clock that was set back does not revive it: what the record has come past counts as settled.
    if let expires = prepared.expiresAt, expires <= recorder.moment(now) {
      throw Refusal(
        .alreadyExpired, at: "/header/expiresAt",
        "the record has come to \(Timestamp(recorder.acceptedAt)), after it expired")
    }
    guard recorder.sequence(of: prepared.id) == nil else {
      throw Refusal(.idReused, at: "/header/id", "the identifier is on the record already")
    }
    try prepared.checkSigners(at: recorder.moment(now))
    let beginning = try alternates.check(prepared, at: now)
    let contradiction = try RecordRules(recorder: recorder, visible: visible).consider(prepared, at: now)
    let others = try decisions.check(prepared, at: now)
    try access.check(prepared, envelope.document)
    let changed = try rules.judge(said: prepared, envelope.document)
    return Judgement(
      contradiction: contradiction, beginning: beginning + others.filter { !beginning.contains($0) }, rules: changed)
  }

  /// What was judged is on the record: rules that it changes hold from the end of this turn on.
  func follow(
    _ judgement: Judgement, _ prepared: Prepared, _ envelope: Envelope, _ sequence: SequenceNumber, at now: Instant
  ) {
    access.follow(prepared, envelope.document, sequence, at: now)
    if let changed = judgement.rules { rules.decide(changed, cause: sequence) }
  }

  /// Judges a document as if a node published it now.
  ///
  /// - Returns: who would read it by now, whether the charter has its type bind, and whether it would have to be signed.
  func check(
    _ document: [UInt8], of session: Session, at now: Instant
  ) throws(Refusal) -> (MessageClass, binds: Bool, needsSignature: Bool) {
    if let stop = recorder.intakeStop { throw stop }
    // What cannot be read has no precedence, and is refused by the strict check.
    let lane = (try? DocumentDecoder.header(of: document).precedence) ?? .routine
    let envelope = Envelope(document: document)
    let prepared = try prepare(envelope, lane, session, isSigned: false, at: now)
    settle(before: prepared, at: now)
    _ = try judge(prepared, envelope, at: now)
    let found = prepared.messageClass
    let (rulebook, kind) = (recorder.rulebook, recorder.rulebook.kind(found.type))
    return (
      found, kind?.isBinding == true,
      kind?.needsSignature == true && rulebook.listed(session.node)?.signs == true
    )
  }
}
