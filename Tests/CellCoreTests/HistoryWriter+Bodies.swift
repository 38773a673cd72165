import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What a message says, and who had better say it.
struct HistoryContent {
  var body: any Payload
  /// A participant.
  var by: String?
  /// The node that has to say it.
  var from: Int?
  /// Whose addressees and label it had better have.
  var like: Header?
  /// Whether it names an authority though its type asks for none.
  var namesAuthority = false
  var inReplyTo: MessageID?

  init(
    _ body: any Payload, by: String? = nil, from: Int? = nil, like: Header? = nil, inReplyTo: MessageID? = nil
  ) {
    self.body = body
    self.by = by
    self.from = from
    self.like = like
    self.inReplyTo = inReplyTo
  }
}

extension HistoryWriter {
  func body(of type: HistoryType, in world: HistoryWorld) -> HistoryContent {
    switch type {
    case .liaisonNote, .situationReport, .question, .answer, .acknowledgement, .logEntry, .handover, .assumption,
      .absence, .releaseRequest, .releaseDecision, .minimize, .phaseChanged:
      ofCell(type, world)
    case .draft, .amendment, .corrigendum, .signature, .ratification, .powersConfirmation, .commitment, .completion,
      .withdrawal:
      ofDeclaration(type, world)
    case .agreement, .entryIntoForce, .suspension, .resumption, .termination:
      ofCeasefire(type, world)
    case .incident, .verificationCase, .tasking, .access, .finding, .attribution, .remedy, .dispute,
      .dailyReport:
      ofVerification(type, world)
    case .joining, .caseSuspension, .caseResumption, .closing, .reopening, .allegation, .reply, .compliance,
      .assessment:
      ofCase(type, world)
    case .constitution, .forceChange, .contribution, .readiness, .activity, .regeneration, .support, .forceIncident,
      .request:
      ofForce(type, world)
    case .attack, .invocation, .consultation, .response, .measure: ofSupport(type, world)
    case .requirement, .pledge, .revision, .enablement, .delivery, .confirmation: ofAssistance(type, world)
    case .proposal, .statement, .postponement, .proposalWithdrawal:
      ofDecision(type, world) ?? HistoryContent(LiaisonNote(subject: line("Note"), text: text()))
    }
  }

  func ids<Body: Payload>(_ body: Body.Type, _ world: HistoryWorld) -> [MessageID] {
    world.rows(body).map(\.row.id)
  }

  func period() -> Period { Period(from: moment(), to: chance(50) ? moment(100...200) : nil) }

  private static let releasable: [NonEmpty<Releasable>] = [["european"], ["UKR"], ["DEU", "CELL"], ["USA"], [.all]]

  // MARK: the cell

  private func ofCell(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    switch type {
    case .situationReport:
      return .init(
        SituationReport(
          asOf: moment(), period: period(), summary: text(), sections: [.init(heading: line(), text: text())]))
    case .question: return .init(RequestForInformation(question: text("Which?"), replyBy: moment(-30...60)))
    case .answer:
      let questions = world.rows(RequestForInformation.self)
      return .init(InformationAnswer(text: text()), inReplyTo: any(questions)?.row.id)
    case .acknowledgement:
      if let handover = any(world.rows(WatchHandover.self)), chance(15) {
        let by = chance(60) ? handover.body.oncoming : line("Duty officer")
        return .init(Acknowledgement(of: handover.row.id, by: by), by: handover.row.participant)
      }
      let owed = world.owed.filter { !$0.value.isPaid }.map(\.key).sorted()
      guard let message = any(owed), chance(90) else {
        return .init(Acknowledgement(of: reference(world.rows.map(\.id)), by: line("Duty officer")))
      }
      return .init(
        Acknowledgement(of: message, by: line("Duty officer"), note: line()),
        by: world.owed[message]?.participants.sorted().first)
    case .logEntry: return .init(LogEntry(at: moment(), text: text()))
    case .handover:
      return .init(
        WatchHandover(
          offgoing: line("First watch"), oncoming: chance(35) ? "vacant" : line("Second watch"),
          at: moment(-1...(chance(90) ? 0 : 20)),
          openCases: chance(50) ? [caseNumber(in: world)] : nil, overdue: nil, silentNodes: nil,
          checkpoint: .init(size: 4, root: Self.hashes[0])))
    case .assumption:
      let handovers = ids(WatchHandover.self, world)
      return .init(
        WatchAssumption(
          reason: line("Nobody came"), handover: chance(50) && !handovers.isEmpty ? reference(handovers) : nil),
        by: "CELL")
    case .absence:
      return .init(
        RoleAbsence(role: chance(85) ? "verification-lead" : "delegation", reason: line("Moves")),
        by: chance(85) ? "USA" : nil)
    case .releaseRequest:
      return .init(ReleaseRequest(message: reference(world.rows.suffix(12).map(\.id)), to: pick(Self.releasable)))
    case .releaseDecision:
      let requests = world.rows(ReleaseRequest.self)
      let request = any(requests)
      let isGranted = chance(65)
      return .init(
        ReleaseDecision(
          request: request.map { chance(90) ? $0.row.id : reference(requests.map(\.row.id)) } ?? identifier(),
          decision: isGranted ? .granted : .refused, to: isGranted && chance(30) ? pick(Self.releasable) : nil),
        by: request.flatMap { world[$0.body.message]?.participant })
    case .minimize: return .init(Minimize(scope: line("Routine"), until: moment(0...40), reason: line()), by: "CELL")
    case .phaseChanged:
      return .init(
        PhaseChanged(
          agreement: reference(ids(CeasefireAgreement.self, world)), scope: .general, from: .agreed, to: .inForce,
          effectiveAt: moment(), contested: false, causes: [identifier()]))
    default: return .init(LiaisonNote(subject: line("Note"), text: text()))
    }
  }

