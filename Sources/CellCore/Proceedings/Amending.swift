import CellSchema

// Correct, cancel, supersede, retract.
extension Core {
  /// An amendment is the same participant's, has at least the original's precedence, and reaches all who had it. What
  /// binds is not amended: it is withdrawn, or ended by an act of its own.
  func check(
    _ amends: Amends, _ judged: Judged, _ entry: Entry?, _ docket: Docket, _ hearing: Hearing
  ) throws(Refusal) {
    let known = try hearing.require(amends.id, at: "/header/amends/id")
    let original = index.messageClass(known.sequence)
    guard known.participant == judged.facts.participant, !known.type.hasPrefix("system.") else {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id",
        "\(amends.id) was said by \(names.nodes[known.node]), whose participant alone amends it")
    }
    if judge.rulebook.kinds[original.type]?.isBinding == true {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id",
        "\(known.type) binds: it is withdrawn, or ended by an act of its own"
          + " (\(judge.rulebook.citation(judge.rulebook.kinds[original.type]?.line)))")
    }
    guard judged.facts.lane >= original.lane else {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/precedence",
        "the original went \(Lane.names[original.lane]); what amends it goes at that precedence or above")
    }
    try checkKind(amends, judged, known, original)
    try checkHistory(amends, judged, known, original, docket)
    try checkReach(judged, original)
  }

  private func checkKind(
    _ amends: Amends, _ judged: Judged, _ known: Hearing.Known, _ original: MessageIndex.Class
  ) throws(Refusal) {
    if judged.facts.type == original.type { return }
    switch amends.kind {
    case .correct, .supersede:
      throw Refusal(
        .amendmentNotPermitted, at: "/header/type", "the right version of \(known.type) is of type \(known.type)")
    case .cancel, .retract:
      guard catalogue[judged.facts.type].type != "cell.liaison-note" else { return }
      throw Refusal(
        .amendmentNotPermitted, at: "/header/type",
        "\(known.type) is taken back by \(known.type) or cell.liaison-note")
    }
  }

  private func checkHistory(
    _ amends: Amends, _ judged: Judged, _ known: Hearing.Known, _ original: MessageIndex.Class, _ docket: Docket
  ) throws(Refusal) {
    if docket.isAmendment(amends.id) {
      throw Refusal(
        .amendmentNotPermitted, at: "/header/amends/id", "#\(known.sequence) is an amendment; amend its original")
    }
    if let last = docket.amendments(of: amends.id).last, let kind = last.amends?.kind,
      kind == .cancel || kind == .retract
    {
      throw Refusal(.alreadySaid, at: "/header/amends/id", "it was taken back in #\(last.sequence)")
    }
    guard judge.rulebook.kinds[original.type]?.isFact == false,
      let entry = docket.entries.first(where: { $0.id == amends.id }), let later = docket.reliance(on: entry)
    else { return }
    // Whoever amends the original may not be able to read what rests on it.
    let mayKnow = judge.rulebook.mayKnow(index.messageClass(later.sequence), node: judged.facts.node)
    throw Refusal(
      .amendmentNotPermitted, at: "/header/amends/id",
      "a later act rests on it\(mayKnow ? " (#\(later.sequence))" : ""); only a new act changes that")
  }

  private func checkReach(_ judged: Judged, _ original: MessageIndex.Class) throws(Refusal) {
    let rulebook = judge.rulebook
    let missed = rulebook.nodes.indices.filter { node in
      rulebook.mayKnow(original, node: node) && !rulebook.mayRead(judged.facts, node: node)
        && node != judged.facts.node
    }
    guard let first = missed.first else { return }
    let more = missed.count > 1 ? " and \(missed.count - 1) more" : ""
    throw Refusal(
      .amendmentIncomplete, at: "/header/action",
      "\(names.nodes[first])\(more) had the original and would not get this; address and release it to all of them")
  }
}
