import CellSchema
import ZeroMQ

/// The loop of the hub's thread: it takes letters, frames and deadlines to the nodes' sessions, and performs the
/// sessions' effects.
final class HubLoop {
  private final class Member {
    let core: NodeCore
    let keys: NodeKeys
    var session: NodeSession
    var connection: Connection?
    /// Counts the attempts to connect.
    var attempt: UInt64 = 0
    /// Addresses of the endpoint's host that this attempt has not tried.
    var untried: [String] = []
    /// Messages keep coming: they are looked for every millisecond.
    var looksForMessages = false

    init(_ core: NodeCore, _ session: NodeSession, _ keys: NodeKeys) {
      self.core = core
      self.session = session
      self.keys = keys
    }
  }

  private let mailbox: Mailbox<Hub.Letter>
  private let context: ZMQContext
  private var poller = ZMQPoller()
  private let mailboxIndex: Int
  private var members: [ObjectIdentifier: Member] = [:]
  private var letters: [Hub.Letter] = []
  private var effects: [SessionEffect] = []
  private var now: Milliseconds = 0
  private var lookups: HostLookups

  /// The most frames that one node receives before it is the next node's turn.
  private static let framesAtOnce = 128

  init(_ mailbox: Mailbox<Hub.Letter>, _ context: ZMQContext) {
    self.mailbox = mailbox
    self.context = context
    lookups = HostLookups { mailbox.post($0) }
    mailboxIndex = poller.add(descriptor: mailbox.descriptor)
  }

  func run() {
    while true {
      do throws(ZMQError) {
        try poller.wait(milliseconds: timeout)
      } catch {
        preconditionFailure("the node's poll failed: \(error)")
      }
      now = MonotonicClock.now
      if poller.isReadable(mailboxIndex) {
        mailbox.take(into: &letters)
        for letter in letters { open(letter) }
        // Emptied at once, so that no node is kept alive until the next letter comes.
        letters.removeAll(keepingCapacity: true)
      }
      for member in Array(members.values) { serve(member) }
    }
  }

  /// Milliseconds until the next deadline; −1: for ever.
  private var timeout: Int {
    var next = Milliseconds.max
    for member in members.values {
      if member.looksForMessages { return 1 }
      next = min(next, member.session.nextDeadline ?? .max)
    }
    return next == .max ? -1 : Int(min(max(0, next - MonotonicClock.now), 60_000))
  }

  private func open(_ letter: Hub.Letter) {
    switch letter {
    case .join(let core, let session, let keys):
      let member = Member(core, session, keys)
      members[ObjectIdentifier(core)] = member
      // Messages may have come before.
      takeMessages(member)
    case .event(let core, let event):
      guard let member = members[ObjectIdentifier(core)] else { return core.refuse(event) }
      // A close ends what was sent before it, and nothing after it.
      if case .close = event { takeMessages(member) }
      handle(event, member)
    case .outgoing(let publishing):
      if let member = members.values.first(where: { $0.core.publishing === publishing }) { takeMessages(member) }
    case .acknowledge(let core, let queue):
      guard let member = members[ObjectIdentifier(core)] else { return }
      let (upTo, asides) = queue.takeAcknowledgement()
      handle(.acknowledge(queue.number, upTo, asides), member)
    case .lookedUp(let name, let result):
      for waiting in lookups.done(name) {
        if let member = members[waiting.node], member.attempt == waiting.attempt { found(result, of: name, member) }
      }
    case .lookupIsLate(let waiting):
      guard lookups.giveUp(waiting), let member = members[waiting.node], member.attempt == waiting.attempt else {
        return
      }
      let seconds = Int(HostLookups.limit)
      let words = "no name server said within \(seconds) s which addresses \(waiting.name) has"
      handle(.connectionLost(Refusal(.unreachable, words)), member)
    }
  }

  private func takeMessages(_ member: Member) {
    let (runs, looksAgain) = member.core.publishing.takeOutgoing()
    member.looksForMessages = looksAgain
    for run in runs { handle(.publish(run.entries, lane: run.lane), member) }
  }

  private func serve(_ member: Member) {
    if member.looksForMessages { takeMessages(member) }
    if let connection = member.connection, connection.isReady(poller) { receive(connection, member) }
    if let due = member.session.nextDeadline, due <= now { handle(.tick, member) }
    while let connection = member.connection, connection.hasRoom, sendNext(member) {}
  }

