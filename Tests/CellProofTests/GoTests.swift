import CellProof
import CellTestSupport
import Foundation
import Testing

/// Go's checksum database has the same proofs and notes: its packages accept ours, and refuse altered ones.
@Suite struct GoTests {
  private struct Question: Encodable {
    var kind: String
    var leaf: String?
    var index: UInt64 = 0
    var old: UInt64 = 0
    var oldRoot: String?
    var size: UInt64 = 0
    var root: String?
    var path: [String]?
    var verifier: String?
    var note: String?
    var bytes: String?
    var tile: String?
  }

  private static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Go/check.go")

  private func answers(_ questions: [Question]) throws -> [Substring] {
    let directory = FileManager.default.temporaryDirectory.appending(path: "go-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let input = directory.appending(path: "questions")
    let output = directory.appending(path: "answers")
    let encoder = JSONEncoder()
    var lines = Data()
    for question in questions { lines += try encoder.encode(question) + Data("\n".utf8) }
    try lines.write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["go", "run", Self.source.path]
    // Debian's own packages, without the network.
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": directory.path, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
      "GOCACHE": directory.appending(path: "cache").path, "GOFLAGS": "-buildvcs=false",
    ]
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.start()
    process.end()
    #expect(process.terminationStatus == 0)
    return String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n")
  }

  @Test func acceptsOursAndRefusesAlteredOnes() throws {
    let tree = WholeTree(size: 70)
    let key = LogKey.generate()
    let origin = "cellbus/paris-0a1b2c3d/1"
    let log = try #require(NoteKey(name: origin, kind: .signature, publicBytes: key.publicBytes))
    let witness = LogKey.generate()
    var good: [Question] = []
    var bad: [Question] = []
    func altered(_ path: [Digest]?) -> [String]? {
      guard var path, !path.isEmpty else { return nil }
      path[path.count / 2] = Digest(of: [1])
      return path.map(\.hexadecimal)
    }
    for (index, bytes) in [[], [0x00], [UInt8](repeating: 7, count: 300)].enumerated() as EnumeratedSequence<[[UInt8]]>
    {
      let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      good.append(Question(kind: "leaf", leaf: MerkleHash.leaf(bytes).hexadecimal, bytes: text))
      bad.append(Question(kind: "leaf", leaf: MerkleHash.leaf(bytes + [UInt8(index)]).hexadecimal, bytes: text))
    }
    for size in [1, 2, 3, 7, 8, 9, 64, 65, 70] {
      for index in Set([0, 1, size / 2, size - 2, size - 1]).filter({ 0..<size ~= $0 }) {
        let path = tree.inclusion(index, size)
        var question = Question(
          kind: "inclusion", leaf: tree.leaves[index].hexadecimal, index: UInt64(index), size: UInt64(size),
          root: tree.root(size).hexadecimal, path: path.map(\.hexadecimal))
        good.append(question)
        question.leaf = Digest(of: [1]).hexadecimal
        bad.append(question)
        guard let other = altered(path) else { continue }
        question.leaf = tree.leaves[index].hexadecimal
        question.path = other
        bad.append(question)
      }
      for old in Set([1, 2, size / 2, size - 1, size]).filter({ 1...size ~= $0 }) {
        let path = tree.consistency(old, size)
        var question = Question(
          kind: "consistency", old: UInt64(old), oldRoot: tree.root(old).hexadecimal, size: UInt64(size),
          root: tree.root(size).hexadecimal, path: path.map(\.hexadecimal))
        good.append(question)
        guard let other = altered(path) else { continue }
        question.path = other
        bad.append(question)
      }
      let text = Checkpoint(origin: origin, size: UInt64(size), root: tree.root(size)).text
      var note = SignedNote(text: text, signatures: [try key.signed(text, as: origin)])
      // Go passes over a witness's cosignature, a type that it does not know.
      note.signatures.append(try witness.cosigned(text, as: "FRA.WIT-1", at: 1_796_000_000))
      var question = Question(
        kind: "checkpoint", size: UInt64(size), root: tree.root(size).hexadecimal, verifier: log.verifier,
        note: note.description)
      good.append(question)
      note.text = Checkpoint(origin: origin, size: UInt64(size) + 1, root: tree.root(size)).text
      question.note = note.description
      bad.append(question)
    }
    for (level, index, width) in [(0, 0, 256), (2, 1_234_067, 256), (1, 999, 17)] {
      good.append(
        Question(
          kind: "tile", index: UInt64(index), old: UInt64(level), size: UInt64(width),
          tile: MerkleTile.path(level: level, index: UInt64(index), width: width)))
    }
    let answers = try answers(good + bad)
    try #require(answers.count == good.count + bad.count)
    for (question, answer) in zip(good, answers) { #expect(answer == "yes", "\(question)") }
    for (question, answer) in zip(bad, answers.dropFirst(good.count)) {
      #expect(answer.hasPrefix("no: "), "\(question)")
    }
  }
}
