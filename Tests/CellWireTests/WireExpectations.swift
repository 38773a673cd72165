import CellSchema
import CellWire
import Testing

/// What is read refuses the frame as malformed.
func expectMalformed(
  _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ decode: () throws(Refusal) -> Void
) {
  do throws(Refusal) {
    try decode()
    Issue.record("was read: \(comment)", sourceLocation: sourceLocation)
  } catch {
    #expect(error.code == .malformedFrame, comment, sourceLocation: sourceLocation)
  }
}

/// Both readings, the broker's strict one and the node's lenient one, give back what was written.
func expectRoundTrip<Value: ControlCommand>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let frame = ControlCodec.encode(value)
  #expect(frame.first == Value.command.rawValue, sourceLocation: sourceLocation)
  #expect(try ControlCodec.decode(Value.self, from: frame) == value, sourceLocation: sourceLocation)
  #expect(try StrictControl<Value>().decode(frame) == value, sourceLocation: sourceLocation)
}
