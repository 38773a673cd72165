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
  /// What the line before said of its type and header, and a draft with both: a file's lines are mostly alike.
  private var last: (type: [UInt8]?, header: [UInt8]?, draft: Draft)?

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
    var (body, header, type): (Range<Int>?, Range<Int>?, Range<Int>?)
    for member in members.members {
      switch member.name {
      case "type": try Self.take(member, into: &type)
      case "header": try Self.take(member, into: &header)
      case "body": try Self.take(member, into: &body)
      default:
        throw Refusal(.unknownField, at: "/\(member.name.prefix(40))", "a line has these fields: type, header, body")
      }
    }
    guard type != nil || self.type != nil else {
      throw Refusal(.missingField, at: "/type", "the line names no type, nor does --type")
    }
    let like = try draft(type.map { line[$0] }, header.map { line[$0] })
    guard let body else { throw Refusal(.missingField, at: "/body", "the line has no body") }
    return Draft(rawBody: CompactJSON.compact(line[body]), like: like)
  }

  private static func take(_ member: JSONMembers.Member, into place: inout Range<Int>?) throws(Refusal) {
    guard place == nil else { throw Refusal(.duplicateField, at: "/\(member.name)", "the field stands twice") }
    place = member.value
  }

  /// A draft of a type and with a header, whose body does not matter.
  private mutating func draft(
    _ typeJSON: ArraySlice<UInt8>?, _ headerJSON: ArraySlice<UInt8>?
  ) throws(Refusal) -> Draft {
    if let last, Self.isSame(last.type, typeJSON), Self.isSame(last.header, headerJSON) { return last.draft }
    var type = type ?? .sample
    if let typeJSON { type = try Self.type(typeJSON) }
    var header = defaults
    if let headerJSON { header = try self.header(headerJSON) }
    let draft = Draft(type: type, body: [], header: header)
    last = (typeJSON.map { Array($0) }, headerJSON.map { Array($0) }, draft)
    return draft
  }

  private static func isSame(_ known: [UInt8]?, _ new: ArraySlice<UInt8>?) -> Bool {
    switch (known, new) {
    case (nil, nil): true
    case (let known?, let new?): known.count == new.count && known[...] == new
    case (nil, _?), (_?, nil): false
    }
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
