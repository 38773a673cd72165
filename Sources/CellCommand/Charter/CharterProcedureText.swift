import CellConfig
import CellCore
import CellSchema
import StrictYAML

/// What the charter's procedures add to the rule of a type.
struct CharterProcedureText {
  /// One procedure, as it bears upon a type.
  struct Clause {
    /// The first column, up to 12 letters.
    let name: String
    let words: String
    /// The place of the procedure in the charter.
    let pointer: String
    let values: [String]
  }

  let charter: Charter
  /// Parties, and which participants those are today: a participant's nodes speak as one here.
  let parties: ([Party]) -> String

  func clauses(of type: MessageType) -> [Clause] {
    if let step = PhaseStep(type) { return clauses(of: step) }
    return decision(on: type) + procedures(of: type)
  }

  private func procedures(of type: MessageType) -> [Clause] {
    switch type {
    case PhaseChanged.messageType: [authorities]
    case DeclarationSignature.messageType: [capacities]
    case Ratification.messageType: [ratification]
    case DeclarationConfirmation.messageType: [confirmed]
    case GuaranteeCommitment.messageType, GuaranteeActivated.messageType: commitment
    case GuaranteeCompletion.messageType: [completion]
    case GuaranteeWithdrawal.messageType: [notice]
    case ForceConstitution.messageType, ForceChange.messageType: [leads]
    case ForceContribution.messageType: namedContributions
    case ForceActivity.messageType: [onRequest]
    case ForceRequest.messageType: [answers]
    case ForceSupport.messageType: [namedSupport]
    case Invocation.messageType: invokers + stages(of: .invocation)
    case AttackReport.messageType: clock
    case Consultation.messageType: stages(of: .consultation)
    case SupportResponse.messageType: stages(of: .response)
    case SupportMeasure.messageType: stages(of: .measure)
    case ClockStage.messageType: clock
    case DecisionProposal.messageType, DecisionPostponement.messageType: [silence]
    case DecisionStatement.messageType: [voices]
    case Minimize.messageType: [minimize]
    default: []
    }
  }

  /// Every procedure, once, for the whole charter.
  var all: [Clause] {
    [
      speed, authorities, activating, capacities, ratification, politicalLimb, lateRatification, notice, leads,
      onRequest, namedSupport,
    ] + namedContributions + [powers].compactMap(\.self) + invokers + clock
      + [silence, voices, minimize] + [checkpoints].compactMap(\.self)
  }

  // MARK: the ceasefire

  private func clauses(of step: PhaseStep) -> [Clause] {
    let from = either(step.from.map(\.inWords))
    let moves = Clause(
      name: inColumn("moves"), words: spoken("the ceasefire in its scope, from \(from) to \(step.to.inWords)"),
      pointer: authorities.pointer, values: [])
    return [moves, authorities] + (step == .entryIntoForce ? [activating] : [])
  }

  private var authorities: Clause {
    let parties = charter.ceasefire.authorities.elements
    return Clause(
      name: inColumn("takes"),
      words: spoken("the same from each of \(self.parties(parties)); until then the phase stays, as contested"),
      pointer: "/ceasefire/authorities", values: parties.map(\.description))
  }

  private var activating: Clause {
    let scopes = charter.ceasefire.activating.map(\.inWords)
    return Clause(
      name: inColumn("activates"),
      words: spoken("the guarantees, where it enters into force in the scope \(either(scopes))"),
      pointer: "/ceasefire/activating", values: scopes)
  }

  /// The scopes whose phase a type's phases mean.
  var scopes: String { either(charter.ceasefire.activating.map(\.inWords)) }

  // MARK: declaration and guarantees

  private var capacities: Clause {
    let capacities = charter.declaration.capacities.elements
    let others = DeclarationSignature.Capacity.allCases.filter { !capacities.contains($0) }.map(\.rawValue)
    let rest = others.isEmpty ? "" : spoken("; one as \(either(others)) carries none")
    return Clause(
      name: inColumn("carries"),
      words: spoken("commitments, where it is signed as \(either(capacities.map(\.rawValue)))\(rest)"),
      pointer: "/declaration/capacities", values: capacities.map(\.rawValue))
  }

