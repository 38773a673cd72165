import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

@Suite struct TraceTextTests {
  /// An answer of the broker as a node has it.
  private func trace(since: String?, isHandled: Bool, answer: String = "") throws -> MessageTrace {
    let json = """
      {"id": "019cccac-cc4f-7f42-813d-f03c0c61da49", "sequence": 7, "acceptedAt": "2026-03-07T10:00:00.000Z",
       "type": "cell.liaison-note", "from": "UKR.GS-1", "precedence": "routine",
       \(since.map { "\"deliveriesSince\": \"\($0)\"," } ?? "")
       "recipients": [
         {"node": "FRA.CELL-1", "addressed": "action", "isHandled": \(isHandled), "isReleasable": true, "isOverdue": false,
          \(answer) "isReplyOverdue": \(answer.contains("replyDueAt"))}
       ]}
      """
    return try JSONDecoder().decode(MessageTrace.self, from: Data(json.utf8))
  }

  @Test func `what was delivered before the broker started is said to be unknown, where that leaves a question`() throws
  {
    let since = "2026-03-07T12:00:00.000Z"
    let sentence = "What was delivered before \(try #require(Timestamp(since)).dtg) is not known"
    let ink = Ink(isColoured: false)
    #expect(TraceText.text(try trace(since: since, isHandled: false), width: 80, ink).contains(sentence))
    #expect(!TraceText.text(try trace(since: since, isHandled: true), width: 80, ink).contains("not known"))
    #expect(!TraceText.text(try trace(since: nil, isHandled: false), width: 80, ink).contains("not known"))
    #expect(TraceText.json(try trace(since: since, isHandled: true)).contains("\"deliveriesSince\":\"\(since)\""))
    #expect(!TraceText.json(try trace(since: nil, isHandled: true)).contains("deliveriesSince"))
  }

  @Test func `an answer that is owed has a line of its own`() throws {
    let ink = Ink(isColoured: false)
    let moment = "2026-03-07T12:00:00.000Z"
    let dtg = try #require(Timestamp(moment)).dtg
    let late = try trace(since: nil, isHandled: true, answer: "\"replyDueAt\": \"\(moment)\",")
    #expect(TraceText.text(late, width: 80, ink).contains("\nFRA.CELL-1  answer  was due \(dtg)"))
    #expect(TraceText.text(late, width: 80, ink).contains("overdue"))
    let answered = try trace(since: nil, isHandled: true, answer: "\"answered\": \"\(moment)\",")
    #expect(TraceText.text(answered, width: 80, ink).contains("\nFRA.CELL-1  answer  \(dtg)"))
    #expect(TraceText.json(answered).contains("\"answered\":\"\(moment)\""))
    #expect(!TraceText.text(try trace(since: nil, isHandled: true), width: 80, ink).contains("answer"))
  }

  @Test func `no line is longer than the screen, and nothing is lost`() throws {
    let trace = try trace(
      since: "2026-03-07T12:00:00.000Z", isHandled: false,
      answer:
        "\"setAside\": \"2026-03-07T12:00:00.000Z\", \"reason\": \"The board does not know the type, and its owner was told.\","
    )
    let ink = Ink(isColoured: false)
    func words(_ width: Int?) -> Set<Substring> {
      Set(TraceText.text(trace, width: width, ink).split { $0 == " " || $0 == "\n" })
    }
    for width in [60, 80] {
      for line in TraceText.text(trace, width: width, ink).split(separator: "\n") {
        #expect(DisplayText.width(String(line)) <= width)
      }
      #expect(words(width) == words(nil))
    }
  }
}
