import CellSchema
import Foundation
import Testing

@Suite("The table of error codes")
struct ErrorCodeTests {
  /// A code as it stands in the sources.
  private struct Declaration: Equatable {
    var identifier: String
    var number: UInt16
  }

  private static func declarations() throws -> [Declaration] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/CellSchema")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let sources = try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .map { try String(contentsOf: $0, encoding: .utf8) }
    let pattern = /static let (\w+)(?:: ErrorCode)? = (?:Self|ErrorCode)\(\s*(\d+), "/
    return sources.flatMap { $0.matches(of: pattern) }
      .map { Declaration(identifier: String($0.1), number: UInt16($0.2) ?? 0) }
      .sorted { $0.number < $1.number }
  }

  @Test func `every code that is declared is among all, once`() throws {
    #expect(try Self.declarations().map(\.number) == ErrorCode.all.map(\.number))
  }

  @Test func `a code's name is its identifier in words`() throws {
    for (declared, code) in zip(try Self.declarations(), ErrorCode.all) {
      #expect(code.name.replacing("-", with: "") == declared.identifier.lowercased())
    }
  }

  @Test func `all are in the order of their numbers, and no name is given twice`() {
    #expect(ErrorCode.all == ErrorCode.all.sorted())
    #expect(Set(ErrorCode.all.map(\.name)).count == ErrorCode.all.count)
  }

  @Test func `a code is found by its number, with all that is said about it`() {
    for code in ErrorCode.all {
      let found = ErrorCode(number: code.number)
      #expect(found == code)
      #expect(found.hashValue == code.hashValue)
      #expect(found.name == code.name)
      #expect(found.meaning == code.meaning)
      #expect(found.remedy == code.remedy)
      #expect(found.isRetryable == code.isRetryable)
    }
    #expect(ErrorCode(number: 3107).description == "3107 not-releasable")
  }

  @Test func `a switch knows a code that came as a number`() {
    let isSuperseded =
      switch ErrorCode(number: 1007) {
      case .superseded: true
      default: false
      }
    #expect(isSuperseded)
  }

  @Test func `a number of a later version has words too, and is not retryable`() {
    let code = ErrorCode(number: 65_535)
    #expect(code.description == "65535 unknown")
    #expect(!code.meaning.isEmpty)
    #expect(!code.remedy.isEmpty)
    #expect(!code.isRetryable)
    #expect(code == ErrorCode(number: 65_535))
    #expect(code != .superseded)
  }
}
