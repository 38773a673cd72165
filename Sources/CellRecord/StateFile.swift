package import CellJournal
import CellProof
import CellSchema
import Foundation
import Glibc

/// The snapshot file beside the record. It ends with a hash of its bytes: a file that is not whole is not used.
///
/// | Field | Bytes |
/// |---|---|
/// | `cellbus-state 1`, line feed | 16 |
/// | sequence number of the last row, big-endian | 8 |
/// | that row's leaf hash | 32 |
/// | content | the rest but 32 |
/// | SHA-256 of all before | 32 |
package struct StateFile: Sendable {
  private static let magic = Array("cellbus-state 1\n".utf8)

  package let path: String
  private let directory: String

  package init(directory: String) {
    self.directory = directory
    path = directory + "/state.snapshot"
  }

  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Reads the snapshot; nil if there is no file, or no whole one.
  package func read() -> KeptState? {
    // Mapped, and cut in place: the file may have tens of megabytes, and a copy needs as many pages again.
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return nil }
    var bytes = [UInt8](data)
    let start = Self.magic.count + 8 + Digest.byteCount
    guard bytes.count >= start + Digest.byteCount, bytes.starts(with: Self.magic) else { return nil }
    let end = bytes.count - Digest.byteCount
    guard Digest(of: bytes[..<end]).bytes == Array(bytes[end...]),
      let leaf = Digest(bytes: Array(bytes[Self.magic.count + 8..<start]))
    else { return nil }
    let sequence = bytes[Self.magic.count..<Self.magic.count + 8].reduce(0) { $0 << 8 | UInt64($1) }
    bytes.removeLast(Digest.byteCount)
    bytes.removeFirst(start)
    return KeptState(sequence: SequenceNumber(sequence), leaf: leaf, content: bytes)
  }

  /// Replaces the snapshot, whole or not at all.
  package func write(_ kept: KeptState) throws(JournalError) {
    var bytes = Self.magic
    bytes.reserveCapacity(kept.content.count + 128)
    bytes.append(bigEndian: kept.sequence.value)
    kept.leaf.append(to: &bytes)
    bytes.append(contentsOf: kept.content)
    Digest(of: bytes).append(to: &bytes)
    let draft = path + ".new"
    let file = URL(fileURLWithPath: draft)
    do {
      guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw JournalError.failed("cannot create \(draft)")
      }
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
    } catch let error as JournalError {
      throw error
    } catch {
      try? FileManager.default.removeItem(at: file)
      throw .failed("cannot write \(draft): \(SystemWords.of(error))")
    }
    guard unsafe rename(draft, path) == 0 else {
      throw .failed("cannot rename \(draft): \(SystemWords.of(errno: errno))")
    }
    try DirectoryLock.synchronize(directory)
  }

  package func remove() { try? FileManager.default.removeItem(atPath: path) }
}
