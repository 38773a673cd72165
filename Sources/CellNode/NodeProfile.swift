public import CellSchema
import Foundation
package import StrictYAML
import ZeroMQ

/// A node's identity and the way to its broker: the file that `cellbus init` and `cellbus keygen` write.
///
/// ```yaml
/// cell: paris
/// node: UKR.GS-1
/// endpoints: ["tcp://127.0.0.1:7001", "ipc:///run/cellbus/cellbus.sock"]
/// serverKey: "…"     # Z85, 40 characters
/// publicKey: "…"
/// secretKey: "…"
/// nature: operation
/// also:              # optional: the broker by another key, while one takes the other's place
///   - {serverKey: "…", endpoints: ["tcp://127.0.0.1:7002"]}
/// store: UKR.GS-1.sqlite   # optional; beside this file
/// signing: {certificate: UKR.GS-1.certificate, key: UKR.GS-1.signing.key}   # optional; or signer: [PROGRAM, ARGUMENT]
/// checking: {keys: paris.keys, state: UKR.GS-1.checked}   # optional
/// ```
///
/// - Misuse: the profile holds the node's secret key. Its description leaves the key out, but only the node's user
///   should be able to read the file: see ``warnings``.
public struct NodeProfile: Codable, Hashable, Sendable {
  /// The cell that the node belongs to.
  public var cell: CellName
  /// The node's name, as the roster lists it.
  public var node: NodeName
  /// The broker's endpoints, tried in this order: `tcp://HOST:PORT`, `ipc:///PATH`; those of ``also`` last.
  public var endpoints: [String] { places.map(\.description) + (also ?? []).flatMap(\.endpoints) }
  /// The broker's public key: the node talks only to a broker that holds the secret half.
  public var serverKey: CurveKeyText
  /// The node's public key, under which the roster lists the node.
  public var publicKey: CurveKeyText
  /// The node's secret key.
  public var secretKey: CurveKeyText
  /// The nature of the world in which the node speaks, unless a draft says otherwise.
  public var nature: Nature
  /// The name of an exercise or a drill; nil for other natures.
  public var exerciseName: Line?
  /// The path of the store that keeps the outbox on disk, as the file gives it; nil: the outbox is in memory. See
  /// ``storeFile``.
  public var store: String? { storePath?.description }
  /// The store's path, resolved against the directory of the profile's file.
  public var storeFile: String? {
    store.map(resolved)
  }
  /// The profile without its store, for a node that only reads while another process has the store open.
  package var forReading: NodeProfile {
    var profile = self
    profile.storePath = nil
    return profile
  }
  /// The broker by other keys of its own, at endpoints of their own, while one takes another's place; nil: there are none.
  public var also: [OtherKey]?
  /// By what the node signs what the charter has it sign; nil: it signs nothing by itself.
  public var signing: Signing?
  /// How it holds the broker to one history of the record; nil: it takes the broker's word.
  public var checking: Checking?

  /// A key with its certificate. Exactly one of `key` and `signer` is given.
  public struct Signing: Codable, Hashable, Sendable {
    /// The file of the certificate.
    public var certificate: Line
    /// The file of a private key in PEM (PKCS 8).
    public var key: Line?
    /// The program that signs, with its arguments: see `cellbus signer`. No shell reads them.
    public var signer: NonEmpty<Line>?

    /// What signs with a key in a file, or by a program.
    public init(certificate: Line, key: Line? = nil, signer: NonEmpty<Line>? = nil) {
      self.certificate = certificate
      self.key = key
      self.signer = signer
    }
  }

  /// Another key of the broker, and where it is served.
  public struct OtherKey: Codable, Hashable, Sendable {
    /// The broker's public key there.
    public var serverKey: CurveKeyText
    /// Where it is served, tried in this order.
    public var endpoints: [String] { places.map(\.description) }

    fileprivate var places: NonEmpty<EndpointText>

    private enum CodingKeys: String, CodingKey {
      case serverKey
      case places = "endpoints"
    }
  }