  /// What becomes of a signature without full powers; nil where nobody looks.
  var powers: Clause? {
    charter.declaration.unregisteredPowers.map { unregistered in
      let rest =
        switch unregistered {
        case .accept: spoken("another office is accepted, and unconfirmed until \(DeclarationConfirmation.messageType)")
        case .refuse: spoken("another office is refused")
        }
      return Clause(
        name: inColumn("powers"), words: byOffice + spoken("as the roster registers them; \(rest)"),
        pointer: "/declaration/unregisteredPowers", values: [unregistered.rawValue])
    }
  }

  private var confirmed: Clause {
    Clause(
      name: inColumn("confirms"),
      words: spoken("an act that an office without full powers signed; who confirms has them"),
      pointer: "/declaration/officesWithFullPowers", values: offices)
  }

  /// That some offices need no entry in the register: there are many titles for them.
  private var byOffice: String {
    guard let first = offices.first else { return "" }
    return offices.count == 1
      ? spoken("by itself as \(first), else ")
      : spoken("by itself as \(first) or under \(offices.count - 1) other titles, else ")
  }

  private var offices: [String] { charter.declaration.officesWithFullPowers.map(\.description) }

  private var ratification: Clause {
    let decision = charter.guarantees.ratifiedBy
    let words =
      switch decision {
      case .approved: spoken("the commitments that require it, once a body approved")
      case .deposited: spoken("the commitments that require it, once it is deposited; approval alone does not")
      }
    return Clause(
      name: inColumn("ratifies"), words: words, pointer: "/guarantees/ratifiedBy", values: [decision.rawValue])
  }

  private var commitment: [Clause] {
    let capacities = charter.declaration.capacities.map(\.rawValue)
    let scopes = charter.ceasefire.activating.map(\.inWords)
    let decision = charter.guarantees.ratifiedBy.rawValue
    return [
      Clause(
        name: inColumn("active"),
        words: spoken("at the entry into force of a ceasefire in the scope \(either(scopes)), not before"),
        pointer: "/ceasefire/activating", values: scopes),
      Clause(
        name: inColumn("once signed"), words: spoken("its text and version, as \(either(capacities))"),
        pointer: "/declaration/capacities", values: capacities),
      Clause(
        name: inColumn("ratified"), words: spoken("by a ratification that is \(decision), where it requires one"),
        pointer: "/guarantees/ratifiedBy", values: [decision]),
      politicalLimb, lateRatification,
    ]
  }

  private var lateRatification: Clause {
    let words =
      switch charter.guarantees.lateRatification {
      case .signedBeforeEnd: spoken("after the ceasefire's end a ratification activates what was signed before it")
      case .never: spoken("after the ceasefire's end a ratification activates nothing")
      case nil: spoken("after the ceasefire's end a ratification raises what is active, and activates nothing else")
      }
    return Clause(
      name: inColumn("late"), words: words, pointer: "/guarantees/lateRatification",
      values: [charter.guarantees.lateRatification?.rawValue ?? "none"])
  }

  private var politicalLimb: Clause {
    let words =
      switch charter.guarantees.politicalLimb {
      case .atSignature:
        spoken("active before a ratification that it takes, where it binds politically and legally")
      case .withRatification, nil: spoken("active with the ratification that it takes, and not before")
      }
    return Clause(
      name: inColumn("politically"), words: words, pointer: "/guarantees/politicalLimb",
      values: [charter.guarantees.politicalLimb?.rawValue ?? "none"])
  }

  private var completion: Clause {
    Clause(
      name: inColumn("counts"),
      words: spoken(
        """
        for attacks that begin after it is accepted, or after the ratification that it takes; final terms do not open again
        """),
      pointer: "/guarantees", values: [])
  }

