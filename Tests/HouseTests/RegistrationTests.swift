import Testing

/// Lists kept by hand, held against the declarations that they are to name.
@Suite("What is declared is registered")
struct RegistrationTests {
  /// The lists of the situation, by their paths: `cases`, `force.contributions`. What an item has of its own is none.
  private static func listsOfTheSituation() throws -> Set<String> {
    // Each struct's fields, with their types as they are written.
    var structs: [Substring: [(name: String, type: String)]] = [:]
    for file in try House.files(of: "CellSchema") where file.name.contains("/Situation/") {
      for part in file.text.split(separator: "public struct ").dropFirst() {
        let name = part.prefix { $0.isLetter }
        structs[name] = part.matches(of: /\n  (?:@Total )?public var (\w+): ([^\n{=]+)/).map {
          (String($0.1), String($0.2))
        }
      }
    }
    func lists(of type: Substring) -> [String] {
      (structs[type] ?? []).flatMap { field -> [String] in
        if field.type.hasPrefix("[") { return [field.name] }
        return lists(of: field.type.prefix { $0.isLetter }).map { "\(field.name).\($0)" }
      }
    }
    return Set(lists(of: "Situation"))
  }

  @Test("every list of the situation is paged and cut where an answer is too long, or is named here")
  func listsAreSelected() throws {
    /// What an answer always has whole, however long the rest is.
    let whole: Set<String> = [
      // How much was cut, a line a system.
      "omissions",
      // What was cut, in numbers: a line a kind, a line a state.
      "counts.attention", "counts.guarantees",
      // An item by itself, with whom it names.
      "force.constitution.lead",
      // As long as the roster, and what the newest messages are, up to a number.
      "silentNodes", "sinceHandover.systems", "sinceHandover.latest",
    ]
    let selection = try #require(
      try House.files(of: "CellCore").first { $0.name.hasSuffix("Situation/Selection.swift") })
    let selected = Set(selection.text.matches(of: /List\(\\\.([\w.]+)\)/).map { String($0.1) })
    let lists = try Self.listsOfTheSituation()
    #expect(lists.count > 15)
    #expect(selected.intersection(whole) == [])
    #expect(lists.subtracting(whole).subtracting(selected) == [], "lists that Selection.lists does not name")
    #expect(whole.union(selected).subtracting(lists) == [], "named, and no list of the situation")
  }

  /// A command as the sources declare it.
  private struct Command {
    /// With the command that it is under: `RosterCommand.Check`.
    var path: String
    var file: String
    var saysWhatItDoes: Bool
    var subcommands: [String]
  }

  private static func commands() throws -> [Command] {
    let opening = /(?m)^( *)(?:struct (\w+): (?:Async)?ParsableCommand|extension (\w+)) \{/
    return try House.files(of: "cellbus").flatMap { file -> [Command] in
      let matches = file.text.matches(of: opening)
      var outer = ""
      return matches.enumerated().compactMap { place, match in
        let isNested = !match.1.isEmpty
        if !isNested { outer = String(match.2 ?? match.3 ?? "") }
        guard let name = match.2 else { return nil }
        let end = place + 1 < matches.count ? matches[place + 1].range.lowerBound : file.text.endIndex
        let own = file.text[match.range.upperBound..<end]
        let lists = own.matches(of: /subcommands: \[([^\]]*)\]/).map { $0.1 }
        let path = isNested ? "\(outer).\(name)" : String(name)
        return Command(
          path: path, file: file.name, saysWhatItDoes: own.contains(/abstract:\s*(spoken\(\s*)?"[^"]{8,}/),
          subcommands: lists.flatMap { $0.matches(of: /(\w+)\.self/) }.map { sub in
            path == "Cellbus" ? String(sub.1) : "\(path).\(sub.1)"
          })
      }
    }
  }

  @Test("every command is in the list of the one that it is under, and says what it does") func commands() throws {
    let commands = try Self.commands()
    #expect(commands.count > 30)
    let listed = commands.flatMap(\.subcommands)
    #expect(Set(listed).count == listed.count)
    // The command, and the command as a shell completes it.
    let roots: Set<String> = ["Cellbus", "CompletionRoot"]
    for command in commands where !roots.contains(command.path) {
      #expect(listed.contains(command.path), "\(command.path) is in no list")
      #expect(command.saysWhatItDoes, "\(command.path) has no abstract")
    }
    let others = try House.files(of: "cellbus").map(\.name).filter { $0.hasPrefix("cellbus/Commands/") }
    #expect(Set(others).subtracting(commands.map(\.file)) == [], "files among the commands without one")
  }
}
