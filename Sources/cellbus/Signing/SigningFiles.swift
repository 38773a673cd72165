import CellCommand
import CellProof
import CellSchema
import StrictYAML

/// Keys and certificates in files.
enum SigningFiles {
  static func text(_ file: String) throws(Complaint) -> String {
    do throws(FileProblem) {
      return String(decoding: try StrictYAML.bytes(of: file), as: UTF8.self)
    } catch {
      throw Complaint(error)
    }
  }

  static func secret(_ file: String) throws(Complaint) -> SigningSecret {
    guard let secret = SigningSecret(pem: try text(file)) else {
      throw Complaint(.failed, .badKey, at: file, spoken("no private key, Ed25519 or ECDSA P-256, in PEM (PKCS 8)"))
    }
    return secret
  }

  /// A public key: its text in Base64, a file in PEM, or the file of its private half.
  static func publicKey(_ argument: String) throws(Complaint) -> SigningKey {
    if let key = SigningKey(text: argument) { return key }
    let text = try text(argument)
    guard let key = SigningKey(pem: text) ?? SigningSecret(pem: text)?.publicKey else {
      throw Complaint(.failed, .badKey, at: argument, spoken("no key, Ed25519 or ECDSA P-256, in PEM or Base64"))
    }
    return key
  }

  static func statement(_ file: String) throws(Complaint) -> (SignedStatement, Certificate) {
    let text = try text(file)
    do throws(StatementError) {
      let statement = try SignedStatement(json: Array(text.utf8))
      return (statement, try Certificate(statement))
    } catch {
      throw Complaint(.failed, .badCertificate, at: file, error.description)
    }
  }

  static func isDocument(_ payloadType: String) -> Bool { SigningOrigin(documentType: payloadType) != nil }
}
