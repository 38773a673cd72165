import CellSchema
import Foundation
import Synchronization
import ZeroMQ

/// The thread that owns the ZeroMQ sockets of every node in this process.
///
/// Others reach it through a mailbox and an eventfd in its poll set. It sleeps until a socket, the mailbox or a
/// deadline calls. What waits in the mailbox is bounded by those who post: messages by a node's outbox, and of credit
/// and acknowledgements there is one letter a subscription at a time.
final class Hub: Sendable {
  enum Letter: Sendable {
    case join(NodeCore, NodeSession, NodeKeys)
    case event(NodeCore, SessionEvent)
    /// The queue has an acknowledgement to be taken.
    case acknowledge(NodeCore, SubscriptionQueue)
  }

  /// One context and one thread a process (LIBZMQ 9), started by the first node.
  private static let shared: Result<Hub, NodeError> = {
    do throws(ZMQError) {
      return .success(try Hub())
    } catch {
      return .failure(NodeError(.internalFault, "ZeroMQ cannot be used: \(error)"))
    }
  }()

  static func running() throws(NodeError) -> Hub { try shared.get() }

  private let mailbox = Mutex<[Letter]>([])
  let wakeUp: WakeUp

  private init() throws(ZMQError) {
    wakeUp = try WakeUp()
    let context = try ZMQContext()
    let thread = Thread { [self] in HubLoop(self, context).run() }
    thread.name = "cellbus-node"
    thread.start()
  }

  func post(_ letter: Letter) {
    mailbox.withLock { $0.append(letter) }
    wakeUp.signal()
  }

  /// Takes all letters; `empty` gives its capacity in exchange.
  func take(into letters: inout [Letter]) {
    letters.removeAll(keepingCapacity: true)
    mailbox.withLock { swap(&$0, &letters) }
  }
}
