package import CellSchema
import Foundation

/// Encodes and decodes control commands.
package enum ControlCodec {
  package static func encode(_ command: some ControlCommand) -> [UInt8] {
    [type(of: command).command.rawValue] + json(command)
  }

  /// The bytes that a part of a command takes in it.
  package static func size(of part: some Encodable) -> Int { json(part, isSorted: false).count }

  /// - Parameter isSorted: whether the fields stand in one order, which takes time and no bytes.
  private static func json(_ part: some Encodable, isSorted: Bool = true) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isSorted ? [.sortedKeys, .withoutEscapingSlashes] : .withoutEscapingSlashes
    guard let json = try? encoder.encode(part) else {
      preconditionFailure("a control command is made of values that always encode")
    }
    return json
  }

  /// Reads a command leniently, as a node does: a later broker may add fields.
  package static func decode<Value: ControlCommand>(_: Value.Type, from frame: [UInt8]) throws(Refusal) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(frame.dropFirst()))
    } catch {
      throw Refusal(.malformedFrame, "\(Value.command): \(describe(error))")
    }
  }

  private static func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context): return "\(path(context)) has no \(key.stringValue)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      return "\(path(context)): \(context.debugDescription)"
    @unknown default: return "not decodable"
    }
  }

  private static func path(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty ? "the object" : "/" + context.codingPath.map(\.stringValue).joined(separator: "/")
  }
}
