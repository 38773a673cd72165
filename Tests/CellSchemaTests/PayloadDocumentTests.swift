import CellSchema
import Testing

@Suite struct PayloadDocumentTests {
  @Test func `a document's bytes are header first and alphabetical`() {
    let document = DocumentEncoder.encode(
      header: sampleHeader(for: "cell.log-entry"),
      body: LogEntry(at: "2026-03-07T10:21:00Z", text: "Line to Kyiv/1 restored \"at last\"."))
    let expected = #"""
      {"header":{"action":["FRA","@verification-lead"],"cell":"paris","from":"UKR.GS-1","id":"019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17","label":{"classification":"UNCLASSIFIED","policy":"COORDINATION-CELL","releasableTo":["FRA","european","ALL"]},"nature":"operation","precedence":"immediate","sentAt":"2026-03-07T10:21:00.000Z","serial":"UKR.GS-1/0412/26","type":"cell.log-entry","version":1},"body":{"at":"2026-03-07T10:21:00.000Z","text":"Line to Kyiv/1 restored \"at last\"."}}
      """#
    #expect(String(decoding: document, as: UTF8.self) == expected)
  }

  @Test func `a body that is JSON already stays byte by byte`() throws {
    let body = Array(#"{ "text": "as typed", "at":"2026-03-07T10:21:00+00:00" }"#.utf8)
    let document = DocumentEncoder.encode(header: sampleHeader(for: "cell.log-entry"), rawBody: body)
    #expect(refusal(of: document) == nil)
    #expect(document.suffix(body.count + 1).dropLast() == body[...])
    #expect(try DocumentDecoder.body(LogEntry.self, of: document).text == "as typed")
  }

  @Test(arguments: ["", "null", "[]", "{}}", "{},\"body\":{}", "{\"text\":"]) func `a body that is none is refused`(
    body: String
  ) {
    let document = DocumentEncoder.encode(header: sampleHeader(for: "cell.log-entry"), rawBody: Array(body.utf8))
    #expect(refusal(of: document) != nil)
  }

  @Test func `a reader passes over what a later version adds, the strict check does not`() throws {
    let text = String(
      decoding: DocumentEncoder.encode(header: sampleHeader(), body: IncidentReport.example), as: UTF8.self)
    let later = Array(
      text.replacing("\"cell\":\"paris\"", with: "\"cell\":\"paris\",\"colour\":\"red\"")
        .replacing("\"means\":", with: "\"mood\":[1],\"means\":").utf8)
    #expect(refusal(of: later)?.code == .unknownField)
    #expect(try DocumentDecoder.decode(IncidentReport.self, from: later).body == .example)
  }

  @Test func `a raw message keeps its bytes and gives its body to the right type alone`() throws {
    let document = DocumentEncoder.encode(header: sampleHeader(for: Finding.messageType), body: Finding.example)
    let message = try RawMessage(document: document)
    #expect(message.document == document)
    #expect(message.from == "UKR.GS-1")
    #expect(try message.body(as: Finding.self).outcome == .verified)
    #expect(try message.message(of: Finding.self).sentAt.dtg == "071021ZMAR26")
    #expect(message.isOf(Finding.self) && !message.isOf(IncidentReport.self))
    #expect {
      try message.body(as: IncidentReport.self)
    } throws: { ($0 as? Refusal)?.code == .undecodable }
  }

  @Test(arguments: [
    ("", ""), ("[]", ""), ("{\"header\":{}}", "/header/id"),
    (#"{"header":{"id":"019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17","cell":"Paris"}}"#, "/header/cell"),
  ])
  func `what is no document is refused with its place`(text: String, pointer: String) {
    #expect {
      try RawMessage(document: Array(text.utf8))
    } throws: { error in
      let refusal = error as? Refusal
      return refusal?.code == .undecodable && refusal?.pointer == pointer
    }
  }
}
