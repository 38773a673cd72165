import CellSchema
import Foundation
import Testing

@Suite struct EngineRecorderTests {
  @Test func `a shape is what the type decodes, in its order`() throws {
    guard case .object(let object) = Engine.shape else {
      Issue.record("no object")
      return
    }
    #expect(object.fields.map(\.name).prefix(4) == ["title", "text", "kind", "count"])
    #expect(object.fields.filter(\.isRequired).map(\.name) == ["title", "kind", "entries"])
    #expect(object.field("flag")?.shape == .boolean)
    #expect(object.field("kind")?.shape == .enumeration(["outgoing", "impact", "in-flight", "undetermined"]))
    #expect(object.field("weapon")?.shape == .orNotKnown(Line.shape))
    #expect(object.field("pair")?.shape == .array(element: Count.shape, count: 2...2))
    let entry = Shape.object(
      ObjectShape(fields: [
        .init(name: "name", shape: Line.shape, isRequired: true),
        .init(name: "tags", shape: .array(element: Line.shape, count: ShapeLimit.arrayCount), isRequired: true),
      ]))
    #expect(object.field("entries")?.shape == .array(element: entry, count: 1...256))
    #expect(object.rules == EngineSample.fieldRules)
  }

  private func error<T: Decodable>(_ type: T.Type) -> ShapeError? {
    do {
      _ = try ShapeRecorder.shape(of: type)
      return nil
    } catch {
      return error as? ShapeError
    }
  }

  struct Bare: Codable {
    struct Inner: Codable { var number: Int }
    var list: [Inner]
  }
  struct BareString: Codable { var name: String? }
  struct BareDate: Codable { var at: Date }
  struct Tree: Codable { var children: [Tree] }
  struct Gaps: Codable { var list: [Line?] }
  struct Free: Codable { var any: [String: Line] }
  enum Choice: Codable {
    case one(Line)
    case two(Line)
  }
  struct Chosen: Codable { var choice: Choice }

  @Test func `what has no limits is an error that names its path`() {
    #expect(error(Bare.self)?.path == "list.0.number")
    #expect(error(BareString.self)?.path == "name")
    #expect(error(BareDate.self)?.path == "at")
    #expect(error(Free.self)?.path == "any")
    #expect(error(Chosen.self)?.path == "choice")
    #expect(error(Gaps.self)?.path == "list.0")
    #expect(error(String.self)?.path == "")
  }

  @Test func `a type that contains itself is an error`() {
    #expect(error(Tree.self)?.reason.contains("contains itself") == true)
  }

  struct UnknownName: RuledObject {
    var a: Line
    static var fieldRules: [FieldRule] { [.requires("a", with: "b")] }
  }
  struct UnknownValue: RuledObject {
    var kind: EngineSample.Kind
    static var fieldRules: [FieldRule] { [.whenRequires("kind", is: ["nothing"], ["kind"])] }
  }
  struct NotEnumerated: RuledObject {
    var a: Line
    static var fieldRules: [FieldRule] { [.whenForbids("a", is: ["x"], ["a"])] }
  }
  struct NotOrdered: RuledObject {
    var a: Line
    var b: Timestamp
    static var fieldRules: [FieldRule] { [.ascending("a", "b")] }
  }
  struct NoSubject: RuledObject {
    var kind: EngineSample.Kind
    static var fieldRules: [FieldRule] { [.whenForbids("kind", is: ["impact"], [])] }
  }

  @Test func `a rule about a field or value that is not there is an error`() {
    #expect(error(UnknownName.self)?.reason.contains("no field b") == true)
    #expect(error(UnknownValue.self)?.reason.contains("no value nothing") == true)
    #expect(error(NotEnumerated.self)?.reason.contains("not enumerated") == true)
    #expect(error(NotOrdered.self)?.reason.contains("a and b") == true)
    #expect(error(NoSubject.self)?.reason.contains("names no field") == true)
  }

  struct Ambiguous: SchemaLeaf {
    var text: String
    static let sample = Ambiguous(text: "a")
    static let shape = Shape.string(
      StringShape(
        length: 1...9,
        pattern: BytePattern(.init(ByteSet("a-z"), 1...4), .init(ByteSet("-"), 0...1), .init(ByteSet("a-m"), 1...1))))
  }

  @Test func `a pattern that greedy matching reads otherwise than a regular expression is an error`() {
    #expect(error(Ambiguous.self)?.reason.contains("shares a byte") == true)
  }

  struct WideKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ index: Int) { stringValue = "f\(index)" }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
  struct Wide: Decodable {
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: WideKey.self)
      for index in 0..<64 { _ = try container.decodeIfPresent(Bool.self, forKey: WideKey(index)) }
    }
  }
  struct TooWide: Decodable {
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: WideKey.self)
      for index in 0..<65 { _ = try container.decodeIfPresent(Bool.self, forKey: WideKey(index)) }
    }
  }

  @Test func `an object has as many fields as the limit and no more`() throws {
    let shape = try ShapeRecorder.shape(of: Wide.self)
    let checker = ValueChecker(shape)
    let json = Array(("{" + (0..<64).map { "\"f\($0)\":true" }.joined(separator: ",") + "}").utf8)
    try checker.check(json.span)
    #expect(error(TooWide.self)?.reason.contains("65 fields") == true)
  }
}
