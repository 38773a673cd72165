import CellJournal
import CellReplay
import CellSchema

/// Why the daemon cannot go on, with the exit code of sysexits(3).
package struct BrokerFailure: Error, CustomStringConvertible {
  package var code: Int32
  package var description: String

  package init(code: Int32, _ description: String) {
    self.code = code
    self.description = description
  }

  init(_ error: JournalError, directory: String) {
    let exit: Int32 =
      switch error {
      case .full, .unknown, .failed: 74
      case .conflict: 70
      case .damaged, .foreign: 65
      case .locked: 75
      case .undurable: 78
      }
    self.init(code: exit, "\(directory): \(error.code): \(error.detail). Next: \(error.code.remedy)")
  }
}
