import Foundation

/// Base64 (RFC 4648 §4) that stands for its bytes alone: many decoders let several texts stand for the same bytes.
package enum StrictBase64 {
  /// Nil unless the text is exactly what ``text(_:)`` gives for some bytes.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let text = String(text)
    guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
    return [UInt8](data)
  }

  package static func text(_ bytes: some Collection<UInt8>) -> String { Data(bytes).base64EncodedString() }
}
