package import CellBroker
import FlyingFox
import FlyingSocks
import Foundation
package import Logging
import ServiceLifecycle

/// Serves `/metrics`, `/healthz` and `/readyz` over HTTP, to whoever is on this machine: at a port of loopback, and at a
/// Unix socket.
///
/// It reads what the daemon's threads have told (``CellBroker/MeasureBoard``) and touches nothing else. Where it cannot
/// listen, the log says so, it is tried again, and the bus goes on.
package struct MetricsService: Service {
  private let board: MeasureBoard
  private let address: (host: String, port: UInt16)?
  private let socket: String?
  private let version: String
  private let logger: Logger

  /// Between two tries to listen.
  private static let pause = Duration.seconds(10)

  /// - Parameters:
  ///   - address: an address of loopback; nil: no port.
  ///   - socket: a path; nil: no socket.
  package init(
    _ board: MeasureBoard, address: (host: String, port: UInt16)?, socket: String?, version: String, logger: Logger
  ) {
    self.board = board
    self.address = address
    self.socket = socket
    self.version = version
    self.logger = logger
  }

  /// Serves until graceful shutdown.
  package func run() async {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        if let address {
          group.addTask {
            await serve("\(address.host):\(address.port)") {
              let inet = try sockaddr_in.inet(ip4: address.host, port: address.port)
              return HTTPServer(address: inet, logger: .disabled, handler: handler)
            }
          }
        }
        if let socket {
          group.addTask {
            await serve(socket) {
              try Self.clear(socket)
              return HTTPServer(address: .unix(path: socket), logger: .disabled, handler: handler)
            } opened: {
              // The group that the daemon runs as may look.
              try? FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: socket)
            } closed: {
              try? FileManager.default.removeItem(atPath: socket)
            }
          }
        }
      }
    }
  }

  /// Serves at a place, again and again where that fails, until the task is cancelled.
  ///
  /// - Parameters:
  ///   - opened: once it listens; `closed`: once it does not any more. Neither where it could not.
  private func serve(
    _ place: String, _ makeServer: @Sendable () throws -> HTTPServer, opened: @Sendable () -> Void = {},
    closed: @Sendable () -> Void = {}
  ) async {
    while !Task.isCancelled {
      do {
        let server = try makeServer()
        async let end: Void = server.run()
        let isOpen = (try? await server.waitUntilListening(timeout: 5)) != nil
        if isOpen { opened() }
        defer { if isOpen { closed() } }
        try await end
      } catch {
        guard !Task.isCancelled else { return }
        EventLog(logger).metricsFailed(at: place, error)
        try? await Task.sleep(for: Self.pause)
      }
    }
  }

  /// Takes away a socket at which nobody listens any more: one that is in use belongs to a daemon that runs.
  private static func clear(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let probe = try Socket(domain: AF_UNIX)
    defer { try? probe.close() }
    do { try probe.connect(to: .unix(path: path)) } catch {
      return try FileManager.default.removeItem(atPath: path)
    }
    throw CocoaError(.fileWriteFileExists)
  }

  // MARK: what is asked

  private var handler: ClosureHTTPHandler {
    ClosureHTTPHandler { request in
      guard request.method == .GET else {
        return HTTPResponse(statusCode: .methodNotAllowed)
      }
      let reading = board.read()
      switch request.path {
      case "/healthz": return Self.response(Health(reading).live)
      case "/readyz": return Self.response(Health(reading).ready)
      case "/metrics":
        let format = ExpositionFormat(accept: request.headers[HTTPHeader("Accept")])
        let list = MetricList(reading, process: .now(), version: version)
        return Self.response(Exposition.text(list.families, as: format), .ok, type: format.contentType)
      case _: return HTTPResponse(statusCode: .notFound)
      }
    }
  }

  private static func response(_ answer: Health.Answer) -> HTTPResponse {
    response(answer.text, answer.isGood ? .ok : .serviceUnavailable, type: "text/plain; charset=utf-8")
  }

  private static func response(_ text: String, _ status: HTTPStatusCode, type: String) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: [.contentType: type], body: Data(text.utf8))
  }
}
