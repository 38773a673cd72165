package import CellSchema
package import StrictYAML

/// The broker's CURVE key pair, `keys/broker.key`.
package struct CurveKeyFile: Codable, Hashable, Sendable {
  package var publicKey: CurveKeyText
  package var secretKey: CurveKeyText

  /// - Throws: a problem that never quotes the secret key.
  package static func read(_ file: String) throws(FileProblem) -> Self {
    let read = try StrictYAML.read(Self.self, file: file, secrets: ["/secretKey"])
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

  /// - Throws: a problem that never quotes the secret key.
  package static func read(_ file: String) throws(FileProblem) -> Self {
    try StrictYAML.read(Self.self, file: file, secrets: ["/secretKey"]).value
  }
}
