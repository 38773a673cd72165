package import CellSchema
import Foundation
import StrictYAML

/// A new cell's directory, with everything that a broker and its nodes need: what `cellbus init` writes.
package struct CellDirectory: Sendable {
  package var cell: CellName
  /// Members of ``CoalitionMembers``, and others as associates; the cell itself takes part always.
  package var participants: [ParticipantCode]
  package var charter: ShippedCharter
  /// The loopback port that the broker listens on.
  package var port: UInt16
  package var nature: Nature
  /// Mandatory for an exercise or a drill.
  package var exerciseName: Line?
  /// Where nodes connect, in place of the loopback port.
  package var listening: Endpoint?
  /// Nil: everything is in the directory itself, and of whoever makes it.
  package var service: SystemService?

  package init(
    cell: CellName = "paris", participants: [ParticipantCode] = CoalitionMembers.all.map(\.code),
    charter: ShippedCharter = .draft, port: UInt16, nature: Nature = .operation, exerciseName: Line? = nil,
    listening: Endpoint? = nil, service: SystemService? = nil
  ) {
    self.listening = listening
    self.service = service
    self.cell = cell
    self.participants = participants
    self.charter = charter
    self.port = port
    self.nature = nature
    self.exerciseName = exerciseName
  }

  /// A key pair in the text form of its kind.
  package struct KeyPair: Sendable {
    package var publicKey: String
    package var secretKey: String

    package init(publicKey: String, secretKey: String) {
      self.publicKey = publicKey
      self.secretKey = secretKey
    }
  }

  /// What was written.
  package struct Created: Sendable {
    /// Absolute.
    package let directory: String
    package let configuration: String
    /// Profiles by node, in the roster's order.
    package let profiles: [(node: NodeName, file: String)]
    package let endpoints: [String]
    /// The socket's path, where it is too long for one (``Endpoint/longestIPCPath``) and was left out.
    package let socketLeftOut: String?
    package let charter: ShippedCharter
  }

  /// Writes the directory. Nothing is overwritten, and after an error nothing is left.
  ///
  /// - Parameters:
  ///   - directory: absolute, or relative to where the program runs. It may exist, without any of the files.
  ///   - curveKeys: makes a CURVE key pair in Z85.
  ///   - logKeys: makes an Ed25519 key pair in Base64.
  package func create(
    at directory: String, curveKeys: () throws -> KeyPair, logKeys: () throws -> KeyPair
  ) throws -> Created {
    let target = URL(filePath: directory, directoryHint: .isDirectory).standardizedFileURL
    let template = try RosterTemplate(participants: participants, file: directory)
    let writer = DirectoryWriter(target: target)
    try writer.refuseExisting()

    let socket = service?.socket ?? target.appending(path: "cellbus.sock").path(percentEncoded: false)
    let isSocketShort = socket.utf8.count <= Endpoint.longestIPCPath
    let endpoints =
      [listening.map { "\($0)" } ?? "tcp://127.0.0.1:\(port)"] + (isSocketShort ? ["ipc://\(socket)"] : [])
    let broker = try curveKeys()
    let log = try logKeys()
    let keys = try template.nodes.map { ($0, try curveKeys()) }

    var files: [DirectoryWriter.File] = [
      .init("keys/broker.key", Self.keyFile(broker, "The broker's CURVE key pair"), isSecret: true),
      .init("keys/log.key", Self.keyFile(log, "The key pair that signs the record's checkpoints"), isSecret: true),
    ]
    for (node, pair) in keys {
      let profile = NodeProfileText.text(
        cell: cell, node: node, endpoints: endpoints, serverKey: broker.publicKey, publicKey: pair.publicKey,
        secretKey: pair.secretKey, nature: nature, exerciseName: exerciseName)
      files.append(.init("nodes/\(node).yaml", profile, isSecret: true))
    }
    files.append(.init("charter.yaml", charter.bytes))
    files.append(.init("roster.yaml", template.yaml(cell: cell, keys: keys.map { ($0, $1.publicKey) })))
    files.append(.init("cellbusd.yaml", configuration(endpoints: endpoints)))
    try writer.write(files, for: service) { staged in _ = try ConfigurationSet.load("\(staged)/cellbusd.yaml") }

    let path = target.path(percentEncoded: false)
    let root = path.hasSuffix("/") ? String(path.dropLast()) : path
    return Created(
      directory: root, configuration: "\(root)/cellbusd.yaml",
      profiles: template.nodes.map { ($0, "\(root)/nodes/\($0).yaml") }, endpoints: endpoints,
      socketLeftOut: isSocketShort ? nil : socket, charter: charter)
  }

  private static func keyFile(_ pair: KeyPair, _ what: String) -> String {
    """
    # \(what). Whoever has the secret key can pass for its owner: it never leaves this host.
    publicKey: \(yaml: pair.publicKey)
    secretKey: \(yaml: pair.secretKey)

    """
  }

  private func configuration(endpoints: [String]) -> String {
    """
    # The broker of the cell \(cell). Paths are relative to this file.
    cell: \(cell)
    endpoints:
    \(endpoints.map { "  - \(yaml: $0)" }.joined(separator: "\n"))
    curveKey: keys/broker.key
    logKey: keys/log.key
    roster: roster.yaml
    charter: charter.yaml
    directories:
      record: \(service?.record ?? "record")
    # Who watches the broker, on this machine alone: Prometheus at a port, a person or a supervisor at a Unix socket.
    \(service == nil ? "# " : "")metrics: 127.0.0.1:9464
    \(service == nil ? "# health: health.sock" : "health: /run/cellbus/health.sock")

    """
  }
}

extension DefaultStringInterpolation {
  /// A text as a single-quoted scalar, in which YAML reads no escape and guesses no type.
  mutating func appendInterpolation(yaml text: String) {
    appendInterpolation("'\(text.replacing("'", with: "''"))'")
  }
}
