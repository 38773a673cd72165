import CellNode
import CellSchema
import Foundation
import Testing

@Suite("A node's profile")
struct NodeProfileTests {
  private static let key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
  private static let secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

  private static let whole = """
    cell: paris
    node: UKR.GS-1
    endpoints: ["tcp://127.0.0.1:7001", "ipc:///run/cellbus/cellbus.sock"]
    serverKey: "\(key)"
    publicKey: "\(key)"
    secretKey: "\(secret)"
    nature: operation
    """

  /// A file of its own with that text and mode; gone at the end.
  private func withFile<Value>(
    _ text: String, mode: Int = 0o600, _ body: (String) throws -> Value
  ) throws -> Value {
    let path = FileManager.default.temporaryDirectory.appending(path: "profile-\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try #require(
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    return try body(path)
  }

  @Test func `is read from the file that cellbus init writes`() throws {
    try withFile(Self.whole) { path in
      let profile = try NodeProfile.file(path)
      #expect(profile.cell == "paris")
      #expect(profile.node == "UKR.GS-1")
      #expect(profile.endpoints == ["tcp://127.0.0.1:7001", "ipc:///run/cellbus/cellbus.sock"])
      #expect(profile.serverKey.description == Self.key)
      #expect(profile.secretKey.description == Self.secret)
      #expect(profile.nature == .operation)
      #expect(profile.exerciseName == nil)
      #expect(profile.warnings == [])
    }
  }

  @Test func `warns of a file that others can read`() throws {
    try withFile(Self.whole, mode: 0o640) { path in
      let warnings = try NodeProfile.file(path).warnings
      #expect(warnings.count == 1)
      #expect(warnings.first?.contains("mode 640") == true)
    }
  }

  @Test(arguments: [
    ("nature: operation", "nature: operation\nname: x", ErrorCode.unknownField, ":8:1"),
    ("cell: paris", "", .missingField, ":"),
    ("node: UKR.GS-1", "node: ukraine", .badFormat, ":2:7"),
    ("nature: operation", "nature: war", .unknownValue, ":7:9"),
    ("nature: operation", "nature: exercise", .ruleBroken, ":"),
    ("tcp://127.0.0.1:7001", "http://127.0.0.1:7001", .badLimit, ":3:13"),
    ("nature: operation", "nature: [", .badYAML, ":"),
  ])
  func `refuses what is wrong, with its place`(_ text: String, by other: String, code: ErrorCode, place: String) throws
  {
    try withFile(Self.whole.replacing(text, with: other)) { path in
      let error = #expect(throws: NodeError.self) { try NodeProfile.file(path) }
      #expect(error?.code == code)
      #expect(error?.detail.contains(path + place) == true)
    }
  }

  @Test func `refuses a file that is not there`() {
    let error = #expect(throws: NodeError.self) { try NodeProfile.file("/nowhere/UKR.GS-1.yaml") }
    #expect(error?.code == .inputUnreadable)
  }

  @Test func `never prints the secret key`() throws {
    try withFile(Self.whole) { path in
      let profile = try NodeProfile.file(path)
      var dumped = ""
      dump(profile, to: &dumped)
      for text in ["\(profile)", String(reflecting: profile), dumped] { #expect(!text.contains(Self.secret)) }
    }
  }

  @Test func `refuses endpoints that are none`() throws {
    let key = try #require(CurveKeyText(Self.key))
    for (endpoints, place) in [([], "/endpoints"), (["tcp://a:1", "nowhere"], "/endpoints/1")] as [([String], String)] {
      let error = #expect(throws: NodeError.self) {
        try NodeProfile(
          cell: "paris", node: "UKR.GS-1", endpoints: endpoints, serverKey: key, publicKey: key, secretKey: key)
      }
      #expect(error?.code == .badLimit)
      #expect(error?.pointer == place)
    }
  }
}
