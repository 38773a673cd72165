/// The decoder that ``ShapeRecorder`` hands to a type: it answers with samples and keeps what was asked.
final class RecordingDecoder: Decoder {
  enum Outcome {
    case none
    case wrapped(Shape)
    case array(element: Shape?)
    case object([ObjectShape.Field])
  }

  var outcome = Outcome.none
  /// The type wants to know which keys there are, so it would take any: a dictionary, an enumeration with values.
  var asksForKeys = false
  var recording: Recording
  let arrayCount: ClosedRange<Int>?

  init(_ recording: Recording, arrayCount: ClosedRange<Int>?) {
    self.recording = recording
    self.arrayCount = arrayCount
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    switch outcome {
    case .none: outcome = .object([])
    case .object: break
    case .array, .wrapped: throw recording.error("decodes from two kinds of container")
    }
    return KeyedDecodingContainer(RecordingFields<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .none = outcome else { throw recording.error("decodes from two containers") }
    outcome = .array(element: nil)
    return RecordingElements(decoder: self, length: max(1, arrayCount?.lowerBound ?? 1))
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    guard case .none = outcome else { throw recording.error("decodes from two containers") }
    return RecordingValue(decoder: self)
  }

  /// Adds a field, or finds that it is decoded again in the same way.
  func add(_ field: ObjectShape.Field) throws {
    guard case .object(var fields) = outcome else { throw recording.error("decodes from two kinds of container") }
    if let known = fields.first(where: { $0.name == field.name }) {
      guard known == field else { throw recording.error("field \(field.name) is decoded in two ways") }
      return
    }
    fields.append(field)
    outcome = .object(fields)
  }
}

private struct RecordingFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: RecordingDecoder
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] {
    decoder.asksForKeys = true
    return []
  }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { false }

  private func record<T: Decodable>(_ type: T.Type, _ key: Key, isRequired: Bool) throws -> T {
    var inner = decoder.recording
    inner.path.append(key.stringValue)
    let (shape, value) = try inner.record(type)
    try decoder.add(.init(name: key.stringValue, shape: shape, isRequired: isRequired))
    return value
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try record(type, key, isRequired: true)
  }
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try record(type, key, isRequired: false)
  }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try record(type, key, isRequired: true) }
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try record(type, key, isRequired: false)
  }
  // The protocol's other primitives come here by its defaults or below; each of them is a bare value and refused.
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try record(type, key, isRequired: true) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try record(type, key, isRequired: true) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try record(type, key, isRequired: true) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try record(type, key, isRequired: true) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try record(type, key, isRequired: true) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try record(type, key, isRequired: true) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try record(type, key, isRequired: true) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try record(type, key, isRequired: true) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try record(type, key, isRequired: true) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try record(type, key, isRequired: true) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try record(type, key, isRequired: true) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try record(type, key, isRequired: true) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try record(type, key, isRequired: true) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw decoder.recording.error("field \(key.stringValue) is decoded through a nested container; give it a type")
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw decoder.recording.error("field \(key.stringValue) is decoded through a nested container; give it a type")
  }
  func superDecoder() throws -> any Decoder { throw decoder.recording.error("a class that inherits has no shape") }
  func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
}

private struct RecordingElements: UnkeyedDecodingContainer {
  let decoder: RecordingDecoder
  /// As many elements as the type needs to be content.
  let length: Int
  var currentIndex = 0

  var codingPath: [any CodingKey] { [] }
  var count: Int? { length }
  var isAtEnd: Bool { currentIndex >= length }

  private mutating func record<T: Decodable>(_ type: T.Type) throws -> T {
    guard !isAtEnd else { throw decoder.recording.error("decodes past the end of its array; say countRange") }
    var inner = decoder.recording
    inner.path.append("\(currentIndex)")
    let (shape, value) = try inner.record(type)
    if case .array(let known?) = decoder.outcome, known != shape {
      throw inner.error("the elements of one array are of different shapes")
    }
    decoder.outcome = .array(element: shape)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool { throw decoder.recording.error("null does not travel") }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try record(type) }
  mutating func decode(_ type: Bool.Type) throws -> Bool { try record(type) }
  mutating func decode(_ type: String.Type) throws -> String { try record(type) }
  mutating func decode(_ type: Double.Type) throws -> Double { try record(type) }
  mutating func decode(_ type: Float.Type) throws -> Float { try record(type) }
  mutating func decode(_ type: Int.Type) throws -> Int { try record(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try record(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try record(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try record(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try record(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try record(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try record(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try record(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try record(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try record(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    throw decoder.recording.error("an element is decoded through a nested container; give it a type")
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw decoder.recording.error("an element is decoded through a nested container; give it a type")
  }
  mutating func superDecoder() throws -> any Decoder {
    throw decoder.recording.error("a class that inherits has no shape")
  }
}

/// A type that wraps one value and travels as it.
private struct RecordingValue: SingleValueDecodingContainer {
  let decoder: RecordingDecoder
  var codingPath: [any CodingKey] { [] }

  private func record<T: Decodable>(_ type: T.Type) throws -> T {
    var inner = decoder.recording
    let (shape, value) = try inner.record(type)
    decoder.outcome = .wrapped(shape)
    return value
  }

  func decodeNil() -> Bool { false }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try record(type) }
  func decode(_ type: Bool.Type) throws -> Bool { try record(type) }
  func decode(_ type: String.Type) throws -> String { try record(type) }
  func decode(_ type: Double.Type) throws -> Double { try record(type) }
  func decode(_ type: Float.Type) throws -> Float { try record(type) }
  func decode(_ type: Int.Type) throws -> Int { try record(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try record(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try record(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try record(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try record(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try record(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try record(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try record(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try record(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try record(type) }
}
