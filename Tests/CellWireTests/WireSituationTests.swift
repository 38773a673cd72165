import CellSchema
import CellWire
import Foundation
import Testing

/// Where do we stand? How the question travels, and how the answer does.
@Suite struct WireSituationTests {
  private let everything = SituationQuestion(
    system: .cases, caseNumber: "V-2026-0042", participant: "FRA", onlyOpen: true, moment: .sequence(4_128),
    nature: .exercise, exerciseName: "PARIS-2026", skip: 40)

  private func roundTrip(_ question: SituationQuestion) throws -> Query.Question {
    let frame = ControlCodec.encode(Query(query: 7, situation: question))
    return try StrictControl<Query>().decode(frame).question
  }

  @Test func everyPartOfAQuestionComesBackAsItWasAsked() throws {
    #expect(try roundTrip(SituationQuestion()) == .situation(SituationQuestion()))
    #expect(try roundTrip(everything) == .situation(everything))
    var atTime = everything
    atTime.moment = .time("2026-03-07T18:00:00.000Z")
    #expect(try roundTrip(atTime) == .situation(atTime))
    for system in SituationSystem.allCases {
      let question = SituationQuestion(system: system)
      #expect(try roundTrip(question) == .situation(question))
    }
  }

  @Test func whatIsLeftOpenDoesNotTravel() {
    let frame = ControlCodec.encode(Query(query: 7, situation: SituationQuestion()))
    #expect(String(decoding: frame.dropFirst(), as: UTF8.self) == #"{"ask":"situation","query":7}"#)
  }

