import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("A refused command is told which one it was")
struct CommandRefusalTests {
  private let bus = Bus()

  private func refusal(of command: Command, json: String) -> ErrorReport? {
    let station = bus.connect("FRA.CELL-1").hello()
    station.forgetInbox()
    station.send(command, json: json)
    bus.settle()
    #expect(station.inbox.count == 1 && !station.isCut)
    return station.errors.first
  }

  @Test(
    "a question that nobody answers names its query",
    arguments: [
      (#"{"query":7,"ask":"trace"}"#, ErrorCode.unknownQuery),
      (#"{"query":7,"ask":"weather"}"#, .unknownQuery),
      (#"{"query":7,"ask":"situation","system":"weather"}"#, .unknownQuery),
      (#"{"query":7,"ask":"situation","nature":"rumour"}"#, .unknownQuery),
      (#"{"query":7,"ask":"status","system":"cases"}"#, .unknownQuery),
      (#"{"query":7,"ask":"status","colour":1}"#, .malformedFrame),
      (#"{"ask":"status","case":9,"query":7}"#, .malformedFrame),
    ])
  func query(_ json: String, _ code: ErrorCode) {
    let report = refusal(of: .query, json: json)
    #expect(report?.code.value == UInt64(code.number) && report?.query == 7, "\(json)")
    #expect(report?.subscription == nil && report?.lane == nil)
  }

  @Test(
    "a command that cannot be read names its subscription",
    arguments: [
      (Command.subscribe, #"{"subscription":9,"types":["Nonsense"],"messages":1,"bytes":1}"#),
      (.subscribe, #"{"subscription":9}"#), (.unsubscribe, #"{"subscription":9,"durable":""}"#),
      (.ack, #"{"subscription":9,"upTo":{"fast":1}}"#), (.credit, #"{"subscription":9,"messages":-1,"bytes":1}"#),
    ])
  func subscription(_ command: Command, _ json: String) {
    let report = refusal(of: command, json: json)
    #expect(report?.code.value == 1004 && report?.subscription == 9 && report?.query == nil, "\(json)")
  }

  @Test("what cannot be read at all names nothing", arguments: ["{", "", #"{"query":"7"}"#, #"{"query":-7}"#, "[7]"])
  func unreadable(_ json: String) {
    let report = refusal(of: .query, json: json)
    #expect(report?.code.value == 1004 && report?.query == nil && report?.subscription == nil, "\(json)")
  }

  @Test("before WELCOME nothing is named: it is the session that is missing") func beforeWelcome() {
    let station = bus.connect("FRA.CELL-1")
    station.send(.subscribe, json: #"{"subscription":9,"types":["cell.*"],"messages":1,"bytes":1}"#)
    station.send(.query, json: #"{"query":7,"ask":"status"}"#)
    #expect(station.errorCodes == [1001, 1001])
    #expect(station.errors.allSatisfy { $0.subscription == nil && $0.query == nil })
  }

  @Test("a message that is not of one frame is malformed, and one that is too long is named so") func frames() {
    let station = bus.connect("FRA.CELL-1").hello()
    station.send([])
    station.send([Command.ping.rawValue] + [UInt8](repeating: 0x20, count: Limits.frame - 1))
    station.send([Command.ping.rawValue] + [UInt8](repeating: 0x20, count: Limits.frame))
    #expect(station.errorCodes == [1004, 1006])
    #expect(!station.isCut)
  }
}
