public import CellSchema

extension Node {
  /// Asks the broker where things stand, as far as this node may read.
  ///
  /// ```swift
  /// let situation = try await node.situation()
  /// for matter in situation.attention { print(matter.kind, matter.text) }
  /// ```
  ///
  /// - Guarantee: items and totals are computed from what this node may read, and ``Situation/isPartial`` says that the
  ///   whole is more. One answer is one state of the record: ``Situation/throughSequence``. A case that is not there,
  ///   or not this node's to read, is an empty list.
  /// - Misuse: an answer is as long as one frame. What did not fit is counted in ``Situation/omitted``; ask for one
  ///   system, by ``wholeSituation(_:)`` for all of it.
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

  /// Asks for one system in as many answers as it takes.
  ///
  /// The answers are of one state of the record: all but the first ask for the moment of the first one. An overview is
  /// one answer, as by ``situation(_:)``.
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
      // An answer without an item would come for ever.
      guard page.items(of: system) > 0 else { break }
      whole.append(page)
    }
    return whole
  }
}

extension Situation {
  /// How many items of a system are in it, counted as `omitted` and `skip` count.
  func items(of system: SituationSystem) -> Int {
    switch system {
    case .attention: attention.count
    case .phase: ceasefires.count
    case .declaration: texts.count
    case .guarantees: guarantees.count
    case .cases: cases.count
    case .force:
      force.contributions.count + force.activities.count + force.regeneration.count + force.support.count
        + force.requests.count
    case .support: attacks.count + invocations.count
    case .assistance: assistance.requirements.count + assistance.pledges.count
    }
  }

  /// Takes in the items of the answer that follows this one.
  mutating func append(_ page: Situation) {
    attention += page.attention
    ceasefires += page.ceasefires
    texts += page.texts
    guarantees += page.guarantees
    cases += page.cases
    force.contributions += page.force.contributions
    force.activities += page.force.activities
    force.regeneration += page.force.regeneration
    force.support += page.force.support
    force.requests += page.force.requests
    attacks += page.attacks
    invocations += page.invocations
    assistance.requirements += page.assistance.requirements
    assistance.pledges += page.assistance.pledges
    omitted = page.omitted
    omissions = page.omissions
  }
}
