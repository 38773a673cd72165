import CellProof
import Foundation
import Testing

@Suite("What the roots of the sides sign when they found a cell")
struct FoundingTests {
  private let log = LogKey.generate()
  private let fra = SigningSecret.generate(.ecdsaP256)
  private let ukr = (0..<3).map { _ in SigningSecret.generate(.ed25519) }
  private let stray = SigningSecret.generate(.ed25519)

  private var founding: Founding {
    Founding(
      origin: SigningOrigin(cell: "paris", firstKey: log.publicBytes), logKey: log.publicBytes,
      roster: Digest(of: Array("roster".utf8)), charter: Digest(of: Array("charter".utf8)),
      quorum: ["ukraine 1 of UKR.CELL-1"], founders: ["FRA", "UKR"])
  }

  private var roots: RootKeys {
    RootKeys([
      "FRA": .init(threshold: 1, keys: [fra.publicKey]), "UKR": .init(threshold: 2, keys: ukr.map(\.publicKey)),
      "POL": .init(threshold: 1, keys: [stray.publicKey]),
    ])
  }

  private func signatures(_ secrets: [SigningSecret]) throws -> [SignedStatement.Signature] {
    try secrets.reduce(founding.statement) { try $0.signed(by: $1) }.signatures
  }

  @Test("one statement has one form") func oneForm() throws {
    #expect(try Founding(founding.statement) == founding)
    var successor = founding
    successor.predecessor = .init(origin: "cellbus/paris-00000000/1", size: 12, root: Digest(of: []))
    #expect(try Founding(payload: successor.payload) == successor)
    let text = String(decoding: founding.payload, as: UTF8.self)
    for altered in [
      text.replacing(",", with: ", "), text.replacing("{", with: #"{"more":1,"#),
      text.replacing(#"["FRA","UKR"]"#, with: #"["UKR","FRA"]"#), text.replacing(#"["FRA","UKR"]"#, with: "[]"),
    ] {
      #expect(throws: StatementError.self) { try Founding(payload: Array(altered.utf8)) }
    }
  }

  @Test("as many roots of each founder sign as have to, and nobody else") func signed() throws {
    try founding.check(signatures([fra, ukr[0], ukr[2]]), by: roots)
    for few in [[fra, ukr[0]], [ukr[0], ukr[1]], [fra, ukr[0], ukr[1], stray]] {
      #expect(throws: StatementError.self) { try founding.check(signatures(few), by: roots) }
    }
    var forged = try signatures([fra, ukr[0], ukr[1]])
    forged[0].bytes[5] ^= 1
    #expect(throws: StatementError.self) { try founding.check(forged, by: roots) }
    #expect(throws: StatementError.self) {
      try founding.check(signatures([fra, ukr[0], ukr[1]]), by: RootKeys(["FRA": roots.participants["FRA"]!]))
    }
  }

  @Test("root keys come from a file of lines") func file() throws {
    let text = "# roots\nFRA 1 \(fra.publicKey.text)\nUKR 2 \(ukr.map(\.publicKey.text).joined(separator: " "))\n"
    let read = try RootKeys(text: text)
    try founding.check(signatures([fra, ukr[0], ukr[2]]), by: read)
    for bad in ["FRA", "FRA 2 \(fra.publicKey.text)", "FRA 1 key", text + "FRA 1 \(fra.publicKey.text)\n"] {
      #expect(throws: StatementError.self) { try RootKeys(text: bad) }
    }
  }
}
