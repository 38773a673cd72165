import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellNode
import CellSchema
import Foundation
import StrictYAML

/// Values that a shell offers on Tab. What is not found in a moment is not offered, and nothing is ever said.
enum Completion {
  static let types = CompletionKind.custom { _, _, _ in Catalogue.entries.map { "\($0.type)" } }

  /// Without those that the bus alone says.
  static let typesToSay = CompletionKind.custom { _, _, _ in
    Catalogue.entries.filter { !$0.isOfBus }.map { "\($0.type)" }
  }

  static let drafts = CompletionKind.custom { _, _, _ in DraftStore().numbers.map(String.init) }

  static let patterns = CompletionKind.custom { _, _, _ in
    Set(Catalogue.entries.map { "\($0.system).*" }).sorted() + Catalogue.entries.map { "\($0.type)" }
  }

  static let codes = CompletionKind.custom { _, _, _ in ErrorCode.all.map(\.name) }

  static let contexts = CompletionKind.custom { _, _, _ in (try? Contexts.ofUser().names) ?? [] }

  /// Participants and nodes with a profile in the cell's directory.
  static let profiles = CompletionKind.custom { words, _, _ in
    guard let cell = try? identity(words)?.choice.directory(Contexts.ofUser) else { return [] }
    let nodes = (try? IdentityOptions.profiles(in: "\(cell)/nodes")) ?? []
    return Set(nodes.compactMap { $0.split(separator: ".").first.map(String.init) }).sorted() + nodes
  }

  /// Participants and nodes.
  static let senders = CompletionKind.custom { words, _, prefix in
    listed(await names(words), after: prefix)
  }

  /// Participants, nodes and roles.
  static let addressees = CompletionKind.custom { words, _, prefix in
    listed(await names(words) + ["@all"] + roles.map { "@\($0)" }, after: prefix)
  }

  static let participants = CompletionKind.custom { words, _, _ in await names(words).filter { !$0.contains(".") } }

  static let cases = CompletionKind.custom { words, _, _ in
    await ask(words) { node, profile in
      let query = SituationQuery(.cases, nature: profile.nature, exerciseName: profile.exerciseName)
      return try await node.wholeSituation(query).cases.map { "\($0.number)" }
    }
  }

  private static var roles: [String] {
    let charters = ShippedCharter.allCases.compactMap { try? $0.read().value }
    return Set(charters.flatMap(\.roles).map { "\($0.name)" }).sorted()
  }

  /// The last of several values in one argument, each with what stands before it.
  private static func listed(_ names: [String], after prefix: String) -> [String] {
    guard let comma = prefix.lastIndex(of: ",") else { return names }
    return names.map { prefix[...comma] + $0 }
  }

  private static func names(_ words: [String]) async -> [String] {
    let nodes = await ask(words) { node, _ in try await node.status().nodes.map { "\($0.node)" } }
    return Set(nodes.compactMap { $0.split(separator: ".").first.map(String.init) }).sorted() + nodes.sorted()
  }

  /// Asks the broker, quickly and without a word.
  private static func ask(
    _ words: [String], _ question: @Sendable (Node, NodeProfile) async throws -> [String]
  ) async -> [String] {
    guard let file = try? identity(words)?.file(), let profile = try? NodeProfile.read(file) else { return [] }
    let node = Node(profile.forReading, options: .command(timeout: 2))
    return (try? await Node.connected(node) { node in try await question(node, profile) }) ?? []
  }

  /// Who the user is, by the words of a command line that is not finished.
  private static func identity(_ words: [String]) -> IdentityOptions? {
    var (options, rest) = ([] as [String], words[...])
    while let word = rest.popFirst() {
      let isOption = ["--profile", "--cell", "--as", "--context"].contains(word)
      if isOption, let value = rest.popFirst(), !value.isEmpty { options += [word, value] }
    }
    return (try? IdentityOptions.parse(options)) ?? (try? IdentityOptions.parse([]))
  }
}
