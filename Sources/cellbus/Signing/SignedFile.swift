import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation
import StrictYAML

/// A document with its signatures in a file: an envelope of DSSE v1.0.2 in JSON, whose payload is the document's exact
/// bytes. It travels between those who sign before one of them publishes it.
struct SignedFile {
  let name: String
  private(set) var statement: SignedStatement

  /// - Throws: what makes it none.
  init(_ name: String) throws(Complaint) {
    self.name = name
    let bytes = try Self.bytes(name)
    do throws(StatementError) {
      statement = try SignedStatement(json: bytes)
    } catch {
      throw Complaint(.failed, .undecodable, at: name, spoken("it is no signed file: \(error.description)"))
    }
    guard SigningOrigin(documentType: statement.payloadType) != nil else {
      throw Complaint(
        .failed, .undecodable, at: name, spoken("it holds no document: \(DisplayText.line(statement.payloadType))"))
    }
    _ = try header
  }

  /// A document that nobody signed yet.
  ///
  /// - Parameter type: the payload type, which names the cell.
  init(document name: String, type: String) throws(Complaint) {
    self.name = name
    statement = SignedStatement(payload: try Self.bytes(name), payloadType: type)
    _ = try header
  }

  private static func bytes(_ name: String) throws(Complaint) -> [UInt8] {
    do throws(FileProblem) { return try StrictYAML.bytes(of: name) } catch { throw Complaint(error) }
  }

  var header: Header {
    get throws(Complaint) {
      do throws(Refusal) {
        return try DocumentDecoder.header(of: statement.payload)
      } catch {
        throw Complaint(.failed, error.code, at: name, error.detail)
      }
    }
  }

  /// Signs it beside those who did.
  mutating func add(_ signer: DocumentSigner) async throws {
    guard signer.documentType == statement.payloadType else {
      throw Complaint(
        .failed, .badCertificate, at: name,
        spoken(
          "the file is of \(DisplayText.line(statement.payloadType)), and the certificate of \(signer.documentType)"))
    }
    let entry = try await signer.entry(for: statement.payload)
    statement = statement.adding(.init(keyID: entry.key.hexadecimal, bytes: entry.signature))
    _ = try draft
  }

  /// As it is published.
  var draft: Draft {
    get throws(Complaint) {
      var entries: [SignatureBlock.Entry] = []
      for (place, signature) in statement.signatures.enumerated() {
        guard let key = Digest(hexadecimal: signature.keyID) else {
          throw malformed(spoken("signature \(place) names no key by its SHA-256"))
        }
        entries.append(.init(key: key, signature: signature.bytes))
      }
      let precedence = try header.precedence
      do throws(SignatureBlockError) {
        return Draft(
          document: statement.payload, precedence: precedence, signature: try SignatureBlock(entries).bytes)
      } catch {
        throw malformed(error.description)
      }
    }
  }

  private func malformed(_ detail: String) -> Complaint { Complaint(.failed, .malformedSignatures, at: name, detail) }

  /// `3 signatures: 1a2b…, 3c4d…`
  var words: String {
    counted(statement.signatures.count, "{1} signature", "{1} signatures") + ": "
      + statement.signatures.map { String($0.keyID.prefix(16)) }.joined(separator: ", ")
  }
}
