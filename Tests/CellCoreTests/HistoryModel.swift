import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// Watches the record of a history row by row and holds it to the rules, written down here a second time and as plainly
/// as they are said: lists that are searched anew for each question.
final class HistoryModel {
  private(set) var worlds: [World: HistoryWorld] = [:]
  /// The world and the place there of each row, by sequence number less one.
  private(set) var index: [(world: World, place: Int)] = []
  private(set) var rules: HistoryRules
  /// The last MINIMIZE of each world, and the world whose holds.
  var minimizes: [World: (row: HistoryRow, until: Int64)] = [:]
  var minimizer: World?
  /// How many times the rules have changed, and the rules that are to be in force from the row on that says so.
  private(set) var changes = 0
  var next: HistoryRules?
  /// By row: who got it in this run of the broker; and who had got it a tick ago.
  var delivered: [UInt64: NodeMask] = [:]
  var confirmed: [UInt64: NodeMask] = [:]
  /// Of the last restart: the silences that are to be put off for it, with when the broker was up last, and the last
  /// row before.
  var stops: [MessageID: (at: Int64, lastSign: Int64)] = [:]
  let report: (String) -> Void

  init(_ rules: HistoryRules, report: @escaping (String) -> Void) {
    self.rules = rules
    self.report = report
  }

  func world(_ world: World) -> HistoryWorld {
    if let known = worlds[world] { return known }
    let fresh = HistoryWorld(world)
    worlds[world] = fresh
    return fresh
  }

  subscript(sequence: UInt64) -> HistoryRow? {
    guard sequence >= 1, sequence <= index.count else { return nil }
    let (world, place) = index[Int(sequence) - 1]
    return worlds[world]?.rows[place]
  }

  func expect(_ condition: Bool, _ row: HistoryRow, _ rule: @autoclosure () -> String) {
    if !condition { report("#\(row.sequence) \(row.type) of \(row.header.from) is on the record: \(rule())") }
  }

  /// Other rules are in force from the next row on. What the time has decided was decided under those of that time.
  func change(at moment: Int64) {
    guard let rules = next else { return }
    next = nil
    for world in worlds.values { checkDecisionsDue(world, at: moment, isTick: true) }
    changes += 1
    self.rules = rules
    for world in worlds.values { world.reconsider(under: rules) }
  }

  // MARK: a row

  /// What a participant said and the bus accepted.
  func take(_ header: Header, _ body: any Payload, node: Int, _ recorded: RecordRow) {
    take(row(header, body, node: node, recorded))
  }

  /// What the bus said itself.
  func take(_ recorded: RecordRow) {
    let document = Array(recorded.envelope.document)
    do throws(Refusal) {
      let header = try DocumentDecoder.header(of: document)
      let types: [any Payload.Type] = [
        PhaseChanged.self, GuaranteeActivated.self, GuaranteeObliged.self, ClockStage.self, Discrepancy.self,
        AcknowledgementOverdue.self, SerialGap.self, ReplyOverdue.self, WatchNotTaken.self, AlternateActing.self,
        DeliveryExpired.self, MessageReleased.self, ProposalDecided.self, ProposalDelivered.self, SilenceDelayed.self,
        Genesis.self, RosterChanged.self, CharterChanged.self,
      ]
      guard let type = types.first(where: { $0.messageType == header.type }) else {
        return report("#\(recorded.sequence.value) of the bus is a \(header.type)")
      }
      if type == RosterChanged.self || type == CharterChanged.self { change(at: recorded.acceptedAt.value) }
      take(row(header, try DocumentDecoder.body(type, of: document), node: nil, recorded))
    } catch {
      report("#\(recorded.sequence.value) of the bus cannot be read: \(error)")
    }
  }

  private func row(_ header: Header, _ body: any Payload, node: Int?, _ recorded: RecordRow) -> HistoryRow {
    var row = HistoryRow(
      sequence: recorded.sequence.value, acceptedAt: recorded.acceptedAt.value, node: node,
      participant: "\(header.from.participant)", header: header, body: body, addressed: rules.addressed(header),
      known: 0, tokens: HistoryTokens(recorded.envelope.document).tokens)
    row.known = row.known(under: rules)
    row.notice = rules.charter.guarantees.notice
    row.ratifying = rules.ratifying
    row.cause = recorded.cause.value
    return row
  }

