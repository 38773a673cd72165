import CellCommand
import CellConfig
import CellDemo
import CellNode
import CellProof
import CellSchema
import Foundation
import ZeroMQ

/// The demo's own cell: a directory as `cellbus init` writes it, with the scenario's additional nodes.
struct DemoCell {
  static let name: CellName = "paris"

  let directory: String
  let configuration: String
  let endpoints: [String]
  /// What the broker will read, read and checked.
  let set: ConfigurationSet
  let profiles: [NodeProfile]

  /// - Parameter directory: must not hold a cell.
  static func create(at directory: String, text: Scenario.DeclarationText) throws -> DemoCell {
    guard let charter = ShippedCharter(rawValue: text.charter) else {
      preconditionFailure("each text has its charter")
    }
    let plan = CellDirectory(
      cell: name, charter: charter, port: try LoopbackPort.free(), nature: .exercise,
      exerciseName: Scenario.exerciseName)
    let created = try plan.create(at: directory, curveKeys: curveKeys, logKeys: logKeys)
    var profiles = try created.profiles.map { try NodeProfile.file($0.file) }
    let roster = "\(created.directory)/roster.yaml"
    for node in Scenario.additionalNodes {
      let keys = try curveKeys()
      try insert(node.rosterEntry(curveKey: keys.publicKey), behind: "\nnodes:\n", in: roster)
      let file = "\(created.directory)/nodes/\(node.name).yaml"
      try writeProfile(of: node.name, keys, like: profiles[0], to: file)
      profiles.append(try NodeProfile.file(file))
    }
    return DemoCell(
      directory: created.directory, configuration: created.configuration, endpoints: created.endpoints,
      set: try ConfigurationSet.load(created.configuration), profiles: profiles)
  }

  private static func curveKeys() throws -> CellDirectory.KeyPair {
    let pair = try CurveKeyPair.generate()
    return .init(publicKey: pair.publicKey.z85, secretKey: pair.secretKey.z85)
  }

  private static func logKeys() -> CellDirectory.KeyPair {
    let key = LogKey.generate()
    return .init(publicKey: key.publicText, secretKey: key.secretText)
  }

  private static func writeProfile(
    of node: NodeName, _ keys: CellDirectory.KeyPair, like other: NodeProfile, to file: String
  ) throws {
    let model = URL(filePath: file).deletingLastPathComponent().appending(path: "\(other.node).yaml")
    let text = try String(contentsOf: model, encoding: .utf8)
      .replacing("\(other.node)", with: "\(node)")
      .replacing("\(other.publicKey)", with: keys.publicKey)
      .replacing("\(other.secretKey)", with: keys.secretKey)
    guard
      FileManager.default.createFile(
        atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw Complaint(.failed, .outputUnwritable, at: file, "it cannot be written") }
  }

  private static func insert(_ entry: String, behind line: String, in file: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    guard let place = text.firstRange(of: line) else { preconditionFailure("\(file) has no line \(line)") }
    let edited = text[..<place.upperBound] + entry + text[place.upperBound...]
    try edited.write(toFile: file, atomically: true, encoding: .utf8)
  }
}