  // MARK: declaration and guarantees

  static let hashes: [SHA256Hex] = (0..<8).map { SHA256Hex(String(repeating: String($0), count: 64))! }

  private func ofDeclaration(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    let drafts = world.standing(DeclarationDraft.self).map { ($0.body.version, $0.body.texts) }
    let versions = drafts + world.standing(DeclarationAmendment.self).map { ($0.body.to, $0.body.texts) }
    let current = versions.last
    let version = slip(8) ? pick(["v0", "v1", "v9"]) : current?.0 ?? "v0"
    let signatories = ["FRA", "DEU", "UKR", "USA", "CAN"]
    switch type {
    case .draft, .amendment:
      let texts: NonEmpty<LanguageVersion> = [
        LanguageVersion(language: "en", sha256: pick(Self.hashes.prefix(4)), authentic: true),
        LanguageVersion(language: "uk", sha256: Self.hashes[5], authentic: false),
      ]
      if type == .draft {
        return .init(
          DeclarationDraft(
            instrument: "paris-declaration", version: "v0", title: line("Declaration"), texts: texts,
            provisions: [.init(number: "4", heading: line("Commitments"))]))
      }
      return .init(
        DeclarationAmendment(
          instrument: "paris-declaration", from: version, to: InstrumentVersion("v\(versions.count)")!,
          summary: text("Changed"), texts: texts))
    case .corrigendum:
      let known = world.currentText.flatMap { any($0.texts) }
      return .init(
        DeclarationCorrigendum(
          instrument: "paris-declaration", version: version, summary: text("Corrected"),
          texts: [
            .init(
              language: known?.language ?? "en", corrects: slip(10) ? Self.hashes[6] : known?.sha256 ?? Self.hashes[7],
              sha256: pick(Self.hashes.prefix(4)))
          ]))
    case .signature:
      let signed = world.rows(DeclarationSignature.self).filter { $0.body.version == version }.map(\.row.participant)
      let hash = world.currentText.map { pick($0.texts.prefix(slip(10) ? 2 : 1)).sha256 } ?? Self.hashes[7]
      return .init(
        DeclarationSignature(
          instrument: "paris-declaration", version: version, sha256: hash,
          capacity: slip(60) ? pick([.associate, .witness, .signatory]) : .signatory, domesticProcedure: .pending,
          reservations: chance(40) ? [.init(provision: "4", text: text("Reserved"))] : nil),
        by: any(signatories.filter { !signed.contains($0) }))
    case .ratification:
      let pending = world.rows(GuaranteeCompletion.self).filter { $0.body.requiresRatification == true }
      if chance(40), let completion = any(pending),
        let commitment = world[completion.body.commitment]?.body as? GuaranteeCommitment
      {
        return .init(
          Ratification(
            instrument: "paris-declaration", version: slip(20) ? version : commitment.version, body: line("Assembly"),
            decision: pick([.approved, .approved, .rejected, .deposited]), on: "2026-03-17",
            completion: completion.row.id), by: completion.row.participant)
      }
      let signatures = world.rows(DeclarationSignature.self)
      let signature = any(signatures)
      return .init(
        Ratification(
          instrument: "paris-declaration", version: signature?.body.version ?? version, body: line("Assembly"),
          decision: pick([.approved, .approved, .approved, .rejected, .deposited, .deposited]), on: "2026-02-17"),
        by: signature?.row.participant)
    case .powersConfirmation:
      let acts = world.rows.filter { $0.node != nil && $0.header.authority != nil }
      let act = any(acts)
      let office = act?.header.authority?.office
      return .init(
        DeclarationConfirmation(
          of: act?.id ?? identifier(), office: office.flatMap { slip(8) ? nil : $0 } ?? line("Minister")),
        by: act?.participant)
    case .commitment:
      return .init(
        GuaranteeCommitment(
          instrument: "paris-declaration", version: version, provision: pick(["3", "4"]),
          beneficiary: pick([.ukraine, .ukraine, .force]), bindingness: pick([.political, .legal, .both]),
          terms: pick([.open, .final]), trigger: line("Attack"), means: [.military],
          requiresRatification: chance(isByTheBook ? 20 : 50)),
        by: any(world.rows(DeclarationSignature.self).map(\.row.participant)) ?? pick(signatories))
    case .completion:
      let commitment = any(world.rows(GuaranteeCommitment.self))
      return .init(
        GuaranteeCompletion(
          commitment: commitment?.row.id ?? identifier(), terms: pick([.open, .final]),
          means: chance(60) ? [pick([.military, .logistics, .sanctions])] : nil,
          requiresRatification: chance(30) ? true : nil),
        by: commitment?.row.participant)
    default:
      let commitments = world.rows(GuaranteeCommitment.self)
      let commitment = any(commitments)
      return .init(
        GuaranteeWithdrawal(
          commitment: commitment?.row.id ?? identifier(), effectiveAt: moment(-20...60),
          reason: text("Because"),
          means: chance(25) ? [pick([.military, .logistics])] : nil),
        by: commitment?.row.participant)
    }
  }

