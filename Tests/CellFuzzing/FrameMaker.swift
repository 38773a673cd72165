import CellCore
import CellSchema
import CellTestSupport
import CellWire

/// Frames of both directions, changed.
struct FrameMaker {
  private let mutator = JSONMutator()
  private let donors = FrameSamples.ofNode + FrameSamples.ofBroker
  private var serial = 0

  /// The examples that the fuzzed node may say, with where their identifier and serial stand.
  private static let documents: [(template: Template, id: Range<Int>, serial: Range<Int>, lane: Precedence)] =
    DocumentPool.examples.filter { $0.sender == BrokerSide.node && !$0.type.entry.isOfBus }.map { member in
      func place(_ name: String) -> Range<Int> {
        let node = member.template.nodes.first { node in
          !node.name.isEmpty && member.template.bytes[node.name].elementsEqual("\"\(name)\"".utf8)
        }
        return node?.content ?? 0..<0
      }
      return (member.template, place("id"), place("serial"), member.lane)
    }

  /// - Parameter next: by lane, the number with which the broker goes on.
  mutating func frame(next: Lanes<UInt64>, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8]
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3: bytes = publish(next: next, &random)
    case 3: bytes = deliver(&random)
    case 4..<7: bytes = mutator.mutant(of: FrameSamples.ofNode.randomElement(using: &random)!, donors: donors, &random)
    default: bytes = mutator.mutant(of: FrameSamples.ofBroker.randomElement(using: &random)!, donors: donors, &random)
    }
    if random.chance(3), !bytes.isEmpty {
      bytes[0] =
        random.chance(60)
        ? Command.allCases.randomElement(using: &random)!.rawValue : .random(in: 0...255, using: &random)
    }
    return bytes
  }

  // MARK: binary frames

  private mutating func publish(next: Lanes<UInt64>, _ random: inout SplitMix64) -> [UInt8] {
    let (_, _, _, lane) = Self.documents.randomElement(using: &random)!
    var envelopes: [Envelope] = []
    for _ in 0..<[1, 1, 1, 2, 3].randomElement(using: &random)! {
      let signature =
        random.chance(20)
        ? [UInt8](repeating: 0xA5, count: [1, 300, 8_191, 8_192, 8_193].randomElement(using: &random)!) : []
      envelopes.append(Envelope(signature: signature, document: document(&random)))
    }
    let frame = PublishFrame(
      lane: random.chance(90) ? lane : Precedence.allCases.randomElement(using: &random)!,
      stream: random.chance(96) ? FrameSamples.stream : StreamIdentifier(UInt128(random.next())),
      firstNumber: random.chance(92) ? next[lane] : number(near: next[lane], &random), envelopes: envelopes)
    return disturbed(frame.encoded(), lengths: [26, 28, 30], &random)
  }

  private mutating func document(_ random: inout SplitMix64) -> [UInt8] {
    serial += 1
    let (template, id, place, _) = Self.documents.randomElement(using: &random)!
    if random.chance(25) { return mutator.mutant(of: template, donors: donors, &random) }
    var bytes = template.bytes
    let digits = String(serial, radix: 16)
    let replacements = [
      (id, Array(String(decoding: bytes[id], as: UTF8.self).dropLast(digits.count).utf8) + Array(digits.utf8)),
      (place, Array("\(Serial(node: BrokerSide.node, number: serial % 999_999_999, year: 26)!)".utf8)),
    ].sorted { $0.0.lowerBound > $1.0.lowerBound }
    for (range, text) in replacements { bytes.replaceSubrange(range, with: text) }
    return bytes
  }

  private func deliver(_ random: inout SplitMix64) -> [UInt8] {
    let first = random.chance(80) ? UInt64.random(in: 1...5_000, using: &random) : number(near: 4_000, &random)
    let count = [0, 1, 1, 2, 3].randomElement(using: &random)!
    let deliveries = (0..<count).map { place in
      RecordedEnvelope(
        sequence: SequenceNumber(first &+ UInt64(place)),
        acceptedAt: Microseconds(
          random.chance(95) ? Fixture.start : [0, -1, .min, .max].randomElement(using: &random)!),
        envelope: Envelope(document: Self.documents.randomElement(using: &random)!.template.bytes))
    }
    let frame = DeliverFrame(
      lane: Precedence.allCases.randomElement(using: &random)!,
      subscription: [1, 1, 2, 2, 3, 0, .max].randomElement(using: &random)!, deliveries: deliveries)
    return disturbed(frame.encoded(), lengths: [6, 24, 26], &random)
  }

  private func number(near number: UInt64, _ random: inout SplitMix64) -> UInt64 {
    let near: [UInt64] = [
      0, 1, number &- 1, number &+ 1, WireNumber.largest, WireNumber.largest - 1, WireNumber.largest + 1, 1 << 63, .max,
      .max - 1,
    ]
    return near.randomElement(using: &random)!
  }

  /// Half of the frames are left whole; lengths and counts are what readers trust.
  private func disturbed(_ frame: [UInt8], lengths: [Int], _ random: inout SplitMix64) -> [UInt8] {
    var frame = frame
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<10: break
    case 10..<14:
      let at = random.chance(70) ? lengths.randomElement(using: &random)! : .random(in: 0..<frame.count, using: &random)
      let lie: [UInt8] = [
        [0], [0, 0], [0, 1], [0xFF], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
      ]
      .randomElement(using: &random)!
      for (place, byte) in lie.enumerated() where at + place < frame.count { frame[at + place] = byte }
    case 14, 15: frame.removeSubrange(Int.random(in: 0...frame.count, using: &random)...)
    case 16:
      frame += [UInt8](repeating: .random(in: 0...255, using: &random), count: .random(in: 1...30, using: &random))
    default: for _ in 0...Int.random(in: 0...3, using: &random) { mutator.disturb(&frame, &random) }
    }
    return frame
  }
}
