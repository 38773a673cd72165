import CellSchema
import Foundation
import ZeroMQ

/// The thread that owns the ZeroMQ sockets of every node in this process.
///
/// Other threads reach the hub through a mailbox in its poll set. The hub sleeps until a socket, the mailbox or a
/// deadline wakes it. The number of waiting letters is bounded by those who post: messages by each node's outbox, and
/// at most one letter a subscription for credit and for acknowledgements.
final class Hub: Sendable {
  enum Letter: Sendable {
    case join(NodeCore, NodeSession, NodeKeys)
    case event(NodeCore, SessionEvent)
    /// Messages wait for their node's session.
    case outgoing(Publishing)
    /// The subscription queue has an acknowledgement to take.
    case acknowledge(NodeCore, SubscriptionQueue)
    /// What a lookup of a host's name found.
    case lookedUp(name: String, Result<[String], HostAddresses.Failure>)
    /// An attempt to connect has waited for a lookup as long as it may.
    case lookupIsLate(HostLookups.Waiting)
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

  private let mailbox: Mailbox<Letter>

  private init() throws(ZMQError) {
    let mailbox = try Mailbox<Letter>()
    self.mailbox = mailbox
    let context = try ZMQContext()
    let thread = Thread { HubLoop(mailbox, context).run() }
    thread.name = "cellbus-node"
    thread.start()
  }

  func post(_ letter: Letter) { mailbox.post(letter) }
}
