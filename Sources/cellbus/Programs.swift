import CellCommand
import Foundation

/// The programs, as a line that can be pasted into any terminal names them.
enum Programs {
  /// By its name where a terminal finds this one by its name, else by its path.
  static func word(_ name: String) -> String {
    guard CommandLine.arguments[0].contains("/"),
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return name }
    return ShellWord.quoted(URL(filePath: own).deletingLastPathComponent().appending(path: name).path)
  }
}
