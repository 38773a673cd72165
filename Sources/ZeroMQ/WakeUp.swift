import CLinux
import Glibc
import Synchronization

/// Wakes a thread that waits in a ``ZMQPoller``, from any thread: an eventfd(2) in its poll set.
///
/// A caller first puts work where the loop looks for it, and then calls ``signal()``. The woken loop first calls
/// ``drain()`` and then looks: no work waits unseen, and many signals before a drain cost one system call.
package final class WakeUp: Sendable {
  /// The descriptor to poll for reading; this object owns it.
  package let descriptor: Int32
  /// Whether the descriptor is readable or about to be.
  private let pending = Atomic<Bool>(false)

  package init() throws(ZMQError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw ZMQError(code: errno, call: "eventfd") }
  }

  package func signal() {
    guard !pending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    eventfd_write(descriptor, 1)
  }

  package func drain() {
    // In this order: a signal between the two is skipped, and the caller is about to look for its work.
    var count: eventfd_t = 0
    unsafe eventfd_read(descriptor, &count)
    _ = pending.exchange(false, ordering: .acquiringAndReleasing)
  }

  deinit { close(descriptor) }
}
