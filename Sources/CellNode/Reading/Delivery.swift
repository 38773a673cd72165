import CellSchema
import CellWire
import Synchronization

/// A delivered message that all its copies share, with its header once somebody has looked at it.
final class Delivery: Sendable {
  private final class Decoded: Sendable {
    let header: Header

    init(_ header: Header) { self.header = header }
  }

  let item: SubscriptionQueue.Item
  // Not the subscription itself: a message that the application keeps must not keep the subscription alive.
  let queue: SubscriptionQueue
  let core: NodeCore
  private let found: FoundHeader?
  private let decoded: Mutex<Decoded?>

  /// - Throws: `undecodable` if the header cannot be decoded.
  init(_ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, _ core: NodeCore) throws(NodeError) {
    let document = item.message.envelope.document
    found = FoundHeader(in: document)
    var decoded: Decoded?
    if found == nil {
      // A later version's header may have more, and decodes.
      do throws(Refusal) {
        decoded = Decoded(try DocumentDecoder.header(in: document))
      } catch {
        throw NodeError(.undecodable, at: error.pointer, "#\(item.message.sequence): \(error.detail)")
      }
    }
    self.decoded = Mutex(decoded)
    self.item = item
    self.queue = queue
    self.core = core
  }

  var header: Header {
    if let known = decoded.withLock({ $0 }) { return known.header }
    guard let found, let header = try? found.header(in: item.message.envelope.document) else {
      preconditionFailure("a header that the strict check accepts decodes")
    }
    decoded.withLock { $0 = Decoded(header) }
    return header
  }
}
