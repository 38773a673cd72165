import Foundation
import Synchronization
import ZeroMQ

/// What the tests share: one context for the process (LIBZMQ 9) and the one ZAP handler that it may have.
enum Loopback {
  static let context: ZMQContext = {
    do { return try ZMQContext() } catch { fatalError("no context: \(error)") }
  }()

  static let authenticator = Authenticator(context)

  private static let serial = Atomic<Int>(0)

  /// A ZAP domain that no other test uses.
  static func newDomain() -> String { "test-\(serial.add(1, ordering: .relaxed).newValue)" }

  /// A Unix socket that no other test uses, short enough for `sun_path`.
  static func newPath() -> String {
    "/tmp/cellbus-\(ProcessInfo.processInfo.processIdentifier)-\(serial.add(1, ordering: .relaxed).newValue).sock"
  }

  /// A bound CURVE server in a domain that admits `clients`.
  static func router(
    _ keys: CurveKeyPair, admitting clients: [CurveKeyPair: String], options: [ZMQOption] = []
  ) throws -> ZMQSocket {
    let domain = newDomain()
    authenticator.admit(clients, to: domain)
    var router = try ZMQSocket(context, .router)
    let house: [ZMQOption] = [
      .curveServer(secret: keys.secretKey), .zapDomain(domain), .enforceZAPDomain, .routerMandatory(true),
    ]
    for option in house + options { try router.set(option) }
    return router
  }

  /// A CURVE client of `server`, which does not come back by itself.
  static func dealer(
    _ keys: CurveKeyPair, to server: CurveKey, at endpoint: String, options: [ZMQOption] = []
  ) throws -> ZMQSocket {
    var dealer = try unconnectedDealer(keys, to: server, options: options)
    try dealer.connect(endpoint)
    return dealer
  }

  static func unconnectedDealer(
    _ keys: CurveKeyPair, to server: CurveKey, options: [ZMQOption] = []
  ) throws -> ZMQSocket {
    var dealer = try ZMQSocket(context, .dealer)
    let house: [ZMQOption] = [
      .curveClient(server: server, public: keys.publicKey, secret: keys.secretKey), .reconnectInterval(-1),
    ]
    for option in house + options { try dealer.set(option) }
    return dealer
  }
}

/// The process's ZAP handler, on a thread of its own: who may come in is set for each domain, nobody else may.
final class Authenticator: Sendable {
  private let admitted = Mutex<[String: [CurveKey: String]]>([:])

  init(_ context: ZMQContext) {
    let bound = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      do {
        var handler = try ZAPHandler(context)
        var poller = ZMQPoller()
        _ = poller.add(handler)
        bound.signal()
        while true {
          try poller.wait(milliseconds: -1)
          while let request = try handler.next() { try handler.answer(request, reply(to: request)) }
        }
      } catch {
        fatalError("the ZAP handler ended: \(error)")
      }
    }
    bound.wait()
  }

  func admit(_ clients: [CurveKeyPair: String], to domain: String) {
    admitted.withLock { admitted in
      for (keys, user) in clients { admitted[domain, default: [:]][keys.publicKey] = user }
    }
  }

  private func reply(to request: ZAPRequest) -> ZAPReply {
    guard case .curve(let key) = request.credentials,
      let user = admitted.withLock({ $0[request.domain]?[key] })
    else { return .refuse("not in the roster") }
    return .accept(userID: user)
  }
}
