import CellSchema
import Foundation
import Testing

@Suite struct EngineSchemaTests {
  @Test func `a schema is the same text every time, in the order of the fields`() {
    let shape = Shape.object(
      ObjectShape(
        fields: [
          .init(name: "kind", shape: .enumeration(["a", "b"]), isRequired: true),
          .init(name: "alpha", shape: .orNotKnown(.integer(0...9)), isRequired: false),
          .init(name: "day", shape: CalendarDate.shape, isRequired: false),
          .init(name: "note", shape: .string(StringShape(length: 0...5, multiline: true)), isRequired: false),
        ],
        rules: [
          .atLeastOne(["alpha", "note"]), .atMostOne(["alpha", "note", "day"]), .requires("note", with: "alpha"),
          .whenRequires("kind", is: ["a"], ["note"]), .whenForbids("kind", is: ["b"], ["note", "day"]),
        ]))
    let text = JSONSchema.text(for: shape, id: "urn:x", title: "X", pretty: false)
    let start = #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:x","title":"X","$comment":""#
    #expect(text.hasPrefix(start))
    let body =
      #""type":"object","properties":{"kind":{"enum":["a","b"]},"#
      + #""alpha":{"anyOf":[{"const":"N/K"},{"type":"integer","minimum":0,"maximum":9}]},"#
      + #""day":{"type":"string","minLength":10,"maxLength":10,"format":"date","#
      + #""pattern":"^(?:[0-9]{4}-[01][0-9]-[0-3][0-9])$"},"#
      + #""note":{"type":"string","minLength":0,"maxLength":5,"not":{"pattern":"#
      + #""[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u202A-\\u202E]"},"allOf":[{"pattern":""#
      + Isolates.regularExpression.replacing(#"\"#, with: #"\\"#) + #""}]}},"#
      + #""required":["kind"],"additionalProperties":false,"dependentRequired":{"note":["alpha"]},"#
      + #""allOf":[{"anyOf":[{"required":["alpha"]},{"required":["note"]}]},"#
      + #"{"not":{"required":["alpha","note"]}},{"not":{"required":["alpha","day"]}},"#
      + #"{"not":{"required":["note","day"]}},"#
      + #"{"if":{"properties":{"kind":{"enum":["a"]}},"required":["kind"]},"then":{"required":["note"]}},"#
      + #"{"if":{"properties":{"kind":{"enum":["b"]}},"required":["kind"]},"#
      + #""then":{"not":{"anyOf":[{"required":["note"]},{"required":["day"]}]}}}]}"#
    #expect(text.hasSuffix(body), "\(text)")
  }

  @Test func `a rule that JSON Schema has no word for is marked`() {
    let text = JSONSchema.text(for: Engine.shape, id: "urn:x", title: "X", pretty: false)
    #expect(
      text.contains(#""x-cellbus-ascending":[["begins","ends"],["firstDay","lastDay"],["atLeast","atMost"]]"#))
  }

  @Test func `the pretty text says the same`() throws {
    for pretty in [true, false] {
      let text = JSONSchema.documentText(
        header: Catalogue.headerShape, body: Engine.shape, type: "engine.sample", version: 1, id: "urn:x",
        title: "A \"sample\"", pretty: pretty)
      #expect(text.contains("\n") == pretty)
      let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(object["title"] as? String == "A \"sample\"")
      #expect((object["$comment"] as? String)?.contains("65536 bytes") == true)
      let properties = try #require(object["properties"] as? [String: [String: Any]])
      let header = try #require(properties["header"]?["properties"] as? [String: [String: Any]])
      #expect(header["type"]?["const"] as? String == "engine.sample")
      #expect(header["version"]?["const"] as? Int == 1)
    }
  }
}
