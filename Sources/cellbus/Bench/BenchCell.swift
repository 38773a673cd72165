import CellConfig
import CellNode
import CellProof
import CellSchema
import Foundation
import StrictYAML
import ZeroMQ

/// A cell of its own for a measurement, as `cellbus init` writes it: all participants, and the limits that it ships with.
struct BenchCell: Sendable {
  let directory: String
  let configuration: String
  /// Of nodes that may report incidents, and of those that read, in the order in which they are taken.
  let publishers: [Station]
  let readers: [Station]

  struct Station: Sendable {
    var node: NodeName
    var profile: String
    var signer: BenchTask.Signer?
  }

  /// - Parameter signing: how many of the publishers sign.
  static func create(at directory: String, signing: Int) throws -> BenchCell {
    let plan = CellDirectory(
      cell: "bench", charter: .draft, port: try LoopbackPort.free(), nature: .operation, exerciseName: nil)
    let created = try plan.create(at: directory) {
      let pair = try CurveKeyPair.generate()
      return CellDirectory.KeyPair(publicKey: pair.publicKey.z85, secretKey: pair.secretKey.z85)
    } logKeys: {
      let key = LogKey.generate()
      return CellDirectory.KeyPair(publicKey: key.publicText, secretKey: key.secretText)
    }
    let set = try ConfigurationSet.load(created.configuration)
    let held = RoleHoldings(set.roster.value, under: set.charter.value)
    let observers = Set(held.nodes(holding: "monitor") + held.nodes(holding: "verification-lead"))
    let all = created.profiles.map { Station(node: $0.node, profile: $0.file) }
    let stations = all.filter { "\($0.node)".hasSuffix(".CELL-1") }
    let own = stations.filter { $0.node.participant == "UKR" }
    let others = stations.filter { $0.node.participant != "UKR" }
    var publishers = own + others.filter { observers.contains($0.node) } + all.filter { $0.node == "UKR.GS-1" }
    for place in 0..<min(signing, publishers.count) {
      publishers[place].signer = try Self.signer(of: publishers[place].node, set, in: created.directory)
    }
    return BenchCell(
      directory: created.directory, configuration: created.configuration, publishers: publishers, readers: others + own)
  }

  /// Roots, and a certificate of a key of the node, in the roster and in files.
  private static func signer(
    of node: NodeName, _ set: ConfigurationSet, in directory: String
  ) throws -> BenchTask.Signer {
    guard let origin = SigningOrigin(set.signingOrigin) else { preconditionFailure("a cell has an origin") }
    let (root, secret) = (SigningSecret.generate(.ed25519), SigningSecret.generate(.ed25519))
    let day: Int64 = 86_400
    let today = Int64(Date().timeIntervalSince1970) / day * day
    let statement = try Certificate(
      origin: origin, participant: "\(node.participant)", node: "\(node)", use: .document, key: secret.publicKey,
      serial: 1, notBefore: today - day, notAfter: today + 30 * day
    ).statement.signed(by: root)
    let roster = "\(directory)/roster.yaml"
    let text = try String(contentsOfFile: roster, encoding: .utf8)
      .replacing(
        "  - code: \(node.participant)\n",
        with: "  - code: \(node.participant)\n    roots: {threshold: 1, keys: ['\(root.publicKey.text)']}\n"
      )
      .replacing("  - name: \(node)\n", with: "  - name: \(node)\n    certificates: [\(statement.json)]\n")
    try text.write(toFile: roster, atomically: true, encoding: .utf8)
    let signer = BenchTask.Signer(
      certificate: "\(directory)/\(node).certificate", key: "\(directory)/\(node).signing.key")
    try statement.json.write(toFile: signer.certificate, atomically: true, encoding: .utf8)
    guard
      FileManager.default.createFile(
        atPath: signer.key, contents: Data(secret.pem.utf8), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown) }
    return signer
  }
}
