import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Dispatch
import Glibc

/// An answer of the broker, and how it is laid out on a terminal of any size.
struct WatchPage: Sendable {
  /// The broker's time.
  let asOf: Timestamp
  let screen: @Sendable (_ columns: Int, _ rows: Int) -> Screen
}

/// A screen that stays: asked for anew whenever a message comes, and drawn anew when the terminal changes its size.
struct Watch: Sendable {
  enum Event: Sendable {
    case keys([UInt8])
    case signal(Int32)
    /// A message came.
    case message(Precedence, Nature)
    /// Time has passed: what is due may be late.
    case tick
    case answered(WatchPage)
    case failed(any Error)
    case node(NodeEvent)
  }

  let profile: NodeProfile
  let limit: TimeLimit
  let isQuiet: Bool
  let ink: Ink

  /// Seconds after which it asks without a message: sessions come and go without one.
  private static let pause = 10

  /// Stays until its user quits.
  ///
  /// - Throws: what the first question throws, before anything is drawn; then the error with which the node ends, or the
  ///   exit code of a signal.
  func run(_ ask: @escaping @Sendable (Node) async throws -> WatchPage) async throws {
    let (events, feed) = AsyncStream.makeStream(of: Event.self)
    let told: @Sendable (NodeEvent) -> Void = { feed.yield(.node($0)) }
    try await connected(profile, within: limit, told: told) { node in
      let messages = node.subscribe()
      try await messages.ready()
      let first = try await ask(node)
      limit.stop()
      let tasks = [Self.read(messages, feed), Self.tick(feed)]
      defer { for task in tasks { task.cancel() } }
      let terminal = try AlternateScreen()
      defer { terminal.giveBack() }
      let sources = Self.sources(terminal, feed)
      defer { for source in sources { source.cancel() } }
      let askAgain: () -> Void = {
        Task {
          do {
            // Messages come in bursts; one answer shows them all.
            try await Task.sleep(for: .milliseconds(100))
            feed.yield(.answered(try await ask(node)))
          } catch {
            feed.yield(.failed(error))
          }
        }
      }
      let rings = { Bell.rings(for: $0, $1, on: profile.nature, isQuiet: isQuiet) }
      var loop = WatchLoop(first, on: terminal, ink: ink, rings: rings, ask: askAgain)
      loop.draw()
      for await event in events {
        if try loop.isOver(after: event) { return }
      }
    }
  }

  private static func read(
    _ messages: Subscription<ReceivedMessage>, _ feed: AsyncStream<Event>.Continuation
  ) -> Task<Void, Never> {
    Task {
      var iterator = messages.makeAsyncIterator()
      while true {
        do {
          guard let message = try await iterator.next() else { return }
          feed.yield(.message(message.header.precedence, message.header.nature))
          try message.acknowledge()
        } catch let error as NodeError where error.code == .undecodable {
          feed.yield(.tick)
        } catch {
          feed.yield(.failed(error))
          return
        }
      }
    }
  }

  private static func tick(_ feed: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
    Task {
      while (try? await Task.sleep(for: .seconds(pause))) != nil { feed.yield(.tick) }
    }
  }

  private static func sources(
    _ terminal: AlternateScreen, _ feed: AsyncStream<Event>.Continuation
  ) -> [any DispatchSourceProtocol] {
    let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH].map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { feed.yield(.signal(number)) }
      source.resume()
      return source as any DispatchSourceProtocol
    }
    let descriptor = terminal.descriptor
    let keys = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    keys.setEventHandler {
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
      feed.yield(.keys(Array(bytes.prefix(max(0, count)))))
    }
    keys.resume()
    return signals + [keys]
  }
}

/// What a screen that stays does about each event.
struct WatchLoop {
  private let terminal: AlternateScreen
  private let ink: Ink
  private let rings: (Precedence, Nature) -> Bool
  private let ask: () -> Void
  private var page: WatchPage
  private var view: ScreenView
  private var isLost = false
  private var isAsking = false
  /// Something came while the broker was asked.
  private var isStale = false

  init(
    _ page: WatchPage, on terminal: AlternateScreen, ink: Ink, rings: @escaping (Precedence, Nature) -> Bool,
    ask: @escaping () -> Void
  ) {
    self.page = page
    self.terminal = terminal
    self.ink = ink
    self.rings = rings
    self.ask = ask
    let size = terminal.size
    view = ScreenView(rows: size.rows, columns: size.columns)
  }

  private var screen: Screen { page.screen(view.columns, view.rows) }
  private var notice: String? { isLost ? ScreenView.notConnected(asOf: page.asOf) : nil }

  func draw() { terminal.draw(view.lines(of: screen, notice: notice, ink)) }

  /// - Throws: the error with which the node ended, the exit code of a signal.
  mutating func isOver(after event: Watch.Event) throws -> Bool {
    switch event {
    case .keys(let bytes):
      for key in ScreenView.Key.keys(bytes) {
        if key == .quit { return true }
        view.move(key, over: screen, notice: notice)
      }
      draw()
    case .signal(let number): try handle(signal: number)
    case .message(let precedence, let nature):
      if rings(precedence, nature) { terminal.ring() }
      askAgain()
    case .tick: askAgain()
    case .answered(let page):
      self.page = page
      isLost = false
      answered()
    case .failed(let error as NodeError) where error.code != .nodeClosed:
      // A question too many is asked again later; it does not mean that the broker is gone.
      if error.code != .throttled { isLost = true }
      answered()
    case .failed(let error): throw error
    case .node(let event): try handle(event)
    }
    return false
  }

  private mutating func askAgain() {
    isStale = isAsking
    guard !isAsking else { return }
    isAsking = true
    ask()
  }

  private mutating func answered() {
    isAsking = false
    if isStale { askAgain() }
    draw()
  }

  private mutating func handle(_ event: NodeEvent) throws {
    switch event {
    case .connected: if isLost { askAgain() }
    case .disconnected:
      isLost = true
      draw()
    case .ended(let error): if let error { throw error }
    case .serverError, .refused, .outboxFilling, .setAside, .parked, .checked, .proven, .unproven,
      .checkpointPassedOver,
      .checkpointOld, .forked:
      break
    }
  }

  private mutating func handle(signal number: Int32) throws {
    switch number {
    case SIGWINCH: break
    case SIGTSTP:
      terminal.giveBack()
      // It stops a little later, all threads of it; the terminal is taken again when it is told to go on.
      kill(getpid(), SIGSTOP)
      return
    case SIGCONT: terminal.take()
    default: throw ExitCode(128 + number)
    }
    let size = terminal.size
    view = view.resized(rows: size.rows, columns: size.columns)
    draw()
  }
}
