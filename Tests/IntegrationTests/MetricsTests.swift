import CellNode
import CellSchema
import Foundation
import Testing

/// `/metrics`, `/healthz` and `/readyz` of a daemon, as Prometheus and a person at the machine ask for them.
@Suite("Metrics", .serialized) struct MetricsTests {
  private let cell: TestCell
  private let port: UInt16

  init() throws {
    cell = try TestCell()
    let port = cell.port + 1
    self.port = port
    try cell.edit("cellbusd.yaml") { $0 += "metrics: 127.0.0.1:\(port)\nhealth: health.sock\n" }
  }

  private var socket: HTTPProbe { HTTPProbe(socket: "\(cell.directory)/health.sock") }
  private var loopback: HTTPProbe { HTTPProbe(port: port) }

  private func started() async throws {
    try cell.start()
    try await cell.isServing()
    let isReady = try await eventually {
      loopback.get("/readyz")?.status == 200 && socket.get("/readyz")?.status == 200
    }
    try #require(isReady, "\(cell.log)")
  }

  /// The value of one line of the metrics.
  private func value(_ sample: String) -> Double? {
    let lines = loopback.get("/metrics")?.body.split(separator: "\n") ?? []
    return lines.first { $0.hasPrefix("\(sample) ") }.flatMap { Double($0.dropFirst(sample.count + 1)) }
  }

  @Test func whatTheDaemonDoesIsCounted() async throws {
    try await started()
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      for text: Text in ["one", "two", "three"] {
        _ = try await node.publish(LiaisonNote(subject: "Radio check", text: text), precedence: .priority)
      }
      await #expect(throws: NodeError.self) {
        try await Node.connected(cell.profile("FRA.MNF-1")) { other in
          _ = try await other.publish(
            IncidentReport(observedFrom: "Kyiv", means: .heard, event: .explosion, count: .exactly(1)))
        }
      }
      let isTold = try await eventually {
        value(#"cellbus_accepted_total{node="UKR.GS-1",lane="priority"}"#) == 3
          && value(#"cellbus_sessions{node="UKR.GS-1"}"#) == 1
      }
      #expect(isTold, "\(loopback.get("/metrics")?.body ?? "nothing")")
    }
    let text = try #require(loopback.get("/metrics"))
    #expect(text.status == 200 && text.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(text.body.contains(#"cellbus_refused_total{node="FRA.MNF-1",code="3101"} 1"#), "\(text.body)")
    #expect((value("cellbus_commit_duration_seconds_count") ?? 0) >= 3)
    #expect((value("cellbus_sync_duration_seconds_count") ?? 0) >= 3)
    #expect((value("cellbus_disk_free_bytes") ?? 0) > 0 && (value("cellbus_record_bytes") ?? 0) > 0)
    #expect((value("process_resident_memory_bytes") ?? 0) > 1_000_000)
    #expect(value("cellbus_takes_messages") == 1 && value("cellbus_ready") == 1)
    expectOwnLabels(text.body)
    try expectSound(text.body)
    let open = try #require(loopback.get("/metrics", accept: "application/openmetrics-text; version=1.0.0"))
    #expect(open.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    #expect(open.body.hasSuffix("\n# EOF\n") && open.body.contains("# TYPE cellbus_accepted counter\n"))
    #expect(loopback.get("/else")?.status == 404 && loopback.get("/metrics", method: "POST")?.status == 405)
    #expect(cell.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: "\(cell.directory)/health.sock"))
  }

