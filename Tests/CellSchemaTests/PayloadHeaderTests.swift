import CellSchema
import Foundation
import Testing

@Suite struct PayloadHeaderTests {
  @Test func `the header's fields stand in the order of the design`() throws {
    guard case .object(let header) = Catalogue.headerShape else {
      Issue.record("a header is an object")
      return
    }
    let names = [
      "id", "cell", "type", "version", "from", "serial", "action", "info", "precedence", "infoPrecedence", "nature",
      "exerciseName", "sentAt", "expiresAt", "replyBy", "label", "language", "releasedBy", "inReplyTo", "references",
      "case", "amends", "acknowledge", "authority", "enteredBy",
    ]
    #expect(header.fields.map(\.name) == names)
    let required = [
      "id", "cell", "type", "version", "from", "serial", "action", "precedence", "nature", "sentAt", "label",
    ]
    #expect(header.fields.filter(\.isRequired).map(\.name) == required)
  }

  @Test(arguments: [Nature.exercise, .drill]) func `an exercise has a name`(nature: Nature) {
    var header = sampleHeader()
    header.nature = nature
    #expect(refusal(of: header)?.code == .ruleBroken)
    header.exerciseName = "PARIS SCENARIO"
    #expect(refusal(of: header) == nil)
  }

  @Test(arguments: [Nature.operation, .project]) func `what is no exercise has no exercise's name`(nature: Nature) {
    var header = sampleHeader()
    header.nature = nature
    #expect(refusal(of: header) == nil)
    header.exerciseName = "PARIS SCENARIO"
    #expect(refusal(of: header)?.code == .ruleBroken)
  }

  @Test func `a precedence for info needs somebody in info`() {
    var header = sampleHeader()
    header.infoPrecedence = .routine
    #expect(refusal(of: header)?.code == .ruleBroken)
    header.info = ["@all"]
    #expect(refusal(of: header) == nil)
  }

  @Test func `nothing expires before it is sent`() {
    var header = sampleHeader()
    header.expiresAt = "2026-03-07T10:20:59.999Z"
    #expect(refusal(of: header)?.code == .ruleBroken)
    header.expiresAt = "2026-03-07T12:21:00+02:00"
    #expect(refusal(of: header) == nil)
  }

  @Test func `a header with everything in it comes back the same`() throws {
    let header = fullHeader()
    let document = DocumentEncoder.encode(header: header, body: IncidentReport.example)
    #expect(refusal(of: document) == nil)
    #expect(try DocumentDecoder.header(of: document) == header)
  }

