import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// What happens on the ground, and what follows from it.
extension HistoryWriter {
  // MARK: verification

  func ofVerification(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    switch type {
    case .incident:
      return .init(
        IncidentReport(
          observedFrom: Position(place: line("Field")),
          period: ObservationPeriod(from: moment(-60...0), precision: .hour),
          means: .heard, event: .explosion, count: .exactly(Count(random.below(50))!), remarks: text()))
    case .verificationCase:
      caseCount += 1
      let taken = Set(world.rows(VerificationCase.self).flatMap(\.body.incidents))
      let reports =
        ids(IncidentReport.self, world) + ids(ForceIncidentReport.self, world) + ids(AttackReport.self, world)
      let free = reports.filter { !taken.contains($0) }
      let incidents = (0...random.below(2)).map { _ in reference(free.isEmpty ? reports : free) }
      let number =
        !slip(7) ? CaseNumber(caseCount) : caseNumber(in: world)
      return .init(
        VerificationCase(
          id: number, incidents: NonEmpty(incidents)!, place: line("Factory"), priority: pick(Priority.allCases)))
    case .tasking:
      return .init(
        Tasking(
          caseNumber: caseNumber(in: world), team: chance(70) ? line("Team") : nil, asset: line("Drone"),
          task: text("Look"), by: moment(-30...120)))
    case .access:
      return .init(
        AccessReport(
          caseNumber: caseNumber(in: world), place: line("Road"), status: .delayed, control: .notKnown,
          restrictedBy: line("Armed persons"), reasonGiven: text("Mines")))
    case .finding:
      return .init(
        Finding(
          caseNumber: caseNumber(in: world), outcome: pick([.verified, .verified, .inconclusive, .notAViolation]),
          confidence: .moderate, methods: [.siteVisit], observed: text("Craters"), isFinal: isByTheBook || chance(60)))
    case .attribution:
      let finding = any(world.rows(Finding.self).filter(\.body.isFinal)) ?? any(world.rows(Finding.self))
      let undetermined = chance(30)
      return .init(
        Attribution(
          caseNumber: finding.map { slip(4) ? caseNumber(in: world) : $0.body.caseNumber } ?? caseNumber(in: world),
          finding: finding?.row.id ?? identifier(), responsible: undetermined ? nil : ["RUS"],
          undetermined: undetermined ? text("Unknown") : nil, decision: pick([.adopted, .adopted, .notAdopted]),
          dissents: chance(30) ? [.init(by: "DEU", grounds: text("Doubt"))] : nil))
    case .remedy:
      let attributed = world.rows(Attribution.self).map(\.body.caseNumber)
      return .init(
        Remedy(
          caseNumber: any(attributed) ?? caseNumber(in: world), measure: text("Withdraw"), addressee: "RUS",
          by: moment(-30...120)))
    case .dispute:
      let disputable =
        world.rows(Finding.self).map { ($0.body.caseNumber, $0.row.id) }
        + world.rows(Attribution.self).map { ($0.body.caseNumber, $0.row.id) }
        + world.rows(Remedy.self).map { ($0.body.caseNumber, $0.row.id) }
        + world.rows(CaseClosing.self).map { ($0.body.caseNumber, $0.row.id) }
      let matter = any(disputable)
      return .init(
        Dispute(
          caseNumber: matter?.0 ?? caseNumber(in: world), of: reference(matter.map { [$0.1] } ?? []),
          grounds: text("Rain")))
    default:
      return .init(
        DailyReport(
          number: ReportNumber("\(1 + random.below(9))/2026")!, asOf: moment(),
          regions: [.init(name: line("Donetsk"), violations: Count(random.below(9))!)], isNil: chance(30)))
    }
  }

  // MARK: force