  private func take(_ row: HistoryRow) {
    let world = world(row.world)
    expect(row.sequence == UInt64(index.count) + 1, row, "the last was #\(index.count)")
    if row.node == nil {
      if let body = row.body as? MessageReleased { return takeReleased(body, row, world) }
      checkReaders(of: row, world)
      checkBus(row, world)
    } else {
      checkSender(row)
      checkIdentifier(row)
      expect(!rules.needsDecision(row.type), row, "it has to be decided, and is said by itself")
      checkReferences(row, world)
      checkPhase(row, world)
      if row.header.amends == nil { check(row, world) } else { checkAmendment(row, world) }
    }
    count(row, world)
    countAttack(row, world)
    index.append((row.world, world.rows.count))
    var row = row
    row.isUrgent = isUrgent(row, world)
    world.append(row)
    takeRelease(row, world)
    takeMinimize(row)
    takeDecision(row, world)
  }

  /// What the bus carries, it carries to nobody to whom it is not released.
  private func takeReleased(_ body: MessageReleased, _ row: HistoryRow, _ world: HistoryWorld) {
    index.append((row.world, world.rows.count))
    var row = row
    row.isUrgent = isUrgent(row, world)
    carry(body, &row, world)
    world.append(row)
    world.release(under: rules)
    if let row = world[row.id] { checkReaders(of: row, world) }
  }

  // MARK: what holds for every message

  /// Nobody says what is another's to say; a node of the force, nothing of verification.
  func checkSender(_ row: HistoryRow) {
    guard let node = row.node else { return }
    expect(rules.publishers(row.type).has(node), row, "its sender may not say it")
    expect(rules.speaking[row.header.nature]?.has(node) == true, row, "its sender does not speak in that nature")
    expect(!rules.isClosed(row.world), row, "the exercise has ended")
    if rules.holders("force-command").has(node) {
      expect(row.type.system != "verification", row, "the force does not verify")
    }
    let standsIn = rules.alternates(row.type)
    if rules.rule(row.type)?.kind == .act, standsIn.has(node) {
      let last = world(row.world).rows(AlternateActing.self).last { $0.body.alternates.contains(row.header.from) }
      expect(last?.body.state == .acting, row, "its sender is an alternate, and nobody said that it acts")
    }
    if row.type == Attribution.messageType {
      expect(rules.holders("special-commission").has(node), row, "the Special Commission alone attributes")
    }
  }

  /// An act refers to what is in its own world and its sender may read.
  func checkReferences(_ row: HistoryRow, _ world: HistoryWorld) {
    guard rules.rule(row.type)?.kind == .act, let node = row.node else { return }
    let kind = row.header.amends?.kind
    let body = kind == .cancel || kind == .retract ? [] : row.named
    let header =
      (row.header.inReplyTo.map { [$0] } ?? []) + (row.header.references?.elements ?? [])
      + (row.header.amends.map { [$0.id] } ?? [])
    for id in header + body {
      expect(world[id]?.known.has(node) == true, row, "\(id), which it names, is not its sender's to read here")
    }
  }

  func checkPhase(_ row: HistoryRow, _ world: HistoryWorld) {
    guard let phases = rules.rule(row.type)?.phases else { return }
    let phase = world.phase(rules)
    expect(phases.contains(phase), row, "the phase is \(phase.rawValue)")
  }

  /// What binds is not amended; the rest by its participant, at its precedence or above, to all who had it.
  private func checkAmendment(_ row: HistoryRow, _ world: HistoryWorld) {
    guard let amends = row.header.amends, let original = world[amends.id] else {
      return expect(false, row, "it amends what is not there")
    }
    expect(original.node != nil && original.participant == row.participant, row, "it amends another's message")
    expect(rules.rule(original.type)?.binding == false, row, "it amends what binds")
    expect(original.header.amends == nil, row, "it amends an amendment")
    expect(original.carriedBy == nil, row, "it amends what was decided together")
    expect(world.latest(original) != nil, row, "it amends what was taken back")
    expect(row.header.precedence >= original.header.precedence, row, "it goes below the original")
    let missed = original.ownKnown(under: rules) & ~row.known
    expect(missed == 0, row, "\(missed.places.map { HistoryRules.nodes[$0] }) had the original and do not get it")
  }

  /// What the bus says goes to nobody who may not read all that it rests on.
  private func checkReaders(of row: HistoryRow, _ world: HistoryWorld) {
    for token in row.tokens where token != row.id.bits {
      let missed = row.known & ~(world.knowers[token] ?? 0)
      expect(
        missed == 0, row,
        "it tells \(missed.places.map { HistoryRules.nodes[$0] }) of \(HistoryTokens.words(token)), not theirs to read")
    }
  }

