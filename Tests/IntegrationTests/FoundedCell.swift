import CellNode
import CellSchema
import Foundation
import Testing

/// A cell that France, Ukraine and the United States found, each with roots of its own and a delegation that signs; with
/// real programs throughout.
final class FoundedCell: Sendable {
  let cell: TestCell
  static let codes = ["FRA", "UKR", "USA"]

  /// Everything up to the broker's start: roots, certificates, and a statement that nobody has signed yet.
  init() throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    for code in Self.codes {
      for number in code == "UKR" ? 1...3 : 1...1 {
        try must("certificate", "key", path("\(code).\(number).root"))
      }
    }
    // Two of three roots have to sign for Ukraine.
    try cell.edit("roster.yaml") { text in
      for code in Self.codes {
        let keys = try (code == "UKR" ? 1...3 : 1...1).map {
          "'\(try Self.publicText(path("\(code).\($0).root.pub")))'"
        }
        let roots = "    roots: {threshold: \(code == "UKR" ? 2 : 1), keys: [\(keys.joined(separator: ", "))]}\n"
        text = text.replacing("  - code: \(code)\n", with: "  - code: \(code)\n\(roots)")
      }
    }
    for code in Self.codes { try certify("\(code).CELL-1", serial: 1) }
  }

  func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

  static func publicText(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst().dropLast().joined()
  }

  func roots(_ code: String) -> [String] {
    (code == "UKR" ? [1, 3] : [1]).flatMap { ["--root", path("\(code).\($0).root")] }
  }

  /// Has a node sign by a key of its own, as its profile says, and enters the certificate into the roster.
  private func certify(_ node: String, serial: Int) throws {
    let (key, certificate) = (path("\(node).key"), path("\(node).certificate"))
    try must("certificate", "key", key)
    try must(
      ["certificate", "issue", "--node", node, "--key", "\(key).pub", "--serial", "\(serial)", "--until", "2999-12-31"]
        + roots(String(node.prefix(3))) + ["--out", certificate, "--cell", cell.directory])
    let line = try String(contentsOfFile: certificate, encoding: .utf8)
    try cell.edit("roster.yaml") { text in
      text = text.replacing("  - name: \(node)\n", with: "  - name: \(node)\n    certificates:\n      - \(line)")
    }
    try append("signing: {certificate: ../\(node).certificate, key: ../\(node).key}\n", to: "nodes/\(node).yaml")
  }

  func append(_ text: String, to file: String) throws {
    let handle = try FileHandle(forUpdating: URL(filePath: path(file)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  // MARK: founding

  func propose() throws { try must("found", "propose", "--out", path("statement.json"), "--cell", cell.directory) }

  @discardableResult
  func sign(_ code: String) throws -> (exit: Int32, output: String, errors: String) {
    try run(["found", "sign", path("statement.json"), "--cell", cell.directory] + roots(code))
  }

  func seal() throws -> (exit: Int32, output: String, errors: String) {
    try run(["found", "seal", path("statement.json"), "--cell", cell.directory])
  }

  func found() throws {
    try propose()
    for code in Self.codes { try #require(try sign(code).exit == 0) }
    let sealed = try seal()
    try #require(sealed.exit == 0, "\(sealed)")
    try Data(rootsFile.utf8).write(to: URL(filePath: path("paris.roots")))
  }

  /// The root keys as whoever verifies has them.
  var rootsFile: String {
    get throws {
      try Self.codes.map { code in
        let keys = try (code == "UKR" ? 1...3 : 1...1).map { try Self.publicText(path("\(code).\($0).root.pub")) }
        return "\(code) \(code == "UKR" ? 2 : 1) \(keys.joined(separator: " "))\n"
      }.joined()
    }
  }

  /// Starts the daemon, and waits until this run of it serves.
  func start() async throws {
    let before = cell.log.matches(of: /event=ready/).count
    try cell.start()
    try #require(try await eventually { cell.log.matches(of: /event=ready/).count > before }, "\(cell.log)")
  }

  // MARK: programs

  func run(_ arguments: [String]) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", arguments)
    return (program.wait(), program.standardOutput, program.standardError)
  }

  func run(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) { try run(arguments) }

  @discardableResult
  func must(_ arguments: String...) throws -> String { try must(arguments) }

  @discardableResult
  func must(_ arguments: [String]) throws -> String {
    let result = try run(arguments)
    try #require(result.exit == 0, "\(arguments): \(result)")
    return result.output
  }

  /// Who a command speaks for.
  func by(_ name: String) -> [String] { ["--cell", cell.directory, "--as", name] }

  /// Writes a copy of a rules file that is changed, with a higher revision.
  func edited(_ file: String, as name: String, revision: Int, _ change: (inout String) throws -> Void) throws -> String
  {
    var text = try String(contentsOfFile: path(file), encoding: .utf8)
    try change(&text)
    text.replace(/(?m)^revision: \d+$/, with: "revision: \(revision)")
    try Data(text.utf8).write(to: URL(filePath: path(name)))
    return path(name)
  }

  /// The number of what was published.
  static func number(_ output: String) throws -> String {
    String(try #require(output.firstMatch(of: /on the record as (\d+)/), "\(output)").1)
  }
}
