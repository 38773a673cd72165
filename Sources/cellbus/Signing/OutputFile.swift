import CellCommand
import CellSchema
import Foundation

/// A file that a command makes.
enum OutputFile {
  /// - Parameters:
  ///   - isSecret: it is for its owner alone.
  ///   - replacing: it may be there already; a key never is written over.
  static func write(_ text: String, to file: String, isSecret: Bool = false, replacing: Bool = true) throws(Complaint) {
    let manager = FileManager.default
    if !replacing, manager.fileExists(atPath: file) {
      throw Complaint(.failed, .outputUnwritable, at: file, spoken("it is there already"))
    }
    do {
      if isSecret {
        guard manager.createFile(atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
          throw POSIXError(.EIO)
        }
      } else {
        try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
      }
    } catch {
      throw Complaint(.failed, .outputUnwritable, at: file, SystemWords.of(error))
    }
  }
}
