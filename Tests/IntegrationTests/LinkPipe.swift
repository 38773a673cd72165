import CellTestSupport
import Glibc

/// One direction of a link.
final class LinkPipe {
  enum Course {
    case open, over, cut
  }

  /// Bytes that it holds at most.
  private static let capacity = 4_096
  /// Bytes in one piece at most; what is drawn is 1 to this.
  private static let piece = 1_400

  /// Bytes until the link is cut, then within a frame.
  var cutAfter: Int?
  var stalledUntil: UInt64 = 0

  private let from: CInt
  private let to: CInt
  private var random: SplitMix
  private var held: [(bytes: ArraySlice<UInt8>, readAt: UInt64)] = []
  private var heldBytes = 0
  private var isAtEnd = false
  private var place = ZMTPPlace()
  private var moved = 0
  /// Bytes that may leave now, and when that was reckoned.
  private var tokens = 0.0
  private var reckonedAt = LinkPump.now()

  init(from: CInt, to: CInt, seed: UInt64) {
    self.from = from
    self.to = to
    random = SplitMix(seed)
  }

  var hasSpace: Bool { heldBytes < Self.capacity && !isAtEnd }

  func isStalled(_ now: UInt64) -> Bool { stalledUntil > now }

  func takeMoved() -> Int {
    defer { moved = 0 }
    return moved
  }

  /// Whether the next byte may leave.
  func isReleased(_ now: UInt64, _ shape: LinkProxy.Shape) -> Bool {
    guard let first = held.first else { return false }
    return first.readAt + delay(shape) <= now && tokens >= share(of: first.bytes.count, shape)
  }

  /// When something happens here by itself.
  func due(_ now: UInt64, _ shape: LinkProxy.Shape) -> UInt64 {
    if isStalled(now) { return stalledUntil }
    guard let first = held.first else { return .max }
    let release = first.readAt + delay(shape)
    // While its descriptor takes no bytes, poll(2) wakes up for that.
    if release > now { return release }
    let missing = share(of: first.bytes.count, shape) - tokens
    guard let rate = shape.bytesPerSecond, missing > 0 else { return .max }
    return now + UInt64(missing * 1e9 / Double(rate)) + 1
  }

  func move(_ now: UInt64, _ shape: LinkProxy.Shape) -> Course {
    fill(now)
    if let rate = shape.bytesPerSecond {
      tokens = min(Double(rate) / 20 + 1, tokens + Double(now - reckonedAt) / 1e9 * Double(rate))
    } else {
      tokens = 1e9
    }
    reckonedAt = now
    while isReleased(now, shape) {
      var count = held[0].bytes.count
      if shape.bytesPerSecond != nil { count = min(count, max(1, Int(tokens))) }
      if let left = cutAfter {
        if left == 0, place.isWithinFrame { return .cut }
        count = min(count, max(left, 1))
      }
      let sent = Self.send(held[0].bytes.prefix(count), to)
      if sent == 0 { break }
      guard sent > 0 else { return .over }
      place.pass(held[0].bytes.prefix(sent))
      held[0].bytes = held[0].bytes.dropFirst(sent)
      if held[0].bytes.isEmpty { held.removeFirst() }
      heldBytes -= sent
      moved += sent
      if shape.bytesPerSecond != nil { tokens -= Double(sent) }
      cutAfter = cutAfter.map { max(0, $0 - sent) }
    }
    return isAtEnd && held.isEmpty ? .over : .open
  }

  private func fill(_ now: UInt64) {
    while hasSpace {
      let wanted = min(Self.capacity - heldBytes, 1 + Int(random.next() % UInt64(Self.piece)))
      var count = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, length in
        count = unsafe recv(from, buffer.baseAddress, wanted, CInt(MSG_DONTWAIT))
        length = max(0, count)
      }
      if count < 0 {
        if errno != EAGAIN && errno != EINTR { isAtEnd = true }
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      held.append((bytes[...], now))
      heldBytes += count
    }
  }

  /// 0 where the socket takes nothing now, negative where it is gone.
  private static func send(_ bytes: ArraySlice<UInt8>, _ to: CInt) -> Int {
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(to, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
    }
    if sent < 0, errno == EAGAIN || errno == EINTR { return 0 }
    return sent
  }

  /// What has to be saved up before a piece may leave: all of it, or a fiftieth of a second.
  private func share(of count: Int, _ shape: LinkProxy.Shape) -> Double {
    shape.bytesPerSecond.map { min(Double(count), Double($0) / 50) } ?? 0
  }

  private func delay(_ shape: LinkProxy.Shape) -> UInt64 { UInt64(shape.delay.seconds * 1e9) }
}

/// Where a stream of ZeroMQ's wire protocol stands: a greeting of 64 bytes, then frames of a flag byte, a length of one
/// byte or eight, and so many bytes (ZMTP 3.1, RFC 37).
struct ZMTPPlace {
  private enum Part {
    case greeting(left: Int)
    case flags
    case length(left: Int, value: Int)
    case body(left: Int)
  }

  private var part = Part.greeting(left: 64)

  var isWithinFrame: Bool {
    switch part {
    case .greeting, .flags: false
    case .length, .body: true
    }
  }

  mutating func pass(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let first = rest.first {
      switch part {
      case .greeting(let left):
        let count = min(left, rest.count)
        rest = rest.dropFirst(count)
        part = left == count ? .flags : .greeting(left: left - count)
      case .flags:
        rest = rest.dropFirst()
        part = .length(left: first & 0x02 == 0 ? 1 : 8, value: 0)
      case .length(let left, let value):
        rest = rest.dropFirst()
        let value = value << 8 | Int(first)
        part = left > 1 ? .length(left: left - 1, value: value) : value == 0 ? .flags : .body(left: value)
      case .body(let left):
        let count = min(left, rest.count)
        rest = rest.dropFirst(count)
        part = left == count ? .flags : .body(left: left - count)
      }
    }
  }
}
