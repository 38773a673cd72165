import CellConfig
import CellCore
import CellProof
import CellSchema
import CellTestSupport
import Foundation
import Glibc
import Testing

/// What a signature costs where a message is prepared, beside the bare verification: printed where it is asked for, and
/// judged by nobody.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["CELLBUS_SIGNING_COST"] != nil))
struct SigningCost {
  private static func processor(_ work: () throws -> Void) rethrows -> Double {
    var (before, after) = (timespec(), timespec())
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
    try work()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
    return Double(after.tv_sec - before.tv_sec) * 1e6 + Double(after.tv_nsec - before.tv_nsec) / 1e3
  }

  @Test(arguments: SigningAlgorithm.allCases) func ofOneSignature(_ algorithm: SigningAlgorithm) throws {
    let (cast, root, secret) = (SigningCast(), SigningSecret.generate(.ed25519), SigningSecret.generate(algorithm))
    let roster = cast.roster("UKR.GS-1", root: root, keys: [secret])
    var names = Names()
    let rulebook = try Fixture.files(roster).rulebook(&names)
    let node = try #require(rulebook.node(named: "UKR.GS-1"))
    var documents = Documents()
    let rounds = 2_000
    let unsigned = (0..<rounds).map { _ in Envelope(document: documents.note("UKR.GS-1")) }
    let signed = unsigned.map { cast.envelope(Array($0.document), by: [secret]) }
    var preparer = Preparer(cell: Fixture.cell, rulebook: rulebook)
    func prepare(_ envelopes: [Envelope]) -> Double {
      Self.processor {
        for envelope in envelopes {
          _ = preparer.preparation(
            of: envelope, from: node, name: "UKR.GS-1", lane: .routine, at: Microseconds(Fixture.start))
        }
      }
    }
    let blocks = try signed.map { try SignatureBlock($0.signature).entries[0].signature }
    let messages = unsigned.map { SignedStatement.encoding($0.document, as: cast.origin.documentType) }
    let key = secret.publicKey
    for _ in 0..<3 {
      let (plain, whole) = (prepare(unsigned), prepare(signed))
      let bare = Self.processor {
        for (block, message) in zip(blocks, messages) where !key.isValid(block, of: message) { Issue.record("bad") }
      }
      let each = [plain, bare, whole].map { String(format: "%.1f", $0 / Double(rounds)) }
      let ratio = String(format: "%.3f", whole / (plain + bare))
      print("\(algorithm): prepared \(each[0]) us, bare verify \(each[1]) us, signed \(each[2]) us, ratio \(ratio)")
    }
  }
}
