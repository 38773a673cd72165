import CellSchema
import ZeroMQ

/// What the hub's thread does: round after round it takes letters, frames and deadlines to the nodes' sessions, and
/// does what these ask for.
final class HubLoop {
  private final class Member {
    let core: NodeCore
    let keys: NodeKeys
    var session: NodeSession
    var connection: Connection?

    init(_ core: NodeCore, _ session: NodeSession, _ keys: NodeKeys) {
      self.core = core
      self.session = session
      self.keys = keys
    }
  }

  private let hub: Hub
  private let context: ZMQContext
  private var poller = ZMQPoller()
  private let wakeUpIndex: Int
  private var members: [ObjectIdentifier: Member] = [:]
  private var letters: [Hub.Letter] = []
  private var effects: [SessionEffect] = []
  private var now: Milliseconds = 0

  /// Frames that one node may receive before the others have their turn.
  private static let framesInTurn = 128

  init(_ hub: Hub, _ context: ZMQContext) {
    self.hub = hub
    self.context = context
    wakeUpIndex = poller.add(descriptor: hub.wakeUp.descriptor)
  }

  func run() {
    while true {
      do throws(ZMQError) {
        try poller.wait(milliseconds: timeout)
      } catch {
        preconditionFailure("the node's poll failed: \(error)")
      }
      now = MonotonicClock.now
      if poller.isReadable(wakeUpIndex) { hub.wakeUp.drain() }
      hub.take(into: &letters)
      for letter in letters { open(letter) }
      for member in Array(members.values) { turn(member) }
    }
  }

  /// Milliseconds until the next deadline; −1: for ever.
  private var timeout: Int {
    guard let next = members.values.compactMap(\.session.nextDeadline).min() else { return -1 }
    return Int(min(max(0, next - MonotonicClock.now), 60_000))
  }

  private func open(_ letter: Hub.Letter) {
    switch letter {
    case .join(let core, let session, let keys):
      members[ObjectIdentifier(core)] = Member(core, session, keys)
    case .event(let core, let event):
      guard let member = members[ObjectIdentifier(core)] else { return core.refuse(event) }
      handle(event, member)
    case .acknowledge(let core, let queue):
      guard let member = members[ObjectIdentifier(core)] else { return }
      let (upTo, asides) = queue.takeAcknowledgement()
      handle(.acknowledge(queue.number, upTo, asides), member)
    }
  }

  private func turn(_ member: Member) {
    if let connection = member.connection, connection.isReady(poller) { service(connection, member) }
    if let due = member.session.nextDeadline, due <= now { handle(.tick, member) }
    while let connection = member.connection, connection.hasRoom, member.session.hasFrame(at: now) {
      handle(.roomToSend, member)
    }
  }

  /// News of the connection before its frames; that it broke, after them: a BYE came first.
  private func service(_ connection: Connection, _ member: Member) {
    do {
      var loss: Refusal?
      for news in try connection.news() {
        switch news {
        case .connected: handle(.connected, member)
        case .lost(let reason): loss = loss ?? reason
        }
      }
      var frames = 0
      while frames < Self.framesInTurn || loss != nil, member.connection === connection,
        let frame = try connection.receive()
      {
        handle(.received(frame), member)
        frames += 1
      }
      guard member.connection === connection else { return }
      if let loss { return handle(.connectionLost(loss), member) }
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
    var effects: [SessionEffect] = []
    swap(&effects, &self.effects)
    member.session.handle(event, at: now, into: &effects)
    for effect in effects { perform(effect, member) }
    effects.removeAll(keepingCapacity: true)
    swap(&effects, &self.effects)
  }

  private func perform(_ effect: SessionEffect, _ member: Member) {
    switch effect {
    case .connect(let endpoint):
      do throws(ZMQError) {
        member.connection = try Connection(
          endpoint, keys: member.keys, context: context, poller: &poller,
          timeout: member.session.settings.connectTimeout)
      } catch {
        handle(.connectionLost(Refusal(.unreachable, "\(error)")), member)
      }
    case .disconnect:
      member.connection?.close(&poller)
      member.connection = nil
    case .send(let frame):
      do throws(ZMQError) {
        try member.connection?.send(frame, &poller)
      } catch {
        handle(.connectionLost(Refusal(.unreachable, "\(error)")), member)
      }
    case .ended:
      members[ObjectIdentifier(member.core)] = nil
      member.core.take(effect)
    case .welcomed, .disconnected, .decided, .subscribed, .delivered, .subscriptionEnded, .parked, .answered, .removed,
      .failed, .reported:
      member.core.take(effect)
    }
  }
}
