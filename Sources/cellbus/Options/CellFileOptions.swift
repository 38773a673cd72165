import ArgumentParser
import CellCommand
import CellConfig
import Foundation

/// Which cell's files are meant.
struct CellFileOptions: ParsableArguments {
  @Option(name: .long, help: "The cell's directory, or its cellbusd.yaml.")
  var cell = "."

  var configuration: String {
    let attributes = try? URL(filePath: cell).resourceValues(forKeys: [.isDirectoryKey])
    guard attributes?.isDirectory == true else { return cell }
    return (cell.hasSuffix("/") ? cell : cell + "/") + "cellbusd.yaml"
  }

  func load() throws(FileProblems) -> ConfigurationSet { try ConfigurationSet.load(configuration) }
}
