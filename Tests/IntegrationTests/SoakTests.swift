import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// What months ask of a broker, in a short time: mixed traffic all along, nodes that come and go, reloads that are taken
/// over and refused, keys of nodes and of the broker exchanged, questions, and metrics scraped.
///
/// One short round by itself; `deploy/soak.sh` goes on for as long as it is told to. What the broker takes of the machine,
/// and how long its answers take, is printed of the beginning and of the end.
@Suite("Soak", .serialized) struct SoakTests {
  private static let turns = 16

  @Test(.timeLimit(.minutes(240))) func theBrokerIsAtTheEndAsAtTheBeginning() async throws {
    let soak = try ServiceSoak(seed: Soak.seed)
    let began = ContinuousClock.now
    try await soak.run { turn in
      guard let seconds = Soak.seconds else { return Double(turn) / Double(Self.turns) }
      return (ContinuousClock.now - began) / .seconds(seconds)
    }
    let report = try soak.audit()
    print(report.text)
    #expect(report.problems.isEmpty, "seed \(Soak.seed): \(report.problems.prefix(10))\n\(report.text)")
  }
}

/// A cell whose every node is a station of the tests' own, and an operator who does something at each turn.
final class ServiceSoak {
  private static let nodes = ["FRA.CELL-1", "UKR.CELL-1", "UKR.GS-1", "USA.CELL-1", "POL.CELL-1"]
  /// Messages of a station in a turn, and questions.
  private static let messages = 8
  private static let questions = 2

  private let cell: TestCell
  private let metrics: HTTPProbe
  private let seed: UInt64
  private var random: SplitMix
  private var stations: [SoakStation] = []
  private var counts: [String: Int] = [:]
  private var revision = 1
  private var brokerKeys = 0
  private var figures = SoakFigures()
  private var began = ContinuousClock.now

  init(seed: UInt64) throws {
    self.seed = seed
    random = SplitMix(seed)
    cell = try TestCell(["FRA", "UKR", "USA", "POL"])
    let port = cell.port + 1
    metrics = HTTPProbe(port: port)
    // Each station comes anew more often than a node of months does.
    try cell.edit("cellbusd.yaml") {
      $0 += "metrics: 127.0.0.1:\(port)\nlimits:\n  sessionsPerMinute: 10000\n"
    }
  }

  /// - Parameter progress: how far it is at the beginning of a turn; 1 at the end.
  func run(_ progress: (Int) -> Double) async throws {
    try cell.start()
    try await cell.isServing()
    stations = Self.nodes.map { SoakStation($0) }
    for station in stations { try station.begin(cell) }
    var turn = 0
    while case let part = progress(turn), part < 1 {
      turn += 1
      for station in stations {
        for _ in 0..<Self.messages {
          station.publish([.routine, .routine, .priority, .flash][random.below(4)], random.below(2_000))
        }
        for _ in 0..<Self.questions { station.ask(random.below(5)) }
      }
      try await change(turn)
      try scrape()
      try await settle()
      figures.note(
        part, broker: cell.processIdentifier, messages: stations.reduce(0) { $0 + $1.receipts.count },
        latencies: stations.map { $0.takeLatencies() })
    }
    counts["turns"] = turn
    try await finish()
  }

  /// What an operator does. The first turns do each once.
  private func change(_ turn: Int) async throws {
    switch turn <= 8 ? turn : random.below(9) {
    case 1: try await reload()
    case 2: try await refusedReload()
    case 3: try await rekey(stations[random.below(stations.count)])
    case 4: try await addAndRevoke()
    case 5: try await holdAndRelease(stations[random.below(stations.count)])
    case 6: try drop(stations[random.below(stations.count)])
    case 7: try await exchangeBrokerKey()
    default: try await restart(stations[random.below(stations.count)])
    }
  }

  private func count(_ name: String) { counts[name, default: 0] += 1 }

  private func command(_ arguments: String...) throws {
    let program = try RunningProgram("cellbus", arguments + ["--cell", cell.directory])
    let code = program.wait()
    try #require(code == 0, "\(arguments): \(code) \(program.standardError)")
  }

  private func restart(_ station: SoakStation) async throws {
    count("stations came anew")
    try await station.end()
    try station.begin(cell)
  }

