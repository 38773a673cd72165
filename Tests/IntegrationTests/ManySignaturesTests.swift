import CellConfig
import CellNode
import CellProof
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// One text with the signatures of 36 participants.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ManySignaturesTests {
  @Test func aTextOfThirtySixIsVerifiedKeptAndTold() async throws {
    let codes = Array(CoalitionMembers.all.map(\.code).prefix(36))
    try #require(codes.count == 36)
    let cell = try TestCell(codes)
    let cast = SigningCast(origin: try ConfigurationSet.load(cell.configuration).signingOrigin)
    let keys = codes.enumerated().map { place, _ in SigningSecret.generate(place % 2 == 0 ? .ed25519 : .ecdsaP256) }
    var certificates: [String: [UInt8]] = [:]
    try cell.edit("roster.yaml") { text in
      for (code, key) in zip(codes, keys) {
        let (root, node) = (SigningSecret.generate(.ed25519), NodeName("\(code).CELL-1")!)
        let certificate = cast.certificate(of: key.publicKey, for: node, in: 0...32_503_679_999)
        let json = cast.statement(certificate, by: [root]).json
        certificates["\(node)"] = Array(json.utf8)
        text = text.replacing(
          "  - code: \(code)\n",
          with: "  - code: \(code)\n    roots: {threshold: 1, keys: ['\(root.publicKey.text)']}\n")
        text = text.replacing("  - name: \(node)\n", with: "  - name: \(node)\n    certificates: [\(json)]\n")
      }
    }
    try cell.start()
    try await cell.isServing()
    let signers = try zip(codes, keys).map { code, key in
      try DocumentSigner(certificate: certificates["\(code).CELL-1"] ?? [], key: key.pem)
    }
    let message = try await Node.connected(cell.profile("\(codes[0]).CELL-1")) { node in
      let text = try await node.signed(
        Draft(LiaisonNote(subject: "Joint text", text: "Agreed."), to: [.all], precedence: .priority), by: signers)
      #expect(text.signature.count == 2 + 36 * 96)
      return try await node.message(node.publish(text).sequence)
    }
    #expect(Set(message.signers.compactMap(\.node?.participant)) == Set(codes))
    // Another node is delivered the block as it was published.
    try await Node.connected(cell.profile("\(codes[35]).CELL-1")) { node in
      for try await note in node.subscribe(to: LiaisonNote.self, from: .beginning) {
        #expect(note.signature == message.signature && note.document == message.document)
        break
      }
    }
    #expect(cell.stop() == 0)
  }
}