  /// Labels are nodes of the roster, lanes, codes and words of ours: what a peer calls itself, its durable names or its
  /// exercise are none.
  private func expectOwnLabels(_ text: String) {
    let known: Set<String> = [
      "node", "lane", "code", "level", "kind", "state", "ask", "le", "version", "cell",
    ]
    for match in text.matches(of: #/[{,]([a-z]+)="([^"]*)"/#) {
      #expect(known.contains(String(match.1)), "\(match.1)")
      if match.1 == "node" { #expect(NodeName(String(match.2)) != nil) }
      if match.1 == "lane" { #expect(Precedence(rawValue: String(match.2)) != nil) }
    }
  }

  /// Prometheus' own tool has no complaint.
  private func expectSound(_ text: String) throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else {
      print("promtool is not there (apt-get install prometheus): the metrics were not checked with it")
      return
    }
    let file = "\(cell.directory)/metrics.txt"
    try Data(text.utf8).write(to: URL(filePath: file))
    let tool = try RunningProgram(
      "/usr/bin/promtool", ["check", "metrics"], input: FileHandle(forReadingFrom: URL(filePath: file)))
    #expect(tool.wait() == 0 && tool.standardError.isEmpty, "\(tool.standardError) \(tool.standardOutput)")
  }

  @Test func theShippedRulesAreSoundAndAskForMetricsThatThereAre() async throws {
    let rules = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/prometheus-rules.yml")
    let text = try String(contentsOf: rules, encoding: .utf8)
    try await started()
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      _ = try await node.publish(LiaisonNote(subject: "Radio check", text: "one"))
    }
    let metrics = try #require(loopback.get("/metrics")).body
    // These have no sample until there is something to tell.
    let silent: Set<String> = ["cellbus_waiting_oldest_seconds", "cellbus_refused_total"]
    let asked = text.split(separator: "\n").filter { $0.contains("expr:") }.joined(separator: "\n")
    for match in asked.matches(of: #/cellbus_[a-z_]+/#) {
      let name = String(match.0)
      #expect(metrics.contains("\n\(name){") || metrics.contains("\n\(name) ") || silent.contains(name), "\(name)")
    }
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else {
      return print("promtool is not there (apt-get install prometheus): the rules were not checked with it")
    }
    let tool = try RunningProgram("/usr/bin/promtool", ["check", "rules", rules.path])
    #expect(tool.wait() == 0, "\(tool.standardError) \(tool.standardOutput)")
  }

  @Test func whatIsWrongIsSaidAndTheBusGoesOn() async throws {
    try await started()
    #expect(socket.get("/healthz")?.body == "alive\n")
    let ready = try #require(socket.get("/readyz"))
    #expect(ready.body.hasPrefix("ready\n"))
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    _ = try await cell.reload("reload-refused")
    let isSaid = try await eventually { socket.get("/readyz")?.body.contains("WARNING reload-refused: ") == true }
    #expect(isSaid && socket.get("/readyz")?.status == 200)
    #expect(value("cellbus_reload_refused") == 1)
    #expect(value(#"cellbus_alarms{level="warning",kind="reload-refused"}"#) == 1)
    // A second daemon, started by mistake, takes the socket from nobody.
    let second = try RunningProgram("cellbusd", ["--config", cell.configuration])
    #expect(second.wait() != 0)
    #expect(socket.get("/healthz")?.status == 200)
    #expect(cell.stop() == 0)
  }

  @Test func aPortThatIsTakenStopsNobody() async throws {
    let other = try TestCell()
    try other.edit("cellbusd.yaml") { $0 += "metrics: 127.0.0.1:\(port)\n" }
    try other.start()
    try await other.isServing()
    let isTaken = try await eventually { loopback.get("/readyz")?.status == 200 }
    #expect(isTaken)
    try cell.start()
    try await cell.isServing()
    let isLogged = try await eventually { !cell.lines("metrics-failed").isEmpty }
    #expect(isLogged)
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      _ = try await node.publish(LiaisonNote(subject: "Radio check", text: "one"))
    }
    #expect(socket.get("/readyz")?.status == 200)
    #expect(other.stop() == 0 && cell.stop() == 0)
  }

  @Test(arguments: ["0.0.0.0:9464", "127.0.0.1", "127.0.0.1:0", "[::1]:9464", "paris:9464"])
  func onlyThisMachineIsServed(address: String) throws {
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing(try! Regex("metrics: .*"), with: "metrics: '\(address)'") }
    let program = try RunningProgram("cellbusd", ["--config", cell.configuration, "--check"])
    #expect(program.wait() == 78)
    #expect(program.standardError.contains("bad-limit /metrics"), "\(program.standardError)")
  }
}
