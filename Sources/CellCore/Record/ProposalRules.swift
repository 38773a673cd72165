import CellSchema

extension DecisionDesk {
  /// What a proposal has to be when it is made.
  struct ProposalRules {
    let desk: DecisionDesk
    let prepared: Prepared
    let now: Instant

    private var rulebook: Rulebook { desk.rulebook }
    private var found: MessageClass { prepared.messageClass }

    /// - Returns: whose alternates begin to act with it.
    func check(_ body: DecisionProposal) throws(Refusal) -> [StandIn] {
      guard let frozen = prepared.proposal?.electorate else { preconditionFailure("a proposal has an electorate") }
      try checkNames(body)
      guard !frozen.electors.isEmpty else {
        throw Refusal(.noElectorate, at: "/body/electorate", "nobody would decide: \(body.electorate.words) is nobody")
      }
      if let n = body.n, n.value > frozen.electors.count {
        throw Refusal(
          .noElectorate, at: "/body/n", "\(n) would have to agree, of \(frozen.electors.count) electors")
      }
      try checkMoment(body, frozen)
      try checkReaders(body, frozen)
      try checkShare()
      return try checkAct(body)
    }

    /// Over all worlds: what is open anywhere is looked at at each tick.
    private func checkShare() throws(Refusal) {
      let open = desk.recorder.deciding.flatMap { desk.decisions(in: $0).open }
      let own = open.count { $0.entry.participant == found.participant }
      guard own < Limits.openDecisionsOfParticipant, open.count < Limits.openDecisions else {
        throw Refusal(
          .tooManyDecisions, at: "/header/type",
          "\(open.count) proposals are open of \(Limits.openDecisions), of yours \(own) of"
            + " \(Limits.openDecisionsOfParticipant)")
      }
    }

    private func checkNames(_ body: DecisionProposal) throws(Refusal) {
      if let role = body.electorate.role, rulebook.roles[role] == nil {
        throw Refusal(.noElectorate, at: "/body/electorate/role", "nobody holds the role \(role)")
      }
      for (place, code) in (body.electorate.participants?.elements ?? []).enumerated()
      where rulebook.participants(of: .participant(code)).isEmpty {
        throw Refusal(
          .unknownAddressee, at: "/body/electorate/participants/\(place)", "the roster has no participant \(code)")
      }
      for (place, elector) in (body.mustAgree?.elements ?? []).enumerated()
      where rulebook.participants(of: elector).isEmpty {
        throw Refusal(.noElectorate, at: "/body/mustAgree/\(place)", "\(elector) is nobody, and could never agree")
      }
    }

    private func checkMoment(_ body: DecisionProposal, _ frozen: FrozenElectorate) throws(Refusal) {
      let moment = desk.recorder.moment(now)
      guard body.rule == .silence else {
        guard body.until.moment > moment else {
          throw Refusal(.badMoment, at: "/body/until", "\(body.until) is past")
        }
        return
      }
      try body.until.checkWholeSecond()
      let earliest = moment + frozen.silence
      guard body.until.moment >= earliest else {
        throw Refusal(
          .badMoment, at: "/body/until",
          "a silence runs for \(frozen.silence.inSeconds / 60) minutes at least: until"
            + " \(Timestamp(earliest.nextWholeSecond)), and not \(body.until)")
      }
    }

    /// Who decides has to be able to read what it decides on, by a node that may speak.
    private func checkReaders(_ body: DecisionProposal, _ frozen: FrozenElectorate) throws(Refusal) {
      for (code, participant) in frozen.codes.sorted(by: { $0.key < $1.key }) {
        let voices = rulebook.voices(of: participant, on: body)
        guard !voices.contains(where: { rulebook.mayKnow(found, $0) }) else { continue }
        let names = voices.map { desk.recorder.names.name($0).description }.sorted().joined(separator: ", ")
        throw Refusal(
          .electorCannotRead, at: frozen.electors.contains(participant) ? "/body/electorate" : "/body/mustAgree",
          voices.isEmpty
            ? "\(code) has no node that may speak on it"
            : "\(code) speaks by \(names), and may not read the proposal there")
      }
    }

    private func checkAct(_ body: DecisionProposal) throws(Refusal) -> [StandIn] {
      let act: Prepared
      let beginning: [StandIn]
      do throws(Refusal) {
        act = try desk.judge(body.document, of: found.node, in: found.world, at: now)
        _ = try desk.rules.judge(act, body.document.bytes)
        // At the result alternates are not looked at again: what they did while they acted stays.
        beginning = try desk.alternates.check(act, at: now)
      } catch {
        throw Refusal(error.code, at: "/body/act", "\(error.pointer): \(error.detail)")
      }
      guard act.id != prepared.id, !desk.isClaimed(act) else {
        throw Refusal(.idReused, at: "/body/act", "/header/id: the act has an identifier that is taken")
      }
      if let terms = rulebook.kind(act.messageClass.type)?.terms {
        try desk.checkTerms(terms, of: body, act, at: now)
      }
      if body.rule == .silence, body.mustAgree == nil, rulebook.kind(act.messageClass.type)?.needsAuthority == true {
        throw Refusal(
          .authorityRequired, at: "/body/mustAgree",
          "\(act.messageClass.typeName) needs an authority, which silence does not name: say who has to agree")
      }
      // Nobody is bound by an act without a word of it.
      if let reader = rulebook.listedNodes.first(where: {
        rulebook.mayRead(act.messageClass, $0) && !rulebook.mayKnow(found, $0)
      }) {
        throw Refusal(
          .notDecidable, at: "/header/action",
          "\(desk.recorder.names.name(reader)) may read the act, and not the proposal and its result")
      }
      // The proposal lets everybody read the act who may read the proposal.
      if let reader = rulebook.listedNodes.first(where: {
        rulebook.mayRead(found, $0) && !rulebook.mayKnow(act.messageClass, $0)
      }) {
        throw Refusal(
          .notDecidable, at: "/body/act",
          "/header/label: \(desk.recorder.names.name(reader)) may read the proposal, and not the act")
      }
      return beginning
    }
  }
}

extension Electorate {
  /// `@delegation`, `european`, `DEU, FRA`.
  var words: String {
    role.map { "@\($0)" } ?? group?.description
      ?? (participants?.elements ?? []).map(\.description).joined(separator: ", ")
  }
}
