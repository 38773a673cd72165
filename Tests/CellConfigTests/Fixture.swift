import CellConfig
import CellSchema
import Foundation
import StrictYAML

/// The files of a small cell in a directory of their own, which a test changes to have one thing wrong.
struct Fixture {
  var configuration = """
    cell: paris
    endpoints:
      - tcp://127.0.0.1:7400
      - ipc:///tmp/cellbus.sock
    curveKey: keys/broker.key
    logKey: keys/log.key
    roster: roster.yaml
    charter: charter.yaml
    directories:
      record: record

    """

  var roster = """
    revision: 1
    participants:
      - code: FRA
        name: France
        side: coalition
        memberships: [european]
      - code: UKR
        name: Ukraine
        side: ukraine
    nodes:
      - name: FRA.CELL-1
        curveKey: '00000000000000000000000000000000000000aa'
        clearance: OPEN
        natures: [operation, exercise]
      - name: FRA.MNF-1
        curveKey: '00000000000000000000000000000000000000ab'
        clearance: OPEN
        natures: [operation]
      - name: UKR.GS-1
        curveKey: '00000000000000000000000000000000000000ac'
        clearance: CLOSED
        natures: [operation]
    roles:
      - name: monitor
        holders: [FRA]
        alternates: [UKR]
      - name: force
        holders: [FRA.MNF-1]

    """

  var charter =
    """
    revision: 1
    name: test
    instrument: text
    version: '1'
    policy:
      name: POLICY
      classifications: [OPEN, CLOSED]
      ceiling: OPEN
    groups:
      - name: european
        meaning: In Europe
    roles:
      - name: monitor
        meaning: Observes
      - name: force
        meaning: Commands
        incompatibleWith: [monitor]
    release:
      - from: [all]
        to: [coalition, ukraine, european]
    speedOfService: {flash: 10, immediate: 30, priority: 180, routine: 360, deferred: 1440}
    ceasefire:
      authorities: ['@monitor']
      activating: [{kind: general}]
    declaration: {capacities: [signatory]}
    guarantees: {ratifiedBy: approved}
    force: {leads: [european], onRequest: [training], namedSupport: [logistics]}
    support:
      invokers:
        - {beneficiary: ukraine, by: [ukraine]}
        - {beneficiary: force, by: [coalition]}
    types:

    """
    + Catalogue.entries.map { entry in
      let publishers = entry.system == "system" ? "[]" : "[all]"
      return "  - {type: \(entry.type), version: \(entry.version), kind: fact, publishers: \(publishers), "
        + "recipients: [all], precedence: {least: routine, greatest: flash}}\n"
    }.joined()

  var brokerKey = """
    publicKey: '00000000000000000000000000000000000000ba'
    secretKey: '00000000000000000000000000000000000000bb'

    """

  var logKey = """
    publicKey: 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    secretKey: nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=

    """

  /// Nil: the configuration names none.
  var contacts: String?

  func load() throws -> ConfigurationSet {
    try TemporaryDirectory.with { directory in
      let keys = directory.appending(path: "keys")
      let configuration = contacts == nil ? configuration : configuration + "contacts: contacts.yaml\n"
      try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
      for (name, text) in [
        ("cellbusd.yaml", configuration), ("roster.yaml", roster), ("charter.yaml", charter),
        ("keys/broker.key", brokerKey), ("keys/log.key", logKey), ("contacts.yaml", contacts ?? ""),
      ] {
        let place = directory.appending(path: name)
        try Data(text.utf8).write(to: place)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
      }
      return try ConfigurationSet.load(directory.appending(path: "cellbusd.yaml").path(percentEncoded: false))
    }
  }

  /// Each problem as `roster.yaml:12:5 7003`.
  func problems() throws -> [String] {
    do {
      _ = try load()
      return []
    } catch let error as FileProblems {
      return error.problems.map { problem in
        let file = problem.file.split(separator: "/").last ?? ""
        return "\(file):\(problem.line):\(problem.column) \(problem.code.number)"
      }
    }
  }
}

/// A directory that is gone after the test.
enum TemporaryDirectory {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "cellbus-\(UUID().uuidString.prefix(8))", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory)
  }
}

extension String {
  /// The text with one passage changed; a passage that is not there would make a test prove nothing.
  mutating func change(_ old: String, to new: String) {
    precondition(contains(old), "\"\(old)\" is not in the file")
    self = replacing(old, with: new, maxReplacements: 1)
  }
}
