import CellCommand
import CellConfig
import CellSchema
import Glibc
import ZeroMQ

/// The broker that runs on a record, asked over the socket that lies beside it.
struct RunningBroker {
  let recordDirectory: String

  /// Seconds that a broker takes at most for what it is asked.
  private static let patience = 90

  /// - Returns: nil where no broker runs.
  func ask(_ request: ControlRequest) throws -> ControlAnswer? {
    let path = ControlRequest.socket(besides: recordDirectory)
    let socket: LocalSocket
    do throws(LocalSocket.Fault) { socket = try LocalSocket.connected(to: path) } catch {
      if error.isUnserved { return nil }
      let isForbidden = error.number == EACCES || error.number == EPERM
      throw Complaint(
        .failed, isForbidden ? .socketForbidden : .unreachable, at: path, SystemWords.of(errno: error.number))
    }
    socket.limit(seconds: Self.patience)
    guard socket.send(line: request.line), let line = socket.line(most: ControlRequest.longestAnswer),
      let answer = ControlAnswer(line: line)
    else { throw Self.noAnswer(path) }
    // A broker that is stopping takes nothing over, and has nothing against it.
    if request.action == .reload, !answer.isDone, answer.problems.isEmpty { throw Self.noAnswer(path) }
    return answer
  }
}

extension RunningBroker {
  private static func noAnswer(_ path: String) -> Complaint {
    Complaint(.failed, .unreachable, at: path, spoken("the broker ended the connection and did not answer"))
  }
}

extension ControlAnswer {
  /// - Throws: what is wrong with the files that were read again.
  func orProblems() throws -> Self {
    guard isDone else { throw FileProblems(problems.map(\.problem)) }
    return self
  }
}
