import CellProof

/// Why a proof or a bundle shows nothing: which part of it, and what is wrong there.
package struct EvidenceFault: Error, Sendable, Hashable {
  /// As a person finds it in the file: `checkpoint`, `rows/0/document`.
  package var part: String
  package var reason: String

  package init(_ part: String, _ reason: String) {
    self.part = part
    self.reason = reason
  }

  /// Does what may throw a note's error, as a fault of a part.
  static func of<Value>(_ part: String, _ work: () throws(NoteError) -> Value) throws(EvidenceFault) -> Value {
    do { return try work() } catch { throw EvidenceFault(part, "\(error)") }
  }
}

extension EvidenceFault: CustomStringConvertible {
  package var description: String { "\(part): \(reason)" }
}
