package import CellNode
package import CellSchema
import Foundation

/// Reads lines of `{"type", "header"?, "body"}`.
///
/// The body is not decoded: the broker checks it. Headers are, but files have few different ones, so that a header that
/// was read before is not read again.
package struct DraftReader: Sendable {
  /// Headers that are remembered.
  private static let headers = 64

  private let defaults: HeaderDraft
  private let type: MessageType?
  private let checker: ValueChecker
  private var known: [[UInt8]: HeaderDraft] = [:]

  /// - Parameters:
  ///   - type: of lines that name none.
  ///   - defaults: of the fields that a line's header leaves out.
  package init(type: MessageType? = nil, defaults: HeaderDraft = HeaderDraft()) {
    self.type = type
    self.defaults = defaults
    do {
      checker = ValueChecker(try ShapeRecorder.shape(of: HeaderDraft.self))
    } catch {
      preconditionFailure("a header draft has no shape: \(error)")
    }
  }

  /// - Throws: what is wrong with the line, without asking the broker. Pointers begin at the line's object.
  package mutating func draft(_ line: ArraySlice<UInt8>) throws(Refusal) -> Draft {
    try InputText.check(line, expected: #"an object in braces, {"type": "…", "body": {…}}"#)
    let members = try JSONMembers(of: line)
    var body: Range<Int>?
    var header: Range<Int>?
    var type = type
    var seen: Set<String> = []
    for member in members.members {
      guard seen.insert(member.name).inserted else {
        throw Refusal(.duplicateField, at: "/\(member.name)", "the field stands twice")
      }
      switch member.name {
      case "type": type = try Self.type(line[member.value])
      case "header": header = member.value
      case "body": body = member.value
      default:
        throw Refusal(.unknownField, at: "/\(member.name.prefix(40))", "a line has these fields: type, header, body")
      }
    }
    guard let type else { throw Refusal(.missingField, at: "/type", "the line names no type, nor does --type") }
    guard let body else { throw Refusal(.missingField, at: "/body", "the line has no body") }
    return Draft(
      type: type, body: CompactJSON.compact(line[body]),
      header: try header.map { (range) throws(Refusal) in
        try self.header(line[range])
      } ?? defaults)
  }

  private static func type(_ json: ArraySlice<UInt8>) throws(Refusal) -> MessageType {
    guard json.count > 2, json.first == UInt8(ascii: "\""), json.last == UInt8(ascii: "\"") else {
      throw Refusal(.wrongType, at: "/type", "a type is a string, such as \"\(MessageType.sample)\"")
    }
    let text = String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
    guard let type = MessageType(text) else {
      throw Refusal(.badFormat, at: "/type", "a type is SYSTEM.NAME, such as \"\(MessageType.sample)\"")
    }
    return type
  }

  private mutating func header(_ json: ArraySlice<UInt8>) throws(Refusal) -> HeaderDraft {
    let bytes = Array(json)
    if let header = known[bytes] { return header }
    do throws(Refusal) {
      try checker.check(bytes.span)
    } catch {
      throw Refusal(error.code, at: "/header\(error.pointer)", error.detail)
    }
    let header: HeaderDraft
    do {
      header = try JSONDecoder().decode(HeaderDraft.self, from: Data(bytes), configuration: defaults)
    } catch {
      throw Refusal(decoding: error, at: "/header")
    }
    if known.count == Self.headers { known.removeAll(keepingCapacity: true) }
    known[bytes] = header
    return header
  }
}

extension Draft {
  /// A body that is JSON already, of the newest version of its type where the header names none.
  package init(type: MessageType, body: [UInt8], header: HeaderDraft) {
    self.init(
      type: type, version: Catalogue.versions(of: type).last?.version ?? 1, rawBody: body, header: header)
  }
}
