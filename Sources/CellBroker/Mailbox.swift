import CellCore
import CellSchema
import Synchronization
import ZeroMQ

/// How other threads reach the loop: a queue, and an eventfd in its poll set.
///
/// What comes in is bounded by what the loop asked for: one commit, one reading a subscription, one look-up a frame;
/// and by one adoption at a time.
final class Mailbox: Sendable {
  enum Letter: Sendable {
    case event(Event)
    case adopt(Adoption)
    case stop
    /// The process cannot go on.
    case fatal(code: Int32, String)
  }

  let wakeUp: WakeUp
  private let letters = Mutex<[Letter]>([])

  init() throws(ZMQError) { wakeUp = try WakeUp() }

  func post(_ letter: Letter) {
    letters.withLock { $0.append(letter) }
    wakeUp.signal()
  }

  func take() -> [Letter] {
    wakeUp.drain()
    return letters.withLock { letters in
      defer { letters.removeAll(keepingCapacity: true) }
      return letters
    }
  }
}

/// Rules that were read again, for the loop to put in force.
struct Adoption: Sendable {
  enum Outcome: Sendable {
    /// And so many connections were cut off.
    case inForce(revoked: Int)
    case refused(Refusal)
  }

  let files: RuleFiles
  let logKey: PublicKeyText
  let outcome: WorkQueue<Outcome>
}
