/// Reads the shape of a `Codable` type off its own `init(from:)`, by letting the type decode from a recording decoder.
///
/// Leaves give their shape and a sample, `Bool` is a leaf, an Optional that is decoded with `decodeIfPresent` is a
/// field that may be absent, arrays decode from an unkeyed container, everything else is an object and is walked. So
/// the synthesised `Decodable` is the definition of what travels; a bare `String` or `Int` in it, which no limit
/// holds, is an error.
public enum ShapeRecorder {
  /// The shape of `type`.
  ///
  /// - Throws: ``ShapeError`` with the path of the first thing that has no shape.
  public static func shape<T: Decodable>(of type: T.Type) throws -> Shape {
    var recording = Recording()
    return try recording.record(type).shape
  }
}

/// A type that cannot travel: which part of it, and why.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The coding path from the root type, `observedFrom.place`; empty for the root itself.
  public var path: String
  /// Why no shape can be recorded, in words.
  public var reason: String

  public var description: String { "\(path.isEmpty ? "the type" : path): \(reason)" }
}

/// Where the recorder stands: the path to it, and the types around it.
struct Recording {
  var path: [String] = []
  var types: [ObjectIdentifier] = []

  func error(_ reason: String) -> ShapeError { ShapeError(path: path.joined(separator: "."), reason: reason) }

  mutating func record<T: Decodable>(_ type: T.Type) throws -> (shape: Shape, value: T) {
    if let leaf = type as? any SchemaLeaf.Type { return try record(leaf: leaf, as: type) }
    if type is any OptionalType.Type { throw error("\(type): null does not travel; decode it with decodeIfPresent") }
    if type == Bool.self, let value = true as? T { return (.boolean, value) }
    if let primitive = Self.primitive(type) {
      throw error("a bare \(primitive) has no limits; use a leaf type with a shape of its own")
    }
    let identity = ObjectIdentifier(type)
    guard !types.contains(identity) else { throw error("\(type) contains itself; the depth would have no limit") }
    guard types.count < Limits.depth else { throw error("nested deeper than \(Limits.depth)") }
    var inner = self
    inner.types.append(identity)
    let recorder = RecordingDecoder(inner, arrayCount: (type as? any CountedArray.Type)?.countRange)
    let value: T
    do {
      value = try T(from: recorder)
    } catch {
      if recorder.asksForKeys { throw self.error("\(type) asks which keys there are; only named fields travel") }
      if let error = error as? ShapeError { throw error }
      throw self.error("\(type) refused the samples of its own fields: \(error)")
    }
    if recorder.asksForKeys { throw error("\(type) asks which keys there are; only named fields travel") }
    return (try finish(recorder, of: type), value)
  }

  private func record<L: SchemaLeaf, T>(leaf: L.Type, as type: T.Type) throws -> (shape: Shape, value: T) {
    let shape = L.shape
    if let fault = shape.fault { throw error("\(type): \(fault)") }
    guard let value = L.sample as? T else { throw error("\(type): the sample is of another type") }
    return (shape, value)
  }

  private func finish(_ recorder: RecordingDecoder, of type: any Decodable.Type) throws -> Shape {
    switch recorder.outcome {
    case .none: throw error("\(type) decodes nothing, so there is nothing to check")
    case .wrapped(.array(let element, let count)): return .array(element: element, count: recorder.arrayCount ?? count)
    case .wrapped(let shape): return shape
    case .array(let element):
      guard let element else { throw error("\(type) decodes an array but no element") }
      let range = recorder.arrayCount ?? ShapeLimit.arrayCount
      return .array(element: element, count: range)
    case .object(let fields):
      guard fields.count <= ShapeLimit.fieldsOfObject else {
        throw error("\(type) has \(fields.count) fields; the limit is \(ShapeLimit.fieldsOfObject)")
      }
      let object = ObjectShape(fields: fields, rules: (type as? any RuledObject.Type)?.fieldRules ?? [])
      if let fault = Shape.object(object).fault { throw error("\(type): \(fault)") }
      return .object(object)
    }
  }

  private static func primitive(_ type: any Decodable.Type) -> String? {
    let primitives: [any Decodable.Type] = [
      String.self, Double.self, Float.self, Int.self, Int8.self, Int16.self, Int32.self, Int64.self, Int128.self,
      UInt.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self, UInt128.self,
    ]
    return primitives.first { $0 == type }.map { "\($0)" }
  }
}

private protocol OptionalType {}
extension Optional: OptionalType {}
