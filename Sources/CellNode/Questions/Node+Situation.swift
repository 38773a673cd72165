public import CellSchema
import CellWire

extension Node {
  /// Asks the broker where things stand, as far as this node may read.
  ///
  /// ```swift
  /// let situation = try await node.situation()
  /// for matter in situation.attention { print(matter.kind, matter.text) }
  /// ```
  ///
  /// - Guarantee: items and totals are computed from messages that this node may read, and ``Situation/isPartial`` says
  ///   whether there are others. One answer shows one state of the record: ``Situation/throughSequence``. The answer
  ///   for a case that does not exist, or that this node may not read, is an empty list.
  /// - Misuse: an answer fits in one frame. Items that did not fit are counted in ``Situation/omitted``; ask for one
  ///   system, with ``wholeSituation(_:)`` for all of its items.
  /// - Throws: ``NodeError``: `unknown-query` for a question whose parts do not fit together; otherwise as
  ///   ``status()``.
  public func situation(_ query: SituationQuery = .overview) async throws -> Situation {
    let question = query.question(of: core.profile)
    do throws(Refusal) {
      try question.check()
    } catch {
      throw NodeError(error)
    }
    guard let situation = try await core.ask(.situation(question)).situation else { throw NodeError.wrongAnswer }
    return situation
  }

  /// Asks for one system in as many answers as its items need.
  ///
  /// All answers show one state of the record: those after the first ask for the first one's moment. An overview is one
  /// answer, as with ``situation(_:)``.
  ///
  /// - Throws: as ``situation(_:)``.
  public func wholeSituation(_ query: SituationQuery) async throws -> Situation {
    var whole = try await situation(query)
    guard let system = query.system else { return whole }
    var next = query
    next.moment = query.moment ?? .time(whole.asOf)
    while whole.omitted > 0 {
      next.skip = query.skip + UInt64(whole.items(of: system))
      let page = try await situation(next)
      // Asking on after an answer without an item would never end.
      guard page.items(of: system) > 0 else { break }
      whole.append(page)
    }
    return whole
  }
}

extension Situation {
  /// How many items of a system the situation has, counted as `omitted` and `skip` count them.
  func items(of system: SituationSystem) -> Int {
    switch system {
    case .attention: attention.count
    case .phase: ceasefires.count
    case .declaration: powers.count + texts.count
    case .guarantees: guarantees.count
    case .cases: cases.count
    case .force:
      force.changes.count + force.contributions.count + force.activities.count + force.regeneration.count
        + force.support.count + force.requests.count
    case .support: attacks.count + invocations.count
    case .clock: clocks.count
    case .assistance:
      assistance.money.count + assistance.goods.count + assistance.requirements.count + assistance.pledges.count
    case .decisions: contested.count + decisions.count
    case .roles: roles.count
    }
  }

  /// Appends the items of the next answer.
  mutating func append(_ page: Situation) {
    attention += page.attention
    ceasefires += page.ceasefires
    powers += page.powers
    texts += page.texts
    guarantees += page.guarantees
    cases += page.cases
    contested += page.contested
    decisions += page.decisions
    roles += page.roles
    force.changes += page.force.changes
    force.contributions += page.force.contributions
    force.activities += page.force.activities
    force.regeneration += page.force.regeneration
    force.support += page.force.support
    force.requests += page.force.requests
    attacks += page.attacks
    invocations += page.invocations
    clocks += page.clocks
    assistance.money += page.assistance.money
    assistance.goods += page.assistance.goods
    assistance.requirements += page.assistance.requirements
    assistance.pledges += page.assistance.pledges
    omitted = page.omitted
    omissions = page.omissions
  }
}
