import CellSchema

/// A payload with every kind of shape and of rule in it.
struct EngineSample: Payload, RuledObject {
  static let messageType: MessageType = "engine.sample"

  enum Kind: String, CaseIterable, SchemaLeaf {
    case outgoing, impact
    case inFlight = "in-flight"
    case undetermined
  }

  struct Span: Codable, Hashable, Sendable, RuledObject {
    var minimum: Kilometres
    var maximum: Kilometres?
    static var fieldRules: [FieldRule] { [.ascending("minimum", "maximum")] }
  }

  struct Entry: Codable, Hashable, Sendable {
    var name: Line
    var tags: [Line]
  }

  var title: Line
  var text: Text?
  var kind: Kind
  var count: Count?
  var atLeast: PositiveCount?
  var atMost: PositiveCount?
  var weapon: OrNotKnown<Line>?
  var calibre: OrNotKnown<Millimetres>?
  var phase: OrNotKnown<Kind>?
  var latitude: Latitude?
  var longitude: Longitude?
  var flag: Bool?
  var begins: Timestamp?
  var ends: Timestamp?
  var firstDay: CalendarDate?
  var lastDay: CalendarDate?
  var caseNumber: CaseNumber?
  var span: Span?
  var entries: NonEmpty<Entry>
  var pair: EnginePair?

  enum CodingKeys: String, CodingKey {
    case title, text, kind, count, atLeast, atMost, weapon, calibre, phase, latitude, longitude, flag, begins, ends
    case firstDay, lastDay, span, entries, pair
    case caseNumber = "case/number~1"
  }

  static var fieldRules: [FieldRule] {
    [
      .atLeastOne(["text", "count", "weapon"]), .atMostOne(["count", "flag", "span"]),
      .requires("latitude", with: "longitude"), .requires("longitude", with: "latitude"),
      .whenRequires("kind", is: ["impact", "in-flight"], ["begins"]),
      .whenForbids("phase", is: ["N/K", "outgoing"], ["calibre", "lastDay"]), .ascending("begins", "ends"),
      .ascending("firstDay", "lastDay"), .ascending("atLeast", "atMost"),
    ]
  }

  static let example = EngineSample(
    title: "Вибухи на північний захід від Донецька", text: "two\nlines", kind: .impact, weapon: .notKnown,
    calibre: .known(152.4), phase: .known(.impact), latitude: 48.0437, longitude: 37.7447,
    begins: "2026-03-07T10:21:00Z", ends: "2026-03-07T11:21:00+01:00", firstDay: "2024-02-29",
    lastDay: "2024-02-29", caseNumber: "V-2026-0042", span: Span(minimum: 2, maximum: 7.5),
    entries: [Entry(name: "one", tags: ["a", "b"]), Entry(name: "two", tags: [])], pair: EnginePair(first: 1, second: 2)
  )
}

/// Exactly two integers in an array.
struct EnginePair: CountedArray, Hashable {
  static let countRange = 2...2
  var first: Count
  var second: Count

  init(first: Count, second: Count) {
    self.first = first
    self.second = second
  }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    first = try container.decode(Count.self)
    second = try container.decode(Count.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(first)
    try container.encode(second)
  }
}

/// What the engine's tests check with: the catalogue's header and the sample.
enum Engine {
  static let shape = try! ShapeRecorder.shape(of: EngineSample.self)
  static let checker = StrictChecker(
    header: Catalogue.headerShape, bodies: [("engine.sample", 1, shape), ("engine.sample", 3, shape)])

  static let header =
    #"{"id":"019cc7f5-4180-7a31-9d5e-6c0f2b8e4a17","cell":"paris","type":"engine.sample","version":1,"#
    + #""from":"UKR.GS-1","serial":"UKR.GS-1/0412/26","action":["FRA","@verification-lead"],"#
    + #""precedence":"immediate","nature":"exercise","exerciseName":"STEADY LYNX","sentAt":"2026-03-07T10:21:00.000Z","#
    + #""label":{"policy":"COORDINATION-CELL","classification":"UNCLASSIFIED","releasableTo":["FRA","european"]}}"#
  static let body = #"{"title":"one","kind":"outgoing","text":"t","entries":[{"name":"n","tags":["a"]}]}"#
  static let document = #"{"header":\#(header),"body":\#(body)}"#

  static func refusal(_ document: [UInt8], with checker: StrictChecker = checker) -> Refusal? {
    var slots = DocumentSlots()
    do throws(Refusal) {
      _ = try checker.check(document.span, into: &slots)
      return nil
    } catch {
      return error
    }
  }

  static func refusal(_ document: String) -> Refusal? { refusal(Array(document.utf8)) }

  /// The base document with one piece of text exchanged; a piece that is not there once is a mistake of the test.
  static func refusal(replacing old: String, by new: String) -> Refusal? {
    let parts = Engine.document.split(separator: old, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "\(old) stands \(parts.count - 1) times")
    return refusal(parts.joined(separator: new))
  }
}