  // MARK: ceasefire

  private func ofCeasefire(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    if type == .agreement { return agreement(world) }
    let step = type.rawValue.dropFirst("ceasefire.".count)
    let due = world.ceasefires.filter { HistoryCeasefire.allows("\(step)", in: $0.parts[0].phase) }
    let ceasefire = slip(30) ? any(world.ceasefires) : any(due) ?? any(world.ceasefires)
    let whole = ceasefire?.parts[0].scope ?? .general
    let chosen =
      !slip(18)
      ? whole
      : pick([
        .general, CeasefireScope(kind: .domain, domains: [.energy]),
        CeasefireScope(kind: .area, areas: ["Plant"]), CeasefireScope(kind: .domain, domains: [.energy, .sea]),
      ])
    // Of what has ended, a part: it ends with the whole.
    let part = ceasefire.flatMap { $0.parts[0].phase == .terminated && $0.parts.count > 1 ? $0.parts.last : nil }
    let scope = part?.scope ?? chosen
    let pending = ceasefire?.parts.first { $0.key == HistoryCeasefire.key(scope) }?.statements ?? [:]
    let matching = pending.filter { $0.value.step == step }
    let stated = matching.sorted { $0.value.sequence < $1.value.sequence }.last?.value.effectiveAt
    let at =
      stated.flatMap { slip(12) ? nil : Timestamp(microseconds: $0) } ?? (slip(25) ? moment(1...60) : moment(-60...0))
    let by = any(rules.authorities.subtracting(matching.keys).sorted()) ?? any(rules.authorities.sorted())
    let ids = ceasefire?.ids ?? []
    let open = ids.filter { world[$0]?.known == rules.listed }
    let agreement = reference(open.isEmpty ? ids : open)
    switch type {
    case .entryIntoForce:
      return .init(EntryIntoForce(agreement: agreement, scope: scope, effectiveAt: at, basis: .joint), by: by)
    case .suspension:
      return .init(
        CeasefireSuspension(
          agreement: agreement, scope: scope, effectiveAt: at, cause: text("Strikes"), statedBy: "UKR"),
        by: by)
    case .resumption:
      return .init(
        CeasefireResumption(agreement: agreement, scope: scope, effectiveAt: at, cause: text("Calm"), statedBy: "UKR"),
        by: by)
    default:
      return .init(
        CeasefireTermination(agreement: agreement, scope: scope, effectiveAt: at, cause: text("Over"), statedBy: "UKR"),
        by: by)
    }
  }

  private func agreement(_ world: HistoryWorld) -> HistoryContent {
    if let open = world.ceasefires.last(where: { $0.parts[0].phase == .preparation }), !slip(12),
      let body = any(open.bodies.sorted { $0.key < $1.key })?.value
    {
      var body = body
      if slip(8) { body.expiresAt = moment(30...90) }
      return .init(body, by: any(rules.authorities.subtracting(open.bodies.keys).sorted()))
    }
    let scope = slip(25) ? CeasefireScope(kind: .domain, domains: [.energy]) : .general
    return .init(
      CeasefireAgreement(
        instrument: pick(["ceasefire-a", "ceasefire-a", "ceasefire-b"]), parties: ["RUS", "UKR"], scope: scope,
        expiresAt: slip(15) ? moment(30...200) : nil), by: any(rules.authorities.sorted()))
  }
}
