import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation
import StrictYAML

/// Who the user is on the bus.
struct IdentityOptions: ParsableArguments {
  @Option(
    name: .long, help: helpText("The node's profile. Without it: CELLBUS_PROFILE."),
    completion: .file(extensions: ["yaml"]))
  var profile: String?

  @Option(
    name: .long, help: helpText("A directory that cellbus init made; with --as. Without it: CELLBUS_CELL."),
    completion: .directory)
  var cell: String?

  @Option(
    name: .customLong("as"),
    help: helpText("A node, UKR.GS-1, or a participant for its first node: FRA is FRA.CELL-1. Without it: CELLBUS_AS."),
    completion: Completion.profiles)
  var name: String?

  @Option(
    name: .long,
    help: helpText("A context of yours, see cellbus context. Without it: CELLBUS_CONTEXT, else the current one."),
    completion: Completion.contexts)
  var context: String?

  @Option(name: .long, help: helpText("Seconds to wait for the broker, from the start to the last answer."))
  var timeout = 10

  @Flag(
    name: [.long, .customShort("v")],
    help: helpText("Say on standard error who you are, by which file, and where the broker is asked."))
  var verbose = false

  func validate() throws {
    guard (1...3_600).contains(timeout) else { throw ValidationError(spoken("--timeout is 1 to 3600 seconds")) }
    if profile != nil, cell != nil || name != nil || context != nil {
      throw ValidationError(spoken("--profile says who you are; leave out --cell, --as and --context"))
    }
  }

  /// The time for the whole command, from now on.
  var limit: TimeLimit { TimeLimit(seconds: timeout) }

  /// What is said of who the user is, wherever it is said.
  var choice: IdentityChoice {
    IdentityChoice(
      profile: profile, cell: cell, name: name, context: context, environment: ProcessInfo.processInfo.environment)
  }

  /// Reads the profile, and warns where others can read it too.
  func read() throws -> NodeProfile {
    let file = try file()
    let profile: NodeProfile
    do throws(FileProblem) { profile = try NodeProfile.read(file) } catch { throw Complaint(error) }
    if verbose {
      let world = profile.nature.rawValue + (profile.exerciseName.map { " \($0)" } ?? "")
      Terminal.note(
        spoken(
          """
          you are \(profile.node) of the cell \(profile.cell), in the world \(DisplayText.line(world)), by \
          \(DisplayText.line(file))
          """))
      Terminal.note(spoken("the broker is asked at \(profile.endpoints.map(\.description).joined(separator: ", "))"))
    }
    for warning in profile.warnings { Terminal.note(spoken("warning: \(DisplayText.line(warning))")) }
    return profile
  }

  /// The path of the profile.
  func file() throws -> String {
    switch try choice.place(Contexts.ofUser) {
    case .profile(let file): return file
    case .node(let name, let cell): return try Self.file(of: name, in: "\(cell)/nodes")
    }
  }

  static func file(of name: String, in directory: String) throws -> String {
    let nodes = try profiles(in: directory)
    guard !nodes.isEmpty else {
      throw Complaint(.failed, .inputUnreadable, at: directory, spoken("there is no profile of a node here"))
    }
    let wanted = name.uppercased()
    let found =
      nodes.first { $0 == wanted } ?? nodes.first { $0 == "\(wanted).CELL-1" }
      ?? nodes.first { $0.hasPrefix("\(wanted).") }
    guard let found else {
      throw Complaint(
        .failed, .unknownName, at: directory,
        spoken("there is no profile of \(name); there are \(nodes.joined(separator: ", "))"))
    }
    return "\(directory)/\(found).yaml"
  }

  /// The nodes that have a profile in a directory.
  static func profiles(in directory: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory)
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    } catch {
      throw Complaint(.failed, .inputUnreadable, at: directory, SystemWords.of(error))
    }
  }
}

extension Contexts {
  static var userPath: String? { path(ProcessInfo.processInfo.environment) }
  static func ofUser() throws -> Contexts { try read(userPath) }
}
