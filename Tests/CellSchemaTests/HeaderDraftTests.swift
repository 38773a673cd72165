import CellSchema
import Foundation
import Testing

@Suite("What a sender chooses of a header")
struct HeaderDraftTests {
  private func read(_ json: String, over defaults: HeaderDraft = HeaderDraft()) throws -> HeaderDraft {
    try JSONDecoder().decode(HeaderDraft.self, from: Data(json.utf8), configuration: defaults)
  }

  @Test func `what is left out is as in the defaults, and an empty one is to all, by routine`() throws {
    #expect(try read("{}") == HeaderDraft())
    #expect(HeaderDraft().action == [.all] && HeaderDraft().info.isEmpty && HeaderDraft().precedence == .routine)
    var defaults = HeaderDraft(action: ["FRA"], info: ["USA"], precedence: .flash)
    defaults.policy = "NATO"
    defaults.releasableTo = ["POL"]
    defaults.caseNumber = "V-2026-0042"
    defaults.references = [.sample]
    #expect(try read("{}", over: defaults) == defaults)
  }

  @Test func `what is given takes a default's place, within the label field by field`() throws {
    var defaults = HeaderDraft(precedence: .flash)
    defaults.policy = "NATO"
    defaults.releasableTo = ["POL"]
    let json = #"{"precedence":"routine","action":["FRA"],"case":"V-2026-0042","label":{"releasableTo":["USA"]}}"#
    var expected = HeaderDraft(action: ["FRA"])
    expected.policy = "NATO"
    expected.releasableTo = ["USA"]
    expected.caseNumber = "V-2026-0042"
    #expect(try read(json, over: defaults) == expected)
  }

  @Test func `what is written is read again`() throws {
    var draft = HeaderDraft(action: ["FRA"], info: ["USA"], precedence: .flash)
    draft.releasableTo = ["POL", .all]
    draft.nature = .exercise
    draft.exerciseName = "SHARED DAWN"
    draft.id = .sample
    draft.references = [.sample]
    draft.acknowledge = true
    draft.authority = Authority(signatory: "France", office: "Chargé d'affaires")
    for draft in [draft, HeaderDraft()] {
      #expect(try read(String(decoding: try JSONEncoder().encode(draft), as: UTF8.self)) == draft)
    }
  }

  @Test func `its fields are the header's but for the type, and all may be left out`() throws {
    let checker = ValueChecker(try ShapeRecorder.shape(of: HeaderDraft.self))
    try checker.check(Array("{}".utf8).span)
    let names = Set(Header.CodingKeys.allCases.map(\.stringValue)).subtracting(["type"])
    for name in names {
      // Of a wrong type, and not unknown.
      let refusal = #expect(throws: Refusal.self) { try checker.check(Array(#"{"\#(name)":null}"#.utf8).span) }
      #expect(refusal?.pointer == "/\(name)" && refusal?.code != .unknownField)
    }
    let type = #expect(throws: Refusal.self) { try checker.check(Array(#"{"type":"cell.liaison-note"}"#.utf8).span) }
    #expect(type?.code == .unknownField)
    let nobody = #expect(throws: Refusal.self) { try checker.check(Array(#"{"action":[]}"#.utf8).span) }
    #expect(nobody?.code == .tooShort && nobody?.pointer == "/action")
  }
}
