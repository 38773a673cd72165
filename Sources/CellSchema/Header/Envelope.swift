/// A signature block and a document, as they came in a frame or from the record: the bytes stay where they are, and an
/// envelope says where.
///
/// It is the one form in which a message goes from the frame to the disk and back: copying it costs one retain.
package struct Envelope: Sendable {
  private let bytes: [UInt8]
  private let signatureStart: UInt32
  private let signatureCount: UInt32
  private let documentStart: UInt32
  private let documentCount: UInt32

  /// - Parameters:
  ///   - bytes: what both lie in.
  ///   - signature: the signature block's place; empty where there is none.
  package init(in bytes: [UInt8], signature: Range<Int>, document: Range<Int>) {
    precondition(signature.upperBound <= bytes.count && document.upperBound <= bytes.count, "both lie in the bytes")
    self.bytes = bytes
    signatureStart = UInt32(signature.lowerBound)
    signatureCount = UInt32(signature.count)
    documentStart = UInt32(document.lowerBound)
    documentCount = UInt32(document.count)
  }

  package init(document: [UInt8]) { self.init(in: document, signature: 0..<0, document: 0..<document.count) }

  /// Puts both into bytes of their own.
  package init(signature: [UInt8], document: [UInt8]) {
    self.init(
      in: signature + document, signature: 0..<signature.count,
      document: signature.count..<signature.count + document.count)
  }

  package var signature: ArraySlice<UInt8> { bytes[Int(signatureStart)..<Int(signatureStart + signatureCount)] }
  package var document: ArraySlice<UInt8> { bytes[Int(documentStart)..<Int(documentStart + documentCount)] }

  /// Bytes of the envelope in a frame, with the two lengths.
  package var encodedCount: Int { 6 + Int(signatureCount) + Int(documentCount) }
}

extension Envelope: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.signature == right.signature && left.document == right.document
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(signature)
    hasher.combine(document)
  }
}
