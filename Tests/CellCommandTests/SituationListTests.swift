import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

/// No list of the situation is forgotten. Which lists there are, the situation itself says, so that a new one is among
/// them without being named here.
@Suite struct SituationListTests {
  /// With every list and every optional field.
  private static let whole: Situation = {
    var situation = SituationSamples.full
    situation.omitted = 12
    situation.omissions = [SituationOmission(system: .guarantees, items: 12)]
    situation.counts = SituationCounts(counting: situation)
    return situation
  }()

  /// The paths of its lists, `force.contributions`; not of lists inside the items of a list.
  private static let lists: [String] = {
    guard let tree = try? JSONTree(encoding: whole) else { return [] }
    return tree.lists.map { $0.joined(separator: ".") }
  }()

  /// The situation without what one of its lists holds.
  private func emptied(_ list: String) throws -> Situation {
    let tree = try JSONTree(encoding: Self.whole)
    let path = list.split(separator: ".").map(String.init)
    return try JSONDecoder().decode(Situation.self, from: JSONEncoder().encode(tree.emptying(path[...])))
  }

  private func page(_ system: SituationSystem, of situation: Situation) -> String {
    SituationText(situation, SituationSamples.asked(SituationQuery(system)), width: nil)
      .text(of: system, Ink(isColoured: false))
  }

  @Test func `the sample leaves nothing out, and so hides no list`() throws {
    #expect(absent(Self.whole, try JSONTree(encoding: Self.whole)) == [])
    #expect(Set(Self.lists).isSuperset(of: ["cases", "force.contributions", "sinceHandover.latest"]))
  }

  @Test(arguments: lists) func `a list is in the lines for programs`(list: String) throws {
    let asked = SituationSamples.asked()
    #expect(SituationJSON.lines(Self.whole, asked) != SituationJSON.lines(try emptied(list), asked))
  }

  /// What only the screen of all systems has.
  private static let ofNoSystem = [
    "counts.attention", "counts.guarantees", "omissions", "silentNodes", "sinceHandover.latest",
    "sinceHandover.systems",
  ]

  @Test(arguments: lists.filter { !ofNoSystem.contains($0) })
  func `a list is on the page of a system, and of one only`(list: String) throws {
    let emptied = try emptied(list)
    let pages = SituationSystem.allCases.filter { page($0, of: Self.whole) != page($0, of: emptied) }
    #expect(pages.count == 1, "\(list): \(pages)")
  }

  @Test(arguments: ofNoSystem.filter { $0 != "omissions" }) func `what belongs to no system is on the screen`(
    list: String
  ) throws {
    func screen(_ situation: Situation) -> String {
      SituationScreen(situation, SituationSamples.asked()).text(Ink(isColoured: false))
    }
    #expect(screen(Self.whole) != screen(try emptied(list)))
  }

  @Test func `every system has its section on the screen, which counts what did not fit the answer`() {
    let labels = SituationSystem.allCases.map { system -> String in
      var situation = SituationSamples.empty
      situation.omitted = 12
      situation.omissions = [SituationOmission(system: system, items: 12)]
      // The roles have a section where it is not their holders that act.
      if system == .roles { situation.roles = [RoleStanding(role: "force-command")] }
      let lines = SituationScreen(situation, SituationSamples.asked()).text(Ink(isColoured: false))
        .split(separator: "\n").filter { $0.contains("+12: cellbus ") }
      #expect(lines.count == 1, "\(system)")
      return String(lines.first?.prefix(12) ?? "")
    }
    #expect(Set(labels).count == SituationSystem.allCases.count)
  }

  /// Fields of a value that its JSON does not have, and lists in it that are empty.
  private func absent(_ value: Any, _ tree: JSONTree) -> [String] {
    guard case .object(let fields) = tree else { return tree == .list([]) ? ["(empty)"] : [] }
    return Mirror(reflecting: value).children.flatMap { child -> [String] in
      // A wrapped property's storage has an underscore before its name.
      guard let name = child.label.map({ String($0.drop { $0 == "_" }) }) else { return [] }
      guard let field = fields[name] else { return [name] }
      let inner = Mirror(reflecting: child.value)
      let isOptional = inner.displayStyle == .optional
      return absent(isOptional ? inner.children.first?.value ?? () : child.value, field).map { "\(name).\($0)" }
    }
  }
}

/// JSON of any kind.
private enum JSONTree: Hashable, Codable {
  case text(String)
  case truth(Bool)
  case number(Int64)
  case list([JSONTree])
  case object([String: JSONTree])

  init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .truth(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The paths of the lists in it and in its objects.
  var lists: [[String]] {
    guard case .object(let fields) = self else { return [] }
    return fields.sorted { $0.key < $1.key }.flatMap { name, value -> [[String]] in
      if case .list = value { return [[name]] }
      return value.lists.map { [name] + $0 }
    }
  }

  /// The same with nothing in the list at a path.
  func emptying(_ path: ArraySlice<String>) -> Self {
    guard let name = path.first else { return .list([]) }
    guard case .object(var fields) = self else { return self }
    fields[name] = fields[name]?.emptying(path.dropFirst())
    return .object(fields)
  }
}
