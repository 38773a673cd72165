package import CellSchema

/// A control command: a command byte, then one JSON object.
///
/// The broker checks control commands as strictly as documents; a node reads them leniently, so that a later broker may
/// say more.
package protocol ControlCommand: Codable, Sendable, Equatable {
  static var command: Command { get }
  /// The code under which the broker refuses a command that the strict check refuses under another one.
  static func code(refusing code: ErrorCode) -> ErrorCode
}

extension ControlCommand {
  package static func code(refusing code: ErrorCode) -> ErrorCode { .malformedFrame }
}
