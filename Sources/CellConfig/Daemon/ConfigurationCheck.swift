import CellCore
import CellSchema
import Foundation
import StrictYAML

/// What `cellbusd.yaml` has to be beyond its shape.
enum ConfigurationCheck {
  static func problems(in file: Located<CellConfiguration>) -> [FileProblem] { limits(file) + watched(file) }

  /// Where the broker is to be watched.
  private static func watched(_ file: Located<CellConfiguration>) -> [FileProblem] {
    var problems: [FileProblem] = []
    if let text = file.value.metrics {
      if let address = LoopbackAddress("\(text)") {
        let isTaken = file.value.endpoints.contains { endpoint in
          if case .tcp(_, let port)? = try? Endpoint("\(endpoint)") { port == address.port } else { false }
        }
        if isTaken {
          problems.append(file.problem(.duplicateEntry, at: "/metrics", "an endpoint has the port \(address.port) too"))
        }
      } else {
        problems.append(
          file.problem(
            .badLimit, at: "/metrics", "\"\(text)\" is no address of this host with a port, such as 127.0.0.1:9464"))
      }
    }
    if let socket = file.value.health?.resolved(besides: file.file) {
      if socket.utf8.count > Endpoint.longestIPCPath {
        problems.append(
          file.problem(
            .badLimit, at: "/health", "\(socket.utf8.count) bytes; a socket's path has \(Endpoint.longestIPCPath)"))
      } else if file.value.endpoints.contains(where: { (try? Endpoint("\($0)")) == .ipc(path: socket) }) {
        problems.append(file.problem(.duplicateEntry, at: "/health", "an endpoint is at \(socket) too"))
      } else if let found = obstacle(.ipc(path: socket)) {
        problems.append(file.problem(.pathTaken, at: "/health", found))
      }
    }
    return problems
  }

  /// Nodes that are kept off, and that the roster on disk does not list: in a founded cell another one may be in force.
  static func strangers(in file: Located<CellConfiguration>, _ roster: Roster) -> [FileProblem] {
    let known = Set(roster.nodes.map(\.name))
    return [("held", file.value.held), ("revoked", file.value.revoked)].flatMap { list, names in
      (names ?? []).enumerated().filter { !known.contains($0.element.node) }.map { place, entry in
        file.problem(.unknownName, at: "/\(list)/\(place)", "the roster lists no node \(entry.node)")
      }
    }
  }

  /// The endpoints, and what is wrong with the others.
  static func endpoints(
    _ file: Located<CellConfiguration>
  ) -> (own: [Endpoint], former: [Endpoint], problems: [FileProblem]) {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    let own = endpoints(file.value.endpoints.elements, at: "/endpoints", file, &seen, &problems)
    let former = endpoints(file.value.former?.endpoints.elements ?? [], at: "/former/endpoints", file, &seen, &problems)
    return (own, former, problems)
  }

  private static func endpoints(
    _ texts: [EndpointText], at list: String, _ file: Located<CellConfiguration>, _ seen: inout Duplicates,
    _ problems: inout [FileProblem]
  ) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for (index, text) in texts.enumerated() {
      let pointer = "\(list)/\(index)"
      do {
        let endpoint = try Endpoint("\(text)")
        endpoints.append(endpoint)
        seen.note("\(endpoint)", "endpoint", at: pointer, in: file, into: &problems)
        if let found = obstacle(endpoint) { problems.append(file.problem(.pathTaken, at: pointer, found)) }
      } catch {
        problems.append(file.problem(.badLimit, at: pointer, "\"\(text)\": \(error.detail)"))
      }
    }
    return endpoints
  }

  /// What lies where a socket is to be made, and is none: the transport would delete it.
  private static func obstacle(_ endpoint: Endpoint) -> String? {
    guard case .ipc(let path) = endpoint,
      let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let type = attributes[.type] as? FileAttributeType, type != .typeSocket
    else { return nil }
    let what =
      switch type {
      case .typeDirectory: "a directory"
      case .typeSymbolicLink: "a symbolic link"
      case .typeRegular: "a file"
      default: "something that is no socket"
      }
    return "\(what) lies at \(path); it is not deleted"
  }

  private static func limits(_ file: Located<CellConfiguration>) -> [FileProblem] {
    guard let settings = file.value.limits else { return [] }
    var problems: [FileProblem] = []
    for rule in LimitSettings.rules {
      guard let value = settings[keyPath: rule.path]?.value, !rule.range.contains(value) else { continue }
      problems.append(
        file.problem(
          .badLimit, at: "/limits/\(rule.name)",
          "\(value) does not work; allowed: \(rule.range.lowerBound) to \(rule.range.upperBound)"))
    }
    let limits = ServiceLimits(settings)
    for (name, isWrong, detail) in limits.contradictions where isWrong {
      problems.append(file.problem(.badLimit, at: "/limits/\(name)", detail))
    }
    if limits.heartbeatTimeout < 2 * limits.heartbeatInterval {
      let name = settings.heartbeatTimeout == nil ? "heartbeatInterval" : "heartbeatTimeout"
      problems.append(
        file.problem(
          .badLimit, at: "/limits/\(name)",
          "one late heartbeat would end a session: the timeout (\(limits.heartbeatTimeout)) is less than twice "
            + "the interval (\(limits.heartbeatInterval))"))
    }
    return problems
  }
}

/// Finds what stands twice, and says where it stood first.
struct Duplicates {
  private var first: [String: String] = [:]

  mutating func note<Value>(
    _ name: String, _ kind: String, at pointer: String, in file: Located<Value>, into problems: inout [FileProblem]
  ) {
    if let earlier = first[name] {
      problems.append(
        file.problem(
          .duplicateEntry, at: pointer, "the \(kind) \(name) stands twice, first in line \(file.line(of: earlier))"))
    } else {
      first[name] = pointer
    }
  }
}