  // MARK: acknowledgements and serials

  private func count(_ row: HistoryRow, _ world: HistoryWorld) {
    guard let node = row.node else { return }
    let station = "\(row.header.from)/\(row.header.serial.year)"
    world.serials[station, default: []].insert(row.header.serial.number)
    if let body = row.body as? Acknowledgement {
      let message = world.standing(for: body.of)
      world.owed[message]?.participants.remove(row.participant)
      world.owed[message]?.nodes &= ~(1 << NodeMask(node))
    } else if let debt = debt(row) {
      world.owed[row.id] = debt
    }
    countReply(row, world)
    countWatch(row, node, world)
    if let amends = row.header.amends, amends.kind == .cancel || amends.kind == .retract {
      world.owed[amends.id] = nil
      world.replies[amends.id] = nil
      if let own = world.watches.first(where: { $0.value.id == amends.id }) { world.watches[own.key] = nil }
    }
  }

  /// Each action addressee that may read it owes one: for flash and immediate, when asked, where the charter says so.
  private func debt(_ row: HistoryRow) -> HistoryDebt? {
    isToBeAcknowledged(row) ? debt(row, dueAt: row.acceptedAt + rules.speed(row.header.precedence)) : nil
  }

  func isToBeAcknowledged(_ row: HistoryRow) -> Bool {
    row.header.precedence >= .immediate || row.header.acknowledge == true
      || rules.rule(row.type)?.acknowledge == true
  }

  /// What each action addressee owes that may read a message: by its own header, unless those who may are given.
  func debt(_ row: HistoryRow, dueAt: Int64, open: NodeMask? = nil) -> HistoryDebt? {
    var debt = HistoryDebt(dueAt: dueAt, participants: [], nodes: 0)
    let open = open ?? rules.permitted(row.header)
    var single: NodeMask = 0
    for entry in row.header.action {
      switch entry {
      case .all, .participant:
        for place in (rules.nodes(meantBy: entry) & open).places {
          debt.participants.insert(HistoryRules.participants[place])
        }
      case .node, .role: single |= rules.nodes(meantBy: entry) & open
      }
    }
    debt.participants.remove(row.participant)
    for place in single.places {
      let code = HistoryRules.participants[place]
      if code != row.participant, !debt.participants.contains(code) { debt.nodes |= 1 << NodeMask(place) }
    }
    return debt.isPaid ? nil : debt
  }

  // MARK: what has to have happened

  /// After a tick at that moment: what was agreed has moved, what had its conditions is active, what was owed is said.
  func checkDue(at moment: Int64) {
    for world in worlds.values {
      for ceasefire in world.ceasefires {
        for part in ceasefire.parts where ceasefire.isDue(part, rules.authorities, at: moment) {
          report("\(part.key) of \(ceasefire.ids[0]) is agreed upon and does not move")
        }
      }
      for (row, body) in world.rows(GuaranteeCommitment.self)
      where due(row, body, at: moment, world) != nil {
        report("#\(row.sequence) has all that makes it active, and is dormant")
      }
      for (row, body) in world.rows(Invocation.self) where row.header.amends == nil {
        let said = world.rows(GuaranteeObliged.self).filter { $0.body.invocation == row.id }
        if said.count != Set(body.reports).count * Set(body.guarantees).count {
          report("of #\(row.sequence) \(said.count) obligations are said")
        }
      }
      checkReleasesDue(world)
      for (id, debt) in world.owed where !debt.isPaid && !debt.hasLapsed && debt.dueAt <= moment {
        report("nobody says that \(id) is not acknowledged")
      }
      checkDebtsDue(world, at: moment)
      checkStagesDue(world, at: moment)
      checkDecisionsDue(world, at: moment, isTick: true)
      checkDeliveriesDue(world)
    }
  }

  /// After anything else.
  func checkDueAtOnce(at moment: Int64) {
    for world in worlds.values { checkDecisionsDue(world, at: moment, isTick: false) }
    checkStopsDue()
  }
}

extension HistoryTokens {
  static func words(_ token: UInt128) -> String {
    if token < 1 << 60 { return "the text ~\(token)~" }
    if token < 1 << 61 { return "the case V-2026-\(token - 1 << 60)" }
    return MessageID(bits: token)?.description ?? "\(token)"
  }
}
