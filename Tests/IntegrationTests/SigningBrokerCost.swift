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
        let (plain, plainly) = try await cost(of: drafts, to: node, cell)
        let (whole, wholly) = try await cost(of: signed, to: node, cell)
        let bare = await verification(secret, of: count, cast)
        let each = [plain, bare, whole].map { String(format: "%.1f", $0 / Double(count)) }
        let ratio = String(format: "%.3f", whole / (plain + bare))
        print("broker: unsigned \(each[0]) us, bare verify \(each[1]) us, signed \(each[2]) us, ratio \(ratio)")
        for name in wholly.keys.sorted() {
          let each = [plainly[name] ?? 0, wholly[name] ?? 0].map { String(format: "%.1f", $0 / Double(count)) }
          print("  \(name): unsigned \(each[0]) us, signed \(each[1]) us")
        }
      }
    }
    #expect(cell.stop() == 0)
  }

  /// Microseconds of the daemon's processor time: of all threads, and by their names.
  private func cost(of drafts: [Draft], to node: Node, _ cell: TestCell) async throws -> (Double, [String: Double]) {
    let before = try processor(cell)
    for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    let each = try processor(cell).reduce(into: [:]) { $0[$1.key] = $1.value - (before[$1.key] ?? 0) }
    return (each.values.reduce(0, +), each)
  }

  /// By the first word of a thread's name. The scheduler counts in nanoseconds, where ticks are of 10 ms.
  private func processor(_ cell: TestCell) throws -> [String: Double] {
    let tasks = "/proc/\(cell.processIdentifier)/task"
    var each: [String: Double] = [:]
    for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
      let name = try String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8).split(separator: "-")[0]
      let time = try String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8).split(separator: " ")[0]
      each[name.trimmingCharacters(in: .whitespacesAndNewlines), default: 0] += try #require(Double(time)) / 1e3
    }
    return each
  }

  /// As the daemon verifies: on all cores at once, and no signature twice, whose course a processor would learn.
  private func verification(_ secret: SigningSecret, of count: Int, _ cast: SigningCast) async -> Double {
    let signed = (0..<count).compactMap { number -> (message: [UInt8], signature: [UInt8])? in
      let document = Array("\(number)".utf8) + Array(repeating: 0x20, count: 450)
      let message = SignedStatement.encoding(document, as: cast.origin.documentType)
      return (try? secret.signature(of: message)).map { (message, $0) }
    }
    let (key, cores) = (secret.publicKey, ProcessInfo.processInfo.activeProcessorCount)
    return await withTaskGroup(of: Double.self) { group in
      for core in 0..<cores {
        group.addTask {
          var (before, after) = (timespec(), timespec())
          unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
          for place in stride(from: core, to: count, by: cores)
          where !key.isValid(signed[place].signature, of: signed[place].message) {
            Issue.record("bad")
          }
          unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
          return Double(after.tv_sec - before.tv_sec) * 1e6 + Double(after.tv_nsec - before.tv_nsec) / 1e3
        }
      }
      return await group.reduce(0, +)
    }
  }
}