  @Test func everyQuestionTravelsAsItsQuery() throws {
    let questions: [Query.Question] = [
      .status, .subscriptions, .trace(.sample), .message(.id(.sample)), .message(.number(7)),
      .message(.prefix(.sample)), .message(.serial(.sample)), .situation(everything),
      .situation(.elsewhere(than: nil, nil)), .situation(.elsewhere(than: .exercise, "PARIS-2026")),
    ]
    for question in questions { #expect(try Query(query: 7, question).question == question) }
  }

  @Test(arguments: [
    (#"{"ask":"situation","query":1,"atSequence":1,"atTime":"2026-03-07T18:00:00Z"}"#, "/atTime"),
    (#"{"ask":"situation","query":1,"case":"V-2026-0042"}"#, "/case"),
    (#"{"ask":"situation","query":1,"case":"V-2026-0042","system":"force"}"#, "/case"),
    (#"{"ask":"situation","query":1,"skip":0}"#, "/skip"),
    (#"{"ask":"situation","query":1,"nature":"exercise"}"#, "/exerciseName"),
    (#"{"ask":"situation","query":1,"nature":"operation","exerciseName":"PARIS-2026"}"#, "/exerciseName"),
    (#"{"ask":"situation","query":1,"exerciseName":"PARIS-2026"}"#, "/exerciseName"),
    (#"{"ask":"trace","query":1}"#, "/id"),
    (#"{"ask":"trace","query":1,"number":7}"#, "/number"),
    (#"{"ask":"message","query":1}"#, "/number"),
    (#"{"ask":"message","query":1,"number":7,"id":"019cccac-cc4f-7f42-813d-f03c0c61da49"}"#, "/number"),
    (#"{"ask":"status","query":1,"system":"force"}"#, "/system"),
    (#"{"ask":"status","query":1,"case":"V-2026-0042"}"#, "/case"),
    (#"{"ask":"status","query":1,"participant":"FRA"}"#, "/participant"),
    (#"{"ask":"subscriptions","query":1,"open":false}"#, "/open"),
    (#"{"ask":"subscriptions","query":1,"atSequence":1}"#, "/atSequence"),
    (#"{"ask":"status","query":1,"atTime":"2026-03-07T18:00:00Z"}"#, "/atTime"),
    (#"{"ask":"status","query":1,"nature":"operation"}"#, "/nature"),
    (#"{"ask":"status","query":1,"exerciseName":"PARIS-2026"}"#, "/exerciseName"),
    (#"{"ask":"status","query":1,"skip":1}"#, "/skip"),
    (#"{"ask":"trace","query":1,"prefix":"019cc7d0"}"#, "/prefix"),
    (#"{"ask":"status","query":1,"serial":"UKR.GS-1/0412/26"}"#, "/serial"),
    (#"{"ask":"message","query":1,"prefix":"019cc7d0","serial":"UKR.GS-1/0412/26"}"#, "/number"),
    (#"{"ask":"elsewhere","query":1,"system":"force"}"#, "/system"),
    (#"{"ask":"elsewhere","query":1,"nature":"exercise"}"#, "/exerciseName"),
  ])
  func aFieldThatIsMissingOrDoesNotBelongIsAnUnknownQuery(json: String, pointer: String) throws {
    let query = try StrictControl<Query>().decode([Command.query.rawValue] + Array(json.utf8))
    do throws(Refusal) {
      _ = try query.question
      Issue.record("was taken")
    } catch {
      #expect(error.code == .unknownQuery)
      #expect(error.pointer == pointer)
    }
  }

  @Test(arguments: [
    #"{"ask":"situation","query":1,"system":"weather"}"#, #"{"ask":"situation","query":1,"skip":-1}"#,
    #"{"ask":"situation","query":1,"open":"yes"}"#, #"{"ask":"situation","query":1,"participant":"France"}"#,
    #"{"ask":"situation","query":1,"atTime":"yesterday"}"#,
  ])
  func aValueThatCannotBeIsMalformed(json: String) {
    let frame = [Command.query.rawValue] + Array(json.utf8)
    #expect(throws: Refusal.self) { try StrictControl<Query>().decode(frame) }
  }

  @Test func aQuestionThatDoesNotFitTogetherIsFoundBeforeItTravels() throws {
    #expect(throws: Refusal.self) { try SituationQuestion(caseNumber: "V-2026-0042").check() }
    try everything.check()
  }

  // MARK: The document

  @Test func theDocumentsQuestionIsWhatTheCodeWrites() throws {
    let question = SituationQuestion(
      system: .cases, onlyOpen: true, moment: .time("2026-03-07T18:00:00.000Z"), nature: .exercise,
      exerciseName: "PARIS-2026")
    let query = Query(query: 7, situation: question)
    let bytes = try WirePage().block("query")
    #expect(try StrictControl<Query>().decode(bytes) == query)
    #expect(ControlCodec.encode(query) == bytes)
  }

  @Test func theDocumentsAnswerIsWhatTheCodeWrites() throws {
    let section = try WirePage().section("A situation")
    let start = try #require(section.range(of: "```json\n")).upperBound
    let end = try #require(section.range(of: "\n```", range: start..<section.endIndex)).lowerBound
    let json = Array(section[start..<end].utf8)
    let answer = try StrictControl<QueryAnswer>().decode([Command.answer.rawValue] + json)
    #expect(answer.situation?.cases.first?.number == "V-2026-0042")
    let again = Data(ControlCodec.encode(answer).dropFirst())
    #expect(try NSDictionary(json: again) == NSDictionary(json: Data(json)))
  }

  /// However deep it stands, every field has its name in the page.
  @Test func everyFieldOfASituationIsNamed() throws {
    let section = try WirePage().section("A situation")
    let names = try names(ShapeRecorder.shape(of: Situation.self))
    #expect(names.contains("readinessAsOf"))
    for name in names { #expect(section.contains("`\(name)`"), "\(name)") }
  }

  private func names(_ shape: Shape) -> Set<String> {
    switch shape {
    case .object(let object):
      object.fields.reduce(into: []) { $0.formUnion(names($1.shape).union([$1.name])) }
    case .array(let element, _): names(element)
    case .orNotKnown(let value): names(value)
    case .string, .enumeration, .integer, .number, .boolean: []
    }
  }
}

extension NSDictionary {
  fileprivate convenience init(json: Data) throws {
    self.init(dictionary: try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any]))
  }
}