  private func raiseRevision() throws -> Int {
    revision = Int(try #require(cell.text("roster.yaml").firstMatch(of: /(?m)^revision: (\d+)/)?.output.1)) ?? 0
    return revision + 1
  }

  private func reload() async throws {
    count("reloads")
    try cell.editRoster(revision: try raiseRevision())
    try await signal("reloaded")
  }

  private func refusedReload() async throws {
    count("refused reloads")
    let before = try cell.text("roster.yaml")
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    try await signal("reload-refused")
    try cell.edit("roster.yaml") { $0 = before }
    try await reload()
  }

  /// Has the files read again, and waits for what comes of it. The log of months is not read whole for that.
  private func signal(_ outcome: String) async throws {
    let before = try size()
    cell.hangUp()
    let isDone = try await eventually { try said(outcome, since: before) }
    try #require(isDone, "seed \(seed): no \(outcome)\n\(cell.log.suffix(4_000))")
  }

  private func size() throws -> UInt64 {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(cell.directory)/cellbusd.log")
    return (attributes[.size] as? NSNumber)?.uint64Value ?? 0
  }

  private func said(_ event: String, since place: UInt64) throws -> Bool {
    let file = try FileHandle(forReadingFrom: URL(filePath: "\(cell.directory)/cellbusd.log"))
    defer { try? file.close() }
    try file.seek(toOffset: place)
    return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self).contains("event=\(event) ")
  }

  private func rekey(_ station: SoakStation) async throws {
    count("nodes' keys exchanged")
    try await station.end()
    try command("roster", "rotate", station.node)
    try station.begin(cell)
  }

  private func addAndRevoke() async throws {
    count("nodes added and revoked")
    try command("roster", "add", "UKR.AIR-1", "--role", "watch-officer")
    try await Node.connected(cell.profile("UKR.AIR-1")) { _ = try await $0.status() }
    try command("roster", "revoke", "UKR.AIR-1")
    try FileManager.default.removeItem(atPath: "\(cell.directory)/nodes/UKR.AIR-1.yaml")
  }

  private func holdAndRelease(_ station: SoakStation) async throws {
    count("nodes held and released")
    try await station.end()
    try command("node", "hold", station.node, "--reason", "Its key may be lost")
    try command("node", "release", station.node, "--reason", "It is not")
    try station.begin(cell)
  }

  /// The node comes back by itself.
  private func drop(_ station: SoakStation) throws {
    count("nodes dropped")
    try command("node", "drop", station.node, "--reason", "It hangs")
  }

  /// The next key is served beside the one in use until every station has a profile with both.
  private func exchangeBrokerKey() async throws {
    count("the broker's keys exchanged")
    brokerKeys += 1
    let endpoint = "ipc://\(cell.directory)/key-\(brokerKeys).sock"
    try command("broker", "rotate", "--endpoint", endpoint, "--until", "2999-12-31T00:00:00Z")
    for station in stations { try await restart(station) }
    let before = try size()
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing("2999-12-31", with: "2026-01-01") }
    try await signal("reloaded")
    let isClosed = try await eventually { try said("endpoint-closed", since: before) }
    try #require(isClosed, "seed \(seed): the former key's endpoints stay\n\(cell.log.suffix(4_000))")
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing(#/(?m)^former:\n(?: .*\n)+/#, with: "") }
    try await signal("reloaded")
  }

  private func scrape() throws {
    for path in ["/metrics", "/healthz", "/readyz"] {
      count("pages scraped")
      let answer = try #require(metrics.get(path), "seed \(seed): nobody answers at \(path)")
      try #require(answer.status == 200, "seed \(seed): \(path) \(answer.status) \(answer.body)")
    }
  }

  /// Goes on when all that was handed over is receipted and answered, and read.
  private func settle() async throws {
    let hasSettled = try await eventually(120) { stations.allSatisfy { $0.hasSettled } }
    try #require(
      hasSettled, "seed \(seed): nothing goes through any more: \(stations.map(\.state))\n\(cell.log.suffix(4_000))")
  }

  private func finish() async throws {
    let receipted = stations.reduce(into: Set<UInt64>()) { $0.formUnion($1.receipted) }
    let isRead = try await eventually(120) { stations.allSatisfy { receipted.isSubset(of: $0.read) } }
    #expect(isRead, "seed \(seed): a station does not come to the end")
    for station in stations { try await station.end() }
  }

  func audit() throws -> (problems: [String], text: String) {
    var problems = figures.problems
    for station in stations {
      problems += station.problems
    }
    let receipts = stations.flatMap(\.receipts)
    if Set(receipts).count != receipts.count { problems.append("two messages have one number") }
    if cell.stop() != 0 { problems.append("the broker did not end well") }
    let verify = try RunningProgram("cellbus", ["record", "verify", "--state", "--cell", cell.directory])
    if verify.wait() != 0 { problems.append("record verify: \(verify.standardError)") }
    counts["messages"] = receipts.count
    counts["questions"] = stations.reduce(0) { $0 + $1.answers }
    let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return (problems, "soak: seed \(seed), \(parts.joined(separator: ", "))\n\(figures.text)")
  }
}
