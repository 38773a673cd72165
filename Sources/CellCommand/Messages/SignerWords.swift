package import CellNode
import CellSchema

/// Who signed a message, in a line.
package enum SignerWords {
  /// `UKR.CELL-1 (1a2b3c4d5e6f7081), FRA.CELL-1 (…)`; of a key that the roster of that place does not have, the key alone.
  package static func list(_ signers: [MessageSigner]) -> String {
    signers.map { signer in
      let key = String("\(signer.key)".prefix(16))
      return signer.node.map { "\($0) (\(key))" } ?? spoken("the unknown key \(key)")
    }.joined(separator: ", ")
  }

  /// `[{"node", "key"}]`
  package static func json(_ signers: [MessageSigner]) -> [JSONObject] {
    signers.map { signer in
      var object = JSONObject()
      if let node = signer.node { object.add("node", node) }
      object.add("key", signer.key)
      return object
    }
  }
}
