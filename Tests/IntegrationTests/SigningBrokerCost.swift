import CellConfig
import CellNode
import CellProof
import CellSchema
import CellTestSupport
import Foundation
import Glibc
import Testing

/// The broker's processor time for a signed message, beside that for an unsigned one and the bare verification: printed
/// where it is asked for, and judged by nobody.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["CELLBUS_SIGNING_COST"] != nil))
struct SigningBrokerCost {
  @Test func ofTheWholeBroker() async throws {
    let (cell, root, secret) = (try TestCell(), SigningSecret.generate(.ed25519), SigningSecret.generate(.ed25519))
    let cast = SigningCast(origin: try ConfigurationSet.load(cell.configuration).signingOrigin)
    let json = cast.statement(
      cast.certificate(of: secret.publicKey, for: "UKR.CELL-1", in: 0...32_503_679_999), by: [root]
    )
    .json
    try cell.edit("roster.yaml") { text in
      text = text.replacing(
        "  - code: UKR\n", with: "  - code: UKR\n    roots: {threshold: 1, keys: ['\(root.publicKey.text)']}\n")
      text = text.replacing("  - name: UKR.CELL-1\n", with: "  - name: UKR.CELL-1\n    certificates: [\(json)]\n")
    }
    try cell.start()
    try await cell.isServing()
    let signer = try DocumentSigner(certificate: Array(json.utf8), key: secret.pem)
    let count = 8_000
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      for round in 0..<3 {
        var drafts: [Draft] = []
        for number in 0..<count {
          let note = Draft(LiaisonNote(subject: "Note", text: Text("\(round) \(number)")!), precedence: .routine)
          drafts.append(Draft(document: try await node.document(of: note), precedence: .routine))
        }
        var signed: [Draft] = []
        for number in 0..<count {
          let note = Draft(LiaisonNote(subject: "Note", text: Text("\(round) \(number)")!), precedence: .routine)
          signed.append(try await node.signed(note, by: [signer]))
        }
        let plain = try await cost(of: drafts, to: node, cell)
        let whole = try await cost(of: signed, to: node, cell)
        let bare = verification(secret, of: count, cast)
        let each = [plain, bare, whole].map { String(format: "%.1f", $0 / Double(count)) }
        let ratio = String(format: "%.3f", whole / (plain + bare))
        print("broker: unsigned \(each[0]) us, bare verify \(each[1]) us, signed \(each[2]) us, ratio \(ratio)")
      }
    }
    #expect(cell.stop() == 0)
  }

  /// Microseconds of the daemon's processor time.
  private func cost(of drafts: [Draft], to node: Node, _ cell: TestCell) async throws -> Double {
    let before = try processor(cell)
    for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    return try processor(cell) - before
  }

  private func processor(_ cell: TestCell) throws -> Double {
    let text = try String(contentsOfFile: "/proc/\(cell.processIdentifier)/stat", encoding: .utf8)
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    let ticks = try #require(Double(fields[12])) + #require(Double(fields[13]))
    return ticks * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private func verification(_ secret: SigningSecret, of count: Int, _ cast: SigningCast) -> Double {
    let message = SignedStatement.encoding(Array(repeating: 0x20, count: 450), as: cast.origin.documentType)
    guard let signature = try? secret.signature(of: message) else { return 0 }
    let key = secret.publicKey
    var (before, after) = (timespec(), timespec())
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
    for _ in 0..<count where !key.isValid(signature, of: message) { Issue.record("bad") }
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
    return Double(after.tv_sec - before.tv_sec) * 1e6 + Double(after.tv_nsec - before.tv_nsec) / 1e3
  }
}
