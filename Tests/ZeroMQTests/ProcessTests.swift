import Foundation
import Glibc
import Synchronization
import Testing
import ZeroMQ

/// What concerns a whole process: each in a child of its own (LIBZMQ 3, 8, 9).
@Suite struct ProcessTests {
  /// Prints the routing id that this process's first ROUTER gives its first peer.
  static func printAutomaticID() throws {
    let context = try ZMQContext()
    var router = try ZMQSocket(context, .router)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try ZMQSocket(context, .dealer)
    try dealer.connect(endpoint)
    try dealer.awaitSend("which am I?")
    let id = try router.awaitMessage().frames[0]
    print("automatic id \(id)")
  }

  @Test func `two processes name their peers differently`() async throws {
    var lines: Set<String> = []
    for _ in 0..<2 {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try ProcessTests.printAutomaticID()
      }
      let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
      let line = try #require(output.split(separator: "\n").first { $0.contains("automatic id") })
      lines.insert(String(line))
    }
    #expect(lines.count == 2)
  }

  @Test func `the context ends although messages wait for a peer that is not there`() async {
    await #expect(processExitsWith: .success) {
      alarm(20)
      var context: ZMQContext? = try ZMQContext()
      weak let end = context
      if let context {
        var dealer = try ZMQSocket(context, .dealer)
        try dealer.connect("tcp://127.0.0.1:1")
        for _ in 0..<100 {
          let sent = try dealer.send(Array("for nobody".utf8))
          #expect(sent)
        }
      }
      context = nil
      #expect(end == nil)
    }
  }

  @Test func `a shutdown ends a wait, and the socket that waited can be closed`() async {
    await #expect(processExitsWith: .success) {
      alarm(20)
      let context = try ZMQContext()
      let waiting = DispatchSemaphore(value: 0)
      let ended = DispatchSemaphore(value: 0)
      let thrown = Mutex<ZMQError?>(nil)
      Thread.detachNewThread {
        do throws(ZMQError) {
          var router = try ZMQSocket(context, .router)
          _ = try router.bind("tcp://127.0.0.1:*")
          var poller = ZMQPoller()
          _ = poller.add(router)
          waiting.signal()
          while true { try poller.wait(milliseconds: -1) }
        } catch {
          thrown.withLock { $0 = error }
        }
        ended.signal()
      }
      waiting.wait()
      context.shutdown()
      ended.wait()
      #expect(thrown.withLock { $0 }?.isTerminated == true)
    }
  }

  @Test func `signals interrupt waiting, sending and receiving without harm`() async {
    await #expect(processExitsWith: .success) {
      alarm(60)
      // Installed without SA_RESTART, so that system calls do come back with EINTR.
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_handler = { _ in }
      unsafe sigaction(SIGUSR1, &action, nil)

      let context = try ZMQContext()
      let total = 5000
      let state = Mutex(State())
      let wakeUp = try WakeUp()
      let ended = try WakeUp()
      Thread.detachNewThread {
        // libdispatch's threads block every signal, and those that they start inherit it.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGUSR1)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        state.withLock { $0.thread = pthread_self() }
        do {
          var router = try ZMQSocket(context, .router)
          let endpoint = try router.bind("tcp://127.0.0.1:*")
          var dealer = try ZMQSocket(context, .dealer)
          try dealer.connect(endpoint)
          for number in 0..<total {
            try dealer.awaitSend("\(number)")
            let text = try router.awaitMessage().text
            if text == "\(number)" { state.withLock { $0.arrived += 1 } }
          }
          // Then it waits for ever, and comes round only when it is interrupted.
          var poller = ZMQPoller()
          let woken = poller.add(descriptor: wakeUp.descriptor)
          while !poller.isReadable(woken) {
            let ready = try poller.wait(milliseconds: -1)
            if ready == 0 { state.withLock { $0.rounds += 1 } }
          }
        } catch {
          state.withLock { $0.error = "\(error)" }
        }
        state.withLock { $0.thread = nil }
        ended.signal()
      }
      let deadline = Deadline()
      var pause = ZMQPoller()
      let end = pause.add(descriptor: ended.descriptor)
      while !pause.isReadable(end) {
        _ = try deadline.milliseconds("the end of the interrupted thread")
        state.withLock { state in
          if let thread = state.thread { pthread_kill(thread, SIGUSR1) }
          if state.rounds >= 3 { wakeUp.signal() }
        }
        // A signal each millisecond: without a pause the thread would do nothing but handle signals.
        try pause.wait(milliseconds: 1)
      }
      #expect(state.withLock { $0.error } == nil)
      #expect(state.withLock { $0.arrived } == total)
    }
  }

  struct State {
    var thread: pthread_t?
    var arrived = 0
    var rounds = 0
    var error: String?
  }
}
