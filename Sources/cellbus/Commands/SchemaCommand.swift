import ArgumentParser
import CellCommand
import CellSchema
import Foundation
import StrictYAML

struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: spoken("What may travel: every type of message, as JSON Schema 2020-12."),
    subcommands: [List.self, Show.self, Export.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("List the types."))

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    @Argument(help: helpText("One system, verification."))
    var system: String?

    func run() async throws {
      try await reporting(format) {
        let entries = Catalogue.entries.filter { system == nil || $0.system == system }
        guard !entries.isEmpty else {
          var systems: [String] = []
          for entry in Catalogue.entries where !systems.contains(entry.system) { systems.append(entry.system) }
          throw Complaint.usage(
            spoken("there is no system \(system ?? ""); there are \(systems.joined(separator: ", "))"))
        }
        let width = Catalogue.entries.map { $0.type.description.count }.max() ?? 0
        for entry in entries {
          guard !format.isJSON else {
            try Terminal.print(json(entry))
            continue
          }
          let front = "\(DisplayText.column("\(entry.type)", width))  \(DisplayText.right("\(entry.version)", 2))  "
          let room = max(20, (Terminal.columns ?? .max) - front.count)
          for (place, part) in DisplayText.wrapped(spoken(listed: entry.summary), to: room).enumerated() {
            try Terminal.print((place == 0 ? front : String(repeating: " ", count: front.count)) + part)
          }
        }
      }
    }

    private func json(_ entry: Catalogue.Entry) -> String {
      var object = JSONObject()
      object.add("type", entry.type)
      object.add("version", entry.version.value)
      object.add("summary", entry.summary)
      return object.text
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Print a type's schema, or an example of its body."))

    @Argument(help: helpText("The type, verification.incident-report, or header."), completion: Completion.types)
    var type: String

    @Flag(
      name: .long,
      help: helpText("A body to start from. It is marked //EXAMPLE//, and is not published outside exercises."))
    var example = false

    @Flag(name: .long, help: helpText("The schema of the whole document, header and body, not of the body alone."))
    var document = false

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if example, document { throw ValidationError(spoken("--example and --document exclude each other")) }
    }

    func run() async throws {
      try await reporting(format) {
        if type == "header" { return try Terminal.print(Schemas.header.trimmed) }
        guard let entry = MessageType(type).flatMap({ Catalogue.versions(of: $0).last }) else {
          throw UnknownType.complaint(of: type, at: "TYPE")
        }
        if example {
          let body = ExampleMark.body(of: entry)
          try Terminal.print(format.isJSON ? body : Schemas.pretty(body))
        } else {
          try Terminal.print((document ? Schemas.document(entry) : Schemas.body(entry)).trimmed)
        }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Write every schema into a directory: header, and TYPE.vN.json for each document."),
      discussion: spoken("Existing files of these names are written anew, which gives the same bytes."))

    @Argument(help: helpText("The directory; it is made where there is none."))
    var directory: String

    @Flag(name: .long, help: helpText("An example of each document's body beside it, TYPE.vN.example.json."))
    var example = false

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        var count = 0
        do {
          try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
          func write(_ name: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(filePath: directory).appending(path: name), options: .atomic)
            count += 1
          }
          try write("header.json", Array(Schemas.header.utf8))
          for entry in Catalogue.entries {
            try write("\(entry.type).v\(entry.version).json", Array(Schemas.document(entry).utf8))
            if example {
              try write("\(entry.type).v\(entry.version).example.json", Schemas.pretty(ExampleMark.body(of: entry)))
            }
          }
        } catch {
          throw Complaint(.failed, .outputUnwritable, at: directory, SystemWords.of(error))
        }
        var object = JSONObject()
        object.add("directory", directory)
        object.add("files", count)
        try Terminal.print(format.isJSON ? object.text : spoken("\(count) files in \(directory)"))
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
