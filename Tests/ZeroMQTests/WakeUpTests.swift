import Foundation
import Synchronization
import Testing
import ZeroMQ

@Suite struct WakeUpTests {
  @Test func `signals before a drain are one, and the next is seen again`() throws {
    let wakeUp = try WakeUp()
    var poller = ZMQPoller()
    let place = poller.add(descriptor: wakeUp.descriptor)
    for _ in 0..<3 {
      for _ in 0..<5 { wakeUp.signal() }
      #expect(try poller.wait(milliseconds: -1) == 1)
      #expect(poller.isReadable(place) == true)
      wakeUp.drain()
      #expect(try poller.wait(milliseconds: 0) == 0)
    }
  }

  @Test func `work from many threads never waits unseen`() throws {
    let wakeUp = try WakeUp()
    let queue = Queue()
    let threads = 4
    let each = 20_000
    for _ in 0..<threads {
      Thread.detachNewThread {
        for _ in 0..<each {
          queue.put()
          wakeUp.signal()
        }
      }
    }
    var poller = ZMQPoller()
    _ = poller.add(descriptor: wakeUp.descriptor)
    let deadline = Deadline()
    var taken = 0
    while taken < threads * each {
      try poller.wait(milliseconds: deadline.milliseconds("\(threads * each) items, \(taken) came"))
      wakeUp.drain()
      taken += queue.takeAll()
    }
    #expect(taken == threads * each)
  }
}

/// What waits to be done, as a count.
private final class Queue: Sendable {
  private let waiting = Mutex(0)
  func put() { waiting.withLock { $0 += 1 } }
  func takeAll() -> Int {
    waiting.withLock { waiting in
      defer { waiting = 0 }
      return waiting
    }
  }
}
