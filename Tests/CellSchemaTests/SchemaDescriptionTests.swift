import CellSchema
import Foundation
import Testing

/// Whoever writes a node from the schemas alone reads what each field is for.
@Suite struct SchemaDescriptionTests {
  private static func schema(of entry: Catalogue.Entry) throws -> [String: Any] {
    let text = JSONSchema.documentText(
      header: Catalogue.headerShape, body: entry.shape, of: entry.payload, type: entry.type.description,
      version: entry.version.value, id: "urn:x", title: "X")
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// Every schema within a schema that stands for a value, with its path.
  private static func values(in schema: [String: Any], _ path: String) -> [(path: String, schema: [String: Any])] {
    var found: [(String, [String: Any])] = []
    for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      found.append(("\(path)/\(name)", property))
      found += values(in: property, "\(path)/\(name)")
    }
    if let items = schema["items"] as? [String: Any] {
      found.append(("\(path)/-", items))
      found += values(in: items, "\(path)/-")
    }
    return found
  }

  @Test func `every field, element and enumerated value has a description in plain words`() throws {
    /// Sixteen points of the compass, and the codes of ISO 4217.
    let plain: Set<String> = ["NNE", "EUR"]
    var count = 0
    for entry in Catalogue.entries {
      for (path, value) in Self.values(in: try Self.schema(of: entry), "\(entry.type)") {
        let description = value["description"] as? String ?? ""
        #expect(description.hasSuffix(".") && description.count > 3, "\(path): \(description)")
        #expect(!description.contains("`") && !description.contains("nil"), "\(path): \(description)")
        for word in value["enum"] as? [String] ?? [] where plain.isDisjoint(with: value["enum"] as? [String] ?? []) {
          #expect(description.contains("\n\(word): "), "\(path): \(word)")
        }
        count += 1
      }
    }
    #expect(count > 1_500)
  }

  @Test func `a description says what the field is for, what its type is, and what its values mean`() throws {
    let entry = try #require(Catalogue.entry("verification.access", version: 1))
    let values = Dictionary(uniqueKeysWithValues: Self.values(in: try Self.schema(of: entry), ""))
    #expect(
      values["/body/case"]?["description"] as? String
        == """
        The case on which access was sought. A case's number, V-2026-0042: the letter of its register (V is \
        verification's), the year, a count of four to six digits. The lead mints it.
        """)
    #expect(
      values["/body/status"]?["description"] as? String
        == """
        Whether the team got there.
        granted: It had access without hindrance.
        restricted: It had access in part, or under conditions.
        delayed: It had access later than it asked for.
        denied: It had none.
        """)
    #expect(values["/header/type"]?["const"] as? String == "verification.access")
    #expect((values["/header/type"]?["description"] as? String)?.hasPrefix("The message's type") == true)
    #expect((values["/body"]?["description"] as? String) == "Whether a team could reach a place. A fact.")
  }

  @Test func `what may be not known says so once`() throws {
    let entry = try #require(Catalogue.entry("support.attack-report", version: 1))
    let values = Dictionary(uniqueKeysWithValues: Self.values(in: try Self.schema(of: entry), ""))
    let began = try #require(values["/body/began"])
    #expect((began["description"] as? String)?.hasSuffix(" N/K: not known.") == true)
    #expect((began["anyOf"] as? [[String: Any]])?.allSatisfy { $0["description"] == nil } == true)
  }
}
