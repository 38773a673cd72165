import CellSchema
import Testing

@Suite struct EngineSlotTests {
  private func texts(_ document: String, _ slots: DocumentSlots) -> [HeaderSlot: String] {
    let bytes = Array(document.utf8)
    return Dictionary(
      uniqueKeysWithValues: HeaderSlot.allCases.filter(slots.has).map {
        ($0, String(decoding: bytes[slots[$0]], as: UTF8.self))
      })
  }

  @Test func `the header's values are found in the bytes`() throws {
    let bytes = Array(Engine.document.utf8)
    var slots = DocumentSlots()
    #expect(try Engine.checker.check(bytes.span, into: &slots) == 0)
    let found = texts(Engine.document, slots)
    #expect(
      found == [
        .id: "019cc7f5-4180-7a31-9d5e-6c0f2b8e4a17", .cell: "paris", .type: "engine.sample", .version: "1",
        .from: "UKR.GS-1", .serial: "UKR.GS-1/0412/26", .action: #"["FRA","@verification-lead"]"#,
        .precedence: "immediate", .nature: "exercise", .exerciseName: "STEADY LYNX",
        .sentAt: "2026-03-07T10:21:00.000Z",
        .label:
          #"{"policy":"COORDINATION-CELL","classification":"UNCLASSIFIED","releasableTo":["FRA","european"]}"#,
        .policy: "COORDINATION-CELL", .classification: "UNCLASSIFIED", .releasableTo: #"["FRA","european"]"#,
      ])
    #expect(String(decoding: bytes[slots.header], as: UTF8.self) == Engine.header)
    #expect(String(decoding: bytes[slots.body], as: UTF8.self) == Engine.body)
    #expect(slots[.expiresAt].isEmpty)
  }

  @Test func `the index is that of the type and version`() throws {
    let bytes = Array(Engine.document.replacing(#""version":1"#, with: #""version":3"#).utf8)
    var slots = DocumentSlots()
    #expect(try Engine.checker.check(bytes.span, into: &slots) == 1)
  }

  @Test func `slots of an earlier document do not stay`() throws {
    var slots = DocumentSlots()
    let full = Array(Engine.document.replacing(#""cell""#, with: #""language":"uk","cell""#).utf8)
    _ = try Engine.checker.check(full.span, into: &slots)
    #expect(slots.has(.language))
    let plain = Array(Engine.document.utf8)
    _ = try Engine.checker.check(plain.span, into: &slots)
    #expect(!slots.has(.language))
    try Engine.checker.slots(of: full.span, into: &slots)
    #expect(slots.has(.language))
  }

  @Test func `every slot is a field of the header`() throws {
    for slot in HeaderSlot.allCases {
      var shape = Catalogue.headerShape
      for name in slot.path {
        guard case .object(let object) = shape, let field = object.field(name) else {
          Issue.record("\(slot.path) is no field of the header")
          break
        }
        shape = field.shape
      }
    }
  }

  @Test func `a reader of a later document passes over what it does not know`() throws {
    let later =
      #" { "header" : {"new":{"a":["}",{"b":"\"]"}]},"id":"x","type":"engine.sample","version":9,"colour":null,"#
      + #""label":{"tint":[1,2],"policy":"P"},"case":"V-2026-0042","na\u0074ure":"drill"} ,"body": {"future":[1,"}"]} } "#
    let bytes = Array(later.utf8)
    var slots = DocumentSlots()
    try Engine.checker.slots(of: bytes.span, into: &slots)
    #expect(
      texts(later, slots) == [
        .id: "x", .type: "engine.sample", .version: "9", .label: #"{"tint":[1,2],"policy":"P"}"#, .policy: "P",
        .caseNumber: "V-2026-0042",
      ])
    #expect(String(decoding: bytes[slots.body], as: UTF8.self) == #"{"future":[1,"}"]}"#)
  }

  @Test func `a lenient reader finds what the strict one found`() throws {
    for entry in Catalogue.entries {
      let bytes = DocumentEncoder.encode(header: sampleHeader(for: entry.type), rawBody: entry.exampleBody)
      var strict = DocumentSlots()
      var lenient = DocumentSlots()
      _ = try Catalogue.checker.check(bytes.span, into: &strict)
      try Catalogue.checker.slots(of: bytes.span, into: &lenient)
      #expect(HeaderSlot.allCases.allSatisfy { strict[$0] == lenient[$0] })
      #expect(strict.header == lenient.header && strict.body == lenient.body)
    }
  }

  @Test func `a lenient reader survives every beginning and every changed byte`() {
    let bytes = Array(Engine.document.utf8)
    var slots = DocumentSlots()
    for count in 0..<bytes.count {
      let cut = Array(bytes[..<count])
      #expect(throws: Refusal.self) { try Engine.checker.slots(of: cut.span, into: &slots) }
    }
    for index in bytes.indices {
      for byte in [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "}"), 0, 0xFF] {
        var changed = bytes
        changed[index] = byte
        try? Engine.checker.slots(of: changed.span, into: &slots)
        for slot in HeaderSlot.allCases { #expect(slots[slot].upperBound <= bytes.count) }
      }
    }
  }

  @Test(arguments: [
    ("[]", []), (#"["FRA"]"#, ["FRA"]), (#"[ "FRA" , "@verification-lead" ]"#, ["FRA", "@verification-lead"]),
    (#"["","a"]"#, ["", "a"]), (#"["a\"b","c"]"#, [#"a\"b"#, "c"]),
  ]) func `the strings of an array are read from its bytes`(text: String, expected: [String]) {
    let bytes = Array(("xx" + text + #"  "no""#).utf8)
    var strings = JSONStrings(2..<2 + text.utf8.count)
    var found: [String] = []
    while let range = strings.next(in: bytes.span) { found.append(String(decoding: bytes[range], as: UTF8.self)) }
    #expect(found == expected)
  }
}
