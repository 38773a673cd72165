import ArgumentParser
import CellCommand
import CellConfig
import Foundation

/// Which cell's files are meant.
struct CellFileOptions: ParsableArguments {
  @Option(
    name: .long,
    help: helpText(
      "The cell's directory, or its cellbusd.yaml. Default: this directory, else CELLBUS_CELL or the context's."),
    completion: .directory)
  var cell: String?

  /// What is named, else what is here, else what the environment or the context names.
  var configuration: String {
    get throws { try named ?? Self.file(of: ".") }
  }

  /// Nil where nothing names a cell, and none is here.
  var named: String? {
    get throws {
      if let cell { return Self.file(of: cell) }
      if FileManager.default.fileExists(atPath: Self.file(of: ".")) { return Self.file(of: ".") }
      let choice = IdentityChoice(environment: ProcessInfo.processInfo.environment)
      return try choice.directory(Contexts.ofUser).map(Self.file(of:))
    }
  }

  private static func file(of cell: String) -> String {
    let attributes = try? URL(filePath: cell).resourceValues(forKeys: [.isDirectoryKey])
    guard attributes?.isDirectory == true else { return cell }
    return (cell.hasSuffix("/") ? cell : cell + "/") + "cellbusd.yaml"
  }

  func load() throws -> ConfigurationSet { try ConfigurationSet.load(configuration) }
}