  private var notice: Clause {
    let words =
      charter.guarantees.notice.map {
        spoken("from the date that it states, and not before \($0) after its acceptance")
      }
      ?? spoken("from the date that it states, and not before its acceptance")
    return Clause(
      name: inColumn("leaves"), words: words, pointer: "/guarantees/notice",
      values: [charter.guarantees.notice?.description ?? "none"])
  }

  // MARK: force and support

  private var leads: Clause {
    let parties = charter.force.leads.elements
    return Clause(
      name: inColumn("led by"), words: spoken("none but \(self.parties(parties))"), pointer: "/force/leads",
      values: parties.map(\.description))
  }

  private var onRequest: Clause {
    let kinds = charter.force.onRequest
    let others = ForceActivity.Kind.allCases.filter { !kinds.contains($0) }.map(\.rawValue)
    var words: [String] = []
    if !kinds.isEmpty { words.append(spoken("\(all(kinds.map(\.rawValue))) only to answer a force.request")) }
    if !others.isEmpty { words.append(spoken("\(all(others)) without one")) }
    return Clause(
      name: inColumn("on request"), words: words.joined(separator: "; "), pointer: "/force/onRequest",
      values: kinds.map(\.rawValue))
  }

  private var answers: Clause {
    let kinds = charter.force.onRequest.map(\.rawValue)
    return Clause(
      name: inColumn("answered by"),
      words: kinds.isEmpty
        ? spoken("no activity has to wait for it") : spoken("a force.activity of the kind \(either(kinds))"),
      pointer: "/force/onRequest", values: kinds)
  }

  private var namedSupport: Clause {
    let kinds = charter.force.namedSupport.map(\.rawValue)
    let words =
      kinds.isEmpty
      ? spoken("the text names no kind; each is accepted and marked as beyond it")
      : spoken("the text names \(all(kinds)); another kind is accepted and marked as beyond it")
    return Clause(
      name: inColumn("kinds"), words: words, pointer: "/force/namedSupport",
      values: kinds)
  }

  private var namedContributions: [Clause] {
    (charter.force.namedContributions ?? []).enumerated().map { index, part in
      let domains = part.domains.map(\.rawValue)
      return Clause(
        name: inColumn("part of"),
        words:
          "\(parties(part.by.elements)): "
          + spoken(
            "\(domains.isEmpty ? spoken("no domain") : all(domains)) by the text; another is marked as beyond it"),
        pointer: "/force/namedContributions/\(index)", values: domains)
    }
  }

  private var invokers: [Clause] {
    Beneficiary.allCases.map { beneficiary in
      let name = beneficiary == .force ? spoken("the force") : spoken("Ukraine")
      guard let index = charter.support.invokers.firstIndex(where: { $0.beneficiary == beneficiary }) else {
        return Clause(
          name: inColumn("invoked"), words: spoken("for \(name) by nobody"), pointer: "/support/invokers", values: [])
      }
      let by = charter.support.invokers[index].by.elements
      return Clause(
        name: inColumn("invoked"), words: spoken("for \(name) by \(parties(by))"),
        pointer: "/support/invokers/\(index)",
        values: by.map(\.description))
    }
  }

  // MARK: the clock after an attack

  /// Every stage; that there is none, where the charter has none.
  private var clock: [Clause] {
    guard charter.support.stages != nil else {
      return [
        Clause(name: inColumn("clock"), words: spoken("none runs after an attack"), pointer: "/support", values: [])
      ]
    }
    return ExpectedAnswer.allCases.flatMap(stages).sorted { $0.pointer < $1.pointer }
  }

  /// The stages that expect an answer of a type: expected, and not owed.
  private func stages(of expected: ExpectedAnswer) -> [Clause] {
    let all = (charter.support.stages?.elements ?? []).enumerated()
    return all.filter { $0.element.expected == expected }.map { index, stage in
      let attack = stage.target.map { spoken(" on \($0 == .force ? "the force" : "Ukraine")") } ?? ""
      return Clause(
        name: inColumn("expected"),
        words: spoken(
          "\("\(stage.after)") after an attack\(attack), not owed: \(expected.rawValue) of \(parties(stage.who.elements))"
        ) + ": \(stage.text)",
        pointer: "/support/stages/\(index)", values: ["\(stage.after)"] + stage.who.map(\.description))
    }
  }

