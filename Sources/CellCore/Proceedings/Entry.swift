package import CellSchema

/// A message that moves where things stand, as the proceedings take it in.
package struct Entry: Sendable {
  package var sequence: UInt64
  package var id: MessageID
  /// Microseconds since 1970.
  package var acceptedAt: Int64
  /// Index of its sender and of its participant.
  package var node: Int
  package var participant: Int
  package var inReplyTo: MessageID?
  package var amends: Amends?
  package var act: Act
}

/// What was said, of the types that move where things stand.
package indirect enum Act: Sendable {
  case draft(DeclarationDraft)
  case amendment(DeclarationAmendment)
  case signature(DeclarationSignature)
  case ratification(Ratification)
  case commitment(GuaranteeCommitment)
  case withdrawal(GuaranteeWithdrawal)
  case agreement(CeasefireAgreement)
  case entryIntoForce(EntryIntoForce)
  case suspension(CeasefireSuspension)
  case resumption(CeasefireResumption)
  case termination(CeasefireTermination)
  case verificationCase(VerificationCase)
  case tasking(Tasking)
  case access(AccessReport)
  case finding(Finding)
  case attribution(Attribution)
  case remedy(Remedy)
  case dispute(Dispute)
  case dailyReport(DailyReport)
  case constitution(ForceConstitution)
  case contribution(ForceContribution)
  case readiness(ForceReadiness)
  case activity(ForceActivity)
  case regeneration(ForceRegeneration)
  case forceSupport(ForceSupport)
  case forceIncident(ForceIncidentReport)
  case request(ForceRequest)
  case attackReport(AttackReport)
  case invocation(Invocation)
  case consultation(Consultation)
  case response(SupportResponse)
  case measure(SupportMeasure)
  case requirement(AssistanceRequirement)
  case pledge(AssistancePledge)
  case delivery(AssistanceDelivery)
  case confirmation(DeliveryConfirmation)
  case question(RequestForInformation)
  case answer
  case releaseRequest(ReleaseRequest)
  case releaseDecision(ReleaseDecision)
  case handover(WatchHandover)
  case phaseChanged(PhaseChanged)
  case guaranteeActivated(GuaranteeActivated)
  case discrepancy(Discrepancy)
  case serialGap(SerialGap)
  case overdue(AcknowledgementOverdue)
  /// Of a type that moves nothing, but it amends another message.
  case other
}

/// Reads bodies of the types that move where things stand; of others it reads none.
struct ActReader: Sendable {
  typealias Read = @Sendable ([UInt8]) throws(Refusal) -> Act

  /// By catalogue index.
  private let readers: [Read?]

  init(catalogue: [(type: String, version: Int)]) {
    readers = catalogue.map { Self.known["\($0.type)/\($0.version)"] }
  }

  /// - Returns: nil for what moves nothing.
  func read(_ type: Int, amends: Bool, _ document: ArraySlice<UInt8>) throws(Refusal) -> Act? {
    guard readers.indices.contains(type), let read = readers[type] else { return amends ? .other : nil }
    return try read(Array(document))
  }

  private static func reader<Body: Payload>(_ make: @escaping @Sendable (Body) -> Act) -> (String, Read) {
    (
      "\(Body.messageType)/\(Body.messageVersion)",
      { (document: [UInt8]) throws(Refusal) in make(try DocumentDecoder.body(Body.self, of: document)) }
    )
  }

  private static let known: [String: Read] = Dictionary(uniqueKeysWithValues: [
    reader { Act.draft($0) }, reader { Act.amendment($0) }, reader { Act.signature($0) },
    reader { Act.ratification($0) }, reader { Act.commitment($0) }, reader { Act.withdrawal($0) },
    reader { Act.agreement($0) }, reader { Act.entryIntoForce($0) }, reader { Act.suspension($0) },
    reader { Act.resumption($0) }, reader { Act.termination($0) }, reader { Act.verificationCase($0) },
    reader { Act.tasking($0) }, reader { Act.access($0) }, reader { Act.finding($0) },
    reader { Act.attribution($0) }, reader { Act.remedy($0) }, reader { Act.dispute($0) },
    reader { Act.dailyReport($0) }, reader { Act.constitution($0) }, reader { Act.contribution($0) },
    reader { Act.readiness($0) }, reader { Act.activity($0) }, reader { Act.regeneration($0) },
    reader { Act.forceSupport($0) }, reader { Act.forceIncident($0) }, reader { Act.request($0) },
    reader { Act.attackReport($0) }, reader { Act.invocation($0) }, reader { Act.consultation($0) },
    reader { Act.response($0) }, reader { Act.measure($0) }, reader { Act.requirement($0) },
    reader { Act.pledge($0) }, reader { Act.delivery($0) }, reader { Act.confirmation($0) },
    reader { Act.question($0) }, reader { (_: InformationAnswer) in Act.answer },
    reader { Act.releaseRequest($0) }, reader { Act.releaseDecision($0) }, reader { Act.handover($0) },
    reader { Act.phaseChanged($0) }, reader { Act.guaranteeActivated($0) }, reader { Act.discrepancy($0) },
    reader { Act.serialGap($0) }, reader { Act.overdue($0) },
  ])
}