  @Test func `headers are written as Foundation writes them`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for header in [sampleHeader(), fullHeader()] {
      let body = Array("{}".utf8)
      let expected = Array("{\"header\":".utf8) + Array(try encoder.encode(header)) + Array(",\"body\":{}}".utf8)
      #expect(DocumentEncoder.encode(header: header, rawBody: body) == expected)
    }
  }

  @Test(arguments: [
    // Plain to the fast reader, or left to Foundation: the outcome is the same.
    ("\"paris\"", "\"p\\u0061ris\"", true), ("\"paris\"", "paris", false), ("\"paris\"", "7", false),
    ("\"paris\"", "\"Paris\"", false), ("[\"USA\",", "[\"USA\",7,", false), ("[\"USA\",", "[ \"USA\" ,", true),
    ("[\"USA\",", "[[\"USA\"],", false), ("\"version\":1", "\"version\":\"1\"", false),
    ("\"version\":1", "\"version\":1000", false), ("\"acknowledge\":true", "\"acknowledge\":1", false),
    ("\"acknowledge\":true,", "", true), ("\"cell\":\"paris\",", "", false), ("PARIS SCENARIO", "\\u0050ARIS", true),
    ("PARIS SCENARIO", "\\u202E", false), ("\"drill\"", "\"play\"", false), ("\"supersede\"", "\"forget\"", false),
  ])
  func `a header is read as Foundation reads it`(plain: String, other: String, isHeader: Bool) throws {
    let text = String(
      decoding: DocumentEncoder.encode(header: fullHeader(), body: IncidentReport.example), as: UTF8.self)
    #expect(text.contains(plain))
    let document = Array(text.replacing(plain, with: other, maxReplacements: 1).utf8)
    struct Part: Decodable { let header: Header }
    let expected = try? JSONDecoder().decode(Part.self, from: Data(document)).header
    #expect((expected != nil) == isHeader)
    #expect((try? DocumentDecoder.header(of: document)) == expected)
    // As it lies in a frame, and decoded when it is looked at.
    let frame = [7, 7] + document + [7]
    let slice = frame[2..<2 + document.count]
    #expect((try? DocumentDecoder.header(in: slice)) == expected)
    if let found = FoundHeader(in: slice) { #expect(try found.header(in: slice) == expected) }
  }

  @Test func `what was written once is patched to what would be written`() throws {
    for sample in [sampleHeader(), fullHeader()] {
      let stencil = HeaderStencil(sample)
      for number in [1, 9_999, 10_000, 123_456_789] {
        var header = sample
        header.id = .make()
        header.sentAt = Timestamp(microseconds: 1_772_878_860_000_000 + Int64(number) * 987_654)
        header.serial = try #require(Serial(node: sample.serial.node, number: number, year: 7))
        let body = Array("{\"remarks\":\"\(number)\"}".utf8)
        var document = stencil.document(id: header.id, sentAt: header.sentAt, body: body)
        document.replaceSerial(at: stencil.serial, with: header.serial)
        #expect(document == DocumentEncoder.encode(header: header, rawBody: body))
      }
    }
  }

  @Test func `identifiers of one millisecond follow one another`() throws {
    let first = MessageID.make()
    let second = try #require(first.following(by: 0))
    #expect(second.bits == first.bits + 1 && second.madeAt == first.madeAt && !second.isOfBus)
    let last = try #require(MessageID(bits: first.bits | 0xFFF << 64 | (1 << 62 - 1)))
    #expect(last.following(by: 0) == nil)
    let carried = try #require(MessageID(bits: first.bits & ~(0xFFF << 64) | (1 << 62 - 1)))
    #expect(try #require(carried.following(by: 0)) > carried)
  }

  private func fullHeader() -> Header {
    var header = sampleHeader()
    header.info = ["USA", "UKR.GS-1", "@all"]
    header.infoPrecedence = .deferred
    header.nature = .drill
    header.exerciseName = "PARIS SCENARIO"
    header.expiresAt = "2026-03-08T10:21:00Z"
    header.replyBy = "2026-03-07T12:00:00Z"
    header.label.control = .originator
    header.language = "uk"
    header.releasedBy = "Duty officer \"A\\B\", Генеральний штаб"
    header.inReplyTo = .make()
    header.references = [.make(), .make()]
    header.caseNumber = "V-2026-0042"
    header.amends = Amends(id: .make(), kind: .supersede, reason: "Count corrected")
    header.acknowledge = true
    header.authority = Authority(
      signatory: "Ukraine", office: "Minister for Foreign Affairs", fullPowers: .office, reference: "Decree 12/2026")
    header.enteredBy = EnteredBy(means: .otherSystem, originalSentAt: "2026-03-07T08:00:00Z")
    return header
  }

  @Test func `precedences rise from deferred to override, lane by lane`() {
    #expect(Precedence.allCases == Precedence.allCases.sorted())
    #expect(Precedence.allCases.map(\.lane) == [0, 1, 2, 3, 4, 5])
    #expect(Precedence.allCases.map { String($0.letter) } == ["D", "R", "P", "O", "Z", "Y"])
    #expect(Precedence.allCases.map { Precedence(lane: $0.lane) } == Precedence.allCases)
    #expect(Precedence(lane: 6) == nil)
    #expect(Precedence.allCases.filter(\.owesAcknowledgement) == [.immediate, .flash, .override])
  }
}
