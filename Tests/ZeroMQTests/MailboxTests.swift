import Foundation
import Testing
import ZeroMQ

@Suite struct MailboxTests {
  @Test func `letters come out in the order in which they were posted, and once`() throws {
    let mailbox = try Mailbox<Int>()
    var letters = [7]
    mailbox.take(into: &letters)
    #expect(letters.isEmpty)
    for round in 0..<3 {
      for letter in 0..<5 { mailbox.post(5 * round + letter) }
      mailbox.take(into: &letters)
      #expect(letters == Array(5 * round..<5 * round + 5))
    }
  }

  @Test func `it is readable as long as a letter is in it`() throws {
    let mailbox = try Mailbox<String>()
    var poller = ZMQPoller()
    let place = poller.add(descriptor: mailbox.descriptor)
    #expect(try poller.wait(milliseconds: 0) == 0)
    mailbox.post("one")
    mailbox.post("two")
    for _ in 0..<2 {
      #expect(try poller.wait(milliseconds: -1) == 1)
      #expect(poller.isReadable(place) == true)
    }
    var letters: [String] = []
    mailbox.take(into: &letters)
    #expect(letters == ["one", "two"])
    #expect(try poller.wait(milliseconds: 0) == 0)
  }

  @Test func `letters from many threads never wait unseen, and each thread's keep their order`() throws {
    let mailbox = try Mailbox<(thread: Int, number: Int)>()
    let threads = 4
    let each = 20_000
    for thread in 0..<threads {
      Thread.detachNewThread {
        for number in 0..<each { mailbox.post((thread, number)) }
      }
    }
    var poller = ZMQPoller()
    _ = poller.add(descriptor: mailbox.descriptor)
    let deadline = Deadline()
    var next = [Int](repeating: 0, count: threads)
    var letters: [(thread: Int, number: Int)] = []
    while next.reduce(0, +) < threads * each {
      try poller.wait(milliseconds: deadline.milliseconds("\(threads * each) letters, \(next) came"))
      mailbox.take(into: &letters)
      for letter in letters {
        #expect(letter.number == next[letter.thread])
        next[letter.thread] += 1
      }
    }
    #expect(next == [Int](repeating: each, count: threads))
  }
}
