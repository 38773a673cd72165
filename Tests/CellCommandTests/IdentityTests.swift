import CellCommand
import CellSchema
import Foundation
import Testing

/// Who a person is: options before the environment before the context.
@Suite struct IdentityTests {
  private static var contexts: Contexts {
    var contexts = Contexts()
    contexts.add(Context(name: "paris", cell: "/srv/paris", node: "FRA", by: "Duty officer"))
    contexts.add(Context(name: "drill", cell: "/srv/drill", node: "UKR", by: nil))
    return contexts
  }

  private func place(
    profile: String? = nil, cell: String? = nil, name: String? = nil, context: String? = nil,
    _ environment: [String: String] = [:], _ contexts: Contexts = IdentityTests.contexts
  ) throws -> IdentityChoice.Place {
    try IdentityChoice(profile: profile, cell: cell, name: name, context: context, environment: environment).place {
      contexts
    }
  }

  private func complaint(_ work: () throws -> Void) -> Complaint? {
    do { try work() } catch { return error as? Complaint }
    return nil
  }

  @Test func whatIsSaidNearestToTheCommandCounts() throws {
    let paris = IdentityChoice.Place.node(name: "FRA", cell: "/srv/paris")
    #expect(try place() == paris)
    #expect(try place(["CELLBUS_CONTEXT": "drill"]) == .node(name: "UKR", cell: "/srv/drill"))
    #expect(try place(["CELLBUS_AS": "USA"]) == .node(name: "USA", cell: "/srv/paris"))
    #expect(try place(["CELLBUS_PROFILE": "/p.yaml", "CELLBUS_AS": "USA"]) == .profile("/p.yaml"))
    #expect(try place(cell: "/other", ["CELLBUS_PROFILE": "/p.yaml"]) == .node(name: "FRA", cell: "/other"))
    #expect(try place(profile: "/mine.yaml", ["CELLBUS_PROFILE": "/p.yaml"]) == .profile("/mine.yaml"))
    #expect(
      try place(context: "drill", ["CELLBUS_CELL": "/e", "CELLBUS_AS": "USA"]) == .node(name: "UKR", cell: "/srv/drill")
    )
    #expect(try place(name: "POL", context: "drill") == .node(name: "POL", cell: "/srv/drill"))
    #expect(try place(["CELLBUS_CELL": "", "CELLBUS_AS": ""]) == paris, "what is empty is not set")
  }

  @Test func whoIsNobodyIsToldHowToSayIt() {
    #expect(complaint { _ = try place([:], Contexts()) }?.detail.contains("cellbus context add") == true)
    #expect(complaint { _ = try place(cell: "/srv", [:], Contexts()) }?.detail.contains("go together") == true)
    #expect(complaint { _ = try place(["CELLBUS_PROFILE": ""], Contexts()) }?.place == "CELLBUS_PROFILE")
    let unknown = complaint { _ = try place(context: "pairs") }
    #expect(unknown?.place == "--context" && unknown?.detail == "there is no context pairs; did you mean paris?")
    #expect(complaint { _ = try place(["CELLBUS_CONTEXT": "x"]) }?.detail.contains("there are drill, paris") == true)
  }

  @Test func anAppointmentComesFromTheSamePlaces() throws {
    func by(_ by: String?, _ environment: [String: String] = [:], context: String? = nil) throws -> Line {
      try IdentityChoice(context: context, environment: environment).appointment(by) { Self.contexts }
    }
    #expect(try by(nil) == "Duty officer")
    #expect(try by(nil, ["CELLBUS_BY": "Watch officer"]) == "Watch officer")
    #expect(try by("Liaison", ["CELLBUS_BY": "Watch officer"]) == "Liaison")
    #expect(try by(nil, ["CELLBUS_BY": "Watch officer"], context: "paris") == "Duty officer")
    #expect(complaint { _ = try by(nil, context: "drill") }?.detail.contains("CELLBUS_BY") == true)
    #expect(complaint { _ = try by("two\nlines") }?.place == "--by")
    for name in ["FRA.CELL-1", "FRA"] {
      #expect(complaint { _ = try by(name) }?.place == "--by", "a node holds no watch")
      #expect(complaint { _ = try by(nil, ["CELLBUS_BY": name]) }?.place == "CELLBUS_BY")
    }
  }

  @Test func contextsAreKeptForTheirOwnerAlone() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: "contexts-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: home) }
    let path = try #require(Contexts.path(["HOME": home]))
    #expect(path == "\(home)/.config/cellbus/contexts.json")
    #expect(Contexts.path(["HOME": home, "XDG_CONFIG_HOME": "/etc/x"]) == "/etc/x/cellbus/contexts.json")
    #expect(Contexts.path(["HOME": home, "XDG_CONFIG_HOME": "relative"]) == path)
    #expect(try Contexts.read(path) == Contexts())
    var contexts = Self.contexts
    try contexts.use("drill")
    try contexts.write(to: path)
    try contexts.write(to: path)
    #expect(try Contexts.read(path) == contexts)
    for (place, mode) in [(path, 0o600), ("\(home)/.config/cellbus", 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: place)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
    #expect(contexts.text(Ink(isColoured: false)).map { $0.prefix(8) } == ["  NAME  ", "* drill ", "  paris "])
    #expect(contexts.json[0] == #"{"name":"drill","cell":"/srv/drill","as":"UKR","current":true}"#)
    try contexts.remove("drill")
    #expect(contexts.current == nil && contexts.names == ["paris"])
    #expect(complaint { try contexts.use("drill") }?.code == .unknownName)
    try Data(#"{"current": "paris", "contexts": [{"nme": "paris"}]}"#.utf8).write(to: URL(filePath: path))
    let wrong = complaint { _ = try Contexts.read(path) }
    #expect(
      wrong?.status == .configuration && wrong?.place.hasPrefix("\(path):1:") == true, "\(String(describing: wrong))")
  }

  @Test(arguments: [
    (["--cell", "paris", "--as", "FRA", "tail", "-n", "3"], ["tail", "-n", "3", "--cell", "paris", "--as", "FRA"]),
    (["--as=FRA", "-o", "json", "show", "354"], ["show", "354", "--as=FRA", "-o", "json"]),
    (["--as", "FRA", "reply", "354", "--", "-1 dB"], ["reply", "354", "--as", "FRA", "--", "-1 dB"]),
    (["tail", "--as", "FRA"], ["tail", "--as", "FRA"]), (["--version"], ["--version"]), ([], []),
    (["--as", "FRA", "--help"], ["--as", "FRA", "--help"]), (["--as"], ["--as"]),
    (["--wrong", "tail"], ["--wrong", "tail"]),
  ])
  func optionsMayStandBeforeTheCommand(arguments: [String], meant: [String]) {
    #expect(LeadingOptions.behind(arguments) == meant)
  }

  @Test func aWordThatIsNearlyRightIsFound() {
    let commands = ["tail", "trace", "status", "situation", "subscribe", "subscriptions", "publish", "phase"]
    let slips = [
      "tial": "tail", "trail": "tail", "satus": "status", "sitaution": "situation", "pulbish": "publish",
      "pub": "publish",
      "TRACE": "trace",
    ]
    for (word, meant) in slips { #expect(NearWord.near(word, in: commands) == meant, "\(word)") }
    for word in ["", "x", "nosuch", "sub", "s"] { #expect(NearWord.near(word, in: commands) == nil, "\(word)") }
  }
}
