package import CellSchema
import Foundation
package import StrictYAML

/// The broker's CURVE key pair, `keys/broker.key`.
package struct CurveKeyFile: Codable, Hashable, Sendable {
  package var publicKey: CurveKeyText
  package var secretKey: CurveKeyText

  /// - Throws: a problem that never quotes the secret key.
  package static func read(_ file: String) throws(FileProblem) -> Self {
    let read = try StrictYAML.read(Self.self, file: file, secrets: ["/secretKey"])
    try KeyFileMode.check(file)
    for (key, pointer) in [(read.value.publicKey, "/publicKey"), (read.value.secretKey, "/secretKey")]
    where key.bytes == nil {
      throw read.problem(.badKey, at: pointer, "no Z85 of 32 bytes")
    }
    return read.value
  }
}

/// The Ed25519 key pair that signs the record's checkpoints, `keys/log.key`.
package struct LogKeyFile: Codable, Hashable, Sendable {
  package var publicKey: PublicKeyText
  package var secretKey: PublicKeyText
  /// The public key of the record's first log, by which the cell is named for ever; nil where it is this one.
  package var firstKey: PublicKeyText?

  /// The key by which logs and signatures name the cell.
  package var namingKey: PublicKeyText { firstKey ?? publicKey }

  /// - Throws: a problem that never quotes the secret key.
  package static func read(_ file: String) throws(FileProblem) -> Self {
    let read = try StrictYAML.read(Self.self, file: file, secrets: ["/secretKey"])
    try KeyFileMode.check(file)
    return read.value
  }
}

/// Who may read a file with the broker's secret key: its owner, and a group if the owner wants it so.
private enum KeyFileMode {
  static func check(_ file: String) throws(FileProblem) {
    // Of the file, where a link leads to it.
    let path = URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
    let attributes: [FileAttributeKey: Any]
    do { attributes = try FileManager.default.attributesOfItem(atPath: path) } catch {
      throw FileProblem(.inputUnreadable, file: file, position: nil, SystemWords.of(error))
    }
    guard let mode = attributes[.posixPermissions] as? Int, mode & 0o027 != 0 else { return }
    throw FileProblem(
      .notPrivate, file: file, position: nil,
      "it holds a secret key, and others can read or change it (mode \(String(mode, radix: 8))); allowed: 600, or 640")
  }
}
