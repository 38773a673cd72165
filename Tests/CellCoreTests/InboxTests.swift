import CellCore
import CellSchema
import CellWire
import Testing

@Suite("The order in which the loop hears what peers sent")
struct InboxTests {
  private static let node: NodeName = "UKR.GS-1"
  private static let (first, second, third) = (PeerID(1), PeerID(2), PeerID(3))

  private static func frame(_ lane: Precedence, _ number: UInt64, messages: Int = 1) -> [UInt8] {
    PublishFrame(
      lane: lane, stream: StreamIdentifier(7), firstNumber: number,
      envelopes: Array(repeating: Envelope(document: [0x7B, 0x7D]), count: messages)
    ).encoded()
  }

  private static let hello: [UInt8] = [Command.hello.rawValue, 0x7B, 0x7D]

  /// What is heard: the peer, and `hello`, `gone`, or the lane and number of what is published.
  private static func heard(_ inbox: inout Inbox, holdingPublishers: Bool = false) -> [String] {
    var heard: [String] = []
    while let event = inbox.next(holdingPublishers: holdingPublishers) {
      switch event {
      case .frame(let peer, node: _, let bytes): heard.append("\(peer.number) \(words(bytes))")
      case .publish(let peer, node: _, let frame):
        heard.append("\(peer.number) \(frame.lane.rawValue) \(frame.firstNumber)+\(frame.envelopes.count)")
      case .gone(let peer): heard.append("\(peer.number) gone")
      default: Issue.record("\(event) is no peer's")
      }
    }
    return heard
  }

  private static func words(_ bytes: [UInt8]) -> String {
    guard let frame = try? PublishFrame(bytes) else { return bytes == hello ? "hello" : "other" }
    return "\(frame.lane.rawValue) \(frame.firstNumber)"
  }

  private static func inbox(_ sent: [(PeerID, [UInt8]?)]) -> Inbox {
    var inbox = Inbox()
    for (peer, bytes) in sent {
      if let bytes { inbox.add(bytes, from: peer, node: node) } else { inbox.add(gone: peer) }
    }
    return inbox
  }

  @Test("peers take turns, each in its own order, its end last") func turns() {
    var inbox = Self.inbox([
      (Self.first, Self.frame(.routine, 1)), (Self.first, Self.frame(.routine, 2)),
      (Self.first, Self.frame(.routine, 3)), (Self.first, nil), (Self.second, Self.frame(.routine, 1)),
      (Self.second, Self.frame(.deferred, 1)),
    ])
    #expect(inbox.count == 6)
    #expect(
      Self.heard(&inbox) == [
        "1 routine 1", "2 routine 1", "1 routine 2", "2 deferred 1", "1 routine 3", "1 gone",
      ])
    #expect(inbox.isEmpty)
  }

  @Test("flash overtakes what its own peer and others sent before, and keeps its own order") func flash() {
    var inbox = Self.inbox([
      (Self.first, Self.frame(.routine, 1)), (Self.second, Self.frame(.immediate, 1)),
      (Self.second, Self.frame(.flash, 1)), (Self.second, Self.frame(.flash, 2)),
      (Self.first, Self.frame(.override, 1)), (Self.first, nil),
    ])
    #expect(
      Self.heard(&inbox) == [
        "2 flash 1", "1 override 1", "2 flash 2", "1 routine 1", "2 immediate 1", "1 gone",
      ])
  }

  @Test("flash does not overtake the HELLO of its session, nor flash that waits behind it") func barrier() {
    var inbox = Self.inbox([
      (Self.first, Self.frame(.routine, 1)), (Self.first, Self.hello), (Self.first, Self.frame(.flash, 1)),
    ])
    guard case .frame? = inbox.next(), case .frame? = inbox.next() else {
      Issue.record("a frame is heard")
      return
    }
    inbox.add(Self.frame(.flash, 2), from: Self.first, node: Self.node)
    #expect(Self.heard(&inbox) == ["1 flash 1", "1 flash 2"])
    // Nothing is left that flash would have to wait for.
    inbox.add(Self.frame(.routine, 2), from: Self.first, node: Self.node)
    inbox.add(Self.frame(.flash, 3), from: Self.first, node: Self.node)
    #expect(Self.heard(&inbox) == ["1 flash 3", "1 routine 2"])
  }

  @Test("a frame of many messages is heard in parts, and others between them") func parts() {
    let most = Limits.messagesAtOnce
    var inbox = Self.inbox([
      (Self.first, Self.frame(.routine, 5, messages: 2 * most + 1)), (Self.second, Self.frame(.routine, 1)),
    ])
    #expect(
      Self.heard(&inbox) == [
        "1 routine 5+\(most)", "2 routine 1", "1 routine \(5 + most)+\(most)", "1 routine \(5 + 2 * most)+1",
      ])
  }

  @Test("flash of many messages that waits behind a HELLO is heard in parts, and what follows behind all of them")
  func flashParts() {
    let most = Limits.messagesAtOnce
    var inbox = Self.inbox([(Self.first, Self.hello), (Self.first, Self.frame(.flash, 1, messages: 2 * most))])
    #expect(inbox.next() != nil && inbox.next() != nil && inbox.count == 1)
    inbox.add(Self.frame(.flash, UInt64(2 * most + 1)), from: Self.first, node: Self.node)
    #expect(Self.heard(&inbox) == ["1 flash \(most + 1)+\(most)", "1 flash \(2 * most + 1)"])
    #expect(inbox.isEmpty)
  }

  @Test("flash without end leaves the others their turn") func flashFlood() {
    var inbox = Self.inbox(
      (1...100).map { (Self.first, Self.frame(.flash, $0)) } + [(Self.second, Self.hello), (Self.second, nil)])
    let heard = Self.heard(&inbox)
    #expect(heard.count == 102)
    #expect(heard.firstIndex(of: "2 hello") == 32 && heard.firstIndex(of: "2 gone") == 65)
  }

  @Test("while publishers are held, flash, other commands and ends are heard, and each peer's order holds")
  func held() {
    let ping: [UInt8] = [Command.ping.rawValue]
    var inbox = Self.inbox([
      (Self.first, Self.frame(.routine, 1)), (Self.first, ping), (Self.second, ping),
      (Self.second, Self.frame(.priority, 1)), (Self.second, nil), (Self.first, Self.frame(.flash, 1)),
      (Self.third, Self.hello), (Self.third, Self.frame(.flash, 1)),
    ])
    #expect(inbox.hasOtherThanMessages)
    let heard = Self.heard(&inbox, holdingPublishers: true)
    #expect(heard == ["1 flash 1", "2 other", "3 hello", "3 flash 1"], "flash behind a HELLO, too")
    #expect(!inbox.hasOtherThanMessages && inbox.count == 4)
    #expect(Self.heard(&inbox) == ["1 routine 1", "2 priority 1", "1 other", "2 gone"])
  }

  @Test("a frame that says it has many messages and cannot be read is heard as it came") func unreadable() {
    var bytes = Self.frame(.routine, 1, messages: 1)
    bytes[PublishFrame.headerCount - 2] = 0xFF
    var inbox = Self.inbox([(Self.first, bytes)])
    #expect(Self.heard(&inbox) == ["1 other"])
  }
}
