import CellCore
import CellSchema
import Foundation
import Glibc
import ZeroMQ

/// Looks at the record's disk now and then, on a thread of its own: a disk that does not answer holds up nobody.
struct DiskWatch {
  private let queue = WorkQueue<Void>()
  private let worker: Worker

  init(directory: String, mailbox: Mailbox<Letter>) {
    let queue = queue
    worker = Worker("disk", share: .small) {
      var history = DiskHistory()
      repeat {
        guard let free = Self.free(directory) else { continue }
        let facts = history.note(free: free, record: Self.size(directory), at: Clocks.now().monotonic)
        mailbox.post(.disk(facts))
      } while !queue.isClosed(waiting: Double(Limits.diskInterval))
    }
  }

  func finish() {
    queue.close()
    worker.join()
  }

  /// Bytes that a user without privileges may still write.
  private static func free(_ directory: String) -> UInt64? {
    var status = statvfs()
    guard unsafe statvfs(directory, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// Bytes of the directory's files.
  private static func size(_ directory: String) -> UInt64 {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(file)")
      return sum + ((attributes?[.size] as? NSNumber)?.uint64Value ?? 0)
    }
  }
}
