import CellCommand
import CellEvidence
import CellProof
import CellSchema
import Foundation
import StrictYAML

/// Files with notes, proofs, bundles and keys.
enum Proofs {
  /// A file's bytes.
  static func bytes(of file: String) throws -> [UInt8] {
    do {
      return try Array(Data(contentsOf: URL(filePath: file)))
    } catch {
      throw Complaint(.failed, .inputUnreadable, at: file, SystemWords.of(error))
    }
  }

  /// Reads a file, with what is wrong with it as the command tells it.
  static func reading<Value>(
    _ file: String, _ code: ErrorCode = .proofInvalid, _ work: (String) throws(NoteError) -> Value
  ) throws -> Value {
    let text = String(decoding: try bytes(of: file), as: UTF8.self)
    do {
      return try work(text)
    } catch {
      throw Complaint(.failed, code, at: file, "\(error)")
    }
  }
}
