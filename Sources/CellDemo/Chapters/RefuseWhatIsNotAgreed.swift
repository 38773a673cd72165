import CellSchema

extension Script {
  /// Well-formed messages that break what the participants agreed, one for each code of the thousands 3 that a
  /// publisher can meet.
  func refuseWhatIsNotAgreed() {
    chapter("What is refused: the charter", shows: "One message for each rule of the charter and the roster") {
      refuseOrigin()
      refuseTypes()
      barTheForce()
      refuseAddressing()
      refuseLabels()
      refuseTimes()
      refuseAmendments()
    }
  }

  /// A note that is right but for one thing.
  private func refused(
    _ name: String, _ code: ErrorCode, at pointer: String, _ fault: String, from sender: NodeName = "LVA.CELL-1",
    to action: NonEmpty<Addressee> = ["@all"], info: NonEmpty<Addressee>? = nil,
    release: NonEmpty<Releasable> = ["ALL"], precedence: Precedence = .routine,
    classification: Classification = "UNCLASSIFIED", expires: Int64? = nil,
    _ spoil: (@Sendable (inout Header) -> Void)? = nil
  ) {
    say(
      "refused-\(name)", from: sender,
      LiaisonNote(subject: "Not agreed", text: "EXERCISE: this note must be refused."), to: action, info: info,
      release: release, precedence: precedence, classification: classification, expires: expires,
      expect: .refused(code, at: pointer), fault: fault, spoilHeader: spoil)
  }

  private func refuseOrigin() {
    refused("other-sender", .wrongSender, at: "/header/from", "In another node's name") { $0.from = "EST.CELL-1" }
    refused("other-serial", .wrongSender, at: "/header/serial", "With another station's serial") {
      $0.serial = .first(of: "EST.CELL-1", at: $0.sentAt)
    }
    refused("other-cell", .wrongCell, at: "/header/cell", "For another cell") { $0.cell = "elsewhere" }
    refused(
      "operation", .natureNotPermitted, at: "/header/nature", "An operation, from a node that is for exercises",
      from: "CELL.PRESS-1", release: ["ALL"], classification: "PUBLIC"
    ) {
      $0.nature = .operation
      $0.exerciseName = nil
    }
    refused("unseen-name", .badExerciseName, at: "/header/exerciseName", "In an exercise with a blank behind its name")
    {
      $0.exerciseName = "EXERCISE NORTH "
    }
    refused(
      "alike-name", .exerciseLooksAlike, at: "/header/exerciseName", "In this exercise, its name in small letters"
    ) {
      $0.exerciseName = $0.exerciseName.flatMap { Line("\($0)".lowercased()) }
    }
    let opening = id("opening")
    refused("same-id", .idReused, at: "/header/id", "An identifier that is on the record already") { $0.id = opening }
  }

  private func refuseTypes() {
    say(
      "refused-type", from: "LVA.CELL-1",
      ForceReadiness(unit: "Exercise brigade 9", level: .full, asOf: "2026-03-20T06:00:00Z"), to: ["@all"],
      expect: .refused(.typeNotPermitted, at: "/header/type"), fault: "Readiness is the force's to report")
    say(
      "refused-attribution", from: "LVA.CELL-1",
      Attribution(
        caseNumber: "V-2026-0007", finding: id("exercise-finding"), responsible: ["EXOP"], decision: .adopted),
      to: ["@all"], precedence: .priority, authority: Delegation("LVA").authority,
      expect: .refused(.typeNotPermitted, at: "/header/type"), fault: "The Special Commission alone attributes")
    say(
      "refused-finding", from: "LVA.CELL-1",
      Finding(
        caseNumber: "V-2026-0007", outcome: .verified, confidence: .low, methods: [.interview],
        observed: "EXERCISE: this finding must be refused.", isFinal: false), to: ["@all"],
      expect: .refused(.typeNotPermitted, at: "/header/type"), fault: "A monitor observes and does not assess")
    say(
      "refused-system", from: "LVA.CELL-1", RosterChanged.example, to: ["@all"],
      expect: .refused(.reservedToBus, at: "/header/type"), fault: "The bus alone says this")
    refused(
      "override", .precedenceNotPermitted, at: "/header/precedence", "Override is granted to nobody",
      precedence: .override)
    say(
      "refused-slow-attack", from: "UKR.GS-1",
      AttackReport(
        target: .ukraine, place: "Exercise area ALPHA", began: .notKnown, ongoing: true, assessedOrigin: .notKnown,
        basis: [.other], confidence: .notStated), to: ["@all"], precedence: .routine,
      expect: .refused(.precedenceNotPermitted, at: "/header/precedence"), fault: "An attack is at least immediate")
    say(
      "refused-authority", from: "LVA.CELL-1",
      Ratification(
        instrument: "paris-declaration", version: text.version, body: "Parliament (exercise)", decision: .approved,
        on: "2026-03-03"), to: ["@all"], expect: .refused(.authorityRequired, at: "/header/authority"),
      fault: "What binds says by whose authority")
    say(
      "refused-expiry", from: "LVA.CELL-1",
      Ratification(
        instrument: "paris-declaration", version: text.version, body: "Parliament (exercise)", decision: .approved,
        on: "2026-03-03"), to: ["@all"], expires: 3_600, authority: Delegation("LVA").authority,
      expect: .refused(.expiryNotAllowed, at: "/header/expiresAt"), fault: "What binds does not expire")
  }

