import CellSchema
import Testing

@Suite("A type by its place in the catalogue")
struct TypeIndexTests {
  @Test func `there is an index for each entry, in the same order`() {
    #expect(Catalogue.indices.count == Catalogue.entries.count)
    #expect(Catalogue.indices == Catalogue.indices.sorted())
    for (place, index) in Catalogue.indices.enumerated() {
      #expect(index.place == place)
      #expect(Catalogue.entries[index].type == Catalogue.entries[place].type)
    }
  }

  @Test func `a type is found by its payload and by its name, and is the same`() {
    for index in Catalogue.indices {
      #expect(Catalogue.index(of: Catalogue.entries[index].payload) == index)
      #expect(Catalogue.index(type: index.type, version: index.version) == index)
    }
    #expect(Catalogue.index(of: Finding.self).type == "verification.finding")
    #expect(Catalogue.index(of: Finding.self) != Catalogue.index(of: Attribution.self))
    #expect(Catalogue.index(of: Finding.self).description == "verification.finding version 1")
  }

  @Test func `what the catalogue does not list has no index`() {
    #expect(Catalogue.index(type: "verification.finding", version: 2) == nil)
    #expect(Catalogue.index(type: "verification.rumour", version: 1) == nil)
  }

  @Test func `the strict check tells which type a document is`() throws {
    for index in Catalogue.indices {
      let document = DocumentEncoder.encode(header: sampleHeader(for: index.type), rawBody: index.entry.exampleBody)
      var slots = DocumentSlots()
      #expect(try Catalogue.check(document.span, into: &slots) == index)
    }
  }
}