  func ofForce(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    let units = world.rows(ForceContribution.self).compactMap(\.body.unit)
    switch type {
    case .constitution:
      let lead = slip(40) ? pick(["DEU", "CAN", "USA"]) : any(rules.leads.sorted()) ?? "FRA"
      return .init(
        ForceConstitution(
          name: line("The Force"), lead: [ParticipantCode(lead)!], headquarters: line("Paris"),
          mandate: text("To deter"),
          effectiveAt: moment()), by: lead)
    case .forceChange:
      let what = slip(30) ? .end : pick([.lead, .headquarters, .mandate] as [ForceChange.Matter])
      return .init(
        ForceChange(
          constitution: world.rows(ForceConstitution.self).last?.row.id ?? identifier(), what: what,
          lead: what == .lead ? [ParticipantCode(any(rules.leads.sorted()) ?? "FRA")!] : nil,
          headquarters: what == .headquarters ? line("London") : nil,
          mandate: what == .mandate ? text("To deter") : nil,
          effectiveAt: moment()), by: world.force(at: now)?.lead.first)
    case .contribution:
      return .init(
        ForceContribution(
          domain: pick([.land, .air]), unit: chance(80) ? pick([line("Unit"), "First", "Second"]) : nil,
          size: Count(random.below(900))!, location: .neighbouring, noticeToMove: .days(5), availableFrom: "2026-04-01",
          caveats: [.init(kind: .task, text: text("Not by night"))], mandate: .approved))
    case .readiness:
      return .init(
        ForceReadiness(unit: any(units) ?? line("Unit"), level: pick(ForceReadiness.Level.allCases), asOf: moment()))
    case .activity:
      return .init(
        ForceActivity(kind: pick(ForceActivity.Kind.allCases), place: line("Odesa"), period: period()),
        inReplyTo: any(world.rows(ForceRequest.self))?.row.id)
    case .regeneration:
      return .init(
        ForceRegeneration(kind: .training, beneficiaryUnit: line("Brigade"), quantity: 600, period: period()))
    case .support:
      return .init(ForceSupport(kind: pick(ForceSupport.Kind.allCases), text: text("Flights"), period: period()))
    case .forceIncident:
      return .init(
        ForceIncidentReport(
          unit: any(units) ?? line("Unit"), observedFrom: Position(place: line("Depot")),
          period: ObservationPeriod(from: moment(-60...0), precision: .minute), means: .seen, event: .projectile,
          count: .atLeast(2), actionTaken: text("Sheltered")))
    default: return .init(ForceRequest(what: text("Cover"), by: moment()), by: "UKR")
    }
  }

  // MARK: support

  func ofSupport(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    switch type {
    case .attack:
      let active = world.rows(GuaranteeActivated.self).compactMap {
        world[$0.body.commitment]?.body as? GuaranteeCommitment
      }
      let beneficiaries = active.map(\.beneficiary)
      let (began, isTimed) = (moment(chance(50) ? -60...0 : -1...0), chance(75))
      return .init(
        AttackReport(
          target: pick(beneficiaries.isEmpty ? [.ukraine, .ukraine, .force] : beneficiaries),
          place: line("Kharkiv"),
          began: isTimed ? .known(began) : .notKnown,
          beganWithin: chance(30)
            ? BeginningSpan(earliest: moment(-300 ... -61), latest: began) : nil,
          ongoing: chance(50), weapons: [line("UAV")], assessedOrigin: .notKnown, basis: [.radar],
          confidence: .moderate),
        inReplyTo: chance(25) ? any(world.rows(AttackReport.self))?.row.id : nil)
    case .invocation:
      let attacks = world.rows(AttackReport.self)
      let attack = isByTheBook ? attacks.last : any(attacks)
      let target = attack?.body.target ?? .ukraine
      let commitments = world.rows(GuaranteeCommitment.self)
      let active = commitments.filter { entry in
        entry.body.beneficiary == target
          && world.rows(GuaranteeActivated.self).contains { $0.body.commitment == entry.row.id }
      }
      let chosen = slip(12) || active.isEmpty ? commitments : active
      let named = chosen.shuffled(using: &random).prefix(1 + random.below(3)).map(\.row.id)
      return .init(
        Invocation(
          reports: [reference(attack.map { [$0.row.id] } ?? [])], guarantees: NonEmpty(named) ?? [identifier()],
          beneficiary: slip(4) ? pick(Beneficiary.allCases) : target, requested: [.military], aim: text("To restore"),
          consultationAt: chance(50) ? moment() : nil),
        by: any((rules.invokers[target] ?? []).sorted()))
    case .consultation:
      return .init(
        Consultation(
          invocation: reference(ids(Invocation.self, world)), at: moment(), level: .duty, outcome: text("Talked")))
    case .response:
      let invocation = any(world.rows(Invocation.self))
      let obliged = invocation?.body.guarantees.compactMap { world[$0]?.participant } ?? []
      let response = pick(SupportResponse.Response.allCases)
      let isCommitted = response == .committed || response == .partial
      return .init(
        SupportResponse(
          invocation: reference(invocation.map { [$0.row.id] } ?? []), determination: .attackAccepted,
          response: response, means: isCommitted ? [.logistics] : nil, procedure: line("Vote")), by: any(obliged))
    default:
      let responses = world.rows(SupportResponse.self)
      let known = any(world.rows(SupportMeasure.self))
      if let known, chance(60) {
        var body = known.body
        body.status = pick(SupportMeasure.Status.allCases)
        return .init(body, by: known.row.participant)
      }
      let response = any(responses)
      return .init(
        SupportMeasure(
          response: reference(response.map { [$0.row.id] } ?? []), means: .logistics, description: text("Trucks"),
          status: pick(SupportMeasure.Status.allCases)), by: response?.row.participant)
    }
  }
}
