import Synchronization

/// Letters for a thread that waits in a ``ZMQPoller``: a queue, and an eventfd(2) in the poll set.
///
/// - Guarantee: once the descriptor is readable, ``take(into:)`` gives every letter posted before; none waits unseen.
/// - Misuse: the queue has no limit; whoever posts has to limit the number of letters.
package final class Mailbox<Letter: Sendable>: Sendable {
  private let letters = Mutex<[Letter]>([])
  private let wakeUp: WakeUp

  package init() throws(ZMQError) { wakeUp = try WakeUp() }

  /// The descriptor to poll for reading; the mailbox owns it.
  package var descriptor: Int32 { wakeUp.descriptor }

  package func post(_ letter: Letter) {
    letters.withLock { $0.append(letter) }
    wakeUp.signal()
  }

  /// Takes all letters, oldest first. The capacity of `letters` is used for later ones.
  package func take(into letters: inout [Letter]) {
    wakeUp.drain()
    letters.removeAll(keepingCapacity: true)
    self.letters.withLock { swap(&$0, &letters) }
  }
}
