import Testing
import ZeroMQ

@Suite struct PollerTests {
  @Test func `one wait covers sockets, monitors and descriptors`() throws {
    var router = try ZMQSocket(Loopback.context, .router)
    var monitor = try router.monitor()
    let wakeUp = try WakeUp()
    var poller = ZMQPoller()
    let routerPlace = poller.add(router)
    let monitorPlace = poller.add(monitor)
    let wakeUpPlace = poller.add(descriptor: wakeUp.descriptor)
    #expect(try poller.wait(milliseconds: 0) == 0)

    let endpoint = try router.bind("tcp://127.0.0.1:*")
    try monitor.awaitEvent(.listening)
    wakeUp.signal()
    #expect(try poller.wait(milliseconds: -1) == 1)
    #expect(poller.isReadable(wakeUpPlace) && !poller.isReadable(monitorPlace) && !poller.isReadable(routerPlace))
    wakeUp.drain()

    var dealer = try ZMQSocket(Loopback.context, .dealer)
    try dealer.connect(endpoint)
    try dealer.awaitSend("one")
    let deadline = Deadline()
    while !(poller.isReadable(routerPlace) && poller.isReadable(monitorPlace)) {
      try poller.wait(milliseconds: deadline.milliseconds("a socket and its monitor"))
    }
    #expect(poller.isReadable(wakeUpPlace) == false)
  }

  @Test func `many dealers are told apart`() throws {
    var router = try ZMQSocket(Loopback.context, .router)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var poller = ZMQPoller()
    var places: [Int] = []
    var dealers = Dealers()
    for number in 0..<40 {
      var dealer = try ZMQSocket(Loopback.context, .dealer)
      try dealer.connect(endpoint)
      try dealer.awaitSend("\(number)")
      places.append(poller.add(dealer))
      dealers.keep(dealer)
    }
    // Answered are those with an even number.
    for _ in 0..<40 {
      let message = try router.awaitMessage()
      guard let number = Int(message.text), number.isMultiple(of: 2) else { continue }
      let address = try router.send(message.frames[0], more: true)
      let body = try router.send(message.frames[1])
      #expect(address && body)
    }
    let deadline = Deadline()
    while try poller.wait(milliseconds: deadline.milliseconds("20 answers")) < 20 {}
    for (number, place) in places.enumerated() { #expect(poller.isReadable(place) == number.isMultiple(of: 2)) }
  }

  @Test func `a socket that is closed while watched is never ready`() throws {
    var pair = try ZMQSocket(Loopback.context, .pair)
    let endpoint = "inproc://closed-while-watched"
    _ = try pair.bind(endpoint)
    var other = try ZMQSocket(Loopback.context, .pair)
    try other.connect(endpoint)
    try other.awaitSend("something to read")
    var poller = ZMQPoller()
    let place = poller.add(pair, writable: true)
    #expect(try poller.wait(milliseconds: -1) == 1)
    #expect(poller.isReadable(place) == true)
    pair.close()
    #expect(try poller.wait(milliseconds: 0) == 0)
    #expect(!poller.isReadable(place) && !poller.isWritable(place))

    let wakeUp = try WakeUp()
    wakeUp.signal()
    poller.remove(place)
    #expect(poller.add(descriptor: wakeUp.descriptor) == place)
    #expect(try poller.wait(milliseconds: -1) == 1)
    #expect(poller.isReadable(place) == true)
  }

  @Test func `room to send is waited for only where it is asked for`() throws {
    var pair = try ZMQSocket(Loopback.context, .pair)
    let endpoint = "inproc://room-to-send"
    _ = try pair.bind(endpoint)
    var other = try ZMQSocket(Loopback.context, .pair)
    try other.connect(endpoint)
    var poller = ZMQPoller()
    let place = poller.add(other)
    #expect(try poller.wait(milliseconds: 0) == 0)
    poller.watch(place, writable: true)
    #expect(try poller.wait(milliseconds: -1) == 1)
    #expect(poller.isWritable(place) && !poller.isReadable(place))
  }
}

/// Keeps sockets open: an array cannot hold what is not copyable.
private struct Dealers: ~Copyable {
  private final class Box {
    private var socket: ZMQSocket
    init(_ socket: consuming ZMQSocket) { self.socket = socket }
  }
  private var boxes: [Box] = []
  mutating func keep(_ socket: consuming ZMQSocket) { boxes.append(Box(socket)) }
}
