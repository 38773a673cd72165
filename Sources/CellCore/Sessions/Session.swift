import CellSchema
import CellWire

/// One connection of a node, from its first frame: which node it is, and how far its greeting has come. What the
/// session publishes and reads is kept by ``Publishing`` and ``Delivery``.
final class Session {
  enum Phase {
    /// Connected; no HELLO yet.
    case new
    /// HELLO came; its stream is being looked up.
    case greeting(Hello)
    case open(Opened)
  }

  struct Opened {
    /// The stream in which the session publishes.
    var stream: StreamIdentifier?
    /// The world that HELLO names.
    var world: World
  }

  let peer: PeerID
  let number: UInt64
  let node: NodeIndex
  let name: NodeName
  private(set) var phase = Phase.new
  /// When the last frame came from the peer, and when the last one was sent to it (monotonic milliseconds).
  private(set) var lastHeard: Int64
  private(set) var lastSent: Int64
  /// Frames that could not be read, and commands that were refused; a peer with too many faults is cut off.
  private var faults = MinuteQuota()

  init(peer: PeerID, number: UInt64, node: NodeIndex, name: NodeName, at now: Instant) {
    self.peer = peer
    self.number = number
    self.node = node
    self.name = name
    lastHeard = now.monotonic
    lastSent = now.monotonic
  }

  /// What HELLO settled; nil before WELCOME.
  var opened: Opened? {
    switch phase {
    case .new, .greeting: nil
    case .open(let opened): opened
    }
  }

  var isOpen: Bool { opened != nil }

  var isGreeted: Bool {
    switch phase {
    case .new: false
    case .greeting, .open: true
    }
  }

  func greet(_ hello: Hello) { phase = .greeting(hello) }
  func open(_ opened: Opened) { phase = .open(opened) }
  func didHear(at now: Instant) { lastHeard = now.monotonic }
  func didSend(at now: Instant) { lastSent = now.monotonic }

  /// Adds to ``lastHeard`` the time for which the broker itself was held up: its silence then is not the peer's.
  func excuse(_ milliseconds: Int64, at now: Instant) { lastHeard = min(now.monotonic, lastHeard + milliseconds) }

  /// Notes a fault of the peer.
  ///
  /// - Returns: false if the peer has had too many faults in the current minute.
  func toleratesFault(at now: Instant) -> Bool {
    defer { faults.note() }
    return faults.allows(Limits.faultsPerMinute - 1, at: now.monotonic)
  }
}
