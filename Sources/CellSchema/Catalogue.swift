/// Every type of message that there is, once, by type and version.
///
/// A type that travelled once stays here for ever: the record holds it. A new field is a new version, beside the old.
public enum Catalogue {
  public struct Entry: Sendable {
    public let type: MessageType
    public let version: MessageVersion
    /// The first part of ``type``, `verification`.
    public var system: String { type.system }
    /// What it is, in a sentence.
    public let summary: String
    /// The Swift type.
    public let payload: any Payload.Type
    /// What its body may be.
    public let shape: Shape

    init<Body: Payload>(_ payload: Body.Type, _ summary: String) {
      guard let version = MessageVersion(Body.messageVersion) else {
        preconditionFailure("\(Body.self) has a version from 1 to 999")
      }
      self.type = Body.messageType
      self.version = version
      self.summary = summary
      self.payload = payload
      self.shape = Catalogue.shape(of: payload)
    }

    /// An example of its body, in JSON.
    public var exampleBody: [UInt8] { DocumentEncoder.json(payload.example) }
  }

  /// In the order of the systems; what the bus itself says comes last.
  public static let entries: [Entry] = [
    // The coordination cell
    Entry(LiaisonNote.self, "A note from one liaison team to another."),
    Entry(SituationReport.self, "What a participant sees of the situation over a period."),
    Entry(RequestForInformation.self, "A question to which an answer is due."),
    Entry(InformationAnswer.self, "The answer to a request for information."),
    Entry(Acknowledgement.self, "An appointment has read a message."),
    Entry(LogEntry.self, "An entry in the watch log; a fact."),
    Entry(WatchHandover.self, "One watch hands over to the next."),
    Entry(ReleaseRequest.self, "Asks a message's originator to let others read it."),
    Entry(ReleaseDecision.self, "The originator's answer to a release request."),
    Entry(Minimize.self, "Asks all to send only what cannot wait (MINIMIZE, ACP 121)."),
    // The declaration
    Entry(DeclarationDraft.self, "A version of a text, in its languages, with its provisions by number."),
    Entry(DeclarationAmendment.self, "A text goes from one version to another."),
    Entry(DeclarationSignature.self, "A participant signs one version of a text, by its hash."),
    Entry(Ratification.self, "A body of a participant decides on a text, or the decision is deposited."),
    // Guarantees
    Entry(
      GuaranteeCommitment.self, "A participant commits itself to support a beneficiary under a provision of a text."),
    Entry(GuaranteeWithdrawal.self, "A participant withdraws a commitment."),
    // The ceasefire
    Entry(CeasefireAgreement.self, "A ceasefire is agreed; it is not in force yet."),
    Entry(EntryIntoForce.self, "An authority states that an agreement enters, or has entered, into force."),
    Entry(CeasefireSuspension.self, "A ceasefire is suspended in a scope."),
    Entry(CeasefireResumption.self, "A suspended ceasefire is in force again in a scope."),
    Entry(CeasefireTermination.self, "A ceasefire ends in a scope, for good."),
    // Verification
    Entry(IncidentReport.self, "What an observer noticed; a fact."),
    Entry(VerificationCase.self, "The verification lead opens a case on incidents."),
    Entry(Tasking.self, "The verification lead sends a team."),
    Entry(AccessReport.self, "Whether a team could reach a place; a fact."),
    Entry(Finding.self, "What the verification lead found; it does not attribute."),
    Entry(Attribution.self, "The Special Commission attributes responsibility, or states that it cannot."),
    Entry(Remedy.self, "The Special Commission determines what is to be done about a breach."),
    Entry(Dispute.self, "A participant disputes a finding, an attribution or a remedy."),
    Entry(DailyReport.self, "The day's counts by region."),
    // The multinational force
    Entry(ForceConstitution.self, "The multinational force is constituted, once the ceasefire is in force."),
    Entry(ForceContribution.self, "What a participant contributes to the force, and under which conditions."),
    Entry(ForceReadiness.self, "How ready a unit is; a fact."),
    Entry(ForceActivity.self, "What the force does, for reassurance or in training."),
    Entry(ForceRegeneration.self, "What the force does to rebuild Ukraine's own forces."),
    Entry(ForceSupport.self, "What a participant outside the force does for it."),
    Entry(ForceRequest.self, "Ukraine asks the force for something."),
    Entry(ForceIncidentReport.self, "The force reports that it came under fire; a fact."),
    // Support after an attack
    Entry(AttackReport.self, "Ukraine, or the force, is attacked; a fact."),
    Entry(Invocation.self, "The beneficiary calls upon guarantees."),
    Entry(Consultation.self, "A consultation on an invocation, and what came of it."),
    Entry(SupportResponse.self, "A participant's own determination on an invocation, and what it will do."),
    Entry(SupportMeasure.self, "What is done under a response."),
    // Long-term assistance
    Entry(AssistanceRequirement.self, "What Ukraine needs."),
    Entry(AssistancePledge.self, "What a donor promises."),
    Entry(AssistanceDelivery.self, "What was handed over; a fact."),
    Entry(DeliveryConfirmation.self, "Ukraine confirms what it received; a fact."),
    // What the bus says itself
    Entry(Genesis.self, "The first row of a record: which cell it is, and what governed it on the first day."),
    Entry(PhaseChanged.self, "A ceasefire's phase changed, or is contested."),
    Entry(GuaranteeActivated.self, "The conditions of a commitment are met; it creates no obligation itself."),
    Entry(RosterChanged.self, "The roster was exchanged for another."),
    Entry(CharterChanged.self, "The charter was exchanged for another."),
    Entry(AcknowledgementOverdue.self, "An acknowledgement that was owed has not come in time."),
    Entry(DeliveryExpired.self, "A message expired before all to whom it was addressed had it."),
    Entry(SerialGap.self, "A station's count skipped: something that it sent may be missing."),
    Entry(Discrepancy.self, "Facts on the record contradict each other."),
    Entry(RecordRestored.self, "The record was restored from a copy."),
  ]

  /// What a header may be.
  public static let headerShape = shape(of: Header.self)

  /// The strict check of every type, made once.
  package static let checker = StrictChecker(
    header: headerShape,
    bodies: entries.map { (type: $0.type.description, version: $0.version.value, shape: $0.shape) })

  /// Nil where there is no such type, or not in that version.
  public static func entry(_ type: MessageType, version: MessageVersion) -> Entry? {
    byType[type]?.first { $0.version == version }
  }

  /// The versions of a type, rising; empty where there is no such type.
  public static func versions(of type: MessageType) -> [Entry] { byType[type] ?? [] }

  private static let byType = Dictionary(grouping: entries, by: \.type)
    .mapValues { $0.sorted { $0.version < $1.version } }

  /// Types that have no shape are found by every test that touches the catalogue, so that no daemon starts with one.
  private static func shape<Value: Decodable>(of type: Value.Type) -> Shape {
    do {
      return try ShapeRecorder.shape(of: type)
    } catch {
      preconditionFailure("\(type) has no shape: \(error)")
    }
  }
}