  /// Handles the connection's news before its frames, except a loss, which comes after them: a BYE was sent before.
  private func receive(_ connection: Connection, _ member: Member) {
    do {
      var loss: Refusal?
      for news in try connection.news() {
        switch news {
        case .connected:
          member.untried = []
          handle(.connected, member)
        case .lost(let reason): loss = loss ?? reason
        }
      }
      var frames = 0
      while frames < Self.framesAtOnce || loss != nil, member.connection === connection,
        let frame = try connection.receive()
      {
        handle(.received(frame), member)
        frames += 1
      }
      guard member.connection === connection else { return }
      if let loss {
        if connectNext(connection.endpoint, member) { return }
        return handle(.connectionLost(loss), member)
      }
      try connection.sendRest(&poller)
    } catch {
      guard member.connection === connection else { return }
      handle(.connectionLost(reason(error)), member)
    }
  }

  private func reason(_ error: any Error) -> Refusal {
    error as? Refusal ?? Refusal(.unreachable, "\(error)")
  }

  private func handle(_ event: SessionEvent, _ member: Member) {
    run(member) { session, effects in session.handle(event, at: now, into: &effects) }
  }

  /// - Returns: whether the session sent a frame.
  private func sendNext(_ member: Member) -> Bool {
    run(member) { session, effects in session.sendNext(at: now, into: &effects) }
  }

  /// Runs `body` on a session, and performs the effects.
  private func run<Result>(
    _ member: Member, _ body: (inout NodeSession, inout [SessionEffect]) -> Result
  ) -> Result {
    var effects: [SessionEffect] = []
    swap(&effects, &self.effects)
    let result = body(&member.session, &effects)
    let isOver = member.session.isOver
    if isOver {
      members[ObjectIdentifier(member.core)] = nil
      member.looksForMessages = false
    }
    for effect in effects {
      switch effect {
      case .connection(let effect): perform(effect, member)
      case .node(let effect): member.core.perform(effect)
      }
    }
    if isOver { member.core.publishing.refuseOutgoing() }
    effects.removeAll(keepingCapacity: true)
    swap(&effects, &self.effects)
    return result
  }

  private func perform(_ effect: ConnectionEffect, _ member: Member) {
    switch effect {
    case .connect(let endpoint):
      member.attempt += 1
      member.untried = []
      if case .host(let name, _) = try? Endpoint(connectingTo: endpoint) {
        lookups.look(up: .init(node: ObjectIdentifier(member.core), attempt: member.attempt, name: name))
      } else {
        connect(endpoint, at: endpoint, member)
      }
    case .disconnect:
      member.attempt += 1
      member.connection?.close(&poller)
      member.connection = nil
    case .send(let frame):
      do throws(ZMQError) {
        try member.connection?.send(frame, &poller)
      } catch {
        handle(.connectionLost(Refusal(.unreachable, "\(error)")), member)
      }
    }
  }

  // MARK: connecting

  private func connect(_ endpoint: String, at address: String, _ member: Member) {
    do throws(ZMQError) {
      member.connection = try Connection(
        endpoint, at: address, keys: member.keys, context: context, poller: &poller,
        timeout: member.session.settings.connectTimeout)
    } catch {
      handle(.connectionLost(Refusal(.unreachable, "\(endpoint): \(error)")), member)
    }
  }

  private func found(_ result: Result<[String], HostAddresses.Failure>, of name: String, _ member: Member) {
    guard let endpoint = member.session.endpointInUse,
      case .host(name, let port) = try? Endpoint(connectingTo: endpoint)
    else { return }
    switch result {
    case .success(let addresses):
      // Each attempt begins with another one: the first may be one that nothing comes back from.
      let turn = addresses.isEmpty ? 0 : Int(member.attempt / 2 % UInt64(addresses.count))
      member.untried = (addresses[turn...] + addresses[..<turn]).map { Endpoint.text($0, port) }
      if !connectNext(endpoint, member) {
        handle(.connectionLost(Refusal(.unreachable, "\(name) has no address")), member)
      }
    case .failure(let failure):
      handle(.connectionLost(Refusal(.unreachable, "\(name) has no address: \(failure.reason)")), member)
    }
  }

  /// Tries the next address of the endpoint's host.
  ///
  /// - Returns: false if none is left.
  private func connectNext(_ endpoint: String, _ member: Member) -> Bool {
    guard !member.untried.isEmpty else { return false }
    let address = member.untried.removeFirst()
    member.connection?.close(&poller)
    member.connection = nil
    connect(endpoint, at: address, member)
    return true
  }
}
