import CellSchema
import StrictYAML

/// A small file with a field of every shape.
struct Sample: Codable, Hashable, Sendable {
  enum Side: String, CaseIterable, SchemaLeaf { case coalition, ukraine }

  struct Entry: Codable, Hashable, Sendable {
    var name: Line
    var side: Side?
    var weight: Kilometres?
  }

  var title: Line
  var revision: Revision
  var active: Bool?
  var distance: OrNotKnown<Kilometres>?
  var notes: Text?
  var entries: [Entry]?
}

/// The problem of a text, or nil where it reads.
func problem(_ text: String) -> FileProblem? {
  do {
    _ = try StrictYAML.read(Sample.self, from: text, file: "sample.yaml")
    return nil
  } catch {
    return error
  }
}

/// Place and code, `12:5 2005`: what a person needs first.
func place(_ text: String) -> String? {
  problem(text).map { "\($0.line):\($0.column) \($0.code.number)" }
}
