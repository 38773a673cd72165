import CellNode
import CellSchema
import CellWire
import Foundation
import Synchronization
import ZeroMQ

/// The model broker behind a real ROUTER with CURVE on loopback, in a thread of its own.
final class LoopbackBroker: Sendable {
  let endpoint: String
  let keys: Keys
  private let box: CommandBox

  struct Keys: Sendable {
    let server: CurveKeyPair
    let node: CurveKeyPair

    init() throws(ZMQError) {
      server = try .generate()
      node = try .generate()
    }
  }

  /// - Parameters:
  ///   - endpoint: a free port of loopback where it is not given.
  ///   - admits: whether the ZAP handler lets keys in.
  init(
    endpoint: String = "tcp://127.0.0.1:*", keys: Keys? = nil, admits: Bool = true,
    configure: @escaping @Sendable (inout ModelBroker) -> Void = { _ in }
  ) throws {
    let keys = try keys ?? Keys()
    self.keys = keys
    let box = CommandBox(wakeUp: try WakeUp())
    self.box = box
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<String, ZMQError>?>(nil)
    Thread {
      do throws(ZMQError) {
        let loop = try LoopbackLoop(endpoint, secret: keys.server.secretKey, wakeUp: box.wakeUp, admits: admits)
        configure(&loop.model)
        outcome.withLock { $0 = .success(loop.endpoint) }
        started.signal()
        loop.run(box)
      } catch {
        outcome.withLock { $0 = .failure(error) }
        started.signal()
      }
    }.start()
    started.wait()
    self.endpoint = try outcome.withLock { try $0!.get() }
  }

  deinit { box.post { $0.isOver = true } }

  /// A profile that leads here.
  func profile(
    endpoints: [String]? = nil, serverKey: CurveKey? = nil, nature: Nature = .operation, exerciseName: Line? = nil,
    store: String? = nil
  ) throws -> NodeProfile {
    try NodeProfile(
      cell: "paris", node: "UKR.GS-1", endpoints: endpoints ?? [endpoint],
      serverKey: CurveKeyText((serverKey ?? keys.server.publicKey).z85)!,
      publicKey: CurveKeyText(keys.node.publicKey.z85)!, secretKey: CurveKeyText(keys.node.secretKey.z85)!,
      nature: nature, exerciseName: exerciseName, store: store)
  }

  /// Does something between two frames, without waiting for it.
  func post(_ command: @escaping @Sendable (LoopbackLoop) -> Void) { box.post(command) }

  /// Does something between two frames and returns what it gave.
  func ask<Value: Sendable>(_ question: @escaping @Sendable (LoopbackLoop) -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      box.post { continuation.resume(returning: question($0)) }
    }
  }

  /// Returns once the condition holds; it is looked at after every frame.
  func reaches(_ condition: @escaping @Sendable (LoopbackLoop) -> Bool) async {
    await withCheckedContinuation { continuation in
      box.post { $0.expect(condition) { continuation.resume() } }
    }
  }
}

/// What others want the broker's thread to do.
final class CommandBox: Sendable {
  let wakeUp: WakeUp
  private let commands = Mutex<[@Sendable (LoopbackLoop) -> Void]>([])

  init(wakeUp: WakeUp) { self.wakeUp = wakeUp }

  func post(_ command: @escaping @Sendable (LoopbackLoop) -> Void) {
    commands.withLock { $0.append(command) }
    wakeUp.signal()
  }

  func take() -> [@Sendable (LoopbackLoop) -> Void] {
    commands.withLock { commands in
      defer { commands = [] }
      return commands
    }
  }
}

/// The broker's thread's own.
final class LoopbackLoop {
  /// Never ended: a context that goes may take libsodium's randomness from the others (LIBZMQ 9).
  private static let contexts = Mutex<[ZMQContext]>([])

  var model = ModelBroker()
  var isOver = false
  /// Receipts are held back.
  var holdsReceipts = false
  /// Nothing goes out at all.
  var isSilent = false
  private(set) var endpoint: String
  private let secret: CurveKey
  private let admits: Bool
  private let context: ZMQContext
  private var router: ZMQSocket
  private var handler: ZAPHandler
  private var poller = ZMQPoller()
  private var routerIndex: Int
  private let handlerIndex: Int
  private let wakeUpIndex: Int
  private var peers: [[UInt8]: Int] = [:]
  private var names: [Int: [UInt8]] = [:]
  private var lastPeer = 0
  private var expectations: [((LoopbackLoop) -> Bool, () -> Void)] = []

