import CellCommand
import CellSchema
import Foundation
import Testing

@Suite struct JSONTextTests {
  private func compact(_ text: String) -> String { String(decoding: CompactJSON.compact(text.utf8), as: UTF8.self) }

  @Test(arguments: [
    ("{ \"a\" : [ 1 , 2 ] }\n", "{\"a\":[1,2]}"), ("{\"a b\": \"c \\\" d\"}", "{\"a b\":\"c \\\" d\"}"),
    ("1 2", "1 2"), ("\"a\"\n\"b\"", "\"a\" \"b\""), ("", ""),
  ])
  func `white space goes where nothing needs it, and only there`(json: String, short: String) {
    #expect(compact(json) == short)
  }

  @Test func `every example survives being made pretty and compact again`() {
    for entry in Catalogue.entries {
      #expect(CompactJSON.compact(Schemas.pretty(entry.exampleBody)) == entry.exampleBody, "\(entry.type)")
    }
  }

  @Test func `a message is one line of sequence, time, header and body as they were sent`() throws {
    let document = Array("{\"header\" :\n{\"x\":\"}\"},\n \"body\":{\"a\":\r\n[1]} }".utf8)
    let line = try MessageJSON.line(sequence: 7, acceptedAt: "2026-03-07T10:21:00.000Z", document: document[...])
    #expect(
      String(decoding: line, as: UTF8.self)
        == #"{"seq":7,"acceptedAt":"2026-03-07T10:21:00.000Z","header":{"x":"}"},"body":{"a":  [1]}}"#)
  }

  @Test func `strings are escaped so that JSON reads them back and a terminal is left alone`() throws {
    var object = JSONObject()
    object.add("text", "\"\\\n\u{1B}[2J\u{202E}😀é")
    #expect(object.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    let read = try JSONDecoder().decode([String: String].self, from: Data(object.bytes))
    #expect(read["text"] == "\"\\\n\u{1B}[2J\u{202E}😀é")
  }
}
