import CellSchema

extension Script {
  /// When a proposal is decided.
  enum Moment {
    /// Seconds after it is sent, a whole second: of a silence.
    case silence(Int64)
    /// As soon as those who are asked have had the time to speak.
    case soon
  }

  /// Proposes an act, which has effect under the identifier of that name once it is carried.
  func propose(
    _ name: String, _ act: String, _ body: some Payload, from sender: NodeName, by electorate: Electorate,
    _ rule: DecisionProposal.Rule, n: ElectorCount? = nil, at moment: Moment = .soon,
    mustAgree: NonEmpty<Elector>? = nil, references: [String] = [], caseNumber: CaseNumber? = nil,
    authority: Authority? = nil, expect: Expectation = .accepted, fault: String? = nil
  ) {
    let (type, id) = (Swift.type(of: body).messageType, id(act))
    let references = NonEmpty(references.map(self.id))
    @Sendable func proposal(_ stamp: Step.Stamp) -> DecisionProposal {
      let header = Header(
        id: id, cell: stamp.cell, type: type, version: 1, from: sender, serial: stamp.serial, action: ["@all"],
        precedence: .priority, nature: .exercise, exerciseName: Scenario.exerciseName, sentAt: stamp.sentAt,
        label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: ["ALL"]),
        references: references, caseNumber: caseNumber, authority: authority)
      guard let document = ProposedDocument(DocumentEncoder.encode(header: header, body: body)) else {
        preconditionFailure("an act fits a proposal")
      }
      let until =
        switch moment {
        case .silence(let seconds): stamp.sentAt.wholeSecond.adding(seconds: seconds)
        case .soon: Timestamp(stamp.sentAt.moment + .milliseconds(stamp.patience))
        }
      return DecisionProposal(
        document: document, electorate: electorate, rule: rule, n: n, until: until, mustAgree: mustAgree)
    }
    let unstamped = Step.Stamp(cell: "unstamped", serial: .first(of: sender, at: start), sentAt: start)
    say(
      name, from: sender, proposal(unstamped), to: ["@all"], precedence: .priority,
      bodyOf: { DocumentEncoder.json(proposal($0)) }, acts: type, expect: expect, fault: fault)
  }

  /// What a participant says on a proposal. With an authority, since what it agrees to takes one.
  ///
  /// - Parameter node: by which it speaks on this matter; by its government's where absent.
  func state(
    _ position: DecisionStatement.Position = .agree, on proposal: String, by code: ParticipantCode,
    through node: NodeName? = nil, reason: Text? = nil, binds: Bool = true
  ) {
    let delegation = Delegation(code)
    say(
      "\(code) on \(proposal)", from: node ?? delegation.node,
      DecisionStatement(proposal: id(proposal), position: position, reason: reason), to: ["@all"],
      precedence: .priority, inReplyTo: proposal, authority: binds && position == .agree ? delegation.authority : nil)
  }
}

extension Timestamp {
  /// The whole second that it is of.
  var wholeSecond: Timestamp { Timestamp(Microseconds(moment.value - moment.value % 1_000_000)) }
}
