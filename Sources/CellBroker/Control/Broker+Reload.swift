package import CellConfig
import CellSchema
import StrictYAML
import ZeroMQ

extension Broker {
  /// Has the broker that runs with a configuration read its files again, and waits for what comes of it.
  ///
  /// - Returns: which of the rule files are others now; nil where no broker answers.
  /// - Throws: what is wrong with the files; what was in force stays.
  package static func reload(_ file: String) throws(FileProblems) -> [String]? {
    guard let answer = ask(at: try socket(of: file)) else { return nil }
    guard answer.isDone else { throw FileProblems(answer.problems.map(\.problem)) }
    return answer.changed
  }

  /// Where it answers.
  package static func socket(of file: String) throws(FileProblems) -> String {
    let record = try ConfigurationSet.configuration(file).value.directories.record
    return ControlRequest.socket(besides: record.resolved(besides: file))
  }

  /// Seconds that a reload takes at most.
  private static let patience = 90

  private static func ask(at path: String) -> ControlAnswer? {
    guard let socket = try? LocalSocket.connected(to: path) else { return nil }
    socket.limit(seconds: patience)
    guard socket.send(line: ControlRequest(.reload).line), let line = socket.line(most: ControlRequest.longestAnswer),
      let answer = ControlAnswer(line: line)
    else { return nil }
    // One that is stopping takes nothing over, and has nothing against it.
    return answer.isDone || !answer.problems.isEmpty ? answer : nil
  }
}
