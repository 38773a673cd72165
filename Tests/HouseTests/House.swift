import Foundation

/// The house as it stands on disk: its targets by the manifest, its files by their imports.
struct House {
  /// Beside the tests, also where their folder is a link.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Design, section 3: for each target, the targets of the house that it may use. Who may use whom follows from the
  /// order: a target uses those above it in this list, never one below.
  static let floors: [(target: String, uses: Set<String>)] = [
    ("CZeroMQ", []),
    ("CLinux", []),
    ("ZeroMQ", ["CZeroMQ", "CLinux"]),
    ("CellSchema", []),
    ("CellWire", ["CellSchema"]),
    ("CellProof", []),
    ("CellJournal", ["CellSchema", "CellProof"]),
    ("CellJournalTesting", ["CellJournal", "CellSchema", "CellProof"]),
    ("CellCore", ["CellWire", "CellJournal", "CellSchema"]),
    ("StrictYAML", ["CellSchema"]),
    ("CellConfig", ["CellCore", "CellProof", "StrictYAML", "CellSchema"]),
    ("CellRecord", ["CellJournal", "CellProof", "CellSchema"]),
    ("CellEvidence", ["CellJournal", "CellProof", "CellSchema"]),
    ("CellReplay", ["CellCore", "CellConfig", "CellJournal", "CellProof", "CellSchema", "CellWire", "StrictYAML"]),
    (
      "CellBroker",
      [
        "CLinux", "ZeroMQ", "CellSchema", "CellWire", "CellProof", "CellJournal", "CellCore", "StrictYAML",
        "CellConfig", "CellRecord", "CellReplay",
      ]
    ),
    ("CellMetrics", ["CellBroker", "CellCore", "CellSchema"]),
    ("CellNode", ["CellProof", "CellSchema", "CellWire", "StrictYAML", "ZeroMQ"]),
    ("CellNodeStore", ["CellNode", "CellSchema", "CellWire"]),
    ("CellDemo", ["CellConfig", "CellCore", "CellSchema"]),
    ("CellCommand", ["CellConfig", "CellCore", "CellNode", "CellSchema", "StrictYAML"]),
    ("cellbusd", ["CellBroker", "CellConfig", "CellMetrics", "CellSchema"]),
    (
      "cellbus",
      [
        "CLinux", "ZeroMQ", "CellSchema", "CellWire", "CellProof", "CellJournal", "CellCore", "StrictYAML",
        "CellConfig",
        "CellRecord", "CellEvidence", "CellReplay", "CellNode", "CellNodeStore", "CellDemo", "CellCommand",
      ]
    ),
  ]

  /// Other people's modules, and the only targets that may use them.
  static let guests: [String: Set<String>] = [
    "GRDB": ["CellRecord", "CellNodeStore"],
    "GRDBSQLite": ["CellRecord"],
    "Crypto": ["CellProof"],
    "Yams": ["StrictYAML"],
    "DequeModule": ["CellCore", "CellBroker"],
    "ArgumentParser": ["cellbus", "cellbusd"],
    "Histogram": ["cellbus"],
    "Subprocess": ["cellbus"],
    "Logging": ["CellBroker", "CellMetrics", "cellbusd"],
    "ServiceLifecycle": ["CellBroker", "CellMetrics", "CellNode", "cellbusd"],
    "FlyingFox": ["CellMetrics"],
    "FlyingSocks": ["CellMetrics"],
    "UnixSignals": ["cellbusd"],
  ]

  /// What comes with the toolchain and the system.
  static let platform: Set<String> = ["Foundation", "Glibc", "Synchronization", "Dispatch"]

  let manifest: String

  init() throws {
    manifest = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
  }

  /// What stands beside the package's own folders: what a build leaves there is no part of it.
  static func strangers() throws -> [String] {
    let own: Set<String> = [
      "Package.swift", "Package.resolved", "README.md", "CHANGELOG.md", "LICENSE", "Sources", "Tests", "deploy",
    ]
    return try FileManager.default.contentsOfDirectory(atPath: root.path)
      .filter { !$0.hasPrefix(".") && !own.contains($0) }
  }

  /// The targets under `Sources/`, by folder.
  static func folders() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path).sorted()
  }

  /// The Swift files of a target, with their text.
  static func files(of target: String) throws -> [(name: String, text: String)] {
    try swiftFiles(in: root.appending(path: "Sources").appending(path: target), named: target)
  }

  static func testFiles() throws -> [(name: String, text: String)] {
    try swiftFiles(in: root.appending(path: "Tests"), named: "Tests")
  }

  private static func swiftFiles(in folder: URL, named name: String) throws -> [(name: String, text: String)] {
    guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { file in
      ("\(name)/\(file)", try String(contentsOf: folder.appending(path: file), encoding: .utf8))
    }
  }

  /// The Swift files of all tests, with their text.
  static func tests() throws -> [(name: String, text: String)] {
    let folder = root.appending(path: "Tests")
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }
  }

  /// The modules that a file imports.
  static func imports(in text: String) -> Set<String> {
    var modules: Set<String> = []
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
      guard let place = words.firstIndex(of: "import"),
        words[..<place].allSatisfy({ ["public", "package", "internal", "private", "fileprivate"].contains($0) })
      else { continue }
      let named = words[(place + 1)...].drop { kinds.contains(String($0)) }
      if let module = named.first?.split(separator: ".").first { modules.insert(String(module)) }
    }
    return modules
  }

  /// The targets of the manifest that are neither tests nor support for them, with the names of the targets that each
  /// depends on.
  func targets() -> [(name: String, dependencies: Set<String>)] {
    [".executableTarget(", ".systemLibrary(", ".target("].flatMap { opening in
      manifest.ranges(of: opening).compactMap { range -> (String, Set<String>)? in
        let arguments = Self.arguments(manifest[range.upperBound...])
        guard let name = Self.strings(after: "name:", in: arguments, closedBy: ",").first else { return nil }
        // A product of another package is no target: `.product(…)` is cut out first.
        var own = arguments
        while let product = own.range(of: ".product(") {
          let inner = Self.arguments(own[product.upperBound...])
          own.replaceSubrange(product.lowerBound..<own.index(product.upperBound, offsetBy: inner.count + 1), with: "")
        }
        let isSupport = Self.strings(after: "path:", in: own, closedBy: ",").first?.hasPrefix("Tests/") == true
        guard !isSupport else { return nil }
        return (name, Set(Self.strings(after: "dependencies:", in: own, closedBy: "]")))
      }
    }
  }

  /// What stands up to the parenthesis that closes.
  private static func arguments(_ text: Substring) -> String {
    var depth = 1
    var result = ""
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0 { break }
      result.append(character)
    }
    return result
  }

  private static func strings(after label: String, in text: String, closedBy end: Character) -> [String] {
    guard let start = text.range(of: label) else { return [] }
    let part = text[start.upperBound...].prefix { $0 != end }
    return part.split(separator: "\"", omittingEmptySubsequences: false).enumerated().compactMap {
      $0.offset.isMultiple(of: 2) ? nil : String($0.element)
    }
  }

  /// The code of a Swift file: without comments and without the text of its strings.
  static func code(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var code = ""
      var isString = false
      var last: Character = " "
      for character in line {
        if character == "\"", last != "\\" { isString.toggle() }
        if !isString {
          if character == "/", last == "/" {
            code.removeLast()
            break
          }
          code.append(character)
        }
        last = character
      }
      return code
    }.joined(separator: "\n")
  }

  /// The words of code.
  static func words(_ code: String) -> Set<Substring> {
    Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }
}
