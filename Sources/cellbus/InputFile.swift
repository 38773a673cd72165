import CellCommand
import CellSchema
import Dispatch
import Foundation
import Glibc
import StrictYAML

/// A file, or standard input, read in chunks on a thread of its own: a pipe may be silent for hours, and the threads
/// that tasks run on are few.
final class InputFile: Sendable {
  private static let chunk = 262_144

  /// Bytes of the file; nil where that is not known.
  let size: Int?
  /// As it is called in a complaint.
  let name: String
  private let handle: FileHandle
  private let queue = DispatchQueue(label: "cellbus.input")

  /// - Parameter name: a path, or `-`.
  init(_ name: String) throws(Complaint) {
    self.name = name == "-" ? "standard input" : name
    guard name != "-" else {
      handle = .standardInput
      size = nil
      return
    }
    do {
      handle = try FileHandle(forReadingFrom: URL(filePath: name))
      let attributes = try FileManager.default.attributesOfItem(atPath: name)
      size = attributes[.type] as? FileAttributeType == .typeRegular ? attributes[.size] as? Int : nil
    } catch {
      throw Complaint(.failed, .inputUnreadable, at: name, SystemWords.of(error))
    }
  }

  /// Nil at the end.
  func next() async throws -> [UInt8]? {
    let (handle, name) = (handle, name)
    return try await withCheckedThrowingContinuation { continuation in
      queue.async {
        do {
          // One read(2): `read(upToCount:)` would wait for the whole chunk of a pipe.
          let data = try Self.read(handle)
          continuation.resume(returning: data.isEmpty ? nil : data)
        } catch {
          continuation.resume(
            throwing: Complaint(.failed, .inputUnreadable, at: name, SystemWords.of(error)))
        }
      }
    }
  }

  private static func read(_ handle: FileHandle) throws -> [UInt8] {
    let descriptor = handle.fileDescriptor
    var bytes = [UInt8](repeating: 0, count: chunk)
    while true {
      let count = unsafe Glibc.read(descriptor, &bytes, chunk)
      if count >= 0 {
        bytes.removeLast(chunk - count)
        return bytes
      }
      // A signal, such as the window's change of size, came first.
      if errno != EINTR { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
  }
}
