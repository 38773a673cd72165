import CellJournal
import CellProof
import CellRecord
import CellSchema
import Foundation
import Testing

@Suite struct StateFileTests {
  private let directory: String
  private let file: StateFile

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "cellbus-state-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    directory = url.path(percentEncoded: false)
    file = StateFile(directory: directory)
  }

  private static let kept = KeptState(
    sequence: 0x0102_0304_0506_0708, leaf: Digest(of: [1, 2, 3]), content: Array(repeating: 7, count: 1_000))

  private func remove() { try? FileManager.default.removeItem(atPath: directory) }

  @Test func whatWasKeptComesBack() throws {
    defer { remove() }
    #expect(file.read()?.sequence == nil)
    try file.write(Self.kept)
    let read = try #require(file.read())
    #expect(read.sequence == Self.kept.sequence && read.leaf == Self.kept.leaf && read.content == Self.kept.content)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["state.snapshot"])
    file.remove()
    #expect(file.read()?.sequence == nil)
  }

  @Test func anyFlippedByteAndAnyCutIsSeen() throws {
    defer { remove() }
    try file.write(Self.kept)
    let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
    for place in [0, 15, 16, 23, 24, 55, 56, 500, whole.count - 33, whole.count - 1] {
      var spoilt = whole
      spoilt[place] ^= 1
      try spoilt.write(to: URL(fileURLWithPath: file.path))
      #expect(file.read()?.sequence == nil, "byte \(place)")
    }
    for count in [0, 10, 87, whole.count - 1] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: file.path))
      #expect(file.read()?.sequence == nil, "\(count) bytes")
    }
    try (whole + Data([0])).write(to: URL(fileURLWithPath: file.path))
    #expect(file.read()?.sequence == nil)
  }
}
