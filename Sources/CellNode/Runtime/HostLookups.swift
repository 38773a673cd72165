import CellSchema
import Dispatch
import Foundation
import ZeroMQ

/// Looks hosts' names up beside the hub's thread: a name server that is silent holds up nobody else's sockets, and no
/// other endpoint for longer than ``limit``.
///
/// One lookup of a name runs at a time, however many nodes wait for it and however often they give up.
struct HostLookups {
  /// Seconds that an attempt to connect waits for a name.
  static let limit = 2.0

  /// An attempt to connect that waits for a name's addresses.
  struct Waiting: Hashable, Sendable {
    let node: ObjectIdentifier
    /// Counts the node's attempts: a later one does not take an earlier one's answer.
    let attempt: UInt64
    let name: String
  }

  private var waiting: [String: [Waiting]] = [:]
  private let post: @Sendable (Hub.Letter) -> Void

  init(post: @escaping @Sendable (Hub.Letter) -> Void) { self.post = post }

  mutating func look(up wanted: Waiting) {
    let post = post
    if waiting[wanted.name] == nil {
      waiting[wanted.name] = []
      let thread = Thread {
        do throws(HostAddresses.Failure) {
          let addresses = try HostAddresses.look(up: wanted.name)
          post(.lookedUp(name: wanted.name, .success(addresses)))
        } catch {
          post(.lookedUp(name: wanted.name, .failure(error)))
        }
      }
      thread.name = "cellbus-lookup"
      thread.start()
    }
    waiting[wanted.name]?.append(wanted)
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) { post(.lookupIsLate(wanted)) }
  }

  /// The attempts that waited for a name.
  mutating func done(_ name: String) -> [Waiting] { waiting.removeValue(forKey: name) ?? [] }

  /// - Returns: whether the attempt still waited.
  mutating func giveUp(_ wanted: Waiting) -> Bool {
    guard let place = waiting[wanted.name]?.firstIndex(of: wanted) else { return false }
    waiting[wanted.name]?.remove(at: place)
    return true
  }
}
