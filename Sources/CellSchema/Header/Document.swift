import Foundation

/// Writes documents, `{"header": …, "body": …}` in UTF-8: header first, the fields of each object in alphabetical
/// order, slashes unescaped.
///
/// These bytes are what is signed, hashed, stored and forwarded. A received document is never written anew: its bytes
/// are kept.
public enum DocumentEncoder {
  /// Writes the document of a header and a body.
  public static func encode(header: Header, body: some Payload) -> [UInt8] {
    assemble(header: header, body: json(body))
  }

  /// Writes the document of a message.
  public static func encode(_ message: Message<some Payload>) -> [UInt8] {
    encode(header: message.header, body: message.body)
  }

  /// Writes the document of a header and a body that is JSON already, byte by byte.
  ///
  /// - Misuse: the body is not checked. If it is no JSON object, the broker's strict check refuses the document.
  public static func encode(header: Header, rawBody: [UInt8]) -> [UInt8] {
    assemble(header: header, body: rawBody)
  }

  /// Writes the body alone, as JSON.
  public static func json(_ body: some Payload) -> [UInt8] { bytes(of: body) }

  private static func assemble(header: Header, body: [UInt8]) -> [UInt8] {
    let header = HeaderWriter.json(header)
    var document: [UInt8] = []
    document.reserveCapacity(header.count + body.count + 20)
    document.append(contentsOf: "{\"header\":".utf8)
    document.append(contentsOf: header)
    document.append(contentsOf: ",\"body\":".utf8)
    document.append(contentsOf: body)
    document.append(UInt8(ascii: "}"))
    return document
  }

  static func bytes(of value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(value) else {
      preconditionFailure("\(type(of: value)) is made of leaves, which always encode")
    }
    return Array(json)
  }
}

/// Reads documents leniently, as a node does: unknown fields are ignored, since a later version may have more.
public enum DocumentDecoder {
  /// Reads header and body.
  ///
  /// - Throws: `undecodable` if the bytes are no document, or the body cannot be decoded as `Body`.
  public static func decode<Body: Payload>(_: Body.Type, from document: [UInt8]) throws(Refusal) -> Message<Body> {
    Message(header: try header(of: document), body: try body(Body.self, of: document))
  }

  /// Reads the header alone.
  ///
  /// - Throws: `undecodable` if the bytes have no header that can be read.
  public static func header(of document: [UInt8]) throws(Refusal) -> Header { try header(in: document[...]) }

  /// Reads the header alone, of a document that lies in other bytes.
  package static func header(in document: ArraySlice<UInt8>) throws(Refusal) -> Header {
    if let header = HeaderReader(document)?.header { return header }
    let part: HeaderPart = try read(document)
    return part.header
  }

  /// Reads the body alone, of a document whose header is known already.
  ///
  /// - Throws: `undecodable` if the body cannot be decoded as `Body`.
  public static func body<Body: Payload>(_: Body.Type, of document: [UInt8]) throws(Refusal) -> Body {
    try body(Body.self, in: document[...])
  }

  package static func body<Body: Payload>(_: Body.Type, in document: ArraySlice<UInt8>) throws(Refusal) -> Body {
    if let json = HeaderReader(document)?.body, let body = try? JSONDecoder().decode(Body.self, from: Data(json)) {
      return body
    }
    let part: BodyPart<Body> = try read(document)
    return part.body
  }

  private struct HeaderPart: Decodable {
    let header: Header
  }

  private struct BodyPart<Body: Payload>: Decodable {
    let body: Body
  }

  private static func read<Value: Decodable>(_ document: ArraySlice<UInt8>) throws(Refusal) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(document))
    } catch let error as DecodingError {
      throw Refusal(decoding: error)
    } catch {
      throw Refusal(.undecodable, "the document is no JSON")
    }
  }
}

extension Refusal {
  /// What JSON that does not decode lacks, in terms of the document.
  package init(decoding error: any Error, _ code: ErrorCode = .undecodable, at prefix: String = "") {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      self.init(code, at: prefix + Self.pointer(context.codingPath + [key]), "the field is missing")
    case DecodingError.typeMismatch(_, let context):
      self.init(code, at: prefix + Self.pointer(context.codingPath), "the value is of another JSON type than its field")
    case DecodingError.valueNotFound(_, let context):
      self.init(code, at: prefix + Self.pointer(context.codingPath), "there is no value")
    case DecodingError.dataCorrupted(let context):
      self.init(code, at: prefix + Self.pointer(context.codingPath), context.debugDescription)
    default: self.init(code, at: prefix, "it does not decode")
    }
  }

  /// RFC 6901: `~` and `/` inside a name are written `~0` and `~1`.
  private static func pointer(_ path: [any CodingKey]) -> String {
    path.map { key in
      if let index = key.intValue { return "/\(index)" }
      return "/" + key.stringValue.replacing("~", with: "~0").replacing("/", with: "~1")
    }.joined()
  }
}