  init(_ endpoint: String, secret: CurveKey, wakeUp: WakeUp, admits: Bool) throws(ZMQError) {
    let context = try ZMQContext()
    Self.contexts.withLock { $0.append(context) }
    self.context = context
    self.secret = secret
    self.admits = admits
    handler = try ZAPHandler(context)
    handlerIndex = poller.add(handler)
    wakeUpIndex = poller.add(descriptor: wakeUp.descriptor)
    router = try ZMQSocket(context, .router)
    self.endpoint = try Self.bind(&router, secret, endpoint)
    routerIndex = poller.add(router)
  }

  private static func bind(_ router: inout ZMQSocket, _ secret: CurveKey, _ endpoint: String) throws(ZMQError) -> String
  {
    try router.set(.curveServer(secret: secret))
    try router.set(.zapDomain("cell"))
    try router.set(.enforceZAPDomain)
    try router.set(.routerMandatory(true))
    return try router.bind(endpoint)
  }

  func run(_ box: CommandBox) {
    do throws(ZMQError) {
      while !isOver {
        try poller.wait(milliseconds: -1)
        if poller.isReadable(wakeUpIndex) { box.wakeUp.drain() }
        for command in box.take() { command(self) }
        while let request = try handler.next() {
          try handler.answer(request, admits ? .accept(userID: "UKR.GS-1") : .refuse("unknown key"))
        }
        try receive()
        try pump()
        let due = expectations
        expectations = []
        for (condition, done) in due {
          if condition(self) { done() } else { expectations.append((condition, done)) }
        }
      }
      router.close()
    } catch {
      preconditionFailure("the loopback broker failed: \(error)")
    }
  }

  func expect(_ condition: @escaping (LoopbackLoop) -> Bool, _ done: @escaping () -> Void) {
    expectations.append((condition, done))
  }

  private func receive() throws(ZMQError) {
    while let name = try router.receive() {
      let identity = name.bytes()
      guard let frame = try router.receive() else { return }
      let bytes = frame.bytes()
      let peer: Int
      if let known = peers[identity] {
        peer = known
      } else {
        lastPeer += 1
        peer = lastPeer
        peers[identity] = peer
        names[peer] = identity
      }
      for answer in model.handle(bytes, from: peer) { try send(answer, to: peer) }
    }
  }

  private func pump() throws(ZMQError) {
    if !holdsReceipts {
      for (peer, frame) in model.commit() { try send(frame, to: peer) }
    }
    for peer in names.keys {
      while !isSilent, let frame = model.deliver(to: peer) { try send(frame, to: peer) }
    }
  }

  private func send(_ frame: [UInt8], to peer: Int) throws(ZMQError) {
    guard !isSilent, let name = names[peer] else { return }
    do throws(ZMQError) {
      if try router.send(name, more: true) { _ = try router.send(frame) }
    } catch {
      guard error.isUnreachable else { throw error }
      forget(peer)
    }
  }

  private func forget(_ peer: Int) {
    model.close(peer)
    if let name = names.removeValue(forKey: peer) { peers[name] = nil }
  }

  /// Says something to every node.
  func say(_ command: some ControlCommand) {
    for peer in names.keys { try? send(ControlCodec.encode(command), to: peer) }
  }

  /// All connections break, and what was not durable is forgotten, as if the broker had been killed and started again
  /// on the same port.
  func restart() {
    poller.remove(routerIndex)
    router.close()
    for peer in Array(names.keys) { forget(peer) }
    model.restart()
    // The I/O thread lets go of the port a little later.
    while true {
      do throws(ZMQError) {
        var next = try ZMQSocket(context, .router)
        _ = try Self.bind(&next, secret, endpoint)
        router = next
        routerIndex = poller.add(router)
        return
      } catch {
        _ = try? poller.wait(milliseconds: 5)
      }
    }
  }
}
