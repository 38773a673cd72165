package import CellSchema

/// Who decides together on acts of a type, and by which rule, at the least.
///
/// A proposal names the same electorate, a rule that is no weaker, and everybody who has to agree.
package struct DecisionTerms: Hashable, Sendable, RuledObject {
  package var electorate: Deciders
  package var rule: DecisionProposal.Rule
  /// With `n-of-m`: how many have to agree at the least; nil: more than half of the electors.
  package var n: ElectorCount?
  /// Who has to agree in any case.
  package var mustAgree: NonEmpty<Elector>?
  /// Each side has to agree, by one elector's word at least; where there is one more side than two, that one may be
  /// silent after so long. Nil: sides do not matter.
  package var silentSideAfter: NoticePeriod?

  package init(
    electorate: Deciders, rule: DecisionProposal.Rule, n: ElectorCount? = nil, mustAgree: NonEmpty<Elector>? = nil,
    silentSideAfter: NoticePeriod? = nil
  ) {
    self.silentSideAfter = silentSideAfter
    self.electorate = electorate
    self.rule = rule
    self.n = n
    self.mustAgree = mustAgree
  }

  package static var fieldRules: [FieldRule] { [.whenForbids("rule", is: ["all", "silence"], ["n"])] }

  /// Who decides: one of the four.
  package struct Deciders: Hashable, Sendable, RuledObject {
    /// The participants whose nodes hold a role; its holders speak.
    package var role: RoleName?
    /// The participants of a side or a group.
    package var group: GroupName?
    /// The participants that these cover.
    package var parties: NonEmpty<Party>?
    package var leads: Leads?

    package init(role: RoleName) { self.role = role }
    package init(group: GroupName) { self.group = group }
    package init(parties: NonEmpty<Party>) { self.parties = parties }
    package init(leads: Leads) { self.leads = leads }

    package static var fieldRules: [FieldRule] {
      let names = ["role", "group", "parties", "leads"]
      return [.atLeastOne(names), .atMostOne(names)]
    }
  }

  /// Participants that lead, as the record and the act have them.
  package enum Leads: String, CaseIterable, SchemaLeaf {
    /// Those who lead the multinational force, and those who are to lead it by the act.
    case force
  }
}

extension DecisionTerms {
  /// How many of the electors have to agree, where the rule has a number.
  func needed(of electors: Int) -> Int? { rule == .nOfM ? n?.value ?? electors / 2 + 1 : nil }

  /// Whether a rule is at least as strict. Where all have to speak and nobody may object, silence is kept as well; a
  /// number that agrees is met by as many alone, since those who abstain do not object either.
  func isMet(by rule: DecisionProposal.Rule, n: Int?, of electors: Int) -> Bool {
    switch (self.rule, rule) {
    case (.all, .all), (.silence, .silence), (.silence, .all): true
    case (.nOfM, .nOfM): (n ?? 0) >= (needed(of: electors) ?? 0)
    case (.all, .silence), (.all, .nOfM), (.silence, .nOfM), (.nOfM, .all), (.nOfM, .silence): false
    }
  }

  /// `silence`, `all`, `2 agree`, `more than half agree`.
  package var ruleInWords: String {
    switch rule {
    case .all: "all"
    case .silence: "silence"
    case .nOfM: n.map { "\($0) agree" } ?? "more than half agree"
    }
  }
}

extension DecisionTerms.Deciders {
  /// `@special-commission`, `european`, `coalition, ukraine`, or words.
  package var words: String {
    role.map { "@\($0)" } ?? group?.description ?? parties?.map(\.description).joined(separator: ", ")
      ?? "those who lead the force"
  }
}

extension Rulebook {
  /// Judges how a proposal is decided against what the charter in force has for its act.
  ///
  /// - Parameter leads: who leads the force, and who is to lead it by the act.
  /// - Throws: `decided-otherwise`, with the place in the proposal.
  func check(
    _ proposal: DecisionProposal, by terms: DecisionTerms, of type: TypeIndex, leads: ParticipantSet
  ) throws(Refusal) {
    let citation = citation(kind(type)?.line)
    func other(_ pointer: String, _ words: String) -> Refusal {
      Refusal(.decidedOtherwise, at: pointer, "\(type.entry.type) \(words) (\(citation))")
    }
    let deciders = terms.electorate
    let electors = participants(of: proposal.electorate)
    let isSame =
      deciders.role == proposal.electorate.role
      && (deciders.role != nil || electors == (deciders.leads == nil ? kind(type)?.deciders : leads))
    guard isSame else { throw other("/body/electorate", "is decided by \(deciders.words)") }
    guard terms.isMet(by: proposal.rule, n: proposal.n?.value, of: electors.count) else {
      let needed = terms.needed(of: electors.count).map { "n-of-m with an n of \($0) or more" }
      throw other(
        proposal.n == nil || terms.rule != .nOfM ? "/body/rule" : "/body/n",
        "is decided by the rule \(needed ?? terms.rule.rawValue), or a stricter one")
    }
    let agreeing = (proposal.mustAgree?.elements ?? []).reduce(into: ParticipantSet()) {
      $0.formUnion(participants(of: $1))
    }
    for elector in terms.mustAgree?.elements ?? [] {
      let wanted = participants(of: elector)
      guard !wanted.isEmpty, wanted.isSubset(of: agreeing) else {
        throw other("/body/mustAgree", "takes the agreement of \(elector)")
      }
    }
  }
}
