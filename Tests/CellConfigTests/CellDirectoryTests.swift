import CellConfig
import CellCore
import CellSchema
import Foundation
import Glibc
import StrictYAML
import Testing

/// Cells as `cellbus init` makes them, with keys that are well formed and nothing else.
enum CellFixture {
  static func create(_ plan: CellDirectory, at directory: URL) throws -> CellDirectory.Created {
    var next = 0
    return try plan.create(
      at: directory.path(percentEncoded: false),
      curveKeys: {
        next += 2
        return .init(publicKey: key(next), secretKey: key(next + 1))
      },
      logKeys: {
        .init(
          publicKey: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
          secretKey: "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
      })
  }

  private static func key(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 30) + ".-:&*" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  static func everybody(_ charter: ShippedCharter) throws -> ConfigurationSet {
    try TemporaryDirectory.with { directory in
      try ConfigurationSet.load(create(CellDirectory(charter: charter, port: 7400), at: directory).configuration)
    }
  }
}

private struct Profile: Codable, Hashable, Sendable {
  var cell: CellName
  var node: NodeName
  var endpoints: NonEmpty<EndpointText>
  var serverKey: CurveKeyText
  var publicKey: CurveKeyText
  var secretKey: CurveKeyText
  var nature: Nature
  var exerciseName: Line?
}

@Suite struct CreatingACell {
  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func entries(_ directory: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path(percentEncoded: false)).sorted()
  }

  @Test(arguments: ShippedCharter.allCases)
  func `all 36 participants load without a problem`(_ charter: ShippedCharter) throws {
    let set = try CellFixture.everybody(charter)
    #expect(set.roster.value.participants.count == 37)
    #expect(set.roster.value.nodes.count == 40)
    #expect(set.charter.value.name.description == charter.rawValue)
    #expect(set.charter.bytes == charter.bytes)
  }

  @Test(
    arguments: [
      ["FRA", "UKR", "USA"], ["USA", "UKR", "POL"], ["CAN"], ["FRA"], ["JPN", "UKR"], ["DEU", "GBR", "FRA", "USA"],
    ] as [[ParticipantCode]], ShippedCharter.allCases)
  func `any participants with one of the coalition load`(
    _ participants: [ParticipantCode], _ charter: ShippedCharter
  ) throws {
    try TemporaryDirectory.with { directory in
      let plan = CellDirectory(participants: participants, charter: charter, port: 7400)
      let set = try ConfigurationSet.load(CellFixture.create(plan, at: directory).configuration)
      #expect(set.roster.value.participants.map(\.code) == participants + ["CELL"])
    }
  }

  @Test func `nodes and roles are those of the members present`() throws {
    try TemporaryDirectory.with { directory in
      let plan = CellDirectory(participants: ["FRA", "UKR", "USA"], port: 7400)
      let created = try CellFixture.create(plan, at: directory)
      let set = try ConfigurationSet.load(created.configuration)
      let nodes: [NodeName] = [
        "FRA.CELL-1", "FRA.MNF-1", "UKR.CELL-1", "UKR.GS-1", "USA.CELL-1", "USA.SC-1", "CELL.OPS-1",
      ]
      #expect(set.roster.value.nodes.map(\.name) == nodes)
      #expect(created.profiles.map(\.node) == nodes)
      let held = RoleHoldings(set.roster.value, under: set.charter.value)
      #expect(held.nodes(holding: "verification-lead") == ["USA.CELL-1"])
      #expect(held.alternates(of: "verification-lead") == [])
      #expect(held.nodes(holding: "special-commission") == ["FRA.CELL-1", "USA.SC-1"])
      #expect(held.nodes(holding: "monitor") == ["FRA.CELL-1"])
      #expect(held.nodes(holding: "delegation") == ["FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"])
      #expect(held.nodes(holding: "ceasefire-authority") == ["UKR.CELL-1", "USA.CELL-1"])
      #expect(held.nodes(holding: "watch-officer") == ["CELL.OPS-1", "FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"])
    }
  }

  @Test func `without France the force falls to the first European, and is vacant where there is none`() throws {
    let cases: [([ParticipantCode], [NodeName])] = [(["CAN", "NOR", "EST"], ["NOR.MNF-1"]), (["USA", "CAN"], [])]
    for (participants, nodes) in cases {
      try TemporaryDirectory.with { directory in
        let created = try CellFixture.create(CellDirectory(participants: participants, port: 7400), at: directory)
        #expect(created.profiles.map(\.node).filter { $0.description.hasSuffix(".MNF-1") } == nodes)
        let set = try ConfigurationSet.load(created.configuration)
        let held = RoleHoldings(set.roster.value, under: set.charter.value)
        #expect(held.nodes(holding: "force-command") == nodes)
      }
    }
  }

