import CellCommand
import CellSchema
import Testing

@Suite struct GistTests {
  @Test func `every type of the catalogue has a template, and every template its type`() {
    let types = Set(Catalogue.entries.map(\.type))
    #expect(types.subtracting(Gist.templates.keys) == [], "types without a template")
    #expect(Set(Gist.templates.keys).subtracting(types) == [], "templates without a type")
  }

  @Test func `every type of the catalogue has a gist that says something`() {
    for entry in Catalogue.entries {
      let gist = Gist.of(entry.type, body: entry.exampleBody[...])
      #expect(gist.count > 5, "\(entry.type): \(gist)")
      #expect(!gist.contains("{") && !gist.contains("["), "\(entry.type): \(gist)")
    }
  }

  @Test func `a type that this version does not know is shown with its values`() {
    #expect(Gist.of("future.thing", body: Array(#"{"a":"first","b":[1,true]}"#.utf8)[...]) == "first 1, yes")
    #expect(Gist.of("future.thing", body: Array("nonsense".utf8)[...]) == "(not readable)")
  }

  /// The paths of the fields that a part of a template names.
  private func paths(in part: some StringProtocol) -> [[String]] {
    String(part).matches(of: /\{([^}]*)\}/).map { $0.1.split(separator: ".").map(String.init) }
  }

  /// Whether a body of this shape always has a field; nil where it never has.
  private func isRequired(_ path: ArraySlice<String>, of shape: Shape) -> Bool? {
    guard let name = path.first else { return true }
    guard case .object(let object) = shape.known, let field = object.fields.first(where: { $0.name == name }),
      let rest = isRequired(path.dropFirst(), of: field.shape)
    else { return nil }
    return field.isRequired && rest
  }

  @Test func `a template names fields that the type has, and outside of brackets those that it always has`() {
    let brackets = /\[[^\]]*\]/
    for entry in Catalogue.entries {
      let template = Gist.templates[entry.type] ?? ""
      for path in paths(in: template) {
        #expect(isRequired(path[...], of: entry.shape) != nil, "\(entry.type) has no \(path)")
      }
      for path in paths(in: template.replacing(brackets, with: "")) {
        #expect(isRequired(path[...], of: entry.shape) != false, "\(entry.type) may be without \(path)")
      }
    }
  }
}
