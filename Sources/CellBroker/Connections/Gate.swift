import CellConfig
import CellSchema
import Glibc
import ZeroMQ

/// Where nodes connect by one of the broker's keys: a ROUTER with its endpoints, and what it tells of its connections.
final class Gate {
  /// A key of the broker's with the secret half, ready to be served.
  struct Plan: Sendable, Hashable {
    let endpoints: [String]
    let secret: CurveKey
    /// When it closes; nil: it does not.
    let until: Timestamp?

    static func == (left: Self, right: Self) -> Bool {
      left.endpoints == right.endpoints && left.secret.z85 == right.secret.z85
    }

    func hash(into hasher: inout Hasher) { hasher.combine(endpoints) }
  }

  /// Never used twice: a peer of a gate that is closed is of no other one.
  let number: Int
  /// When it closes may be put off.
  var plan: Plan
  var router: ZMQSocket
  var monitor: ZMQMonitor
  let routerPlace: Int
  let monitorPlace: Int
  /// The endpoints as bound.
  let bound: [String]

  init(
    _ plan: Plan, number: Int, context: ZMQContext, handshake: Int, poller: inout ZMQPoller
  ) throws(ZMQError) {
    self.plan = plan
    self.number = number
    var router = try ZMQSocket(context, .router)
    try router.set(.zapDomain("cellbus"))
    try router.set(.enforceZAPDomain)
    try router.set(.curveServer(secret: plan.secret))
    try router.set(.routerMandatory(true))
    try router.set(.routerHandover(false))
    // libzmq counts the bytes that CURVE adds to a frame, too.
    try router.set(.maximumMessageSize(Limits.frame + 64))
    try router.set(.handshakeInterval(milliseconds: handshake))
    try router.set(.sendHighWater(Limits.sendQueue))
    try router.set(.receiveHighWater(Limits.receiveQueue))
    try router.set(.keepAlive(idle: 30, interval: 10, count: 3))
    try router.set(.backlog(256))
    monitor = try router.monitor(failedAccepts: false)
    var bound: [String] = []
    for endpoint in plan.endpoints { bound.append(try router.bind(endpoint)) }
    self.bound = bound
    routerPlace = poller.add(router)
    monitorPlace = poller.add(monitor)
    self.router = router
  }

  /// Says where it listens.
  func tell(_ log: EventLog) {
    for endpoint in bound {
      log.write(.listening, [("endpoint", endpoint)] + (plan.until.map { [("until", "\($0)")] } ?? []))
      guard let path = Self.file(ofSocket: endpoint) else { continue }
      guard unsafe chmod(path, Self.ownerAndGroup) != 0 else { continue }
      log.write(.socketMode, ["endpoint": endpoint, "reason": SystemWords.of(errno: errno)])
    }
  }

  /// Who may connect to a socket of the file system, whatever the umask: CURVE lets nobody in all the same.
  private static let ownerAndGroup: mode_t = 0o660

  /// Where a socket lies in the file system; nil of all others.
  private static func file(ofSocket endpoint: String) -> String? {
    let scheme = "ipc://"
    guard endpoint.hasPrefix(scheme), !endpoint.hasPrefix("\(scheme)@") else { return nil }
    return String(endpoint.dropFirst(scheme.count))
  }

  /// Watches it no more, and gives its last frames a moment to leave.
  func close(_ poller: inout ZMQPoller) {
    poller.remove(routerPlace)
    poller.remove(monitorPlace)
    try? router.set(.linger(milliseconds: 1_000))
    router.close()
  }
}

/// By which of the broker's gates a peer is connected, and as whom: routing identifiers are a ROUTER's own.
struct Route: Hashable {
  let gate: Int
  let identifier: [UInt8]
}
