package import CellSchema
import Foundation
package import StrictYAML

/// What an operator's command asks of the broker that runs on the same record: one line of JSON over the socket that lies
/// beside the record, which the record's owner and root alone can connect to. The broker answers with one line.
///
/// A protocol between programs of one version on one machine; it is no part of the wire.
package struct ControlRequest: Codable, Hashable, Sendable {
  package enum Action: String, Codable, Sendable {
    /// The files are read again, as at SIGHUP; the answer is what came of it.
    case reload
    /// A node's sessions end; it may come back at once.
    case drop
    /// What counts against a node is forgotten.
    case reset
  }

  package var action: Action
  /// Of ``Action/drop`` and ``Action/reset``; of a reload, whom it lets on, for the reason that the record has.
  package var node: NodeName?
  package var reason: Line?

  package init(_ action: Action, node: NodeName? = nil, reason: Line? = nil) {
    self.action = action
    self.node = node
    self.reason = reason
  }

  /// The most bytes of a request; and of an answer, which may name many problems.
  package static let longest = 4_096
  package static let longestAnswer = 4_194_304

  /// The socket of the broker with a record.
  package static func socket(besides recordDirectory: String) -> String { "\(recordDirectory)/control.sock" }

  package var line: [UInt8] { ControlJSON.line(self) }

  package init?(line: [UInt8]) {
    guard let request = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
    self = request
  }
}

/// What the broker did.
package struct ControlAnswer: Codable, Hashable, Sendable {
  /// Whether it was done: of a reload, whether the files are in force.
  package var isDone: Bool
  /// Of a reload: whether the lists `held` and `revoked` hold, whatever became of the other files.
  package var isKeptOff = false
  /// Of a reload: which of the rule files are others now.
  package var changed: [String] = []
  /// How many sessions were ended.
  package var sessions = 0
  /// What is wrong, where it was not done.
  package var problems: [ControlProblem] = []

  package init(
    isDone: Bool, isKeptOff: Bool = false, changed: [String] = [], sessions: Int = 0, problems: [FileProblem] = []
  ) {
    self.isDone = isDone
    self.isKeptOff = isKeptOff
    self.changed = changed
    self.sessions = sessions
    self.problems = problems.map(ControlProblem.init)
  }

  package var line: [UInt8] { ControlJSON.line(self) }

  package init?(line: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
    self = answer
  }
}

/// A ``StrictYAML/FileProblem`` on its way.
package struct ControlProblem: Codable, Hashable, Sendable {
  private var code: UInt16
  private var file: String
  private var line: Int
  private var column: Int
  private var pointer: String
  private var detail: String

  init(_ problem: FileProblem) {
    code = problem.code.number
    file = problem.file
    line = problem.line
    column = problem.column
    pointer = problem.pointer
    detail = problem.detail
  }

  package var problem: FileProblem {
    FileProblem(
      ErrorCode(number: code), file: file, position: line > 0 ? FilePosition(line: line, column: column) : nil,
      pointer: pointer, detail)
  }
}

private enum ControlJSON {
  static func line(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(value)) } catch { preconditionFailure("it is made of values that encode") }
  }
}
