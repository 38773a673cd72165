import CellSchema
import CellWire

/// Frames of both directions, changed, before the decoders and the machines of both sides.
package struct FrameTrial: Trial {
  package static let name = "frames"
  package static let block: UInt64 = 8_192

  private let decoders = FrameDecoders()
  private var maker = FrameMaker()
  private var random: SplitMix64
  private var broker = BrokerSide()
  private var node = NodeSide()
  private var number = 0
  private var read: [String: Int] = [:]

  package var counts: [String: Int] { broker.counts.merging(node.counts) { $0 + $1 }.merging(read) { $0 + $1 } }

  package init(seed: UInt64, block: UInt64) {
    random = SplitMix64(seed: seed &+ (block &+ 1) &* 0xD1B5_4A32_D192_ED03)
  }

  package mutating func next() -> [UInt8] { maker.frame(next: broker.next, &random) }

  package mutating func problem(with frame: [UInt8]) -> String? {
    number += 1
    let byBroker = decoders.broker(frame)
    let byNode = decoders.node(frame)
    if byBroker.reading == .read { read["read by the broker", default: 0] += 1 }
    if byNode.reading == .read { read["read by the node", default: 0] += 1 }
    return byBroker.problem ?? byNode.problem ?? broker.problem(with: frame, byBroker.reading)
      ?? node.problem(with: frame, byNode.reading, number: number)
  }
}
