package import CellSchema

/// A key that signs for a node, by a certificate of the roster.
package struct Signer: Hashable, Sendable {
  package var node: NodeName
  /// The SHA-256 of the key, by which signatures name it.
  package var key: SHA256Hex
  /// The first and the last moment at which the certificate is in force.
  package var notBefore: Microseconds
  package var notAfter: Microseconds

  package init(node: NodeName, key: SHA256Hex, notBefore: Microseconds, notAfter: Microseconds) {
    self.node = node
    self.key = key
    self.notBefore = notBefore
    self.notAfter = notAfter
  }
}

/// The keys that sign by a roster, and the cryptography, which the core does not have.
package protocol SignatureVerifier: Sendable {
  /// Whose keys made the signatures of an envelope's block, in its order. Each is verified over the document.
  ///
  /// Dates are not looked at: who signs is judged by them when the message is accepted.
  ///
  /// - Throws: the first fault, at `/signatures/PLACE`, the place in the block counted from 0.
  func signers(of envelope: Envelope) throws(Refusal) -> [Signer]

  /// The keys that a block names, in its order, each with its signer; nil for a key of which the roster has no
  /// certificate. Nothing is verified: the block is on the record.
  func named(in block: ArraySlice<UInt8>) -> [(key: SHA256Hex, signer: Signer?)]
}

extension Preparer {
  /// Who signed, all signatures verified. What is signed has to be signed rightly, also where nobody asks for it.
  ///
  /// - Parameter isOwed: whether the sending node itself has to have signed.
  func signers(
    of envelope: Envelope, from name: NodeName, isOwed: Bool, _ kind: Rulebook.Kind, _ header: CheckedHeader
  ) throws(Refusal) -> [Signer] {
    guard !envelope.signature.isEmpty else {
      guard isOwed else { return [] }
      throw Refusal(
        .signatureRequired, at: "/signatures",
        "\(header.text(.type)) needs a signature of \(name) (\(rulebook.citation(kind.line)))")
    }
    let signers = try rulebook.signatures.signers(of: envelope)
    guard !isOwed || signers.contains(where: { $0.node == name }) else {
      throw Refusal(
        .wrongSigner, at: "/signatures",
        "\(header.text(.type)) needs a signature of \(name) (\(rulebook.citation(kind.line))); signed by "
          + signers.map(\.node.description).joined(separator: ", "))
    }
    return signers
  }
}

extension Prepared {
  /// - Throws: `certificate-not-in-force`, where one who signed could not sign for its node at that moment.
  func checkSigners(at moment: Microseconds) throws(Refusal) {
    for (place, signer) in signers.enumerated() where !(signer.notBefore...signer.notAfter).contains(moment) {
      let when =
        moment < signer.notBefore ? "from \(Timestamp(signer.notBefore)) on" : "up to \(Timestamp(signer.notAfter))"
      throw Refusal(
        .certificateNotInForce, at: "/signatures/\(place)",
        "the certificate of \(signer.node)'s key \("\(signer.key)".prefix(16)) is in force \(when), and it is"
          + " \(Timestamp(moment))")
    }
  }
}

/// The verifier of rules without certificates: nobody signs by them.
package struct NobodySigns: SignatureVerifier {
  package init() {}

  package func signers(of envelope: Envelope) throws(Refusal) -> [Signer] {
    throw Refusal(.unknownSigner, at: "/signatures", "the roster in force has no certificate")
  }

  package func named(in block: ArraySlice<UInt8>) -> [(key: SHA256Hex, signer: Signer?)] { [] }
}
