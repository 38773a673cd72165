import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation
import StrictYAML

/// Who the user is on the bus.
struct IdentityOptions: ParsableArguments {
  @Option(name: .long, help: "The node's profile. Without it: CELLBUS_PROFILE.")
  var profile: String?

  @Option(name: .long, help: "A directory that cellbus init made; with --as. Without it: CELLBUS_CELL.")
  var cell: String?

  @Option(
    name: .customLong("as"),
    help: "A node, UKR.GS-1, or a participant for its first node: FRA is FRA.CELL-1. Without it: CELLBUS_AS.")
  var name: String?

  @Option(name: .long, help: "Seconds to wait for the broker, from the start to the last answer.")
  var timeout = 10

  func validate() throws {
    guard (1...3_600).contains(timeout) else { throw ValidationError("--timeout is 1 to 3600 seconds") }
    if profile != nil, cell != nil || name != nil {
      throw ValidationError("--profile says who you are; leave out --cell and --as")
    }
    let (directory, name) = (cell ?? Self.environment("CELLBUS_CELL"), name ?? Self.environment("CELLBUS_AS"))
    if cell != nil || self.name != nil, (directory == nil) != (name == nil) {
      throw ValidationError("--cell DIR and --as NAME go together; CELLBUS_CELL and CELLBUS_AS stand for them")
    }
  }

  /// The time for the whole command, from now on.
  var limit: TimeLimit { TimeLimit(seconds: timeout) }

  /// Reads the profile, and warns where others can read it too.
  func read() throws -> NodeProfile {
    let file = try file()
    let profile: NodeProfile
    do throws(FileProblem) { profile = try NodeProfile.read(file) } catch { throw Complaint(error) }
    for warning in profile.warnings { Terminal.note("warning: \(DisplayText.line(warning))") }
    return profile
  }

  private func file() throws -> String {
    if let profile { return profile }
    let place = (cell: cell ?? Self.environment("CELLBUS_CELL"), name: name ?? Self.environment("CELLBUS_AS"))
    if cell != nil || name != nil, let cell = place.cell, let name = place.name {
      return try file(of: name, in: "\(cell)/nodes")
    }
    if let file = ProcessInfo.processInfo.environment["CELLBUS_PROFILE"] {
      guard !file.isEmpty else {
        throw Complaint(.failed, .usage, at: "CELLBUS_PROFILE", "it is set, and empty; set it to a profile's file")
      }
      return file
    }
    if let cell = place.cell, let name = place.name { return try file(of: name, in: "\(cell)/nodes") }
    throw Complaint.usage(
      "who are you? Give --profile FILE or --cell DIR --as FRA, or set CELLBUS_PROFILE, or CELLBUS_CELL and CELLBUS_AS")
  }

  /// A variable that is set and not empty.
  private static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func file(of name: String, in directory: String) throws -> String {
    let files: [String]
    do { files = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
      throw Complaint(.failed, .inputUnreadable, at: directory, SystemWords.of(error))
    }
    let nodes = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    guard !nodes.isEmpty else {
      throw Complaint(.failed, .inputUnreadable, at: directory, "there is no profile of a node here")
    }
    let wanted = name.uppercased()
    let found =
      nodes.first { $0 == wanted } ?? nodes.first { $0 == "\(wanted).CELL-1" }
      ?? nodes.first { $0.hasPrefix("\(wanted).") }
    guard let found else {
      throw Complaint(
        .failed, .unknownName, at: directory,
        "there is no profile of \(name); there are \(nodes.joined(separator: ", "))")
    }
    return "\(directory)/\(found).yaml"
  }
}
