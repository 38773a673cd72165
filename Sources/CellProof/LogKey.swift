import Crypto
import Foundation

/// The key of a cell's log: Ed25519 (RFC 8032). Its public half is named by the genesis of the record.
package struct LogKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Makes a new key from the system's random numbers.
  package static func generate() -> LogKey {
    LogKey(key: Curve25519.Signing.PrivateKey())
  }

  private init(key: Curve25519.Signing.PrivateKey) {
    self.key = key
  }

  /// Loads the secret half: the 32 bytes of the seed (RFC 8032 §5.1.5) in Base64, white space around them allowed, as
  /// a file that ends in a line feed has it.
  package init(secret text: String) throws(LogKeyError) {
    guard let seed = StrictBase64.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw .notBase64
    }
    guard seed.count == 32 else { throw .length(seed.count) }
    do {
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    } catch {
      throw .length(seed.count)
    }
  }

  /// The 64 bytes of an Ed25519 signature.
  func signature(of message: [UInt8]) throws(NoteError) -> [UInt8] {
    do {
      return [UInt8](try key.signature(for: message))
    } catch {
      throw .signing("\(error)")
    }
  }

  /// The 32 bytes of the public key.
  package var publicBytes: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// The public key in Base64.
  package var publicText: String { key.publicKey.rawRepresentation.base64EncodedString() }

  /// The seed in Base64. Whoever has it can write checkpoints in the cell's name: for a file that only the daemon
  /// reads, never for a log.
  package var secretText: String { key.rawRepresentation.base64EncodedString() }
}

extension LogKey: CustomStringConvertible {
  /// The public half alone, so that a key that ends up in a log line gives nothing away.
  package var description: String { publicText }
}

extension LogKey: CustomReflectable {
  /// `dump` and string interpolation of a type that holds a key look no deeper than this.
  package var customMirror: Mirror { Mirror(self, children: ["public": publicText]) }
}

package enum LogKeyError: Error, Sendable, Hashable {
  case notBase64
  /// A key has 32 bytes; this text has another number of them.
  case length(Int)
}
