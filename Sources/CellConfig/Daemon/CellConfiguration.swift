package import CellSchema

/// The daemon's own file, `cellbusd.yaml`.
package struct CellConfiguration: Codable, Hashable, Sendable {
  package var cell: CellName
  /// Where nodes connect.
  package var endpoints: NonEmpty<EndpointText>
  /// The broker's CURVE key pair (``CurveKeyFile``). This and every other path is relative to the file that names it.
  package var curveKey: FilePath
  /// The key pair that ``curveKey`` takes the place of, and where it is served for a while yet; nil: there is none.
  package var former: FormerKey?
  /// The key pair that signs the record's checkpoints (``LogKeyFile``).
  package var logKey: FilePath
  package var roster: FilePath
  package var charter: FilePath
  /// Whom to call (``Contacts``); nil: nobody is named. It is never recorded.
  package var contacts: FilePath?
  /// The sealed founding statement with which the record begins (`cellbus found seal`); nil: it begins as that of a
  /// development cell, and stays one.
  package var founding: FilePath?
  /// Nodes that are kept off the bus at once: for 72 hours, or longer where their participant confirms it.
  package var held: [WithheldNode]?
  /// Nodes that are kept off the bus until they are taken out of this list.
  package var revoked: [WithheldNode]?
  package var directories: Directories
  /// Where `/metrics`, `/healthz` and `/readyz` are served over HTTP: an address of this host and a port,
  /// `127.0.0.1:9464`. Nil: nowhere.
  package var metrics: MetricsText?
  /// A Unix socket at which the same is served. Nil: at none.
  package var health: FilePath?
  /// What the daemon's log says of messages; nil: ``LogSettings``'s defaults.
  package var log: LogSettings?
  /// Where one is absent, its default in ``CellSchema/Limits`` holds.
  package var limits: LimitSettings?

  package struct FormerKey: Codable, Hashable, Sendable {
    package var curveKey: FilePath
    /// Others than those of the key in its place.
    package var endpoints: NonEmpty<EndpointText>
    /// When its endpoints close: until then every node has a profile with the other key.
    package var until: Timestamp
  }

  package struct Directories: Codable, Hashable, Sendable {
    /// The record: created by the broker, never deleted by it.
    package var record: FilePath
  }
}

/// How much the daemon's log says.
package struct LogSettings: Codable, Hashable, Sendable {
  package enum Messages: String, CaseIterable, SchemaLeaf {
    /// A line each for what binds, what is refused and what is immediate or above; the rest summed up by node and minute.
    case notable
    /// A line each for all of them, as long as the disk of the log bears it.
    case all
  }

  /// Default: notable.
  package var messages: Messages?

  package init(messages: Messages? = nil) { self.messages = messages }
}

/// A path of the file system, absolute or relative to the file that names it.
package struct FilePath: StringLeaf {
  /// One byte less than Linux's PATH_MAX, which counts the final NUL.
  package static let stringShape = StringShape(length: 1...4_095)
  package static var sample: Self { "roster.yaml" }

  package let description: String

  package init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The path as seen from where the program runs.
  package func resolved(besides file: String) -> String {
    if description.hasPrefix("/") { return description }
    guard let slash = file.lastIndex(of: "/") else { return description }
    return String(file[...slash]) + description
  }
}

/// Where metrics are served, as the file says it.
package struct MetricsText: StringLeaf {
  package static let stringShape = StringShape(length: 1...64)
  package static var sample: Self { "127.0.0.1:9464" }

  package let description: String

  package init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// An address of this host alone, and a port of TCP: what is served there is for whoever has an account on the machine.
package struct LoopbackAddress: Hashable, Sendable, CustomStringConvertible {
  /// `127.0.0.1`, or any other of 127.0.0.0/8.
  package let host: String
  package let port: UInt16

  /// - Returns: nil for what is no `ADDRESS:PORT` of this host.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else { return nil }
    let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard bytes.count == 4, bytes.allSatisfy({ $0 != nil }), bytes[0] == 127 else { return nil }
    host = bytes.compactMap { $0.map(String.init) }.joined(separator: ".")
    self.port = port
  }

  package var description: String { "\(host):\(port)" }
}
