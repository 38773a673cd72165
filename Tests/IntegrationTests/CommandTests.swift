import CellNode
import CellSchema
import Foundation
import Testing

/// The operator's command, as a person runs it.
@Suite(.serialized) struct CommandTests {
  @Test(.timeLimit(.minutes(10))) func aHundredThousandMessagesGoThroughOnce() async throws {
    let cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    let count = 100_000
    let input = URL(filePath: cell.directory).appending(path: "notes.ndjson")
    _ = FileManager.default.createFile(atPath: input.path, contents: nil)
    let writer = try FileHandle(forWritingTo: input)
    for start in stride(from: 1, through: count, by: 10_000) {
      var text = ""
      for number in start..<start + 10_000 {
        text += #"{"type":"cell.liaison-note","body":{"subject":"Exercise","text":"note \#(number)"}}"# + "\n"
      }
      try writer.write(contentsOf: Data(text.utf8))
    }
    try writer.close()

    let reader = try RunningProgram(
      "cellbus",
      [
        "subscribe", "--cell", cell.directory, "--as", "FRA", "--type", "cell.*", "--count", "\(count)", "--format",
        "json",
      ])
    let hasSubscribed = try await eventually { cell.log.contains("event=subscribed node=FRA.CELL-1") }
    #expect(hasSubscribed)
    let publisher = try RunningProgram(
      "cellbus",
      ["publish", "--cell", cell.directory, "--as", "UKR", "--ndjson", "-", "--format", "json"],
      input: try FileHandle(forReadingFrom: input))
    #expect(publisher.wait() == 0, "\(publisher.standardError)")
    #expect(reader.wait() == 0, "\(reader.standardError)")

    let receipts = publisher.standardOutput.split(separator: "\n")
    #expect(receipts.count == count)
    let lines = reader.standardOutput.split(separator: "\n")
    #expect(lines.count == count)
    var numbers: [Int] = []
    for line in lines {
      guard let range = line.range(of: "\"note ") else { continue }
      numbers.append(Int(line[range.upperBound...].prefix { $0.isNumber }) ?? 0)
    }
    #expect(numbers == Array(1...count))
  }

  @Test func aRefusedLineIsNamedAndTheOthersGoOn() async throws {
    let cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    let input = URL(filePath: cell.directory).appending(path: "mixed.ndjson")
    let text = """
      {"type":"cell.liaison-note","body":{"subject":"Exercise","text":"one"}}
      {"type":"cell.liaison-note","body":{"subject":"Exercise","txt":"two"}}
      not json at all
      {"type":"cell.liaison-note","body":{"subject":"Exercise","text":"four"}}
      """
    try Data(text.utf8).write(to: input)
    let publisher = try RunningProgram(
      "cellbus",
      ["publish", "--cell", cell.directory, "--as", "UKR", "--ndjson", "-", "--format", "json"],
      input: try FileHandle(forReadingFrom: input))
    #expect(publisher.wait() == 65)
    #expect(publisher.standardOutput.split(separator: "\n").count == 2)
    #expect(publisher.standardError.contains("2005"))
    #expect(publisher.standardError.contains("3"), "the line that is no JSON is named")
  }
}
