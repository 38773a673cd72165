import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

// Scenes of the force, of support after an attack, and of assistance.
extension Play {
  // MARK: the force

  func constitution(lead: NonEmpty<ParticipantCode> = ["FRA"]) -> ForceConstitution {
    ForceConstitution(
      name: "Multinational Force for Ukraine", lead: lead, headquarters: "Paris",
      mandate: "To help rebuild the Armed Forces of Ukraine and to deter.", effectiveAt: now)
  }

  /// Of the force that was constituted as `force`.
  func change(
    _ what: ForceChange.Matter, lead: NonEmpty<ParticipantCode>? = nil, headquarters: Line? = nil,
    mandate: Text? = nil, at moment: Timestamp? = nil
  ) -> ForceChange {
    ForceChange(
      constitution: id("force"), what: what, lead: lead, headquarters: headquarters, mandate: mandate,
      effectiveAt: moment ?? now)
  }

  func contribution(
    unit: Line = "Logistics company", _ domain: ForceContribution.Domain = .logistics
  ) -> ForceContribution {
    ForceContribution(
      domain: domain, unit: unit, size: 120, location: .neighbouring, noticeToMove: .days(10),
      availableFrom: "2026-04-01", caveats: [.init(kind: .territory, text: "Not east of the Dnipro.")],
      mandate: .approved)
  }

  func activity(_ kind: ForceActivity.Kind) -> ForceActivity {
    ForceActivity(kind: kind, period: Period(from: now))
  }

  func constituteForce() { must(say(constitution(), from: "FRA.CELL-1", as: "force")) }

  func forceConstituted() {
    ceasefireInForce()
    constituteForce()
  }

  func requestForce() {
    must(
      say(
        ForceRequest(what: "Air reassurance over Odesa.", by: time(minutes: 600)), from: "UKR.CELL-1", as: "request"))
  }

  // MARK: support

  func attackReport(on target: Beneficiary = .ukraine) -> AttackReport {
    AttackReport(
      target: target, place: "Kharkiv", began: .known(now), ongoing: true, assessedOrigin: "RUS", basis: [.radar],
      confidence: .high)
  }

  /// Kept as `attack`, or `attack-force`.
  func reportAttack(on target: Beneficiary = .ukraine) {
    let name = target == .force ? "attack-force" : "attack"
    must(say(attackReport(on: target), from: target == .force ? "FRA.MNF-1" : "UKR.GS-1", as: name))
  }

  func invocation(
    for beneficiary: Beneficiary = .ukraine, on reports: [String]? = nil, of guarantees: [String]
  ) -> Invocation {
    let reports = reports ?? [beneficiary == .force ? "attack-force" : "attack"]
    return Invocation(
      reports: NonEmpty(reports.map { id($0) })!, guarantees: NonEmpty(guarantees.map { id($0) })!,
      beneficiary: beneficiary, requested: [.military, .intelligence], aim: "To restore the ceasefire.")
  }

  func invoke(for beneficiary: Beneficiary = .ukraine, of guarantees: String...) {
    must(
      say(
        invocation(for: beneficiary, of: guarantees), from: beneficiary == .force ? "FRA.CELL-1" : "UKR.CELL-1",
        as: "invocation"))
  }

  func response(_ response: SupportResponse.Response, to invocation: MessageID? = nil) -> SupportResponse {
    SupportResponse(
      invocation: invocation ?? id("invocation"), determination: .attackAccepted, response: response,
      means: response == .committed || response == .partial ? [.intelligence] : nil)
  }

  func respond(_ code: ParticipantCode, _ response: SupportResponse.Response) {
    must(say(self.response(response), from: node(code), as: "response-\(code)"))
  }

  func measure(
    _ status: SupportMeasure.Status, under response: MessageID? = nil, description: Text = "Early warning data."
  ) -> SupportMeasure {
    SupportMeasure(
      response: response ?? id("response-FRA"), means: .intelligence, description: description, status: status)
  }

  /// France is committed to Ukraine, the ceasefire is in force, an attack is reported.
  func attackUnderGuarantee() {
    agreeOnText()
    signAll()
    commit("FRA")
    ceasefireInForce()
    reportAttack()
  }

  func invoked() {
    attackUnderGuarantee()
    invoke(of: "commitment-FRA")
  }

  // MARK: assistance

  func requirement() -> AssistanceRequirement {
    AssistanceRequirement(item: "Interceptor", quantity: 120, unit: "missiles", priority: .urgent)
  }

  static func goods(_ quantity: Count) -> NonEmpty<Goods> {
    [Goods(nomenclature: "Interceptor", quantity: quantity, unit: "missiles")]
  }

  func pledge(
    _ ref: Line = "FRA-2026-01", donor: ParticipantCode = "FRA", amount: Money? = nil, items: NonEmpty<Goods>? = nil,
    requirement: MessageID? = nil, enabledBy: NonEmpty<ParticipantCode>? = nil, replaces: MessageID? = nil
  ) -> AssistancePledge {
    AssistancePledge(
      ref: ref, donor: donor, enabledBy: enabledBy, kind: .ammunition, amount: amount,
      items: items ?? (amount == nil ? Self.goods(40) : nil), period: Period(from: now), requirement: requirement,
      replaces: replaces)
  }

  func delivery(
    on pledge: MessageID? = nil, amount: Money? = nil, items: NonEmpty<Goods>? = nil
  ) -> AssistanceDelivery {
    AssistanceDelivery(
      pledge: pledge, amount: amount, items: items ?? (amount == nil ? Self.goods(16) : nil), on: "2026-03-07",
      datePrecision: .day)
  }

  func confirmation(
    of delivery: MessageID? = nil, amount: Money? = nil, items: NonEmpty<Goods>? = nil
  ) -> DeliveryConfirmation {
    DeliveryConfirmation(
      delivery: delivery ?? id("delivery"),
      received: .init(amount: amount, items: items ?? (amount == nil ? Self.goods(16) : nil)))
  }

  func pledged(enabledBy: NonEmpty<ParticipantCode>? = nil) {
    must(say(pledge(enabledBy: enabledBy), from: "FRA.CELL-1", as: "pledge"))
  }

  /// France's pledge, and another one in its place.
  func replaced() {
    pledged()
    must(say(pledge(items: Self.goods(50), replaces: id("pledge")), from: "FRA.CELL-1", as: "second"))
  }

  func delivered() {
    pledged()
    must(say(delivery(on: id("pledge")), from: "FRA.CELL-1", as: "delivery"))
  }
}