  @Test func `the lead's alternate is no monitor, and the lead is the United States' or vacant`() throws {
    for participants in [["FRA", "NLD", "UKR", "USA"], ["FRA", "NLD", "UKR"]] as [[ParticipantCode]] {
      try TemporaryDirectory.with { directory in
        let plan = CellDirectory(participants: participants, port: 7400)
        let set = try ConfigurationSet.load(CellFixture.create(plan, at: directory).configuration)
        let held = RoleHoldings(set.roster.value, under: set.charter.value)
        #expect(held.nodes(holding: "verification-lead") == (participants.contains("USA") ? ["USA.CELL-1"] : []))
        #expect(held.alternates(of: "verification-lead") == ["NLD.CELL-1"])
        #expect(held.nodes(holding: "monitor") == ["FRA.CELL-1"])
      }
    }
  }

  @Test func `a profile has exactly what a node needs`() throws {
    try TemporaryDirectory.with { directory in
      let plan = CellDirectory(
        cell: "paris-2", participants: ["FRA", "UKR"], port: 7401, nature: .exercise, exerciseName: "STEADFAST'S #1")
      let created = try CellFixture.create(plan, at: directory)
      let set = try ConfigurationSet.load(created.configuration)
      for ((node, file), entry) in zip(created.profiles, set.roster.value.nodes) {
        let profile = try StrictYAML.read(Profile.self, file: file).value
        #expect(profile.cell == "paris-2" && profile.node == node && profile.publicKey == entry.curveKey)
        #expect(profile.endpoints.map(\.description) == created.endpoints)
        #expect(profile.serverKey == set.curveKey.publicKey)
        #expect(profile.nature == .exercise && profile.exerciseName == "STEADFAST'S #1")
      }
      #expect(created.endpoints.first == "tcp://127.0.0.1:7401")
      #expect(created.endpoints.last?.hasSuffix("/cellbus.sock") == true)
    }
  }

  @Test func `secrets are for their owner alone`() throws {
    try TemporaryDirectory.with { directory in
      let created = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: directory)
      let root = created.directory
      #expect(try mode("\(root)/keys") == 0o700 && mode("\(root)/nodes") == 0o700)
      #expect(try mode("\(root)/keys/broker.key") == 0o600 && mode("\(root)/keys/log.key") == 0o600)
      for (_, file) in created.profiles { #expect(try mode(file) == 0o600) }
      #expect(try mode("\(root)/roster.yaml") == 0o644)
      #expect(try entries(directory) == ["cellbusd.yaml", "charter.yaml", "keys", "nodes", "roster.yaml"])
    }
  }

  @Test func `a cell for the system service gives each file to whom it is for`() throws {
    try TemporaryDirectory.with { directory in
      let plan = CellDirectory(
        participants: ["FRA"], port: 7400, listening: try Endpoint("tcp://192.0.2.10:7740"),
        service: SystemService(user: geteuid(), group: getegid(), record: "/srv/record", socket: "/run/cellbus/x.sock"))
      let created = try CellFixture.create(plan, at: directory)
      let root = created.directory
      for file in ["keys/broker.key", "keys/log.key"] { #expect(try mode("\(root)/\(file)") == 0o400) }
      for file in ["cellbusd.yaml", "roster.yaml", "charter.yaml"] { #expect(try mode("\(root)/\(file)") == 0o640) }
      for (_, file) in created.profiles { #expect(try mode(file) == 0o600) }
      #expect(created.endpoints == ["tcp://192.0.2.10:7740", "ipc:///run/cellbus/x.sock"])
      #expect(try ConfigurationSet.load(created.configuration).recordDirectory == "/srv/record")
    }
  }

  @Test(arguments: ["cellbusd.yaml", "roster.yaml", "charter.yaml", "keys", "nodes", "record"])
  func `what is there already is not touched`(_ name: String) throws {
    try TemporaryDirectory.with { directory in
      try Data("mine".utf8).write(to: directory.appending(path: name))
      do {
        _ = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: directory)
        Issue.record("it was created")
      } catch let error as FileProblem {
        #expect(error.code == .outputUnwritable && error.file.hasSuffix("/\(name)"))
      }
      #expect(try entries(directory) == [name])
      #expect(try Data(contentsOf: directory.appending(path: name)) == Data("mine".utf8))
    }
  }

  @Test func `other files in the directory do not matter`() throws {
    try TemporaryDirectory.with { directory in
      try Data("mine".utf8).write(to: directory.appending(path: "README"))
      _ = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: directory)
      #expect(try entries(directory).contains("README"))
    }
  }

  @Test func `a directory that cannot be finished is not left behind`() throws {
    try TemporaryDirectory.with { directory in
      let target = directory.appending(path: "deep/cell", directoryHint: .isDirectory)
      let plan = CellDirectory(participants: ["FRA"], port: 7400)
      #expect(throws: FileProblems.self) {
        try plan.create(
          at: target.path(percentEncoded: false),
          curveKeys: { .init(publicKey: "no key", secretKey: "no key") },
          logKeys: { .init(publicKey: "no key", secretKey: "no key") })
      }
      #expect(!FileManager.default.fileExists(atPath: target.path(percentEncoded: false)))
    }
  }

