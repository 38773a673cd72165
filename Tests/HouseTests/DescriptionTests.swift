import CellTestSupport
import Foundation
import Testing

/// `deploy/descriptions.py` writes what schemas say of fields from the docstrings: held here to have been run, and to
/// refuse what nobody has described.
@Suite("What schemas say is what the docstrings say")
struct DescriptionTests {
  /// Runs the program, on the repository or on a copy of a part of it.
  private static func check(_ copy: URL? = nil) throws -> (status: Int32, complaint: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    let script = House.root.appending(path: "deploy/descriptions.py").path
    process.arguments = [script, "--check"] + (copy.map { [$0.path] } ?? [])
    let complaints = pipeForChild()
    process.standardError = complaints
    try process.start()
    let text = complaints.fileHandleForReading.readDataToEndOfFile()
    process.end()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  @Test("the tables are those of the docstrings") func current() throws {
    let (status, complaint) = try Self.check()
    #expect(status == 0, "\(complaint)")
  }

  @Test(
    "a field, a value or a type without a docstring, and words that were changed, are refused",
    arguments: [
      ("Payloads/Verification.swift", "/// What it is to do there.", "", "without a docstring"),
      ("Header/Header.swift", "/// The node that sends the message.", "", "Header.from"),
      ("Header/Nature.swift", "/// In earnest.", "", "Nature \"operation\""),
      ("Payloads/Scales.swift", "/// How sure an assessment is.", "", "Confidence"),
      ("Payloads/Cell.swift", "/// The heading.", "/// Its heading.", "CellDescriptions.swift"),
    ])
  func refused(file: String, words: String, others: String, complaint: String) throws {
    let copy = FileManager.default.temporaryDirectory.appending(path: "cellbus-descriptions-\(UUID())")
    defer { try? FileManager.default.removeItem(at: copy) }
    let sources = copy.appending(path: "Sources/CellSchema")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    for folder in ["Header", "Leaves", "Payloads", "Descriptions"] {
      try FileManager.default.copyItem(
        at: House.root.appending(path: "Sources/CellSchema/\(folder)"), to: sources.appending(path: folder))
    }
    #expect(try Self.check(copy).status == 0)
    let place = sources.appending(path: file)
    let text = try String(contentsOf: place, encoding: .utf8)
    try #require(text.contains(words))
    try text.replacing(words, with: others, maxReplacements: 1).write(to: place, atomically: true, encoding: .utf8)
    let answer = try Self.check(copy)
    #expect(answer.status == 1 && answer.complaint.contains(complaint), "\(answer)")
  }
}
