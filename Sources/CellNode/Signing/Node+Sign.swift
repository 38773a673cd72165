import CellProof
import CellSchema

extension Node {
  /// Composes a draft's document: the exact bytes that are signed, and then published.
  ///
  /// The document has its serial, which is used with that: where it is not published the station's count has a gap. A
  /// whole document is given back as it is.
  ///
  /// - Throws: as ``publish(_:)`` where the draft cannot be composed.
  public func document(of draft: Draft) async throws -> [UInt8] {
    try await core.counting()
    return try core.publishing.compose(draft, reserving: true)
  }

  /// Composes a draft and has it signed; a draft that is signed already has the signatures beside its own.
  ///
  /// - Throws: `signer-failed` or what a signer throws; `too-long` for more than 40 signatures; as ``document(of:)``.
  public func signed(_ draft: Draft, by signers: [DocumentSigner]) async throws -> Draft {
    let document = try await document(of: draft)
    var entries: [SignatureBlock.Entry] = []
    do throws(SignatureBlockError) {
      if !draft.signature.isEmpty { entries = try SignatureBlock(draft.signature[...]).entries }
    } catch {
      throw NodeError(.malformedSignatures, at: "/signatures", error.description)
    }
    for signer in signers {
      let entry = try await signer.entry(for: document)
      entries = entries.filter { $0.key != entry.key } + [entry]
    }
    do throws(SignatureBlockError) {
      return Draft(
        document: document, precedence: draft.lane,
        signature: entries.isEmpty ? [] : try SignatureBlock(entries).bytes)
    } catch {
      throw NodeError(.tooLong, at: "/signatures", error.description)
    }
  }

  /// Publishes a draft with a signature, as ``publish(_:)`` does without.
  @discardableResult
  public func publish(_ draft: Draft, signedBy signer: DocumentSigner) async throws -> PublishReceipt {
    try await publish(signed(draft, by: [signer]))
  }
}
