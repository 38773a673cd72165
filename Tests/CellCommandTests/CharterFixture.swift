import CellCommand
import CellConfig
import CellSchema
import Foundation

/// A cell of a few participants as `cellbus init` makes it, read back: France leads, Ukraine and the United States are
/// there.
enum CharterFixture {
  static func text(
    _ charter: ShippedCharter = .draft, participants: [ParticipantCode] = ["FRA", "DEU", "UKR", "USA"],
    changing change: ((inout String) -> Void)? = nil
  ) throws -> CharterText {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "cellbus-\(UUID().uuidString.prefix(8))", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: directory) }
    var count = 0
    func key() -> String {
      count += 1
      return String(repeating: "0", count: 35) + String(100_000 + count).dropFirst()
    }
    let created = try CellDirectory(participants: participants, charter: charter, port: 7400).create(
      at: directory.path(percentEncoded: false),
      curveKeys: { .init(publicKey: key(), secretKey: key()) },
      logKeys: { .init(publicKey: "\(PublicKeyText.sample)", secretKey: "\(PublicKeyText.sample)") })
    if let change {
      let file = directory.appending(path: "charter.yaml")
      var text = try String(contentsOf: file, encoding: .utf8)
      change(&text)
      try Data(text.utf8).write(to: file)
    }
    return CharterText(try ConfigurationSet.load(created.configuration), Ink(isColoured: false))
  }

  /// An explanation's rows without the lines of the file: `led by: none but …`.
  static func rows(_ text: CharterText, _ type: MessageType) -> [String] {
    (text.explanation(of: type) ?? "").split(separator: "\n").dropFirst(2).map { line in
      let name = line.prefix(14).drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      let words = line.dropFirst(16).split(separator: "  charter.yaml:").first ?? ""
      return "\(String(name)): \(words)"
    }
  }
}
