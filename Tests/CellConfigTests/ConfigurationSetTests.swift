import CellConfig
import CellCore
import CellSchema
import StrictYAML
import Testing

@Suite struct LoadingAConfiguration {
  @Test func `a sound set loads, with paths relative to its file`() throws {
    let set = try Fixture().load()
    #expect(set.configuration.value.cell == "paris")
    #expect(set.endpoints.map(\.description) == ["tcp://127.0.0.1:7400", "ipc:///tmp/cellbus.sock"])
    #expect(set.recordDirectory.hasSuffix("/record"))
    #expect(set.roster.value.nodes.count == 3)
    #expect(set.charter.value.types.count == Catalogue.entries.count)
    #expect(set.roster.bytes == Array(Fixture().roster.utf8))
    #expect(set.limits == ServiceLimits())
    #expect(set.charter.citation(of: "/release/0") == "charter.yaml:19")
  }

  @Test func `whom to call is a file of its own, in no hash`() throws {
    var files = Fixture()
    #expect(try files.load().contacts == nil)
    files.contacts = """
      participants:
        - {code: FRA, hours: 24 hours, call: ['Duty desk, +33 1 00 00 00 00', 'Second: Paris 2']}

      """
    let set = try files.load()
    #expect(set.contacts?.value["FRA"]?.call.elements.map(\.description).last == "Second: Paris 2")
    #expect(set.contacts?.value["UKR"] == nil)
    #expect(set.roster.bytes == Array(files.roster.utf8))
    files.contacts?.change("code: FRA", to: "code: XXX")
    #expect(try files.problems() == ["contacts.yaml:2:12 7004"])
    // In the roster, which is hashed and recorded, they have no place.
    files = Fixture()
    files.roster.change("code: UKR", to: "watch: {hours: 24 hours, contacts: []}\n    code: UKR")
    #expect(try files.problems().count == 1)
  }

  @Test func `every problem is reported, by file and line`() throws {
    var files = Fixture()
    files.configuration.change("tcp://127.0.0.1:7400", to: "tcp://localhost:7400")
    files.roster.change("UKR.GS-1\n", to: "POL.GS-1\n")
    files.roster.change("code: UKR", to: "code: FRA")
    files.charter.change("ceiling: OPEN", to: "ceiling: SECRET")
    let found = try files.problems()
    #expect(
      found == [
        "cellbusd.yaml:3:5 7008", "roster.yaml:7:11 7003", "roster.yaml:19:11 7004", "roster.yaml:26:18 7004",
        "charter.yaml:8:12 7004",
      ])
  }

  @Test func `a file that does not read leaves the others checked`() throws {
    var files = Fixture()
    files.charter.change("ceiling", to: "celing")
    files.roster.change("code: UKR", to: "code: FRA")
    files.brokerKey.change("secretKey", to: "secret")
    #expect(
      try files.problems() == [
        "charter.yaml:8:3 2005", "broker.key:2:1 2005", "roster.yaml:7:11 7003", "roster.yaml:19:11 7004",
        "roster.yaml:26:18 7004",
      ])
  }

  @Test func `files that are not there are named`() throws {
    var files = Fixture()
    files.configuration.change("roster: roster.yaml", to: "roster: nowhere.yaml")
    files.configuration.change("logKey: keys/log.key", to: "logKey: /nowhere/log.key")
    #expect(try files.problems() == ["nowhere.yaml:0:0 6008", "log.key:0:0 6008"])
    do {
      _ = try ConfigurationSet.load("/nowhere/cellbusd.yaml")
      Issue.record("it loaded")
    } catch {
      #expect(error.description == "/nowhere/cellbusd.yaml: 6008 input-unreadable: No such file or directory")
    }
  }

  @Test(arguments: [
    ("cell: paris", "cell: Paris", "1:7 2011"),
    ("ipc:///tmp/cellbus.sock", "tcp://127.0.0.1:7400", "4:5 7003"),
    ("ipc:///tmp/cellbus.sock", "ipc://cellbus.sock", "4:5 7008"),
    ("roster: roster.yaml\n", "", "1:1 2007"),
    ("  record: record", "  records: record", "10:3 2005"),
    ("record: record\n", "record: record\nlimits:\n  sessions: 0\n", "12:13 2009"),
    ("record: record\n", "record: record\nlimits:\n  sessions: 4097\n", "12:13 7008"),
    ("record: record\n", "record: record\nlimits: {windowBytes: 131071}\n", "11:23 7008"),
    ("record: record\n", "record: record\nlimits: {durablesPerNode: 257}\n", "11:27 7008"),
    ("record: record\n", "record: record\nlimits: {heartbeatInterval: 15001}\n", "11:29 7008"),
    ("record: record\n", "record: record\nlimits: {heartbeatInterval: 5000, heartbeatTimeout: 9999}\n", "11:53 7008"),
    ("record: record\n", "record: record\nlimits: {speed: 1}\n", "11:10 2005"),
  ])
  func `a wrong daemon file is refused at its place`(_ old: String, _ new: String, _ place: String) throws {
    var files = Fixture()
    files.configuration.change(old, to: new)
    #expect(try files.problems() == ["cellbusd.yaml:\(place)"])
  }

  @Test func `limits are read to their bounds`() throws {
    var files = Fixture()
    files.configuration +=
      "limits: {sessions: 4096, durablesPerNode: 256, windowBytes: 131072, heartbeatInterval: 5000,"
      + " heartbeatTimeout: 10000}\n"
    let limits = try files.load().limits
    #expect(limits.sessions == 4_096 && limits.windowBytes == 131_072 && limits.heartbeatTimeout == 10_000)
    #expect(limits.durablesPerNode == 256)
    #expect(limits.sessionsPerNode == Limits.sessionsPerNode)
  }

  @Test func `a node that has the broker's key is refused`() throws {
    var files = Fixture()
    files.brokerKey.change("00000000000000000000000000000000000000ba", to: "00000000000000000000000000000000000000ab")
    #expect(try files.problems() == ["roster.yaml:16:15 7003"])
  }

  @Test func `mutated files load or are refused with places, never more`() throws {
    var generator = SplitMix(state: 36)
    let marks = Array("&*!|>'\"[]{},:-?#%@`\n\t \\~019aZ.".utf8)
    func mutate(_ text: String) -> String {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = marks.randomElement(using: &generator)!
        case 1: bytes.insert(marks.randomElement(using: &generator)!, at: index)
        default: bytes.remove(at: index)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    var refused = 0
    for round in 0..<300 {
      var files = Fixture()
      switch round % 5 {
      case 0: files.configuration = mutate(files.configuration)
      case 1, 2: files.roster = mutate(files.roster)
      case 3: files.charter = mutate(files.charter)
      default: files.brokerKey = mutate(files.brokerKey)
      }
      if try !files.problems().isEmpty { refused += 1 }
    }
    #expect(refused > 150 && refused < 300)
  }

  @Test func `a secret key never enters an error`() throws {
    var files = Fixture()
    files.brokerKey.change("00000000000000000000000000000000000000bb", to: "0000hunter2")
    do {
      _ = try files.load()
      Issue.record("it loaded")
    } catch let error as FileProblems {
      #expect(error.problems.map(\.code) == [.tooShort])
      #expect(error.problems.first?.line == 2)
      #expect(!error.description.contains("hunter2"))
    }
    files = Fixture()
    files.brokerKey.change("00000000000000000000000000000000000000bb", to: String(repeating: "#", count: 40))
    #expect(try files.problems() == ["broker.key:2:12 7002"])
  }
}