  /// A node of the force tries each type of verification.
  private func barTheForce() {
    let types: [any Payload] = [
      IncidentReport.example, VerificationCase.example, Tasking.example, AccessReport.example, Finding.example,
      Attribution.example, Remedy.example, Dispute.example, DailyReport.example,
    ]
    for body in types {
      barTheForce(body)
    }
  }

  private func barTheForce(_ body: some Payload) {
    let type = type(of: body).messageType
    say(
      "refused-force-\(type.name)", from: "FRA.MNF-1", body, to: ["@verification-lead"],
      release: ["coalition", "ukraine", "united-states"], precedence: .priority, authority: Delegation("FRA").authority,
      expect: .refused(.typeNotPermitted, at: "/header/type"), fault: "The force does not verify: \(type)")
  }

  private func refuseAddressing() {
    refused("nobody", .unknownAddressee, at: "/header/action/1", "A participant that there is not", to: ["FRA", "BRA"])
    refused("no-node", .unknownAddressee, at: "/header/info/0", "A node that there is not", info: ["FRA.CELL-9"])
    refused("no-role", .unknownAddressee, at: "/header/action/0", "A role that there is not", to: ["@quartermaster"])
    say(
      "refused-recipient", from: "USA.CELL-1",
      Tasking(
        caseNumber: "V-2026-0007", team: "Exercise team 9", task: "EXERCISE: this task must be refused.",
        by: "2026-03-20T06:00:00Z"), to: ["CELL", "UKR"],
      expect: .refused(.recipientNotPermitted, at: "/header/action/1"),
      fault: "Where a team will be is told to those who act on it")
    refused(
      "not-released", .addresseeNotReleasable, at: "/header/action/1", "An addressee that the label leaves out",
      to: ["FRA", "POL"], release: ["FRA", "LVA"])
    refused(
      "not-cleared", .addresseeNotReleasable, at: "/header/action/0", "An addressee that is not cleared for it",
      to: ["CELL.PRESS-1"])
    refused(
      "nobody-left", .noRecipient, at: "/header/label/releasableTo", "A role, none of whose holders may read it",
      to: ["@special-commission"], release: ["LVA"])
  }

  private func refuseLabels() {
    say(
      "refused-release", from: "FRA.MNF-1",
      ForceReadiness(unit: "Exercise brigade 1", level: .full, asOf: "2026-03-20T06:00:00Z"), to: ["FRA"],
      release: ["FRA", "ALL"], expect: .refused(.notReleasable, at: "/header/label/releasableTo/1"),
      fault: "The force releases to those of the arrangement alone")
    refused(
      "no-group", .unknownAddressee, at: "/header/label/releasableTo/1", "A group that there is not",
      release: ["ALL", "southern"])
    refused(
      "secret", .classificationExceeded, at: "/header/label/classification", "Above the ceiling of the bus",
      classification: "SECRET")
    refused(
      "above-clearance", .classificationExceeded, at: "/header/label/classification", "Above the node's own clearance",
      from: "CELL.PRESS-1")
    refused("no-policy", .unknownPolicy, at: "/header/label/policy", "Another policy's label") {
      $0.label.policy = "NATO"
    }
    refused(
      "no-classification", .unknownPolicy, at: "/header/label/classification", "A classification that there is not",
      classification: "COSMIC")
  }

  /// Corrections that are not theirs, do not reach everybody, or would undo what binds.
  private func refuseAmendments() {
    say(
      "refused-amends-other", from: "LVA.CELL-1",
      LiaisonNote(subject: "Not agreed", text: "EXERCISE: this note must be refused."), to: ["@all"],
      precedence: .immediate, amends: Amends(id: id("opening"), kind: .cancel, reason: "EXERCISE: not Latvia's"),
      expect: .refused(.amendmentNotPermitted, at: "/header/amends/id"), fault: "What others said is not amended")
    say(
      "refused-amends-some", from: "CELL.OPS-1",
      LiaisonNote(subject: "Not agreed", text: "EXERCISE: this note must be refused."), to: ["FRA"],
      precedence: .immediate, amends: Amends(id: id("opening"), kind: .correct, reason: "EXERCISE: to one alone"),
      expect: .refused(.amendmentIncomplete, at: "/header/action"),
      fault: "A correction reaches all who had the original")
    say(
      "refused-reference", from: "LVA.CELL-1",
      ReleaseRequest(message: id("note-to-a-node"), to: ["LVA"]), to: ["UKR"],
      expect: .refused(.unknownReference, at: "/body/message"),
      fault: "Latvia never had the note, and is not told that it exists")
  }

  private func refuseTimes() {
    say(
      "refused-date", from: "LVA.CELL-1",
      AssistanceDelivery(
        items: [Goods(nomenclature: "Generator", quantity: 1, unit: "pieces")], on: "2066-05-11", datePrecision: .day),
      to: ["@all"], expect: .refused(.dateTooFar, at: "/body/on"), fault: "A delivery in forty years")
    refused("future", .sentInFuture, at: "/header/sentAt", "Sent an hour from now") {
      $0.sentAt = $0.sentAt.adding(seconds: 3_600)
    }
    refused("expired", .alreadyExpired, at: "/header/expiresAt", "Expired an hour ago") {
      $0.expiresAt = $0.sentAt.adding(seconds: -3_600)
      $0.sentAt = $0.sentAt.adding(seconds: -7_200)
    }
  }
}