  @Test func `a parent that is a file is an error that says so`() throws {
    try TemporaryDirectory.with { directory in
      let file = directory.appending(path: "file")
      try Data().write(to: file)
      do {
        _ = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: file.appending(path: "cell"))
        Issue.record("it was created")
      } catch let error as FileProblem {
        #expect(error.code == .outputUnwritable)
      }
    }
  }

  @Test func `participants that make no cell are refused before anything is written`() throws {
    try TemporaryDirectory.with { directory in
      for (participants, code) in [
        (["FRA", "RUS"], .unknownName), (["FRA", "CELL"], .unknownName), (["FRA", "FRA"], .duplicateEntry),
        (["UKR", "USA"], .incomplete), ([], .incomplete),
      ] as [([ParticipantCode], ErrorCode)] {
        do {
          _ = try CellFixture.create(CellDirectory(participants: participants, port: 7400), at: directory)
          Issue.record("it was created")
        } catch let error as FileProblem {
          #expect(error.code == code)
        }
      }
      #expect(try entries(directory) == [])
    }
  }

  @Test func `a socket whose path is too long is left out, and said`() throws {
    try TemporaryDirectory.with { directory in
      let deep = directory.appending(path: String(repeating: "x", count: 100), directoryHint: .isDirectory)
      let created = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: deep)
      #expect(created.endpoints == ["tcp://127.0.0.1:7400"])
      #expect(created.socketLeftOut?.hasSuffix("x/cellbus.sock") == true)
      #expect(try ConfigurationSet.load(created.configuration).endpoints.count == 1)
    }
  }
}

@Suite struct TheCoalition {
  @Test func `34 members, Ukraine and the United States, 30 of them in Europe`() {
    #expect(CoalitionMembers.all.count == 36)
    #expect(CoalitionMembers.all.count { $0.side == .coalition } == 34)
    #expect(CoalitionMembers.all.count(where: \.isEuropean) == 30)
    #expect(Set(CoalitionMembers.all.map(\.code)).count == 36)
    for absent: ParticipantCode in ["HUN", "SVK", "MLT", "RUS", "CHE"] {
      #expect(CoalitionMembers.member(absent) == nil)
    }
    for overseas: ParticipantCode in ["AUS", "CAN", "JPN", "NZL", "USA"] {
      #expect(CoalitionMembers.member(overseas)?.isEuropean == false)
    }
  }

  @Test func `the EU, NATO and others take part as associates where they are named`() throws {
    #expect(CoalitionMembers.participant("EU")?.name == "European Union")
    #expect(CoalitionMembers.participant("FRA")?.side == .coalition)
    #expect(CoalitionMembers.participant("CELL") == nil && CoalitionMembers.participant("RUS") == nil)
    for charter in ShippedCharter.allCases {
      try TemporaryDirectory.with { directory in
        let plan = CellDirectory(participants: ["FRA", "UKR", "EU", "NATO", "CHE"], charter: charter, port: 7400)
        let set = try ConfigurationSet.load(CellFixture.create(plan, at: directory).configuration)
        let associates = set.roster.value.participants.filter { $0.side == .associate }
        #expect(
          associates.map { "\($0.code) \($0.name)" } == [
            "EU European Union", "NATO North Atlantic Treaty Organization", "CHE CHE",
          ])
        let held = RoleHoldings(set.roster.value, under: set.charter.value)
        #expect(held.nodes(holding: "delegation") == ["FRA.CELL-1", "UKR.CELL-1"])
        #expect(set.warnings.map(\.code) == [.vacantRole], "nobody leads verification without the United States")
        #expect(set.roster.value.nodes.map(\.name).contains("NATO.CELL-1"))
      }
    }
  }
}
