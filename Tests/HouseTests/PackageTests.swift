import Foundation
import Testing

/// What `deploy/package.sh` puts into the Debian package, as far as it is written down.
@Suite("The package")
struct PackageTests {
  private static func read(_ path: String) throws -> String {
    try String(contentsOf: House.root.appending(path: path), encoding: .utf8)
  }

  /// Paragraphs of `deploy/debian/copyright`: field names with their first lines.
  private static func paragraphs() throws -> [[String: String]] {
    try read("deploy/debian/copyright").components(separatedBy: "\n\n").map { paragraph in
      var fields: [String: String] = [:]
      for line in paragraph.split(separator: "\n") where !line.hasPrefix(" ") {
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        fields[parts[0]] = parts.count > 1 ? parts[1] : ""
      }
      return fields
    }
  }

  private struct Resolved: Decodable {
    struct Pin: Decodable { let identity: String }
    let pins: [Pin]
  }

  @Test("its copyright names every package that was resolved, by the licence that the package has")
  func everyPackageIsNamed() throws {
    let resolved = try JSONDecoder().decode(Resolved.self, from: Data(try Self.read("Package.resolved").utf8))
    let licences = Dictionary(
      try Self.paragraphs().compactMap { fields in fields["Files"].map { ($0, fields["License"] ?? "") } },
      uniquingKeysWith: { first, _ in first })
    #expect(resolved.pins.count >= 11)
    let checkouts = House.root.appending(path: ".build/checkouts")
    let folders = try FileManager.default.contentsOfDirectory(atPath: checkouts.path)
    for pin in resolved.pins {
      let licence = try #require(licences["\(pin.identity)/*"], "\(pin.identity) is not in deploy/debian/copyright")
      let folder = try #require(folders.first { $0.lowercased() == pin.identity })
      let files = try FileManager.default.contentsOfDirectory(atPath: checkouts.appending(path: folder).path)
      let file = try #require(files.first { $0.hasPrefix("LICENSE") })
      let text = try String(contentsOf: checkouts.appending(path: "\(folder)/\(file)"), encoding: .utf8)
      let isApache = text.contains("Apache License")
      let isExcepted = text.contains("Runtime Library Exception")
      #expect(
        licence == (isApache ? isExcepted ? "Apache-2.0 with Swift-exception" : "Apache-2.0" : "Expat"),
        "\(pin.identity)")
    }
  }

  @Test("its copyright names what comes within packages and with the toolchain, and has the text of each licence")
  func everythingLinkedIsNamed() throws {
    let text = try Self.read("deploy/debian/copyright")
    for name in ["Swift's runtime", "ICU", "BoringSSL", "LibYAML", "Fiat Cryptography", "Keccak"] {
      #expect(text.contains(name), "\(name)")
    }
    let paragraphs = try Self.paragraphs()
    let used = Set(paragraphs.filter { $0["Files"] != nil }.compactMap { $0["License"] })
    let given = Set(paragraphs.filter { $0["Files"] == nil }.compactMap { $0["License"] })
    #expect(used == given)
  }

  @Test("nothing of a cell is a file of the package: no upgrade asks about it, and no purge takes it")
  func nothingOfACell() throws {
    let installed = try Self.read("deploy/debian/cellbus.install").split(separator: "\n")
    #expect(installed.count >= 8)
    for line in installed { #expect(!line.contains(" etc") && !line.contains("/etc/"), "\(line)") }
    let removal = try Self.read("deploy/debian/cellbus.postrm")
    #expect(!removal.split(separator: "\n").contains { $0.trimmingCharacters(in: .whitespaces).hasPrefix("rm ") })
    #expect(removal.contains("is kept"))
    #expect(try Self.read("deploy/cellbusd.service").contains("ConditionPathExists=/etc/cellbus/cellbusd.yaml"))
  }
}
