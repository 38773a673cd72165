import CellSchema

/// Lets alternates act where no holder of their role is there, and says so on the record.
///
/// Who acts follows from the record alone: from the last `system.alternate-acting` of the role in the world. Since when
/// a holder is away is known to this run of the broker, which has to see it for the whole time.
final class AlternateDesk {
  private let recorder: Recorder
  private let announcer: Announcer
  /// Gives the nodes with a connection; nil where nobody can see who is there.
  private var connected: (() -> Set<NodeIndex>)?
  /// Since when no holder was seen; without those of whom one is there.
  private var absentSince: [StandIn: Microseconds] = [:]

  init(recorder: Recorder, announcer: Announcer) {
    self.recorder = recorder
    self.announcer = announcer
  }

  private var rulebook: Rulebook { recorder.rulebook }

  /// Sees who is there from now on, or nobody any more.
  func look(at connected: (() -> Set<NodeIndex>)?) { self.connected = connected }

  // MARK: who may act

  /// Judges an act of an alternate, and a holder's word that it is absent. Facts are never refused.
  ///
  /// - Returns: whose alternates begin to act with it.
  /// - Throws: `alternate-not-acting`; of an absence, `not-entitled` or `state-not-permitted`.
  func check(_ prepared: Prepared, at now: Instant) throws(Refusal) -> [StandIn] {
    let found = prepared.messageClass
    guard let type = found.type, let node = rulebook.listed(found.node) else { return [] }
    if case .cell(.absence(let body)) = prepared.act { try check(body, found, node) }
    guard let places = node.standsIn[type], rulebook.kind(type)?.isFact == false else { return [] }
    return try require(places.map { rulebook.standIns[$0] }, found, at: now)
  }

  /// Judges who speaks on a proposal as an alternate alone.
  ///
  /// - Returns: whose alternates begin to act with it.
  /// - Throws: `alternate-not-acting`.
  func check(_ found: MessageClass, speaksOn body: DecisionProposal, at now: Instant) throws(Refusal) -> [StandIn] {
    let roles = rulebook.rolesStoodIn(by: found.node, on: body)
    guard !roles.isEmpty else { return [] }
    let own = rulebook.standIns.filter { roles.contains($0.key.role) && $0.alternates.contains(found.node) }
    return try require(own, found, at: now)
  }

  private func require(_ standIns: [StandIn], _ found: MessageClass, at now: Instant) throws(Refusal) -> [StandIn] {
    if let world = recorder.index(of: found.world) {
      for standIn in standIns {
        if isActing(standIn, world) { return [] }
        if dueSince(standIn, at: now) != nil { return [standIn] }
      }
    }
    let roles = Set(standIns.map { "@\($0.key.role)" }).sorted().joined(separator: ", ")
    let minutes = standIns.map { $0.after.inSeconds / 60 }.min() ?? 0
    throw Refusal(
      .alternateNotActing, at: "/header/from",
      "\(recorder.names.name(found.node)) is an alternate of \(roles): it acts once no holder is there for \(minutes)"
        + " minutes, or a holder says so")
  }

  private func check(_ body: RoleAbsence, _ found: MessageClass, _ node: Rulebook.Node) throws(Refusal) {
    guard rulebook.holders[body.role, default: []].contains(found.node) else {
      throw Refusal(
        .notEntitled, at: "/body/role", "\(recorder.names.name(found.node)) does not hold @\(body.role)")
    }
    guard node.holdsFor.contains(where: { rulebook.standIns[$0].key.role == body.role }) else {
      throw Refusal(
        .stateNotPermitted, at: "/body/role", "the roster has no alternate for @\(body.role), who would act")
    }
  }

  private func isActing(_ standIn: StandIn, _ world: WorldIndex) -> Bool {
    recorder.state.dockets[world].proceedings.cell.isActing(standIn.key)
  }

  // MARK: what is said

  /// Alternates begin to act with what one of them says.
  func begin(_ standIns: [StandIn], in world: World, at now: Instant) {
    for standIn in standIns { actIfDue(standIn, in: world, at: now) }
  }

  /// A message was accepted: a holder is there again, or says that it is not.
  func follow(_ prepared: Prepared, _ sequence: SequenceNumber, at now: Instant) {
    let found = prepared.messageClass
    guard let places = rulebook.listed(found.node)?.holdsFor, !places.isEmpty,
      let world = recorder.index(of: found.world)
    else { return }
    for standIn in places.map({ rulebook.standIns[$0] }) {
      if absentSince[standIn] != nil { absentSince[standIn] = recorder.moment(now) }
      if case .cell(.absence(let body)) = prepared.act, body.role == standIn.key.role {
        guard !isActing(standIn, world) else { continue }
        say(
          standIn, .acting, in: found.world, since: recorder.moment(now), isSaid: true, cause: sequence, at: now)
      } else if isActing(standIn, world) {
        say(standIn, .ended, in: found.world, cause: sequence, at: now)
      }
    }
  }

  /// Looks at who is there. In an exercise or a drill, alternates are announced when one of them says something.
  func watch(at now: Instant) {
    guard recorder.intakeStop == nil, recorder.state.rules.recorded != nil, !rulebook.standIns.isEmpty,
      let connected = connected?()
    else { return }
    let moment = recorder.moment(now)
    var absent: [StandIn: Microseconds] = [:]
    for standIn in rulebook.standIns where connected.isDisjoint(with: standIn.holders) {
      absent[standIn] = absentSince[standIn] ?? moment
    }
    absentSince = absent
    for standIn in rulebook.standIns { actIfDue(standIn, in: .operation, at: now) }
  }

  /// Takes over that no holder was there, from a record that is judged again.
  func assumeAbsence(_ body: AlternateActing, in world: World, at now: Instant) {
    let key = StandIn.Key(role: body.role, participant: body.participant)
    guard let since = body.since?.moment, body.isSaid != true,
      let standIn = rulebook.standIns.first(where: { $0.key == key })
    else { return }
    if let world = recorder.index(of: world), isActing(standIn, world) { return }
    say(standIn, .acting, in: world, since: since, at: now)
  }

  private func actIfDue(_ standIn: StandIn, in world: World, at now: Instant) {
    guard let since = dueSince(standIn, at: now) else { return }
    if let world = recorder.index(of: world), isActing(standIn, world) { return }
    say(standIn, .acting, in: world, since: since, at: now)
  }

  /// Since when no holder is there, if that is long enough for alternates to act.
  private func dueSince(_ standIn: StandIn, at now: Instant) -> Microseconds? {
    absentSince[standIn].flatMap { recorder.moment(now) - $0 >= standIn.after ? $0 : nil }
  }

  private func say(
    _ standIn: StandIn, _ state: AlternateActing.State, in world: World, since: Microseconds? = nil,
    isSaid: Bool? = nil, cause: SequenceNumber = .none, at now: Instant
  ) {
    let names = recorder.names
    guard let alternates = NonEmpty(Array(standIn.alternates.map(names.name).sorted().prefix(256))) else {
      preconditionFailure("a stand-in has alternates")
    }
    // An exercise is nobody's business who takes no part in it.
    let readers = Set(standIn.holders + standIn.alternates).sorted()
    announcer.announce(
      AlternateActing(
        role: standIn.key.role, participant: standIn.key.participant, state: state, alternates: alternates,
        since: since.map { Timestamp($0) }, isSaid: isSaid),
      in: world, cause > .none ? recorder.state.index.messageClass(cause).lane : .routine,
      to: world == .operation ? .everybody : announcer.distribution(to: readers),
      classification: rulebook.classifications[0], cause: cause, at: now)
  }
}