  // MARK: deciding together

  private var minimize: Clause {
    let longest = charter.minimize?.longest
    return Clause(
      name: inColumn("holds"),
      words: longest.map { spoken("what is below priority, for \(time($0.value)) at most") }
        ?? spoken("nothing: it is words alone"),
      pointer: "/minimize/longest", values: longest.map { [$0.description] } ?? [])
  }

  private var decisions: DecisionProcedure { charter.decisions ?? .usual }

  /// Who decides on a type, and how.
  private func decision(on type: MessageType) -> [Clause] {
    guard let index = charter.types.firstIndex(where: { $0.type == type }), let decision = charter.types[index].decision
    else { return [] }
    let pointer = "/types/\(index)"
    var clauses = [
      Clause(
        name: inColumn("decided"),
        words: decision == .needed
          ? spoken("together: by itself it is refused, and has effect once a decision.proposal of it is carried")
          : spoken("together, where it is proposed so"), pointer: "\(pointer)/decision", values: [decision.rawValue])
    ]
    guard let terms = charter.types[index].decidedBy else { return clauses }
    let consent = (terms.mustAgree?.elements ?? []).map(\.description)
    clauses.append(
      Clause(
        name: inColumn("by"),
        words: spoken("\(terms.electorate.words), rule \(terms.ruleInWords), or a stricter one")
          + (consent.isEmpty ? "" : spoken("; \(all(consent)) has to agree in any case"))
          + (terms.silentSideAfter.map { spoken("; each side agrees, or is silent for \($0)") } ?? ""),
        pointer: "\(pointer)/decidedBy",
        values: [terms.electorate.words, terms.ruleInWords] + consent
          + (terms.silentSideAfter.map { ["\($0)"] } ?? [])))
    return clauses
  }

  private var silence: Clause {
    Clause(
      name: inColumn("silence"),
      words: spoken("runs for \(time(decisions.silence.value)) at least, and after every elector has it"),
      pointer: "/decisions/silence", values: [decisions.silence.description])
  }

  private var voices: Clause {
    let parties = decisions.voices.elements
    return Clause(
      name: inColumn("speaks"),
      words: spoken("for a participant: \(self.parties(parties)); where a role decides, who holds it"),
      pointer: "/decisions/voices", values: parties.map(\.description))
  }

  // MARK: speed of service

  private var speed: Clause { speed(from: .deferred, to: .flash) }

  /// Within what time an acknowledgement is owed, highest first.
  func speed(from least: Precedence, to greatest: Precedence) -> Clause {
    let speeds = Precedence.allCases.filter { least <= $0 && $0 <= greatest }.reversed().map { precedence in
      (precedence: precedence, minutes: charter.speedOfService[precedence].value)
    }
    return Clause(
      name: inColumn("within"),
      words: speeds.map { spoken("\(time($0.minutes)) at \($0.precedence.rawValue)") }.joined(separator: ", "),
      pointer: "/speedOfService", values: speeds.map { "\($0.precedence.rawValue) \($0.minutes)" })
  }

  private func time(_ minutes: Int) -> String {
    minutes.isMultiple(of: 60)
      ? counted(minutes / 60, "{1} hour", "{1} hours") : counted(minutes, "{1} minute", "{1} minutes")
  }

  func either(_ names: [String]) -> String { join(names) { spoken("\($0) or \($1)") } }
  private func all(_ names: [String]) -> String { join(names) { spoken("\($0) and \($1)") } }

  private func join(_ names: [String], _ pair: (String, String) -> String) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return pair(names.dropLast().joined(separator: ", "), last)
  }
}

extension CeasefirePhase {
  /// As in `while the ceasefire is in force`.
  var inWords: String {
    switch self {
    case .preparation: spoken("in preparation")
    case .agreed: spoken("agreed")
    case .inForce: spoken("in force")
    case .suspended: spoken("suspended")
    case .terminated: spoken("terminated")
    }
  }
}
