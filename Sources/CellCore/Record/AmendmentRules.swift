import CellSchema

/// The rules for an amendment (correct, cancel, supersede, retract). It comes from the same participant, has at least
/// the original's precedence, and reaches all who had the original. A binding message is not amended: it is withdrawn,
/// or ended by an act of its own.
struct AmendmentRules {
  let recorder: Recorder

  private var rulebook: Rulebook { recorder.rulebook }

  func check(_ amends: Amends, _ matter: RecordRules.Matter) throws(Refusal) {
    let known = try matter.hearing.require(amends.id, at: "/header/amends/id")
    let original = recorder.state.index.messageClass(known.sequence)
    guard known.participant == matter.found.participant, original.entry?.isOfBus != true else {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id",
        "\(amends.id) was said by \(recorder.names.name(known.node)), whose participant alone amends it")
    }
    // What is said on a decision binds under every charter, and so does what the bus carries messages by.
    if rulebook.kind(original.type)?.isBinding == true || original.entry?.system == DecisionProposal.messageType.system
      || (original.type == Self.releaseDecision && rulebook.procedures.carriesReleases)
    {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id",
        "\(original.typeName) binds: it is withdrawn, or ended by an act of its own"
          + " (\(rulebook.citation(rulebook.kind(original.type)?.line)))")
    }
    guard matter.found.lane >= original.lane else {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/precedence",
        "the original went \(original.lane.rawValue); what amends it goes at that precedence or above")
    }
    try checkKind(amends, matter, original)
    try checkHistory(amends, matter, known, original)
    try checkReach(matter, original)
    try ReleaseRules(recorder: recorder).checkCorrection(matter, of: known.sequence)
  }

  private func checkKind(
    _ amends: Amends, _ matter: RecordRules.Matter, _ original: MessageClass
  ) throws(Refusal) {
    if matter.found.type == original.type { return }
    switch amends.kind {
    case .correct, .supersede:
      throw Refusal(
        .amendmentNotPermitted, at: "/header/type",
        "the right version of \(original.typeName) is of type \(original.typeName)")
    case .cancel, .retract:
      guard matter.found.type != Self.note else { return }
      throw Refusal(
        .amendmentNotPermitted, at: "/header/type",
        "\(original.typeName) is taken back by \(original.typeName) or cell.liaison-note")
    }
  }

  private static let note = Catalogue.index(of: LiaisonNote.self)
  private static let releaseDecision = Catalogue.index(of: ReleaseDecision.self)

  private func checkHistory(
    _ amends: Amends, _ matter: RecordRules.Matter, _ known: Hearing.Known, _ original: MessageClass
  ) throws(Refusal) {
    let docket = matter.docket
    if docket.isAmendment(amends.id) {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id", "#\(known.sequence) is an amendment; amend its original")
    }
    if let last = docket.amendments(of: amends.id).last, last.amends?.kind.takesBack == true {
      throw Refusal(.alreadySaid, at: "/header/amends/id", "it was taken back in #\(last.sequence)")
    }
    guard rulebook.kind(original.type)?.isFact == false,
      let entry = docket.original(amends.id), let later = docket.reliance(on: entry)
    else { return }
    // The sender of the amendment may not be allowed to read the message that rests on the original.
    let mayKnow = rulebook.mayKnow(recorder.state.index.messageClass(later), matter.found.node)
    throw Refusal(
      .amendmentNotPermitted, at: "/header/amends/id",
      "a later act rests on it\(mayKnow ? " (#\(later))" : ""); only a new act changes that")
  }

  private func checkReach(_ matter: RecordRules.Matter, _ original: MessageClass) throws(Refusal) {
    let missed = rulebook.nodes.indices.filter { node in
      rulebook.mayKnow(original, node) && !rulebook.mayRead(matter.found, node) && node != matter.found.node
    }
    guard let first = missed.first else { return }
    let more = missed.count > 1 ? " and \(missed.count - 1) more" : ""
    throw Refusal(
      .amendmentIncomplete, at: "/header/action",
      "\(recorder.names.name(first))\(more) had the original and would not get this; address and release it to all of"
        + " them")
  }
}
