package import CellSchema
import Foundation
import StrictYAML

/// The name of a context.
package struct ContextName: StringLeaf {
  package static let stringShape = StringShape(pattern: BytePattern(.init("A-Za-z0-9._-", 1...64)))
  package static var sample: Self { "paris" }

  package let description: String

  package init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// Where, as whom and by which appointment a person works.
package struct Context: Codable, Hashable, Sendable {
  package var name: ContextName
  /// The cell's directory.
  package var cell: Line?
  /// A node, or a participant for its first one.
  package var node: Line?
  /// The appointment.
  package var by: Line?

  private enum CodingKeys: String, CodingKey {
    case name, cell
    case node = "as"
    case by
  }

  package init(name: ContextName, cell: Line? = nil, node: Line? = nil, by: Line? = nil) {
    self.name = name
    self.cell = cell
    self.node = node
    self.by = by
  }
}

/// A person's named contexts, as their file has them: JSON, for its owner alone.
package struct Contexts: Codable, Hashable, Sendable {
  /// The context that holds where none is named.
  package private(set) var current: ContextName?
  /// By name.
  package private(set) var contexts: [Context] = []

  package init() {}

  package var names: [String] { contexts.map(\.name.description) }

  package subscript(name: ContextName) -> Context? { contexts.first { $0.name == name } }

  /// The context of a name.
  ///
  /// - Parameter place: where it is named, for the complaint.
  package func context(named name: String, at place: String) throws(Complaint) -> Context {
    if let found = contexts.first(where: { $0.name.description == name }) { return found }
    let near = NearWord.near(name, in: names).map { spoken("; did you mean \($0)?") }
    let known =
      contexts.isEmpty ? spoken("; there is none yet") : spoken("; there are \(names.joined(separator: ", "))")
    throw Complaint(.failed, .unknownName, at: place, spoken("there is no context \(name)\(near ?? known)"))
  }

  /// The first one becomes the current one.
  package mutating func add(_ context: Context) {
    contexts.removeAll { $0.name == context.name }
    contexts.append(context)
    contexts.sort { $0.name < $1.name }
    if contexts.count == 1 { current = context.name }
  }

  package mutating func use(_ name: String) throws(Complaint) { current = try context(named: name, at: "NAME").name }

  package mutating func remove(_ name: String) throws(Complaint) {
    let found = try context(named: name, at: "NAME")
    contexts.removeAll { $0.name == found.name }
    if current == found.name { current = nil }
  }
}

extension Contexts {
  /// `cellbus/contexts.json` in the user's configuration (XDG Base Directory Specification); nil where there is no home.
  package static func path(_ environment: [String: String]) -> String? {
    // A relative path there is to be ignored, says the specification.
    if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return "\(base)/cellbus/contexts.json" }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.config/cellbus/contexts.json" }
  }

  /// None where there is no file.
  package static func read(_ path: String?) throws(Complaint) -> Contexts {
    guard let path, FileManager.default.fileExists(atPath: path) else { return Contexts() }
    do { return try StrictYAML.read(Contexts.self, file: path).value } catch { throw Complaint(error) }
  }

  package func write(to path: String?) throws(Complaint) {
    guard let path else { throw Complaint.usage(spoken("where is your configuration? Set HOME or XDG_CONFIG_HOME")) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      // The directory is its owner's alone before the file is there.
      try (encoder.encode(self) + Data("\n".utf8)).write(to: URL(filePath: path), options: .atomic)
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      throw Complaint(.failed, .outputUnwritable, at: path, SystemWords.of(error))
    }
  }
}

extension Contexts {
  /// A line a context, the current one marked.
  package func text(_ ink: Ink) -> [String] {
    guard !contexts.isEmpty else {
      return [spoken("There is no context. Next: cellbus context add NAME --cell DIR --as FRA")]
    }
    func width(_ title: String, _ text: (Context) -> String) -> Int {
      contexts.reduce(title.count) { max($0, DisplayText.width(text($1))) }
    }
    let (cell, node) = (
      { (context: Context) in context.cell.map { DisplayText.line("\($0)") } ?? "-" },
      { (context: Context) in context.node.map { DisplayText.line("\($0)") } ?? "-" }
    )
    let widths = (width(inColumn("NAME")) { "\($0.name)" }, width(inColumn("CELL"), cell), width(inColumn("AS"), node))
    func line(_ mark: String, _ name: String, _ cell: String, _ node: String, _ by: String) -> String {
      "\(mark) \(DisplayText.column(name, widths.0))  \(DisplayText.column(cell, widths.1))  "
        + "\(DisplayText.column(node, widths.2))  \(by)"
    }
    let title = ink(line(" ", inColumn("NAME"), inColumn("CELL"), inColumn("AS"), inColumn("BY")), .faint)
    return [title]
      + contexts.map { context in
        let by = context.by.map { DisplayText.line("\($0)") } ?? "-"
        let shown = line(context.name == current ? "*" : " ", "\(context.name)", cell(context), node(context), by)
        return context.name == current ? ink(shown, .bold) : shown
      }
  }

  package var json: [String] {
    contexts.map { context in
      var object = JSONObject()
      object.add("name", context.name)
      if let cell = context.cell { object.add("cell", cell) }
      if let node = context.node { object.add("as", node) }
      if let by = context.by { object.add("by", by) }
      object.add("current", context.name == current)
      return object.text
    }
  }
}
