import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

@Suite struct MessageTextTests {
  private static let original: MessageID = "019cccac-cc4f-7f42-813d-f03c0c61da49"
  private static let hidden: MessageID = "019cccac-cc4f-7f42-813d-f03c0c61da50"

  private func message(_ body: some Payload, _ change: (inout Header) -> Void = { _ in }) throws -> RecordedMessage {
    var header = Header(
      cell: "paris", type: type(of: body).messageType, from: "UKR.GS-1",
      serial: Serial(node: "UKR.GS-1", number: 412, year: 26)!, action: ["FRA"], precedence: .flash,
      sentAt: "2026-03-07T10:20:00.000Z",
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: ["FRA"]))
    change(&header)
    return RecordedMessage(
      sequence: 354, acceptedAt: "2026-03-07T10:21:00.000Z", header: header,
      document: DocumentEncoder.encode(header: header, body: body), signature: [], amendedBy: [])
  }

  private func lines(
    _ message: RecordedMessage, numbers: [MessageID: UInt64] = [:], width: Int = 80
  ) -> [String] {
    MessageText(message, trace: nil, numbers: numbers, width: width).text(Ink(isColoured: false))
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `every type is shown whole, and no line is longer than the screen`() throws {
    func shown(_: (some Payload).Type, _ payload: some Payload) throws {
      for width in [60, 80, 120] {
        let lines = lines(try message(payload), width: width)
        #expect(lines.allSatisfy { DisplayText.width($0) <= width }, "\(type(of: payload)) \(lines)")
        #expect(lines.first?.hasPrefix("354  FLASH  ") == true && lines.count > 8)
      }
    }
    for entry in Catalogue.entries {
      func example<Body: Payload>(_ type: Body.Type) throws { try shown(type, Body.example) }
      try example(entry.payload)
    }
  }

  @Test func `long words are broken and none is lost`() throws {
    let text = String(repeating: "0123456789", count: 30) + " and the end"
    let shown = lines(try message(LiaisonNote(subject: "Long", text: Text(text)!)), width: 60)
    #expect(shown.allSatisfy { DisplayText.width($0) <= 60 })
    let joined = shown.map { $0.drop { $0 == " " } }.joined()
    #expect(joined.contains(String(repeating: "0123456789", count: 30)) && joined.contains("and the end"))
  }

  @Test func `other messages are named by their numbers, where they may be read`() throws {
    let shown = lines(
      try message(LiaisonNote(subject: "Subject", text: "Text")) {
        $0.inReplyTo = Self.original
        $0.references = [Self.hidden]
      }, numbers: [Self.original: 351])
    #expect(shown.contains("answers       351"))
    #expect(shown.contains { $0.hasPrefix("refers to     \(Self.hidden) (not yours") })
  }

  @Test func `field names are plain words, moments date-time groups`() throws {
    let shown = lines(try message(RequestForInformation(question: "When?", replyBy: "2026-03-08T12:00:00.000Z")))
    #expect(shown.contains { $0.hasPrefix("reply by") && $0.contains("081200Z") }, "\(shown)")
  }

  @Test func `a message is named by number, id, the beginning of it, or serial`() {
    #expect(MessageReference("354") == .number(354) && MessageReference("#354") == .number(354))
    #expect(MessageReference("\(Self.original)".uppercased()) == .id(Self.original))
    #expect(
      MessageReference("019CCCAC-1") == .prefix("019cccac-1") && MessageReference("01900123-") == .prefix("01900123"))
    #expect(
      MessageReference("ukr.gs-1/0412/26") == .serial("UKR.GS-1/0412/26")
        && MessageReference("12345678") == .number(12_345_678))
    for text in ["", "0", "-1", "#", "3.5", "1e3", "99999999999999999", "UKR.GS-1", "019ccca", "UKR.GS-1/12/26"] {
      #expect(MessageReference(text) == nil, "\(text)")
    }
  }
}
