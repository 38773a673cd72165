import CellCommand
import CellNode
import CellSchema
import Foundation
import StrictYAML

/// What signs, and whether it signs without being asked by the charter.
struct Signing {
  let signer: DocumentSigner
  /// The user has named the key: what is published is signed, whatever the charter asks for.
  let isAsked: Bool

  /// What the options name, else what the profile does; nil where neither names any.
  init?(_ options: SigningOptions?, _ profile: NodeProfile?) throws {
    let own = profile?.signing
    func resolved(_ path: Line) -> String { profile?.resolved("\(path)") ?? "\(path)" }
    let named = options.flatMap { $0.isGiven ? $0 : nil }
    guard let certificate = named?.certificate ?? own.map({ resolved($0.certificate) }) else {
      guard named != nil else { return nil }
      throw Complaint.usage(spoken("which certificate is the key's? --certificate FILE, or signing in the profile"))
    }
    isAsked = named != nil
    let json = try Self.bytes(certificate)
    do throws(NodeError) {
      if let key = named != nil ? named?.key : own?.key.map(resolved) {
        signer = try DocumentSigner(certificate: json, key: String(decoding: Self.bytes(key), as: UTF8.self))
      } else {
        let words = named?.signer ?? own?.signer?.map { "\($0)" } ?? []
        signer = try DocumentSigner(certificate: json) { try await SignerProgram(words: words).signature(of: $0) }
      }
    } catch {
      let place = error.code == .badKey ? named?.key ?? own?.key.map(resolved) ?? "" : certificate
      throw Complaint(.failed, error.code, at: place, error.detail, consequence: spoken("Nothing was sent."))
    }
  }

  private static func bytes(_ file: String) throws(NodeError) -> [UInt8] {
    do throws(FileProblem) {
      return try StrictYAML.bytes(of: file)
    } catch {
      throw NodeError(error.code, at: file, error.detail)
    }
  }
}

extension Node {
  /// Publishes a draft, signed where the user asks for it, or the charter does and the profile says by what.
  func publish(_ draft: Draft, _ signing: Signing?, within limit: TimeLimit) async throws -> PublishReceipt {
    guard let signing, draft.signature.isEmpty else { return try await publish(draft) }
    if !signing.isAsked {
      let check = try await checkIfKnown(draft)
      // What is refused anyway is refused for that, and not for the signature that nobody made.
      if let refusal = check?.refusal, !refusal.code.isRetryable {
        throw Complaint(refusal, consequence: spoken("Nothing was recorded."))
      }
      guard check?.needsSignature == true else { return try await publish(draft) }
    }
    // Who signs takes its own time: a card asks for a number.
    limit.stop()
    let signed = try await signed(draft, by: [signing.signer])
    limit.run { true }
    return try await publish(signed)
  }
}