  /// A path of the profile, resolved against the directory of the profile's file.
  package func resolved(_ path: String) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return "\(directory)/\(path)"
  }

  /// Warnings about the file the profile was read from: that others can read it.
  public private(set) var warnings: [String] = []

  private var places: NonEmpty<EndpointText>
  private var storePath: Line?
  private var directory: String? = nil

  private enum CodingKeys: String, CodingKey {
    case cell, node
    case places = "endpoints"
    case serverKey, publicKey, secretKey, nature, exerciseName
    case also
    case storePath = "store"
    case signing, checking
  }

  /// Makes a profile without a file.
  ///
  /// - Throws: `bad-limit` if there is no endpoint, one is neither `tcp://HOST:PORT` nor `ipc:///PATH`, or the store's
  ///   path is too long.
  public init(
    cell: CellName, node: NodeName, endpoints: [String], serverKey: CurveKeyText, publicKey: CurveKeyText,
    secretKey: CurveKeyText, nature: Nature = .operation, exerciseName: Line? = nil, store: String? = nil
  ) throws(NodeError) {
    if let store {
      guard let path = Line(store) else {
        throw NodeError(.badLimit, at: "/store", "a store's path has 1 to 200 characters and no control characters")
      }
      storePath = path
    }
    var texts: [EndpointText] = []
    for (index, text) in endpoints.enumerated() {
      let place = "/endpoints/\(index)"
      do throws(Endpoint.Problem) { _ = try Endpoint(connectingTo: text) } catch {
        throw NodeError(.badLimit, at: place, "\"\(text)\": \(error.detail)")
      }
      guard let written = EndpointText(text) else { throw NodeError(.badLimit, at: place, "it is too long") }
      texts.append(written)
    }
    guard let places = NonEmpty(texts) else {
      throw NodeError(.badLimit, at: "/endpoints", "\(endpoints.count) are given; a node needs 1 to 256 endpoints")
    }
    self.cell = cell
    self.node = node
    self.places = places
    self.serverKey = serverKey
    self.publicKey = publicKey
    self.secretKey = secretKey
    self.nature = nature
    self.exerciseName = exerciseName
  }

  /// Reads a profile from a YAML file.
  ///
  /// - Throws: ``NodeError`` with the code of the problem (`input-unreadable`, `bad-yaml`, `unknown-field` …); its
  ///   detail begins with file, line and column.
  public static func file(_ path: String) throws(NodeError) -> NodeProfile {
    do throws(FileProblem) {
      return try read(path)
    } catch {
      throw NodeError(error.code, at: error.pointer, error.description)
    }
  }

  /// Reads a profile, for a program that shows the problem by its parts. No problem quotes the secret key.
  package static func read(_ path: String) throws(FileProblem) -> NodeProfile {
    let read = try located(path)
    var seen: Set<String> = []
    for (list, texts) in read.value.endpointLists {
      for (index, text) in texts.enumerated() {
        let place = "\(list)/endpoints/\(index)"
        do throws(Endpoint.Problem) { _ = try Endpoint(connectingTo: text) } catch {
          throw read.problem(.badLimit, at: place, "\"\(text)\": \(error.detail)")
        }
        guard seen.insert(text).inserted || list.isEmpty else {
          throw read.problem(.duplicateEntry, at: place, "\(text) stands above, with another key")
        }
      }
    }
    if let signing = read.value.signing, (signing.key == nil) == (signing.signer == nil) {
      throw read.problem(.ruleBroken, at: "/signing", "one of key and signer is to be given")
    }
    var profile = read.value
    profile.directory = URL(filePath: path).deletingLastPathComponent().path
    if let warning = FileMode.warning(path) { profile.warnings = [warning] }
    return profile
  }

  /// A profile's text with the places of what it says.
  package static func located(_ path: String) throws(FileProblem) -> Located<NodeProfile> {
    try StrictYAML.read(NodeProfile.self, file: path, secrets: ["/secretKey"])
  }

  /// Those of ``serverKey``, without those of ``also``.
  package var ownEndpoints: [String] { places.map(\.description) }

  /// The endpoints by the place of their list.
  private var endpointLists: [(place: String, texts: [String])] {
    [("", ownEndpoints)]
      + (also ?? []).enumerated().map { ("/also/\($0.offset)", $0.element.endpoints) }
  }

  var keys: NodeKeys {
    get throws(NodeError) {
      var others: [String: CurveKey] = [:]
      for other in also ?? [] {
        let key = try Self.key(other.serverKey, "also/serverKey")
        for endpoint in other.endpoints { others[endpoint] = key }
      }
      return NodeKeys(
        server: try Self.key(serverKey, "serverKey"), others: others, publicKey: try Self.key(publicKey, "publicKey"),
        secretKey: try Self.key(secretKey, "secretKey"))
    }
  }

  private static func key(_ text: CurveKeyText, _ name: String) throws(NodeError) -> CurveKey {
    guard let key = CurveKey(z85: text.description) else {
      throw NodeError(.badKey, at: "/\(name)", "\(name) is not 32 bytes in Z85")
    }
    return key
  }
}

extension NodeProfile: RuledObject {
  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("nature", is: ["exercise", "drill"], ["exerciseName"]),
      .whenForbids("nature", is: ["operation", "project"], ["exerciseName"]),
    ]
  }
}

extension NodeProfile: CustomStringConvertible, CustomReflectable {
  /// Node, cell and endpoints, without keys.
  public var description: String { "\(node) of \(cell) at \(endpoints.joined(separator: ", "))" }
  /// Node, cell and endpoints, without keys, so that a dump does not show the secret key.
  public var customMirror: Mirror { Mirror(self, children: ["node": node, "cell": cell, "endpoints": endpoints]) }
}
