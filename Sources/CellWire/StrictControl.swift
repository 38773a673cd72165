package import CellSchema

/// Reads one kind of control command as strictly as a document.
package struct StrictControl<Value: ControlCommand>: Sendable {
  private let checker: ValueChecker

  package init() {
    guard let shape = try? ShapeRecorder.shape(of: Value.self) else {
      preconditionFailure("\(Value.self) has no shape")
    }
    checker = ValueChecker(shape)
  }

  package func decode(_ frame: [UInt8]) throws(Refusal) -> Value {
    do {
      try checker.check(frame.span.extracting(droppingFirst: 1))
    } catch {
      throw Refusal(
        Value.code(refusing: error.code),
        "\(Value.command) \(error.pointer.isEmpty ? "" : error.pointer + " ")\(error.detail)")
    }
    return try ControlCodec.decode(Value.self, from: frame)
  }
}
