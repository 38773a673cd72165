import CellConfig
import CellCore
import CellDemo
import CellSchema
import Foundation
import StrictYAML

/// A cell as the demo makes it: the files of `cellbus init`, with the scenario's additional nodes in the roster.
struct DemoCell {
  let roster: Roster
  let charter: Charter
  private var preparer: Preparer
  let names: Names

  init(_ text: Scenario.DeclarationText) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-demo-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var count = 0
    let charterOfText = ShippedCharter(rawValue: text.charter)!
    let created = try CellDirectory(charter: charterOfText, port: 5_555).create(
      at: directory.path(percentEncoded: false), curveKeys: { Self.curveKeys(&count) }, logKeys: Self.logKeys)
    let file = directory.appending(path: "roster.yaml")
    let additional = Scenario.additionalNodes.map { $0.rosterEntry(curveKey: Self.curveKeys(&count).publicKey) }
    let written = try String(contentsOf: file, encoding: .utf8)
    try written.replacing("\nnodes:\n", with: "\nnodes:\n" + additional.joined(), maxReplacements: 1)
      .write(to: file, atomically: true, encoding: .utf8)

    let set = try ConfigurationSet.load(created.configuration)
    roster = set.roster.value
    charter = set.charter.value
    var names = Names()
    let rulebook = try Rulebook(
      roster: roster, charter: charter, charterFile: "charter.yaml", names: &names,
      line: { set.charter.line(of: $0) })
    preparer = Preparer(cell: "paris", rulebook: rulebook)
    self.names = names
  }

  /// Any keys: nothing connects with them.
  private static func curveKeys(_ count: inout Int) -> CellDirectory.KeyPair {
    count += 1
    let digits = String(100_000 + count).dropFirst()
    return .init(
      publicKey: String(repeating: "0", count: 35) + digits, secretKey: String(repeating: "1", count: 35) + digits)
  }

  private static func logKeys() -> CellDirectory.KeyPair {
    .init(publicKey: "\(PublicKeyText.sample)", secretKey: "\(PublicKeyText.sample)")
  }

  /// The first rule that a step breaks, or what the broker would know of it.
  mutating func decide(_ step: Step, serial: Int, at now: Timestamp) throws(Refusal) -> Prepared {
    let stamp = Step.Stamp(
      cell: "paris", serial: Serial(node: step.sender, number: serial, year: 26)!, sentAt: now)
    return try preparer.prepare(
      Envelope(document: step.document(stamp)), from: names.node(step.sender)!, name: step.sender,
      lane: step.precedence, at: now.moment)
  }

  /// The nodes that the broker's own rules let read it.
  func readers(of prepared: Prepared) -> Set<NodeName> {
    Set(names.nodes.indices.filter { preparer.rulebook.mayRead(prepared.messageClass, $0) }.map(names.name))
  }
}
